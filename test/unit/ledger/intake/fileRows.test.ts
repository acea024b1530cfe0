import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import * as fc from "fast-check";
import { storedImports } from "../../../../src/domain/importRecord.ts";
import { problemOf } from "../../../../src/domain/problem.ts";
import type { DifferenceKind } from "../../../../src/domain/reconciliation.ts";
import type { Transaction } from "../../../../src/domain/transaction.ts";
import type { SqliteLedger } from "../../../../src/ledger/sqliteLedger.ts";
import { finish } from "../../../../src/ledger/steps.ts";
import { boundsOf, importFile, reconcileFile } from "../../../support/fileRows.ts";
import {
  ensureAccount,
  fileLedger,
  READ_AT,
  reportOf,
  takeIn,
  temporaryFolder,
  threadLedger,
  transaction,
} from "../../../support/ledgers.ts";
import { chargeOf, madeUpRows } from "../../../support/madeUpRows.ts";

const JUNE = { since: "2026-06-01", until: "2026-06-07" };
const BOUNDS = boundsOf(JUNE);
const SHIFT = 19_800_000_000;
/** Rows of the week's days as India counts them. */
const ROWS = madeUpRows("2026-05-31", "2026-06-08", 12).filter(
  ({ at }) => at >= BOUNDS.billing.from && at < BOUNDS.billing.to,
);

/** A ledger that has fetched a week and the days around it. */
function fetched(t: Parameters<typeof fileLedger>[0]): SqliteLedger {
  const ledger = fileLedger(t);
  takeIn(ledger, { since: "2026-05-31", until: "2026-06-09" }, reportOf(ROWS));
  return ledger;
}

function stored(ledger: SqliteLedger): readonly Transaction[] {
  return finish(ledger.latest("account", undefined, {}, 10_000, undefined));
}

function groupsOf(ledger: SqliteLedger, rows: readonly Transaction[]): Record<string, readonly [number, number]> {
  const { groups } = reconcileFile(ledger, rows, BOUNDS);
  return Object.fromEntries(groups.map(({ kind, calls, difference }) => [kind, [calls, difference]]));
}

test("the same rows: equal, and nothing else is said", (t) => {
  const ledger = fetched(t);
  const found = reconcileFile(ledger, ROWS, BOUNDS);
  const sum = { calls: ROWS.length, charge: chargeOf(ROWS) };
  assert.deepEqual([found.here, found.there, found.same, found.groups], [sum, sum, ROWS.length, []]);
  assert.equal(found.shift, undefined);
});

test("a row missing, one added, one charged otherwise: each is found, named and listed, and nothing else", (t) => {
  const ledger = fetched(t);
  const [gone, dearer, ...rest] = ROWS.slice(30);
  assert.ok(gone && dearer);
  const added = transaction({ at: gone.at + 1, charge: 11_100 });
  const file = [...ROWS.slice(0, 30), { ...dearer, charge: dearer.charge + 700 }, ...rest, added];
  const { groups } = reconcileFile(ledger, file, BOUNDS);
  assert.deepEqual(groups, [
    { kind: "onlyThere", calls: 1, difference: 11_100, rows: [{ there: added }] },
    { kind: "onlyHere", calls: 1, difference: -gone.charge, rows: [{ here: gone }] },
    {
      kind: "otherCharge",
      calls: 1,
      difference: 700,
      rows: [{ here: dearer, there: { ...dearer, charge: dearer.charge + 700 } }],
    },
  ]);
});

test("dates shifted by 5:30 are named as such, by how much, and change no sum", (t) => {
  const ledger = fetched(t);
  const file = ROWS.map((row) => ({ ...row, at: row.at + SHIFT }));
  const found = reconcileFile(ledger, file, BOUNDS);
  assert.deepEqual(found.shift, { minutes: 330, calls: ROWS.length });
  assert.deepEqual(groupsOf(ledger, file), { otherTime: [ROWS.length, 0] });
});

