import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ReportComparison } from "../../../../src/domain/report.ts";
import type { Transaction } from "../../../../src/domain/transaction.ts";
import type { SqliteLedger } from "../../../../src/ledger/sqliteLedger.ts";
import { finish } from "../../../../src/ledger/steps.ts";
import {
  fileLedger,
  micros,
  reportBody,
  reportOf,
  reportRow,
  takeIn,
  threadLedger,
  transaction,
} from "../../../support/ledgers.ts";

const WINDOW = { since: "2026-06-08", until: "2026-06-12" };

function compareWith(ledger: SqliteLedger, body: Uint8Array): ReportComparison {
  const intake = ledger.beginIntake("account", WINDOW);
  intake.write(body);
  return ledger.compareIntake(intake);
}

function rowsOf(days: readonly string[]): Transaction[] {
  return days.map((day) => transaction({ at: micros(`${day}T10:00:00Z`) })).toReversed();
}

describe("comparing a report with the ledger", () => {
  it("finds nothing where nothing differs, repeats included", (test) => {
    const ledger = fileLedger(test);
    const rows = rowsOf(["2026-06-08", "2026-06-09", "2026-06-11"]);
    takeIn(ledger, WINDOW, reportOf(rows));
    assert.deepEqual(compareWith(ledger, reportOf([...rows, ...rows])), {
      received: 6,
      setAside: 0,
      charge: 3 * 29_500,
      same: 3,
      added: 0,
      missing: 0,
      changed: 0,
      differences: [],
    });
  });

  it("lists what is new, gone or different, in the ledger's and in the report's form, and changes nothing", (test) => {
    const ledger = fileLedger(test);
    const rows = rowsOf(["2026-06-08", "2026-06-09", "2026-06-10", "2026-06-11"]);
    takeIn(ledger, WINDOW, reportOf(rows));
    const before = JSON.stringify([
      ledger.coverage("account", "2026-06-01", "2026-06-30"),
      finish(ledger.check("account")),
    ]);
    const [eleventh, tenth, ninth, eighth] = rows as [Transaction, Transaction, Transaction, Transaction];
    const other = { ...tenth, charge: -10_000, message: "Refunded." };
    const moved = { ...ninth, at: ninth.at + 3_600_000_000 };
    const foreign = transaction({ id: "no uuid", at: micros("2026-06-08T11:00:00Z"), product: "=1+1" });
    const result = compareWith(
      ledger,
      reportBody([...[eleventh, other, moved, foreign].map(reportRow), { "Transaction Id": 1 }]),
    );
    const { differences, ...counts } = result;
    const charge = 29_500 * 3 - 10_000;
    assert.deepEqual(counts, { received: 5, setAside: 1, charge, same: 1, added: 1, missing: 1, changed: 2 });
    assert.deepEqual(
      differences.toSorted((a, b) => (a.kind < b.kind ? -1 : 1)),
      [
        { kind: "added", after: foreign },
        { kind: "changed", before: ninth, after: moved },
        { kind: "changed", before: tenth, after: other },
        { kind: "missing", before: eighth },
      ],
    );
    assert.equal(
      JSON.stringify([ledger.coverage("account", "2026-06-01", "2026-06-30"), finish(ledger.check("account"))]),
      before,
    );
  });

  it("does not call a row of until_date missing, because the report may not hold that date", (test) => {
    const ledger = fileLedger(test);
    takeIn(ledger, WINDOW, reportOf(rowsOf(["2026-06-11", "2026-06-12"])));
    assert.equal(compareWith(ledger, reportOf([])).missing, 1);
  });

  it("lists a thousand differences, and counts the others", (test) => {
    const ledger = fileLedger(test);
    const rows = Array.from({ length: 1_500 }, (_, row) => transaction({ at: micros("2026-06-09T10:00:00Z") + row }));
    const { added, differences } = compareWith(ledger, reportOf(rows.toReversed()));
    assert.deepEqual([added, differences.length], [1_500, 1_000]);
  });

  it("refuses a wrong envelope, as an intake does", (test) => {
    const ledger = fileLedger(test);
    assert.throws(() => compareWith(ledger, Buffer.from('{"code":500,"message":"no"}')), /code 500/);
  });

  it("works through the thread", async (test) => {
    const ledger = threadLedger(test);
    const rows = rowsOf(["2026-06-09"]);
    const intake = await ledger.beginIntake("account", WINDOW);
    await intake.write(reportOf(rows));
    assert.deepEqual((await intake.compare()).differences, [{ kind: "added", after: rows[0] }]);
    assert.deepEqual(await ledger.countBetween("account", [0, micros("2027-01-01T00:00:00Z")]), [
      { calls: 0, charge: 0 },
    ]);
  });
});

describe("counting the rows themselves", () => {
  it("gives every row to the interval that holds its instant", (test) => {
    const ledger = fileLedger(test);
    takeIn(ledger, WINDOW, reportOf(rowsOf(["2026-06-08", "2026-06-09", "2026-06-09", "2026-06-11"])));
    const ninth = micros("2026-06-09T10:00:00Z");
    const instants = [micros("2026-06-08T10:00:00Z"), ninth, ninth + 1, micros("2026-07-01T00:00:00Z")];
    assert.deepEqual(finish(ledger.countBetween("account", instants)), [
      { calls: 1, charge: 29_500 },
      { calls: 2, charge: 59_000 },
      { calls: 1, charge: 29_500 },
    ]);
    assert.deepEqual(finish(ledger.countBetween("nobody", [0, 1])), [{ calls: 0, charge: 0 }]);
  });
});
