import { dayNumber } from "../domain/day.ts";
import type { TransactionFilter, TransactionSort } from "../domain/filter.ts";
import { type Interval, intervalOf, type Period } from "../domain/period.ts";
import type { Transaction } from "../domain/transaction.ts";
import { blob, type Database, integer } from "./database.ts";
import { conditionOf, type ResolvedFilter, resolveFilter } from "./filters.ts";
import type { AccountKinds, Kind } from "./kinds.ts";
import { visitDay } from "./rollupCells.ts";
import { ALL_ROWS, ofKinds, type RowCondition } from "./rowCondition.ts";
import { readRows, TIME_ORDER } from "./transactionRows.ts";
import type { ZoneClock } from "./zoneClock.ts";

/** A table of transactions of any length, of which a part is read: everything that stays the same from part to part. */
export interface TransactionTable {
  readonly database: Database;
  readonly clock: ZoneClock;
  readonly account: number;
  readonly kinds: AccountKinds;
  /** Undefined: all time. */
  readonly period: Period | undefined;
  readonly filter: TransactionFilter;
}

const ALL_TIME: Interval = { from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER };

/** Number of transactions: from the roll-ups where kinds decide the filter, otherwise by counting. */
export function countRows(table: TransactionTable): number {
  return table.database.read(() => sizeOf(table, resolve(table)));
}

/** The rows first…first+count-1 of the table in an order; among equals the newest come first. */
export function tableRows(
  table: TransactionTable,
  sort: TransactionSort,
  first: number,
  count: number,
): readonly Transaction[] {
  const { database, account, kinds } = table;
  return database.read(() => {
    const filter = resolve(table);
    const isAscending = sort.direction === "ascending";
    if (sort.column === "at") return timeOrdered(table, filter, isAscending ? "ASC" : "DESC", first, count);
    if (sort.column === "charge") {
      const order = `charge ${isAscending ? "ASC" : "DESC"}, ${TIME_ORDER.DESC}`;
      return readRows(database, kinds, account, interval(table), conditionOf(filter), order, count, first);
    }
    return kindOrdered(table, filter, sort.column, isAscending, first, count);
  });
}

/** By what the kind says: one group of kinds after the other, each newest first. */
function kindOrdered(
  table: TransactionTable,
  filter: ResolvedFilter,
  column: "product" | "message" | "status",
  isAscending: boolean,
  first: number,
  count: number,
): readonly Transaction[] {
  const wanted = [...table.kinds.all()].filter(({ kind }) => filter.kinds?.has(kind) ?? true);
  const groups = [...Map.groupBy(wanted, (kind) => kind[column])].sort(([a], [b]) => compare(a, b));
  if (!isAscending) groups.reverse();
  const found: Transaction[] = [];
  let skip = first;
  for (const [, group] of groups) {
    if (found.length >= count) break;
    const narrowed = { ...filter, kinds: new Set(group.map(({ kind }: Kind) => kind)) };
    const size = sizeOf(table, narrowed);
    if (skip < size) found.push(...timeOrdered(table, narrowed, "DESC", skip, count - found.length));
    skip = Math.max(0, skip - size);
  }
  return found;
}

/** By time. Whole days before the first wanted row are skipped with the help of the roll-ups. */
function timeOrdered(
  table: TransactionTable,
  filter: ResolvedFilter,
  direction: "ASC" | "DESC",
  first: number,
  count: number,
): readonly Transaction[] {
  const { database, account, kinds, clock } = table;
  const order = TIME_ORDER[direction];
  const condition: RowCondition = conditionOf(filter);
  if (filter.rows !== undefined) {
    return readRows(database, kinds, account, interval(table), condition, order, count, first);
  }
  const days = callsByDay(table, filter.kinds);
  if (direction === "DESC") days.reverse();
  const found: Transaction[] = [];
  let skip = first;
  for (const { day, calls } of days) {
    if (found.length >= count) break;
    if (skip < calls) {
      const span = clock.dayInterval(day);
      const within = filter.kinds === undefined ? ALL_ROWS : ofKinds(filter.kinds);
      found.push(...readRows(database, kinds, account, span, within, order, count - found.length, skip));
    }
    skip = Math.max(0, skip - calls);
  }
  return found;
}

interface DayCalls {
  readonly day: number;
  readonly calls: number;
}

/** Billing days with calls of the wanted kinds, ascending. */
function callsByDay({ database, account, period }: TransactionTable, wanted?: ReadonlySet<number>): DayCalls[] {
  const sql = "SELECT day, cells FROM day_totals WHERE account = ? AND day BETWEEN ? AND ? ORDER BY day";
  const [since, until] = period === undefined ? [-1e8, 1e8] : [dayNumber(period.since), dayNumber(period.until)];
  const days: DayCalls[] = [];
  for (const row of database.prepare(sql).iterate(account, since, until)) {
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
  const { sql, values } = conditionOf(filter);
  const { from, to } = interval(table);
  const counted = `SELECT count(*) AS calls FROM transactions WHERE account = ? AND at >= ? AND at < ? AND ${sql}`;
  return integer(table.database.get(counted, table.account, from, to, ...values), "calls");
}

function resolve({ database, account, kinds, filter }: TransactionTable): ResolvedFilter {
  return resolveFilter(database, account, kinds.refresh(database, account), filter);
}

function interval({ period, clock }: TransactionTable): Interval {
  return period === undefined ? ALL_TIME : intervalOf(period, clock.zone);
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
