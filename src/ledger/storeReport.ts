import { dayNumber } from "../domain/day.ts";
import type { Money } from "../domain/money.ts";
import type { Interval } from "../domain/period.ts";
import type { ReportWindow } from "../domain/ports.ts";
import { MICROS_PER_DAY, type Micros } from "../domain/transaction.ts";
import { blob, type Database, integer } from "./database.ts";
import { ensureKinds } from "./kinds.ts";
import { applyRollupChange, RollupChange } from "./rollups.ts";
import { RowIndex, storageOrder } from "./rowIndex.ts";
import type { StagedRows } from "./stagedRows.ts";
import { ID_BYTES } from "./transactionIds.ts";
import type { ZoneClock } from "./zoneClock.ts";

export interface StoredCounts {
  readonly inserted: number;
  readonly updated: number;
  readonly repeated: number;
  /** Sum over the report's distinct rows. */
  readonly charge: Money;
}

/** A stored row that the report says differently, or has already been met under another time. */
interface Outdated {
  readonly at: Micros;
  readonly id: Uint8Array;
  readonly kind: number;
  readonly charge: Money;
  /** The row that takes its place; undefined when another stored row already has. */
  readonly row: number | undefined;
}

/** Rows per INSERT: crossing into SQLite costs as much as storing the row. */
const ROWS_PER_INSERT = 100;

/**
 * Writes one report's rows and what they do to the roll-ups; inside a write only.
 *
 * A transaction id counts once. Within the report its first row counts (the newest, as reports are sorted). Against the stored
 * rows the report wins; they are looked for in all UTC dates that the report's window or its rows touch, and one day around the
 * window. An index on ids would find them everywhere, at ten times the cost of every intake.
 */
export function storeRows(
  database: Database,
  clock: ZoneClock,
  account: number,
  window: ReportWindow,
  rows: StagedRows,
): StoredCounts {
  const index = new RowIndex(rows);
  const kinds = ensureKinds(database, account, rows.kinds);
  const change = new RollupChange(clock);
  const settled = new Uint8Array(rows.count);
  for (const row of index.duplicates) settled[row] = 1;

  const outdated = findOutdated(database, account, touchedDays(window, rows), rows, kinds, index, settled);
  for (const old of outdated) removeRow(database, account, old, change);
  let updated = 0;
  const fresh: number[] = [];
  let charge = 0;
  const replacing = new Set(outdated.map((old) => old.row));
  for (const row of storageOrder(rows)) {
    if (!index.duplicates.has(row)) charge += rows.charge[row] ?? 0;
    if (settled[row] === 1) continue;
    fresh.push(row);
    if (replacing.has(row)) updated++;
    change.add(rows.at[row] ?? 0, kinds[rows.kind[row] ?? 0] ?? 0, rows.charge[row] ?? 0);
  }
  insertRows(database, account, rows, kinds, fresh);
  keepForeignIds(database, account, rows);
  applyRollupChange(database, account, change);
  return { inserted: fresh.length - updated, updated, repeated: rows.count - fresh.length, charge };
}

/** UTC days that stored rows of the same ids are looked for in, as intervals without overlap. */
function touchedDays(window: ReportWindow, rows: StagedRows): readonly Interval[] {
  const days = new Set<number>();
  for (let day = dayNumber(window.since) - 1; day <= dayNumber(window.until) + 1; day++) days.add(day);
  for (let row = 0; row < rows.count; row++) days.add(Math.floor((rows.at[row] ?? 0) / MICROS_PER_DAY));
  const intervals: Interval[] = [];
  for (const day of [...days].sort((a, b) => a - b)) {
    const from = day * MICROS_PER_DAY;
    const previous = intervals.at(-1);
    if (previous?.to === from) intervals[intervals.length - 1] = { from: previous.from, to: from + MICROS_PER_DAY };
    else intervals.push({ from, to: from + MICROS_PER_DAY });
  }
  return intervals;
}

/** Goes through the stored rows; marks in `settled` the report's rows that need no writing, and returns the stored rows to remove. */
function findOutdated(
  database: Database,
  account: number,
  intervals: readonly Interval[],
  rows: StagedRows,
  kinds: Uint32Array,
  index: RowIndex,
  settled: Uint8Array,
): readonly Outdated[] {
  const outdated: Outdated[] = [];
  const met = new Set<number>();
  const select = database.prepare(
    "SELECT at, id, kind, charge FROM transactions WHERE account = ? AND at >= ? AND at < ? ORDER BY at, id",
  );
  for (const { from, to } of intervals) {
    for (const stored of select.iterate(account, from, to)) {
      const id = blob(stored, "id");
      const row = index.find(id);
      if (row < 0) continue;
      const old = { at: integer(stored, "at"), id, kind: integer(stored, "kind"), charge: integer(stored, "charge") };
      const isSame =
        rows.at[row] === old.at && rows.charge[row] === old.charge && kinds[rows.kind[row] ?? 0] === old.kind;
      if (isSame) settled[row] = 1;
      else outdated.push({ ...old, row: met.has(row) ? undefined : row });
      met.add(row);
    }
  }
  return outdated;
}

function removeRow(database: Database, account: number, old: Outdated, change: RollupChange): void {
  database.run("DELETE FROM transactions WHERE account = ? AND at = ? AND id = ?", account, old.at, old.id);
  change.remove(old.at, old.kind, old.charge);
}

function insertRows(
  database: Database,
  account: number,
  rows: StagedRows,
  kinds: Uint32Array,
  order: readonly number[],
): void {
  const insert = "INSERT INTO transactions (account, at, id, kind, charge) VALUES ";
  const place = `(${account}, ?, ?, ?, ?)`;
  const values: (number | Uint8Array)[] = [];
  let pending = 0;
  const many = database.prepare(insert + Array<string>(ROWS_PER_INSERT).fill(place).join(", "));
  for (const row of order) {
    values.push(
      rows.at[row] ?? 0,
      rows.ids.subarray(row * ID_BYTES, (row + 1) * ID_BYTES),
      kinds[rows.kind[row] ?? 0] ?? 0,
      rows.charge[row] ?? 0,
    );
    if (++pending < ROWS_PER_INSERT) continue;
    many.run(...values);
    values.length = 0;
    pending = 0;
  }
  const one = database.prepare(insert + place);
  for (let at = 0; at < values.length; at += 4) one.run(...values.slice(at, at + 4));
}

function keepForeignIds(database: Database, account: number, rows: StagedRows): void {
  for (const [row, text] of rows.foreignIds) {
    const id = rows.ids.subarray(row * ID_BYTES, (row + 1) * ID_BYTES);
    database.run("INSERT OR IGNORE INTO foreign_ids (account, id, text) VALUES (?, ?, ?)", account, id, text);
  }
}
