import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { describe, it } from "node:test";
import * as fc from "fast-check";
import { addDays } from "../../../../src/domain/day.ts";
import { MOST_OF_A_CALL, MOST_OF_AN_ACCOUNT } from "../../../../src/domain/money.ts";
import { unpackSummary } from "../../../../src/domain/packedSummary.ts";
import type { Period } from "../../../../src/domain/period.ts";
import { ProblemError } from "../../../../src/domain/problem.ts";
import type { ReportWindow } from "../../../../src/domain/report.ts";
import type { Transaction } from "../../../../src/domain/transaction.ts";
import { Database } from "../../../../src/ledger/file/database.ts";
import { movedRows } from "../../../../src/ledger/intake/movedRows.ts";
import { RowIndex } from "../../../../src/ledger/intake/rowIndex.ts";
import { StagedRows } from "../../../../src/ledger/intake/stagedRows.ts";
import type { SqliteLedger } from "../../../../src/ledger/sqliteLedger.ts";
import { finish } from "../../../../src/ledger/steps.ts";
import { atEnd } from "../../../support/endings.ts";
import {
  datesOf,
  fileLedger,
  micros,
  READ_AT,
  reportBody,
  reportOf,
  reportRow,
  takeIn,
  transaction,
} from "../../../support/ledgers.ts";

const june: Period = { since: "2026-06-01", until: "2026-06-30" };
const week: ReportWindow = { since: "2026-06-08", until: "2026-06-14" };

function stored(ledger: SqliteLedger): readonly Transaction[] {
  return finish(ledger.latest("account", undefined, {}, 1_000_000));
}

function assertSound(ledger: SqliteLedger): void {
  const { damage, differingDays } = finish(ledger.check("account"));
  assert.deepEqual({ damage, differingDays }, { damage: [], differingDays: [] });
}

/** A window that holds an instant. */
function windowAround(instant: string): ReportWindow {
  const since = instant.slice(0, 10);
  return { since, until: addDays(since, 1) };
}

function newestFirst(a: Transaction, b: Transaction): number {
  return b.at - a.at || (a.id < b.id ? 1 : -1);
}

/** Everything an intake may change, to see that it did not. */
function wholeState(ledger: SqliteLedger): unknown {
  const all = { since: "1970-01-01", until: "2100-01-01" };
  return {
    rows: stored(ledger),
    summary: ledger.summarize("account", all, "day", {}),
    coverage: ledger.coverage("account", all.since, all.until),
    reports: ledger.reports("account", all.since, all.until),
    setAside: ledger.setAsideRows("account", all.since, all.until),
  };
}

