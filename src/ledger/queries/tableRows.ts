import { dayNumber } from "../../domain/day.ts";
import type { TransactionFilter, TransactionSort } from "../../domain/filter.ts";
import { type Interval, intervalOf, type Period } from "../../domain/period.ts";
import type { Transaction } from "../../domain/transaction.ts";
import { blob, integer } from "../file/database.ts";
import { visitDay } from "../rollups/rollupCells.ts";
import type { Kind } from "../rows/kinds.ts";
import { ALL_TIME, type RowPlace, type TimeDirection, transactionsAt } from "../rows/transactionRows.ts";
import { hoursUnder, type ResolvedFilter, resolveFilter, testOf } from "./filters.ts";
import type { OpenAccount } from "./openAccount.ts";

/** A table of transactions of any length, of which a part is read: everything that stays the same from part to part. */
export interface TransactionTable extends OpenAccount {
  /** Undefined: all time. */
  readonly period: Period | undefined;
  readonly filter: TransactionFilter;
}

/** Number of transactions: from the roll-ups where kinds decide the filter, otherwise by counting. */
export function countRows(table: TransactionTable): number {
  return sizeOf(table, resolveFilter(table, table.period, table.filter));
}

/** The rows first…first+count-1 of the table in an order; among equals the newest come first. */
export function tableRows(
  table: TransactionTable,
  sort: TransactionSort,
  first: number,
  count: number,
): readonly Transaction[] {
  const { snapshot, account, kinds } = table;
  const filter = resolveFilter(table, table.period, table.filter);
  const { column, direction } = sort;
  let places: readonly RowPlace[];
  if (column === "at") places = byTime(table, filter, direction, first, count);
  else if (column === "charge" && hasOpenCharges(table, filter)) {
    places = byCharge(table, filter, direction, first, count);
  } else places = byKind(table, filter, column, direction, first, count);
  return transactionsAt(snapshot, account, kinds, places);
}

/** By what the kind says: one group of kinds after the other, each newest first. */
function byKind(
  table: TransactionTable,
  filter: ResolvedFilter,
  column: Exclude<TransactionSort["column"], "at">,
  direction: TimeDirection,
  first: number,
  count: number,
): readonly RowPlace[] {
  const groups = [...Map.groupBy(kindsUnder(table, filter), (kind) => kind[column] ?? 0)].sort(([a], [b]) =>
    compare(a, b),
  );
  if (direction === "descending") groups.reverse();
  const found: RowPlace[] = [];
  let skip = first;
  for (const [, group] of groups) {
    if (found.length >= count) break;
    const narrowed = { ...filter, kinds: new Set(group.map(({ kind }: Kind) => kind)) };
    const size = sizeOf(table, narrowed);
    if (skip < size) found.push(...byTime(table, narrowed, "descending", skip, count - found.length));
    skip = Math.max(0, skip - size);
  }
  return found;
}

function kindsUnder({ kinds }: TransactionTable, filter: ResolvedFilter): readonly Kind[] {
  return [...kinds.all()].filter(({ kind }) => filter.kinds?.has(kind) ?? true);
}

/** True where the kinds do not tell what each row was charged. */
function hasOpenCharges(table: TransactionTable, filter: ResolvedFilter): boolean {
  return kindsUnder(table, filter).some(({ charge }) => charge === undefined);
}

/** By time. Whole days before the first wanted row are skipped with the help of the roll-ups, where these know their rows. */
function byTime(
  table: TransactionTable,
  filter: ResolvedFilter,
  direction: TimeDirection,
  first: number,
  count: number,
): readonly RowPlace[] {
  const found: RowPlace[] = [];
  if (filter.rows !== undefined) {
    collect(table, filter, intervalOfTable(table), direction, first, count, found);
    return found;
  }
  const days = callsByDay(table, filter.kinds);
  if (direction === "descending") days.reverse();
  let skip = first;
  for (const { day, calls } of days) {
    if (found.length >= count) break;
    if (skip < calls) collect(table, filter, table.clock.dayInterval(day), direction, skip, count, found);
    skip = Math.max(0, skip - calls);
  }
  return found;
}

