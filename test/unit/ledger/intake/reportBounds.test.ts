import assert from "node:assert/strict";
import { test } from "node:test";
import { problemOf } from "../../../../src/domain/problem.ts";
import { fileLedger } from "../../../support/ledgers.ts";

test("a report of absurdly many rows is given up while it comes in", (t) => {
  const ledger = fileLedger(t, ":memory:");
  const intake = ledger.beginIntake("account", { since: "2026-06-08", until: "2026-06-14" });
  intake.write(Buffer.from('{"code":200,"data":{"usage_data":[{}'));
  const rows = Buffer.from(",{}".repeat(50_000));
  let problem: ReturnType<typeof problemOf> | undefined;
  let written = 0;
  for (; written < 40 && problem === undefined; written++) {
    try {
      intake.write(rows);
    } catch (error) {
      problem = problemOf(error);
    }
  }
  assert.equal(problem?.kind, "unexpectedAnswer");
  assert.match(problem?.detail ?? "", /more than 1050000 rows/);
  // Three documented reports are taken, the fourth is not.
  assert.ok(written > 20 && written < 25, `${written} blocks`);
});