test("a file of the same days in UTC: the hours on the other side of midnight explain the difference", (t) => {
  const ledger = fileLedger(t);
  const all = madeUpRows("2026-05-31", "2026-06-08", 12);
  takeIn(ledger, { since: "2026-05-31", until: "2026-06-09" }, reportOf(all));
  const inUtc = all.filter(({ at }) => at >= BOUNDS.utc.from && at < BOUNDS.utc.to);
  const early = all.filter(({ at }) => at >= BOUNDS.billing.from && at < BOUNDS.utc.from);
  const late = all.filter(({ at }) => at >= BOUNDS.billing.to && at < BOUNDS.utc.to);
  assert.ok(early.length > 0 && late.length > 0);
  assert.deepEqual(groupsOf(ledger, inUtc), {
    midnight: [early.length + late.length, chargeOf(late) - chargeOf(early)],
  });
});

test("what was never fetched is told from what the service did not give", (t) => {
  const ledger = fileLedger(t);
  const first = ROWS.filter(({ at }) => at < BOUNDS.utc.from + 2 * 86_400_000_000);
  takeIn(ledger, { since: "2026-05-31", until: "2026-06-02" }, reportOf(first));
  const rest = ROWS.length - first.length;
  assert.deepEqual(groupsOf(ledger, ROWS), { notFetched: [rest, chargeOf(ROWS) - chargeOf(first)] });
});

test("an id that the files repeat counts once", (t) => {
  const ledger = fetched(t);
  const [first] = ROWS;
  assert.ok(first);
  const { there, repeated, groups } = reconcileFile(ledger, [...ROWS, { ...first, charge: 1 }], BOUNDS);
  assert.deepEqual([there.calls, repeated, groups], [ROWS.length, { calls: 1, charge: 1 }, []]);
});

type Tampering = "none" | "gone" | "charge" | "time" | "details";

test("whatever is done to the rows of a file: each difference has its kind, and the kinds add up to the difference", (t) => {
  const ledger = fetched(t);
  const tamperings = fc.array(fc.constantFrom<Tampering>("none", "none", "gone", "charge", "time", "details"), {
    minLength: ROWS.length,
    maxLength: ROWS.length,
  });
  const added = fc.array(
    fc.record({
      offset: fc.integer({ min: -3 * 86_400, max: 10 * 86_400 }),
      charge: fc.integer({ min: -90_000, max: 90_000 }),
    }),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(tamperings, added, fc.integer({ min: 1, max: 50_000 }), (done, more, by) => {
      const expected: Partial<Record<DifferenceKind, number>> = {};
      const count = (kind: DifferenceKind): void => void (expected[kind] = (expected[kind] ?? 0) + 1);
      // Only a file that has none of the early hours may lack them because it counts days in UTC.
      const hasEarly = ROWS.some((row, i) => row.at < BOUNDS.utc.from && done[i] !== "gone");
      const file: Transaction[] = [];
      for (const [i, row] of ROWS.entries()) {
        switch (done[i]) {
          case "gone":
            count(row.at < BOUNDS.utc.from && !hasEarly ? "midnight" : "onlyHere");
            break;
          case "charge":
            count("otherCharge");
            file.push({ ...row, charge: row.charge + by });
            break;
          case "time":
            count("otherTime");
            file.push({ ...row, at: row.at + SHIFT });
            break;
          case "details":
            count("otherDetails");
            file.push({ ...row, message: `${row.message} ` });
            break;
          case "none":
          case undefined:
            file.push(row);
        }
      }
      for (const { offset, charge } of more) {
        const row = transaction({ at: BOUNDS.billing.from + offset * 1_000_000, charge });
        const inBilling = row.at >= BOUNDS.billing.from && row.at < BOUNDS.billing.to;
        // Added early hours would make a file one that has them; that is another case's matter.
        if (row.at < BOUNDS.utc.from && inBilling) continue;
        file.push(row);
        const inUtc = row.at >= BOUNDS.utc.from && row.at < BOUNDS.utc.to;
        if (!inBilling) count(inUtc ? "midnight" : "outside");
        else count(charge < 0 ? "refund" : "onlyThere");
      }
      // A time that was moved can bring a row of the early hours out of them.
      fc.pre(file.some(({ at }) => at < BOUNDS.utc.from && at >= BOUNDS.billing.from) === hasEarly);
      const { here, there, groups, same } = reconcileFile(ledger, file, BOUNDS);
      assert.deepEqual(Object.fromEntries(groups.map(({ kind, calls }) => [kind, calls])), expected);
      assert.equal(there.charge, chargeOf(file));
      assert.equal(here.charge, chargeOf(ROWS));
      assert.equal(
        groups.reduce((sum, { difference }) => sum + difference, 0),
        chargeOf(file) - chargeOf(ROWS),
      );
      assert.equal(same, done.filter((tampering) => tampering === "none").length);
    }),
    { numRuns: 60 },
  );
});