describe("intake", () => {
  it("stores the rows of a report, newest first on reading, with its record and coverage", (test) => {
    const ledger = fileLedger(test);
    const rows = [
      transaction({ charge: 30_000 }),
      transaction({ charge: -500 }),
      transaction({ charge: 0 }),
    ].toReversed();
    const result = takeIn(ledger, week, reportOf(rows));
    assert.deepEqual(result, { received: 3, inserted: 3, updated: 0, repeated: 0, setAside: 0, charge: 29_500 });
    assert.deepEqual(stored(ledger), rows);
    assert.deepEqual(ledger.coverage("account", "2026-06-01", "2026-06-09"), [
      { day: "2026-06-08", readAt: READ_AT },
      { day: "2026-06-09", readAt: READ_AT },
    ]);
    const [record] = ledger.reports("account", "2026-06-14", "2026-06-20");
    assert.deepEqual(record, { ...week, ...result, readAt: READ_AT, bytes: reportOf(rows).length });
    assertSound(ledger);
  });

  it("keeps accounts apart", (test) => {
    const ledger = fileLedger(test);
    const row = transaction();
    takeIn(ledger, week, reportOf([row]), "one");
    takeIn(ledger, week, reportOf([row, transaction()]), "two");
    assert.equal(ledger.count("one", june, {}), 1);
    assert.equal(ledger.count("two", june, {}), 2);
    assert.equal(ledger.deleteHistory("two"), 2);
    assert.equal(ledger.count("two", june, {}), 0);
    assert.deepEqual(ledger.coverage("two", "2026-01-01", "2026-12-31"), []);
    assert.equal(ledger.count("one", june, {}), 1);
    assert.deepEqual(finish(ledger.check("one")).differingDays, []);
  });

  it("leaves no trace of a body that breaks off at any byte, or that is aborted", (test) => {
    const ledger = fileLedger(test);
    takeIn(ledger, week, reportOf([transaction(), transaction()]));
    const before = wholeState(ledger);
    const body = reportOf([transaction(), transaction({ message: 'Größe "1"' })]);
    for (let end = 0; end < body.length; end++) {
      const intake = ledger.beginIntake("account", week);
      assert.throws(() => {
        intake.write(body.subarray(0, end));
        ledger.commitIntake(intake, datesOf(week), READ_AT + 1);
      }, ProblemError);
    }
    assert.deepEqual(wholeState(ledger), before);
  });

  for (const [name, body] of [
    ["an error envelope", '{"code":400,"message":"Inactive client_id"}'],
    ["an error envelope with rows", '{"code":500,"data":{"usage_data":[]}}'],
    ["an error body of another shape", '{"detail":"Not authenticated"}'],
    ["a report without its array", '{"code":200,"data":{"file_url":"x"}}'],
    ["null for the array", '{"code":200,"data":{"usage_data":null}}'],
    ["the array in the wrong place", '{"code":200,"usage_data":[],"data":{}}'],
    ["HTML", "<!doctype html><html><body>Sign in</body></html>"],
    ["an answer without a body", ""],
    ["a list", "[]"],
    ["two documents", '{"code":200,"data":{"usage_data":[]}}{}'],
    ["a row that is no JSON", '{"code":200,"data":{"usage_data":[{"a":tru}]}}'],
  ] as const) {
    it(`refuses ${name}`, (test) => {
      const ledger = fileLedger(test);
      const before = wholeState(ledger);
      assert.throws(
        () => takeIn(ledger, week, Buffer.from(body)),
        (error) => error instanceof ProblemError && error.problem.kind === "unexpectedAnswer",
      );
      assert.deepEqual(wholeState(ledger), before);
    });
  }

  it("undoes a write that fails half-way, and can write again", (test) => {
    const ledger = fileLedger(test);
    takeIn(ledger, week, reportOf([transaction()]));
    const before = wholeState(ledger);
    const intake = ledger.beginIntake("account", week);
    intake.write(reportOf([transaction(), transaction()]));
    // A day that does not exist has no number; the rows are written before the coverage is.
    assert.throws(() => ledger.commitIntake(intake, ["2026-06-08", "no day"], READ_AT), ProblemError);
    assert.deepEqual(wholeState(ledger), before);
    assertSound(ledger);
    assert.equal(takeIn(ledger, week, reportOf([transaction()])).inserted, 1);
  });

  it("keeps amounts of any size, beside small ones and refunds", (test) => {
    const ledger = fileLedger(test);
    const charges = [29_500, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, MOST_OF_A_CALL, -MOST_OF_A_CALL, 1];
    const rows = charges.map((charge) => transaction({ charge })).toReversed();
    takeIn(ledger, week, reportOf(rows));
    assert.deepEqual(stored(ledger), rows);
    takeIn(ledger, week, reportOf([transaction({ charge: 7 })]));
    assert.equal(stored(ledger).filter(({ charge }) => charge === MOST_OF_A_CALL).length, 1);
    assertSound(ledger);
  });

  it("sets charges aside that nobody can be asked for, however they are written", (test) => {
    const ledger = fileLedger(test);
    const absurd = [MOST_OF_A_CALL + 1, -MOST_OF_A_CALL - 1, 9_000_000_000_000_000, 9_000_000_000_000_000];
    const rows = [...absurd, 29_500, MOST_OF_A_CALL].map((charge) => transaction({ charge }));
    // The first row teaches the quick reader, which the others then meet.
    const result = takeIn(ledger, week, reportOf([transaction({ charge: 1 }), ...rows]));
    assert.deepEqual([result.setAside, result.charge], [4, MOST_OF_A_CALL + 29_501]);
    const setAside = ledger.setAsideRows("account", week.since, week.until);
    assert.deepEqual(
      setAside.map(({ index, field, reason }) => [index, field, reason]),
      [1, 2, 3, 4].map((index) => [index, "Charge", "more than ₹1 crore for one call"]),
    );
    // More of them than could ever be added up: what is stored can still be committed, diagnosed and shown.
    const many = Array.from({ length: 1_100 }, () => transaction({ charge: 9_000_000_000_000_000 }));
    assert.equal(takeIn(ledger, week, reportOf([...many, rows[4]!])).setAside, 1_100);
    assert.equal(ledger.reports("account", week.since, week.until)[0]?.charge, 29_500);
    assert.equal(unpackSummary(ledger.summarize("account", june, "day", {})).totals.charge, MOST_OF_A_CALL + 29_501);
    assertSound(ledger);
  });

  it("counts as much as can be counted exactly, and refuses a report beyond it", (test) => {
    const ledger = fileLedger(test);
    // 90,071 calls at most, and their refunds count too: what is left must be exact under every filter.
    const most = Math.floor(MOST_OF_AN_ACCOUNT / MOST_OF_A_CALL);
    const rows = Array.from({ length: most }, (_, n) =>
      transaction({ charge: n % 2 === 0 ? MOST_OF_A_CALL : -MOST_OF_A_CALL }),
    );
    takeIn(ledger, week, reportOf(rows));
    assert.equal(
      unpackSummary(ledger.summarize("account", june, "day", { minCharge: 0 })).totals.charge,
      45_036 * 1e11,
    );
    const before = ledger.revision();
    assert.throws(
      () => takeIn(ledger, week, reportOf([transaction({ charge: MOST_OF_A_CALL })])),
      (error) => error instanceof ProblemError && /₹90,071 crore/.test(error.message),
    );
    assert.equal(ledger.revision(), before);
    takeIn(ledger, week, reportOf([transaction({ charge: 5 })]));
    const [count] = finish(
      ledger.countBetween("account", [micros("2026-06-01T00:00:00Z"), micros("2026-06-30T00:00:00Z")]),
    );
    assert.deepEqual(count, { calls: most + 1, charge: (most % 2) * MOST_OF_A_CALL + 5 });
    assertSound(ledger);
  });

  it("sets unreadable rows aside with their place, field and reason, and keeps the others", (test) => {
    const ledger = fileLedger(test);
    const good = transaction();
    const noCharge = { ...reportRow(transaction()), Charge: "much" };
    const result = takeIn(ledger, week, reportBody([noCharge, reportRow(good), 5, null]));
    assert.deepEqual(result, { received: 4, inserted: 1, updated: 0, repeated: 0, setAside: 3, charge: good.charge });
    assert.deepEqual(stored(ledger), [good]);
    const setAside = ledger.setAsideRows("account", week.since, week.until);
    assert.deepEqual(
      setAside.map(({ index, field }) => [index, field]),
      [
        [0, "Charge"],
        [2, "row"],
        [3, "row"],
      ],
    );
    assert.deepEqual(setAside[0]?.window, week);
    // Read again without faults: the old ones are history.
    takeIn(ledger, week, reportOf([good]));
    assert.deepEqual(ledger.setAsideRows("account", week.since, week.until), []);
  });

  it("replaces the records of windows that a later report contains, and keeps the others", (test) => {
    const ledger = fileLedger(test);
    takeIn(ledger, { since: "2026-06-08", until: "2026-06-10" }, reportOf([]));
    takeIn(ledger, { since: "2026-06-01", until: "2026-06-08" }, reportOf([]));
    takeIn(ledger, week, reportOf([]));
    const windows = ledger.reports("account", "2026-06-01", "2026-06-30").map(({ since }) => since);
    assert.deepEqual(windows, ["2026-06-01", "2026-06-08"]);
  });
});