/** Adds the places of an interval that pass the filter to `found`, without the first ones, up to `count` in all. */
function collect(
  { snapshot, account }: TransactionTable,
  filter: ResolvedFilter,
  interval: Interval,
  direction: TimeDirection,
  first: number,
  count: number,
  found: RowPlace[],
): void {
  const test = testOf(filter);
  let skip = first;
  for (const { hour, from, to } of hoursUnder(filter, snapshot, account, interval, direction)) {
    const passes = test(hour);
    for (let n = 0; n < to - from; n++) {
      const row = direction === "ascending" ? from + n : to - 1 - n;
      if (!passes(row)) continue;
      if (skip > 0) skip--;
      else if (found.push({ hour, row }) >= count) return;
    }
  }
}

/** By charge: all rows are looked at newest first, and only as many as can be wanted are kept. */
function byCharge(
  table: TransactionTable,
  filter: ResolvedFilter,
  direction: TimeDirection,
  first: number,
  count: number,
): readonly RowPlace[] {
  const { snapshot, account } = table;
  const test = testOf(filter);
  const sign = direction === "ascending" ? 1 : -1;
  const wanted = first + count;
  // Array.sort is stable, so among equal charges the order of arrival (newest first) stays.
  const order = (a: RowPlace, b: RowPlace): number => sign * (a.hour.charge(a.row) - b.hour.charge(b.row));
  let kept: RowPlace[] = [];
  let bound = Number.POSITIVE_INFINITY;
  for (const { hour, from, to } of hoursUnder(filter, snapshot, account, intervalOfTable(table), "descending")) {
    const passes = test(hour);
    for (let row = to - 1; row >= from; row--) {
      // An older row with the charge of the last one that is kept comes after it.
      if (sign * hour.charge(row) >= bound || !passes(row)) continue;
      kept.push({ hour, row });
      if (kept.length < wanted * 2 + 1_000) continue;
      kept = kept.sort(order).slice(0, wanted);
      const last = kept.at(-1);
      if (last !== undefined) bound = sign * last.hour.charge(last.row);
    }
  }
  return kept.sort(order).slice(first, wanted);
}

interface DayCalls {
  readonly day: number;
  readonly calls: number;
}

/** Billing days with calls of the wanted kinds, ascending. */
function callsByDay({ snapshot, account, period }: TransactionTable, wanted?: ReadonlySet<number>): DayCalls[] {
  const sql = "SELECT day, cells FROM day_totals WHERE account = ? AND day BETWEEN ? AND ? ORDER BY day";
  const [since, until] = period === undefined ? [-1e8, 1e8] : [dayNumber(period.since), dayNumber(period.until)];
  const days: DayCalls[] = [];
  for (const row of snapshot.each(sql, account, since, until)) {
    let sum = 0;
    visitDay(blob(row, "cells"), (kind, calls) => {
      if (wanted?.has(kind) ?? true) sum += calls;
    });
    if (sum > 0) days.push({ day: integer(row, "day"), calls: sum });
  }
  return days;
}

function sizeOf(table: TransactionTable, filter: ResolvedFilter): number {
  if (filter.rows === undefined) return callsByDay(table, filter.kinds).reduce((sum, { calls }) => sum + calls, 0);
  const { snapshot, account } = table;
  const test = testOf(filter);
  let size = 0;
  for (const { hour, from, to } of hoursUnder(filter, snapshot, account, intervalOfTable(table), "ascending")) {
    const passes = test(hour);
    for (let row = from; row < to; row++) if (passes(row)) size++;
  }
  return size;
}

function intervalOfTable({ period, clock }: TransactionTable): Interval {
  return period === undefined ? ALL_TIME : intervalOf(period, clock.zone);
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