test("an import before or after the API's report ends on the same rows, each id once; no date is called fetched by it", (t) => {
  const [changed, known, late] = ROWS.slice(40);
  assert.ok(changed && known && late);
  const older = madeUpRows("2025-04-01", "2025-04-03", 5);
  const file = [{ ...changed, charge: 1, message: "Older." }, known, { ...late, at: late.at + SHIFT }, ...older];
  const window = { since: "2026-05-31", until: "2026-06-09" };
  const ledgers = [fileLedger(t), fileLedger(t), fileLedger(t)] as const;
  for (const ledger of ledgers) ensureAccount(ledger);
  const [before, after, between] = ledgers;
  assert.deepEqual(importFile(before, file), {
    received: 18,
    inserted: 18,
    updated: 0,
    kept: 0,
    known: 0,
    setAside: 0,
    charge: chargeOf(file),
  });
  takeIn(before, window, reportOf(ROWS));
  takeIn(after, window, reportOf(ROWS));
  const { inserted, kept, known: alreadyKnown } = importFile(after, file);
  assert.deepEqual([inserted, kept, alreadyKnown], [15, 2, 1]);
  importFile(between, file.slice(0, 9));
  takeIn(between, window, reportOf(ROWS));
  importFile(between, file);
  const expected = [...ROWS, ...older].sort((a, b) => b.at - a.at);
  for (const ledger of ledgers) {
    assert.deepEqual(stored(ledger), expected);
    assert.deepEqual(finish(ledger.check("account")).differingDays, []);
    const days = ledger.coverage("account", "2025-01-01", "2026-12-31").map(({ day }) => day);
    assert.deepEqual([days.length, days[0]], [10, "2026-05-31"]);
    assert.equal(ledger.reports("account", "2025-01-01", "2026-12-31").length, 1);
  }
});

test("reports and files in any order: the API has the last word on what it gave, each id counts once, sums are right", (t) => {
  const window = { since: "2026-05-31", until: "2026-06-09" };
  const older = madeUpRows("2026-04-01", "2026-04-03", 6);
  const all = [...ROWS, ...older];
  const step = fc.oneof(
    fc.constant("report" as const),
    fc.record({
      rows: fc.subarray(all, { minLength: 1 }),
      by: fc.constantFrom(0, 100),
      shift: fc.constantFrom(0, SHIFT, 90 * SHIFT),
    }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 4 }), fc.integer({ min: 0, max: 4 }), (steps, place) => {
      const ledger = fileLedger(t);
      ensureAccount(ledger);
      const expected = new Map<string, Transaction>();
      // Once at least, somewhere among the files.
      for (const taken of steps.toSpliced(place, 0, "report")) {
        if (taken === "report") {
          takeIn(ledger, window, reportOf(ROWS));
          for (const row of ROWS) expected.set(row.id, row);
          continue;
        }
        const file = taken.rows.map((row) => ({ ...row, charge: row.charge + taken.by, at: row.at + taken.shift }));
        importFile(ledger, file);
        const covered = ledger.coverage("account", "2026-01-01", "2026-12-31").length > 0;
        for (const row of file) {
          const isTheApis = covered && ROWS.some(({ id }) => id === row.id);
          if (!isTheApis) expected.set(row.id, row);
        }
      }
      const found = stored(ledger).toSorted((a, b) => (a.id < b.id ? -1 : 1));
      assert.deepEqual(
        found,
        [...expected.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
      );
      assert.deepEqual(finish(ledger.check("account")).differingDays, []);
      ledger.close();
    }),
    { numRuns: 25 },
  );
});