describe("identity", () => {
  it("counts a repeated row once, in one report and across windows", (test) => {
    const ledger = fileLedger(test);
    const rows = [transaction(), transaction()];
    takeIn(ledger, week, reportOf(rows));
    const overlapping = { since: "2026-06-10", until: "2026-06-16" };
    const result = takeIn(ledger, overlapping, reportOf([rows[1]!, rows[0]!, rows[1]!]));
    assert.deepEqual(result, { received: 3, inserted: 0, updated: 0, repeated: 3, setAside: 0, charge: 59_000 });
    assert.equal(stored(ledger).length, 2);
    assertSound(ledger);
  });

  it("takes the first of two rows with one id in a report", (test) => {
    const ledger = fileLedger(test);
    const newest = transaction({ charge: 10_000 });
    const older = { ...newest, at: newest.at - 1_000_000, charge: 20_000 };
    const result = takeIn(ledger, week, reportOf([newest, older]));
    assert.deepEqual(stored(ledger), [newest]);
    assert.equal(result.charge, 10_000);
    assertSound(ledger);
  });

  it("knows an id in any notation", (test) => {
    const ledger = fileLedger(test);
    const row = transaction({ id: "9cb1fa27-c768-430c-9aa3-c13c477a1b0b" });
    takeIn(ledger, week, reportOf([row]));
    const result = takeIn(ledger, week, reportOf([{ ...row, id: "9CB1FA27C768430C9AA3C13C477A1B0B" }]));
    assert.equal(result.repeated, 1);
  });

  const changes: Record<string, (row: Transaction) => Transaction> = {
    charge: (row) => ({ ...row, charge: row.charge + 100 }),
    message: (row) => ({ ...row, message: "Invalid Pan Number." }),
    status: (row) => ({ ...row, status: 422 }),
    product: (row) => ({ ...row, product: "GSTIN" }),
    "time of day": (row) => ({ ...row, at: row.at + 3 * 3_600_000_000 }),
    "day within the window": (row) => ({ ...row, at: row.at + 3 * 86_400_000_000 }),
    "day just outside the window": (row) => ({ ...row, at: micros("2026-06-07T03:00:00Z") }),
    "day far outside the window": (row) => ({ ...row, at: micros("2025-01-01T03:00:00Z") }),
  };
  for (const [what, change] of Object.entries(changes)) {
    it(`updates a row that comes back with another ${what}; roll-ups follow`, (test) => {
      const ledger = fileLedger(test);
      const row = transaction();
      const others = [transaction(), transaction({ at: micros("2026-06-13T20:00:00Z") })];
      takeIn(ledger, week, reportOf([row, ...others]));
      const result = takeIn(ledger, week, reportOf([change(row), ...others]));
      assert.deepEqual([result.inserted, result.updated, result.repeated], [0, 1, 2]);
      const expected = [change(row), ...others].sort((a, b) => b.at - a.at);
      assert.deepEqual(stored(ledger), expected);
      assertSound(ledger);
    });
  }

  for (const moved of [
    "2026-06-18T03:00:00Z",
    "2026-09-01T03:00:00Z",
    "2026-01-02T03:00:00Z",
    "2019-02-02T03:00:00Z",
  ]) {
    it(`counts an id once that moves from ${moved.slice(0, 10)} into a report's window, and is compared as changed`, (test) => {
      const ledger = fileLedger(test);
      const [row, other, far] = [transaction(), transaction(), transaction({ at: micros("2026-03-03T00:00:00Z") })];
      const before = { ...row, at: micros(moved), charge: 7 };
      takeIn(ledger, windowAround(moved), reportOf([before]));
      takeIn(ledger, { since: "2026-03-02", until: "2026-03-04" }, reportOf([far]));
      const compared = ledger.beginIntake("account", week);
      compared.write(reportOf([row, other]));
      const { added, changed, differences } = ledger.compareIntake(compared);
      assert.deepEqual([added, changed], [1, 1]);
      assert.deepEqual(differences[0], { kind: "changed", before, after: row });
      const result = takeIn(ledger, week, reportOf([row, other]));
      assert.deepEqual([result.inserted, result.updated], [1, 1]);
      assert.deepEqual(stored(ledger), [row, other, far].sort(newestFirst));
      assertSound(ledger);
    });
  }

  it("looks for moved ids among the nearest rows, on either side, and no further than its bound", (test) => {
    const ledger = fileLedger(test);
    // 30 rows a day, so that a bound of 100 reaches less than two days far on either side.
    const far = Array.from({ length: 20 }, (_, day) => day - 4).flatMap((day) =>
      Array.from({ length: 30 }, (_row, n) =>
        transaction({ at: micros("2026-06-01T00:00:00Z") + day * 864e8 + (n % 24) * 3_600e6 + n }),
      ),
    );
    takeIn(ledger, { since: "2026-05-26", until: "2026-06-18" }, reportOf(far.toSorted(newestFirst)));
    const window = { since: "2026-06-05", until: "2026-06-05" };
    const staged = new StagedRows();
    for (const row of far) staged.add({ ...row, at: micros("2026-06-05T12:00:00Z") });
    const index = new RowIndex(staged);
    const met = new Uint8Array(far.length);
    const database = new Database(new DatabaseSync(ledger.file ?? ""));
    atEnd(test, () => database.close());
    const found = database.read((snapshot) => [
      ...movedRows(snapshot, 1, window, [[20_609 * 24, 20_609 * 24 + 23]], index, met, 100),
    ]);
    const days = [...new Set(found.map(({ hour }) => Math.floor(hour / 24) - 20_605))].sort((a, b) => a - b);
    assert.deepEqual(days, [2, 3, 5, 6]);
    assert.ok(found.every(({ row, hour }) => hour === Math.floor((far[row]?.at ?? 0) / 3_600e6)));
  });

  it("keeps rows outside the window", (test) => {
    const ledger = fileLedger(test);
    const rows = [transaction(), transaction({ at: micros("2019-12-31T23:59:59Z") })];
    takeIn(ledger, week, reportOf(rows));
    assert.deepEqual(stored(ledger), rows);
    assertSound(ledger);
  });

  it("never deletes rows that a later report lacks", (test) => {
    const ledger = fileLedger(test);
    takeIn(ledger, week, reportOf([transaction(), transaction()]));
    takeIn(ledger, week, reportOf([]));
    assert.equal(stored(ledger).length, 2);
  });

  it("stores ids that are no UUIDs, and text of any kind, unchanged", (test) => {
    const ledger = fileLedger(test);
    const rows = [
      transaction({ id: "TXN/2026/000001", message: "" }),
      transaction({ id: "ünïcode 🙂", message: 'a\u0001b 🙂 "quoted" \\ \u2028' }),
      transaction({ id: "x".repeat(60), product: "=1+1", message: "y".repeat(300) }),
    ].toReversed();
    takeIn(ledger, week, reportOf(rows));
    assert.equal(takeIn(ledger, week, reportOf(rows)).repeated, 3);
    assert.deepEqual(stored(ledger), rows);
    ledger.close();
    assert.deepEqual(stored(ledger), rows);
  });

  it("treats what SQLite cannot give back as the character that stands for it", (test) => {
    const ledger = fileLedger(test);
    const row = transaction({ message: "\ud800 half\u0000 more", product: "P\udc00" });
    takeIn(ledger, week, reportOf([row]));
    assert.equal(takeIn(ledger, week, reportOf([row])).repeated, 1);
    assert.equal(stored(ledger)[0]?.message, "\ufffd half\ufffd more");
    assertSound(ledger);
  });

  it("whatever is reported in whatever order: each id once as last reported, roll-ups equal to a recount", (test) => {
    const ledger = fileLedger(test);
    const ids = Array.from({ length: 12 }, (_, n) => `00000000-0000-4000-9000-${String(n).padStart(12, "0")}`);
    const days = Array.from({ length: 9 }, (_, n) => micros(`2026-06-${String(n + 7).padStart(2, "0")}T18:25:00Z`));
    const anyRow = fc.record(
      {
        id: fc.constantFrom(...ids),
        at: fc.tuple(fc.constantFrom(...days), fc.integer({ min: 0, max: 12 })).map(([day, n]) => day + n * 60_000_000),
        product: fc.constantFrom("PAN-Plus", "GSTIN", "UPI"),
        status: fc.constantFrom(200, 422),
        message: fc.constantFrom("Verified Successfully.", "Invalid Pan Number.", "hm"),
        charge: fc.constantFrom(29_500, 0, -10_000, 12),
      },
      { noNullPrototype: true },
    );
    const zones = fc.constantFrom("Asia/Kolkata", "America/New_York", "UTC", "Australia/Lord_Howe");
    let run = 0;
    fc.assert(
      fc.property(fc.array(fc.array(anyRow, { maxLength: 20 }), { maxLength: 5 }), zones, (reports, zone) => {
        const account = `account ${run++}`;
        const expected = new Map<string, Transaction>();
        for (const rows of reports) {
          takeIn(ledger, week, reportOf(rows), account);
          for (const row of rows.toReversed()) expected.set(row.id, row);
        }
        finish(ledger.setZone(zone));
        assert.deepEqual(finish(ledger.latest(account, undefined, {}, 100)), [...expected.values()].sort(newestFirst));
        assert.deepEqual(finish(ledger.check(account)).differingDays, []);
        ledger.deleteHistory(account);
      }),
      { numRuns: 60 },
    );
  });
});
