import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as fc from "fast-check";
import { rowMaker, startTally } from "../../../../src/app/export/exportRow.ts";
import { clockText, dateWriter, instantWriter, wallWriter } from "../../../../src/app/export/timeText.ts";
import { offsetAt } from "../../../../src/domain/day.ts";
import { formatTimestamp, MICROS_PER_SECOND, type Transaction } from "../../../../src/domain/transaction.ts";
import { transactions } from "../../../support/exports.ts";

const ZONES = ["Asia/Kolkata", "UTC", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Sao_Paulo"];

function transactionAt(at: number): Transaction {
  return { id: "id", at, product: "p", status: 200, message: "", charge: 0 };
}

describe("times of an export", () => {
  test("a change that is at no quarter of an hour has its offsets before and after", () => {
    const zone = "Antarctica/Casey";
    const rowOf = rowMaker(zone, []);
    const change = Date.UTC(2020, 9, 3, 16, 1) * 1000;
    for (const at of [change + 600e6, change, change - 1, change - 59e6, change + 1]) {
      assert.equal(rowOf(transactionAt(at)).offset, (at < change ? 8 : 11) * 3_600e6);
    }
  });

  test("remembered offsets are those of the zone (fast-check)", () => {
    const at = fc.integer({ min: Date.UTC(2000, 0) * 1000, max: Date.UTC(2040, 0) * 1000 });
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), fc.array(at, { maxLength: 50 }), (zone, instants) => {
        const rowOf = rowMaker(zone, []);
        for (const instant of instants) assert.equal(rowOf(transactionAt(instant)).offset, offsetAt(zone, instant));
      }),
    );
  });

  test("follow a change of the clock to the microsecond, in any order", () => {
    const change = Date.UTC(2026, 2, 8, 7) * 1000;
    const rowOf = rowMaker("America/New_York", []);
    const wall = wallWriter();
    const texts = [change + 1, change, change - 1, change + 1].map((at) => wall(at + rowOf(transactionAt(at)).offset));
    assert.deepEqual(texts, [
      "2026-03-08 03:00:00.000001",
      "2026-03-08 03:00:00.000000",
      "2026-03-08 01:59:59.999999",
      "2026-03-08 03:00:00.000001",
    ]);
  });

  test("date, time of day and wall clock are parts of one text, cut and never rounded (fast-check)", () => {
    const [date, wall, instant] = [dateWriter(), wallWriter(), instantWriter()];
    const at = fc.integer({ min: -MICROS_PER_SECOND * 1e9, max: Date.UTC(2200, 0) * 1000 });
    fc.assert(
      fc.property(at, (micros) => {
        const exact = formatTimestamp(micros);
        assert.equal(instant(micros), exact);
        assert.equal(wall(micros), exact.slice(0, 26).replace("T", " "));
        assert.equal(`${date(micros)}T${clockText(micros)}`, exact.slice(0, 19));
      }),
    );
  });
});

describe("rows of an export", () => {
  test("outcomes come from status and message together, with what the user has said", () => {
    const rowOf = rowMaker("UTC", [
      { product: "*", message: "*on watch*", word: "failure" },
      { product: "Other", message: "Verified Successfully", word: "unknown" },
    ]);
    const outcome = (status: number, message: string) => rowOf({ ...transactionAt(0), status, message }).outcome;
    assert.equal(outcome(200, "Verified Successfully"), "success");
    assert.equal(outcome(500, "Verified Successfully"), "failure");
    assert.equal(outcome(200, "Verified Successfully"), "success");
    assert.equal(outcome(200, "Source on watch"), "failure");
    const other = { ...transactionAt(0), product: "Other", status: 200, message: "Verified Successfully" };
    assert.equal(rowOf(other).outcome, "unknown");
    assert.equal(outcome(200, "Reference 9"), "unknown");
    for (let i = 0; i < 12_000; i++) assert.equal(outcome(200, `Reference ${i}`), "unknown");
  });

  test("are summed by product, costliest first, equal charges by name", () => {
    const tally = startTally();
    const [row] = transactions(1).map(rowMaker("UTC", []));
    assert.ok(row);
    const add = (product: string, charge: number) =>
      tally.add([{ ...row, transaction: { ...row.transaction, product, charge } }]);
    add("b", 5);
    add("c", 7);
    add("a", 8);
    add("a", -3);
    assert.deepEqual(tally.totals(), {
      rows: 4,
      charge: 17,
      products: [
        { product: "c", rows: 1, charge: 7 },
        { product: "a", rows: 2, charge: 5 },
        { product: "b", rows: 1, charge: 5 },
      ],
      labels: [{ label: undefined, rows: 4, charge: 17 }],
    });
  });
});
