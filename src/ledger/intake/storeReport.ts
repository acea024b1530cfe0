import { dayNumber } from "../../domain/day.ts";
import type { Money } from "../../domain/money.ts";
import { ProblemError } from "../../domain/problem.ts";
import type { ReportWindow } from "../../domain/report.ts";
import { ID_BYTES } from "../../domain/transactionIds.ts";
import type { ZoneClock } from "../../domain/zoneClock.ts";
import type { Snapshot, WriteTransaction } from "../file/database.ts";
import { applyRollupChange, isCountable, RollupChange } from "../rollups/rollups.ts";
import { dayOfHour, noteChangedRows } from "../rows/dateChanges.ts";
import { type HourRows, hourOf, readHour, readHours, writeHour } from "../rows/hourRows.ts";
import type { IsFetched } from "./fetchedTimes.ts";
import { HourScratch, mergeHour } from "./mergeHour.ts";
import { movedRows } from "./movedRows.ts";
import { ensureKinds } from "./newKinds.ts";
import { RowIndex, storageOrder, wordsOf } from "./rowIndex.ts";
import type { StagedRows } from "./stagedRows.ts";

export interface StoredCounts {
  readonly inserted: number;
  readonly updated: number;
  /** Rows that need no writing: stored already, an id that the report repeats, or {@link kept}. */
  readonly repeated: number;
  /** Rows that the stored ones have the better of. */
  readonly kept: number;
  /** Sum over the report's distinct rows. */
  readonly charge: Money;
}

/** What the comparison with the stored rows found. */
interface Comparison {
  /** Rows of the report that need no writing: 1. */
  readonly settled: Uint8Array;
  /** Rows of the report that take the place of stored ones. */
  readonly replacing: Set<number>;
  /** Positions of stored rows to remove, by hour. */
  readonly outdated: Map<number, Set<number>>;
  readonly kept: number;
}

/** Of a report: whatever it says is newer. */
const NEVER: IsFetched = () => false;

/**
 * Writes one report's rows and what they do to the roll-ups. Throws `ProblemError` (unexpectedAnswer) where sums would not be exact.
 *
 * A transaction id counts once. Within the report its first row counts (the newest, as reports are sorted). Against the stored
 * rows the report wins; they are looked for in all UTC dates that the report's window or its rows touch, and one day around the
 * window; then, as ids that have moved in time, among the nearest half million rows of the account. An index on ids would find them
 * everywhere, at many times the cost of every intake.
 *
 * Where `isKept` says so of a stored row's instant, that row stays as it is.
 */
export function storeRows(
  transaction: WriteTransaction,
  clock: ZoneClock,
  account: number,
  window: ReportWindow,
  rows: StagedRows,
  isKept: IsFetched = NEVER,
): StoredCounts {
  const index = new RowIndex(rows);
  const kinds = ensureKinds(transaction, account, rows);
  const change = new RollupChange(clock);
  const touched = touchedHours(window, rows);
  const { settled, replacing, outdated, ...compared } = compare(
    transaction,
    account,
    touched,
    rows,
    kinds,
    index,
    isKept,
  );
  let { kept } = compared;
  const met = settled.slice();
  for (const row of replacing) met[row] = 1;
  for (const { row, hour, position } of movedRows(transaction, account, window, touched, index, met)) {
    const at = isKept === NEVER ? undefined : readHour(transaction, account, hour)?.at(position);
    if (at !== undefined && isKept(at)) {
      settled[row] = 1;
      kept++;
      continue;
    }
    replacing.add(row);
    addTo(outdated, hour, position);
  }

  const fresh = new Uint32Array(rows.count);
  let freshCount = 0;
  let updated = 0;
  let charge = 0;
  for (const row of storageOrder(rows)) {
    if (!index.duplicates.has(row)) charge += rows.charge[row] ?? 0;
    if (settled[row] === 1) continue;
    fresh[freshCount++] = row;
    if (replacing.has(row)) updated++;
    change.add(rows.at[row] ?? 0, kinds[row] ?? 0, rows.charge[row] ?? 0);
  }

  const scratch = new HourScratch();
  const emptied = new Set(outdated.keys());
  const changed = new Set([...outdated.keys()].map(dayOfHour));
  for (const { hour, from, to } of hourRuns(rows, fresh.subarray(0, freshCount))) {
    emptied.delete(hour);
    changed.add(dayOfHour(hour));
    changeHour(transaction, account, hour, rows, kinds, fresh.subarray(from, to), outdated.get(hour), change, scratch);
  }
  for (const hour of emptied) {
    changeHour(transaction, account, hour, rows, kinds, fresh.subarray(0, 0), outdated.get(hour), change, scratch);
  }
  noteChangedRows(transaction, account, changed);
  keepForeignIds(transaction, account, rows);
  applyRollupChange(transaction, account, change);
  if (!isCountable(transaction, account)) {
    throw uncountable();
  }
  return { inserted: freshCount - updated, updated, repeated: rows.count - freshCount, kept, charge };
}

