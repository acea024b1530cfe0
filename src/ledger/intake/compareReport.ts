import { dayNumber } from "../../domain/day.ts";
import { MOST_OF_AN_ACCOUNT } from "../../domain/money.ts";
import type { ReportComparison, ReportDifference, ReportWindow } from "../../domain/report.ts";
import { MICROS_PER_DAY, type Transaction } from "../../domain/transaction.ts";
import { ID_BYTES, uuidOf } from "../../domain/transactionIds.ts";
import type { Snapshot } from "../file/database.ts";
import { readHour, readHours } from "../rows/hourRows.ts";
import type { AccountKinds } from "../rows/kinds.ts";
import { type RowPlace, transactionsAt } from "../rows/transactionRows.ts";
import { movedRows } from "./movedRows.ts";
import { RowIndex, wordsOf } from "./rowIndex.ts";
import type { StagedRows } from "./stagedRows.ts";
import { touchedHours, uncountable } from "./storeReport.ts";

/** Differences that are listed; beyond them only their number is told. */
const MOST_LISTED = 1_000;

/**
 * Compares a report's rows with the stored ones and changes nothing. Stored rows count as missing only on the dates that the report
 * holds under either reading of `until_date`. Throws `ProblemError` (unexpectedAnswer) where sums would not be exact.
 */
export function compareRows(
  snapshot: Snapshot,
  account: number,
  kinds: AccountKinds,
  window: ReportWindow,
  rows: StagedRows,
): Omit<ReportComparison, "received" | "setAside"> {
  const index = new RowIndex(rows);
  const met = new Uint8Array(rows.count);
  const missing: RowPlace[] = [];
  const changed: (readonly [RowPlace, number])[] = [];
  let same = 0;
  const from = dayNumber(window.since) * MICROS_PER_DAY;
  const to = dayNumber(window.until) * MICROS_PER_DAY;
  const touched = touchedHours(window, rows);
  for (const [first, last] of touched) {
    for (const hour of readHours(snapshot, account, first, last)) {
      const ids = wordsOf(hour.ids);
      for (let row = 0; row < hour.count; row++) {
        const found = index.find(ids, row * 4);
        const at = hour.at(row);
        if (found < 0) {
          if (at >= from && at < to) missing.push({ hour, row });
          continue;
        }
        met[found] = 1;
        const stored = kinds.get(hour.kind(row));
        const reported = rows.kinds[rows.kind[found] ?? 0];
        const isSame =
          at === rows.at[found] &&
          hour.charge(row) === rows.charge[found] &&
          stored.product === reported?.product &&
          stored.status === reported.status &&
          stored.message === reported.message;
        if (isSame) same++;
        else changed.push([{ hour, row }, found]);
      }
    }
  }
  for (const row of index.duplicates) met[row] = 1;
  for (const { row, hour: number, position } of movedRows(snapshot, account, window, touched, index, met)) {
    const hour = readHour(snapshot, account, number);
    if (hour !== undefined) changed.push([{ hour, row: position }, row]);
  }
  const added: number[] = [];
  let charge = 0;
  let magnitude = 0;
  for (let row = 0; row < rows.count; row++) {
    if (index.duplicates.has(row)) continue;
    charge += rows.charge[row] ?? 0;
    magnitude += Math.abs(rows.charge[row] ?? 0);
    if (met[row] === 0) added.push(row);
  }
  if (magnitude > MOST_OF_AN_ACCOUNT) throw uncountable();
  const stored = (places: readonly RowPlace[]): readonly Transaction[] =>
    transactionsAt(snapshot, account, kinds, places.slice(0, MOST_LISTED));
  const before = stored(changed.map(([place]) => place));
  const differences: readonly ReportDifference[] = [
    ...before.map((transaction, position) => ({
      kind: "changed" as const,
      before: transaction,
      after: stagedTransaction(rows, changed[position]?.[1] ?? 0),
    })),
    ...added.slice(0, MOST_LISTED).map((row) => ({ kind: "added" as const, after: stagedTransaction(rows, row) })),
    ...stored(missing).map((transaction) => ({ kind: "missing" as const, before: transaction })),
  ];
  return {
    charge,
    same,
    added: added.length,
    missing: missing.length,
    changed: changed.length,
    differences: differences.slice(0, MOST_LISTED),
  };
}

/** A staged row as a transaction. */
export function stagedTransaction(rows: StagedRows, row: number): Transaction {
  const { product = "", status = 0, message = "" } = rows.kinds[rows.kind[row] ?? 0] ?? {};
  const id = rows.foreignIds.get(row) ?? uuidOf(rows.ids.subarray(row * ID_BYTES, (row + 1) * ID_BYTES));
  return { id, at: rows.at[row] ?? 0, product, status, message, charge: rows.charge[row] ?? 0 };
}
