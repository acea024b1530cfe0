import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Transaction } from "../../../src/domain/transaction.ts";
import { rowsAsText } from "../../../src/view/rowsAsText.ts";

const AT = Date.UTC(2026, 9, 23, 9, 2, 11) * 1000 + 123_456;

function row(message: string, product = "PAN-Plus"): Transaction {
  return { id: "00000000-0000-4000-8000-000000000001", at: AT, product, status: 200, message, charge: 29_500 };
}

function cells(message: string, product?: string): string[] {
  const [, line = ""] = rowsAsText([row(message, product)], "Asia/Kolkata", [], "text").split("\n");
  return line.split("\t");
}

describe("rows as text", () => {
  test("are separated by tabs, under their headings", () => {
    assert.equal(
      rowsAsText([row("Invalid Pan Number.")], "Asia/Kolkata", [], "text"),
      "Time\tTime UTC\tProduct\tStatus\tOutcome\tMessage\tCharge INR\tTransaction id\n" +
        "23 Oct 2026, 14:32:11\t2026-10-23T09:02:11.123456+00:00\tPAN-Plus\t200\tfailure\tInvalid Pan Number.\t2.95\t00000000-0000-4000-8000-000000000001",
    );
  });

  test("are no formula, whatever hid the sign", () => {
    const hidden = [" ", "\u200b", "\n", "\r\n", "\t", "\u202e", "\ufeff", "\0", "\u00a0", "\u2028"];
    for (const hide of ["", ...hidden]) {
      assert.match(cells(`${hide}=1+1`)[5] ?? "", /^'\ufffd?=1\+1$/, JSON.stringify(hide));
      assert.match(cells("done", `${hide}@SUM(1)`)[2] ?? "", /^'\ufffd?@SUM\(1\)$/, JSON.stringify(hide));
    }
    assert.equal(cells("a;=2+2")[5], "a;'=2+2");
  });

  test("stay one line of eight cells", () => {
    assert.equal(cells("one\ttwo\nthree")[5], "one two three");
    assert.equal(cells("one\ttwo\nthree").length, 8);
  });
});

describe("rows as CSV", () => {
  test("have their texts quoted and guarded, as the export has them", () => {
    const text = rowsAsText([row('\u200b=1+1, "x"')], "Asia/Kolkata", [], "csv");
    const [, line] = text.split("\r\n");
    assert.equal(
      line,
      '"23 Oct 2026, 14:32:11",2026-10-23T09:02:11.123456+00:00,"PAN-Plus",200,unknown,"\'\u200b=1+1, ""x""",2.95,"00000000-0000-4000-8000-000000000001"',
    );
  });
});