test("an id that a file has weeks away from where the API has it stays where the API has it", (t) => {
  const ledger = fetched(t);
  const [first] = ROWS;
  assert.ok(first);
  const { kept, inserted } = importFile(ledger, [{ ...first, at: first.at + 90 * SHIFT }]);
  assert.deepEqual([kept, inserted], [1, 0]);
  assert.deepEqual(
    stored(ledger).map(({ at }) => at),
    ROWS.map(({ at }) => at).toReversed(),
  );
});

test("what files alone have said, a newer file may correct; where it came from is remembered, newest first", (t) => {
  const ledger = fileLedger(t);
  ensureAccount(ledger);
  const [first, ...rest] = madeUpRows("2025-04-01", "2025-04-02", 5);
  assert.ok(first);
  importFile(ledger, [first, ...rest], { setAside: 3 });
  const result = importFile(ledger, [{ ...first, charge: 5 }, ...rest], { files: [{ name: "b.csv", rows: 10 }] });
  assert.deepEqual([result.inserted, result.updated, result.known], [0, 1, 9]);
  assert.equal(stored(ledger).find(({ id }) => id === first.id)?.charge, 5);
  const records = storedImports(ledger.readState("account", "imports"), READ_AT);
  assert.deepEqual(
    records.map(({ files, received, inserted, setAside, at }) => [files[0]?.name, received, inserted, setAside, at]),
    [
      ["b.csv", 10, 0, 0, READ_AT],
      ["report.xlsx", 13, 10, 3, READ_AT],
    ],
  );
});

test("an import that ends before its commit, or fails in it, leaves nothing", (t) => {
  const path = `${temporaryFolder(t)}/ledger.db`;
  const ledger = fileLedger(t, path);
  ensureAccount(ledger);
  const intake = ledger.beginFileRows("account");
  intake.write(reportOf(ROWS));
  ledger.reconcileFiles(intake, BOUNDS);
  ledger.close();
  assert.deepEqual(stored(ledger), []);
  const other = new DatabaseSync(path);
  // The record of the import is the last thing that is written: rows without it would be of unknown origin.
  other.exec(
    "CREATE TRIGGER stop BEFORE INSERT ON states WHEN NEW.key = 'imports' BEGIN SELECT RAISE(ABORT, 'no'); END",
  );
  other.close();
  assert.throws(() => importFile(ledger, ROWS));
  assert.deepEqual(stored(ledger), []);
  const again = new DatabaseSync(path);
  again.exec("DROP TRIGGER stop");
  again.close();
  ledger.forgetAccount("account");
  assert.throws(
    () => importFile(ledger, ROWS),
    (error: unknown) => problemOf(error).kind === "cancelled",
  );
  ensureAccount(ledger);
  assert.deepEqual(stored(ledger), []);
});

test("through the ledger's thread: reconciled, then committed", async (t) => {
  const ledger = threadLedger(t);
  await ledger.open();
  await ledger.saveAccount({
    id: "account",
    kind: "live",
    label: "a",
    baseUrl: "https://service.example",
    plan: "starter",
  });
  const rows = await ledger.beginFileRows("account");
  await rows.write(reportOf(ROWS));
  const { intake, groups, span } = await rows.reconcile(BOUNDS);
  assert.deepEqual([intake.inserted, groups.length, span?.first], [ROWS.length, 1, ROWS[0]?.at]);
  const result = await rows.commitImport({ files: [], at: READ_AT, setAside: 0 });
  assert.equal(result.inserted, ROWS.length);
  await assert.rejects(rows.commitImport({ files: [], at: READ_AT, setAside: 0 }));
  const dropped = await ledger.beginFileRows("account");
  await dropped.write(reportOf(ROWS));
  await dropped.abort();
  await assert.rejects(dropped.reconcile(BOUNDS));
});