/** UTC hours in which stored rows of the same ids are looked for, ascending: whole dates, as runs [first, last]. */
export function touchedHours(window: ReportWindow, rows: StagedRows): readonly (readonly [number, number])[] {
  const days = new Set<number>();
  for (let day = dayNumber(window.since) - 1; day <= dayNumber(window.until) + 1; day++) days.add(day);
  for (let row = 0; row < rows.count; row++) days.add(Math.floor(hourOf(rows.at[row] ?? 0) / 24));
  const runs: [number, number][] = [];
  for (const day of [...days].sort((a, b) => a - b)) {
    const previous = runs.at(-1);
    if (previous !== undefined && previous[1] === day * 24 - 1) previous[1] += 24;
    else runs.push([day * 24, day * 24 + 23]);
  }
  return runs;
}

/** Looks every stored row of some hours up among the report's. */
function compare(
  snapshot: Snapshot,
  account: number,
  runs: readonly (readonly [number, number])[],
  rows: StagedRows,
  kinds: Uint32Array,
  index: RowIndex,
  isKept: IsFetched,
): Comparison {
  const settled = new Uint8Array(rows.count);
  for (const row of index.duplicates) settled[row] = 1;
  const replacing = new Set<number>();
  const outdated = new Map<number, Set<number>>();
  let kept = 0;
  for (const [first, last] of runs) {
    for (const hour of readHours(snapshot, account, first, last)) {
      const ids = wordsOf(hour.ids);
      for (let position = 0; position < hour.count; position++) {
        const row = index.find(ids, position * 4);
        if (row < 0) continue;
        if (isSame(hour, position, rows, row, kinds)) settled[row] = 1;
        else if (isKept(hour.at(position))) {
          settled[row] = 1;
          kept++;
        } else {
          replacing.add(row);
          addTo(outdated, hour.hour, position);
        }
      }
    }
  }
  return { settled, replacing, outdated, kept };
}

function addTo(positions: Map<number, Set<number>>, hour: number, position: number): void {
  const known = positions.get(hour);
  if (known === undefined) positions.set(hour, new Set([position]));
  else known.add(position);
}

function isSame(hour: HourRows, position: number, rows: StagedRows, row: number, kinds: Uint32Array): boolean {
  return (
    hour.at(position) === rows.at[row] &&
    hour.charge(position) === rows.charge[row] &&
    hour.kind(position) === kinds[row]
  );
}

interface HourRun {
  readonly hour: number;
  readonly from: number;
  readonly to: number;
}

/** Cuts rows in the order of storage where the hour changes. */
function* hourRuns(rows: StagedRows, order: Uint32Array): Generator<HourRun> {
  let from = 0;
  let hour = hourOf(rows.at[order[0] ?? 0] ?? 0);
  for (let place = 1; place <= order.length; place++) {
    const next = place < order.length ? hourOf(rows.at[order[place] ?? 0] ?? 0) : undefined;
    if (next === hour) continue;
    yield { hour, from, to: place };
    from = place;
    hour = next ?? 0;
  }
}

function changeHour(
  transaction: WriteTransaction,
  account: number,
  hour: number,
  rows: StagedRows,
  kinds: Uint32Array,
  fresh: Uint32Array,
  outdated: ReadonlySet<number> | undefined,
  change: RollupChange,
  scratch: HourScratch,
): void {
  const stored = readHour(transaction, account, hour);
  const ids = stored?.ids ?? new Uint8Array();
  for (const position of outdated ?? []) {
    if (stored !== undefined) change.remove(stored.at(position), stored.kind(position), stored.charge(position));
  }
  const merged = mergeHour(hour, stored, wordsOf(ids), outdated, rows, kinds, fresh, scratch);
  writeHour(transaction, account, merged.rows, merged.ids);
}

function keepForeignIds(transaction: WriteTransaction, account: number, rows: StagedRows): void {
  for (const [row, text] of rows.foreignIds) {
    const id = rows.ids.subarray(row * ID_BYTES, (row + 1) * ID_BYTES);
    transaction.run("INSERT OR IGNORE INTO foreign_ids (account, id, text) VALUES (?, ?, ?)", account, id, text);
  }
}

/** What is said where sums would not be exact any more. */
export function uncountable(): ProblemError {
  const detail =
    "With this report the account's charges would add up to more than ₹90,071 crore, too much to be counted";
  return new ProblemError({ kind: "unexpectedAnswer", detail });
}
