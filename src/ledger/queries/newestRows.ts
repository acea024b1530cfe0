import type { TransactionFilter } from "../../domain/filter.ts";
import { type Interval, intervalOf, type Period } from "../../domain/period.ts";
import type { PageKey, Transaction } from "../../domain/transaction.ts";
import { ID_BYTES, idBytesOf } from "../../domain/transactionIds.ts";
import type { ZoneClock } from "../../domain/zoneClock.ts";
import { blob, integer, type Row, type Snapshot } from "../file/database.ts";
import { hourOfWeek, visitDay, visitHours, weekOf } from "../rollups/rollupCells.ts";
import { MICROS_PER_HOUR, readHour, readIdsBackwards } from "../rows/hourRows.ts";
import { type IdSearch, idSearch } from "../rows/rowMatch.ts";
import { ALL_TIME, type HourPart, type RowPlace, transactionsAt } from "../rows/transactionRows.ts";
import type { Pace, Steps } from "../steps.ts";
import { hoursUnder, type ResolvedFilter, resolveFilter, testOf } from "./filters.ts";
import type { OpenAccount } from "./openAccount.ts";

/** Where to look for transactions, and how many to bring. */
interface PageRequest {
  readonly snapshot: Snapshot;
  readonly account: number;
  readonly interval: Interval;
  readonly limit: number;
  readonly after: PageKey | undefined;
  readonly pace: Pace;
}

/** The newest transactions of a period (undefined: of all time) under a filter; those that come after `after`, if it is given. */
export function* newestRows(
  of: OpenAccount,
  period: Period | undefined,
  filter: TransactionFilter,
  limit: number,
  after: PageKey | undefined,
): Steps<readonly Transaction[]> {
  const { snapshot, clock, account, kinds, pace } = of;
  const interval = period === undefined ? ALL_TIME : intervalOf(period, clock.zone);
  const request = { snapshot, account, interval, limit, after, pace };
  const filtered = resolveFilter(of, period, filter);
  // Hours that are known already are looked through without asking the roll-ups for them.
  const places =
    filtered.kinds === undefined || filtered.hours !== undefined
      ? yield* newestPage(request, filtered)
      : yield* newestOfKinds(request, clock, filtered.kinds, filtered);
  return transactionsAt(snapshot, account, kinds, places);
}

/** The newest transactions of all time whose id contains a text, without regard to dashes and case. */
export function* newestById(of: OpenAccount, idPart: string, limit: number): Steps<readonly Transaction[]> {
  const { snapshot, account, kinds, pace } = of;
  const places = yield* newestHits(snapshot, account, idSearch(snapshot, account, idPart), limit, pace);
  return transactionsAt(snapshot, account, kinds.refresh(snapshot, account), places);
}

/** The newest transactions under a filter, looked for back through time. */
function* newestPage(request: PageRequest, filter: ResolvedFilter): Steps<readonly RowPlace[]> {
  const found: RowPlace[] = [];
  yield* lookThrough(request, restOf(request), filter, found);
  return found;
}

/**
 * The newest transactions of some kinds. The roll-ups say in which hours there are any, so that a rare product is not searched
 * for in hours that lack it.
 */
function* newestOfKinds(
  request: PageRequest,
  clock: ZoneClock,
  wanted: ReadonlySet<number>,
  filter: ResolvedFilter,
): Steps<readonly RowPlace[]> {
  const { snapshot, account, limit } = request;
  const rest = restOf(request);
  const found: RowPlace[] = [];
  let before = localDay(clock, rest.to) + 1;
  const sql = "SELECT day, cells FROM day_totals WHERE account = ? AND day BETWEEN ? AND ? ORDER BY day DESC LIMIT 8";
  for (;;) {
    const days = snapshot.all(sql, account, localDay(clock, rest.from), before - 1);
    if (days.length === 0) return found;
    for (const row of days) {
      for (const hours of hoursOfKinds(snapshot, clock, account, row, wanted)) {
        const piece = { from: Math.max(hours.from, rest.from), to: Math.min(hours.to, rest.to) };
        yield* lookThrough(request, piece, filter, found);
        if (found.length >= limit) return found;
      }
    }
    before = integer(days.at(-1), "day");
    if (request.pace.isDue()) yield undefined;
  }
}

function* newestHits(
  snapshot: Snapshot,
  account: number,
  search: IdSearch,
  limit: number,
  pace: Pace,
): Steps<readonly RowPlace[]> {
  const found: RowPlace[] = [];
  for (const { hour: number, ids } of readIdsBackwards(snapshot, account)) {
    const rows = search(ids);
    const hour = rows.size === 0 ? undefined : readHour(snapshot, account, number);
    for (const row of [...rows].sort((a, b) => b - a)) {
      if (hour !== undefined && found.push({ hour, row }) >= limit) return found;
    }
    if (pace.isDue()) yield undefined;
  }
  return found;
}

/** The interval without what lies behind the page's start. */
function restOf({ interval, after }: PageRequest): Interval {
  return { from: interval.from, to: Math.min(interval.to, (after?.at ?? Number.MAX_SAFE_INTEGER - 1) + 1) };
}

/** Adds to `found` until the limit is reached. */
function* lookThrough(
  request: PageRequest,
  interval: Interval,
  filter: ResolvedFilter,
  found: RowPlace[],
): Steps<void> {
  const { snapshot, account, limit, pace } = request;
  const test = testOf(filter);
  for (const part of hoursUnder(filter, snapshot, account, interval, "descending")) {
    const { hour, from } = part;
    const passes = test(hour);
    for (let row = lastRow(request, part); row >= from && found.length < limit; row--) {
      if (passes(row)) found.push({ hour, row });
    }
    if (found.length >= limit) return;
    if (pace.isDue()) yield undefined;
  }
}

/** The last row of a part that comes after the page's start. Of rows at the same microsecond, that page had the larger ids. */
function lastRow({ after }: PageRequest, { hour, to }: HourPart): number {
  let row = to - 1;
  if (after === undefined || hour.at(row) < after.at) return row;
  const { ids } = hour;
  const id = idBytesOf(after.id);
  while (row >= 0 && hour.at(row) === after.at) {
    if (Buffer.compare(ids.subarray(row * ID_BYTES, (row + 1) * ID_BYTES), id) < 0) return row;
    row--;
  }
  return row;
}

/** Stretches of a billing day in which there are transactions of the wanted kinds, latest first. */
function hoursOfKinds(
  snapshot: Snapshot,
  clock: ZoneClock,
  account: number,
  row: Row,
  wanted: ReadonlySet<number>,
): readonly Interval[] {
  const day = integer(row, "day");
  const hours = new Set<number>();
  const midnight = hourOfWeek(day * 24);
  visitDay(blob(row, "cells"), (kind) => {
    if (!wanted.has(kind)) return;
    const sql = "SELECT cells FROM hour_totals WHERE account = ? AND kind = ? AND week = ?";
    visitHours(blob(snapshot.get(sql, account, kind, weekOf(day)), "cells"), (hour) => {
      if (hour >= midnight && hour < midnight + 24) hours.add(hour - midnight);
    });
  });
  if (hours.size === 0) return [];
  const { from, to } = clock.dayInterval(day);
  const stretches: Interval[] = [];
  for (const span of clock.spans(from, to)) {
    for (const hour of [...hours].sort((a, b) => a - b)) {
      const start = (day * 24 + hour) * MICROS_PER_HOUR - span.offset;
      const stretch = { from: Math.max(start, span.from), to: Math.min(start + MICROS_PER_HOUR, span.to) };
      if (stretch.from >= stretch.to) continue;
      const previous = stretches.at(-1);
      if (previous?.to === stretch.from) stretches[stretches.length - 1] = { from: previous.from, to: stretch.to };
      else stretches.push(stretch);
    }
  }
  return stretches.toReversed();
}

function localDay(clock: ZoneClock, at: number): number {
  // Beyond the calendar (an unlimited interval) there is no time zone either.
  return Math.abs(at) > 8e15 ? Math.sign(at) * 1e8 : Math.floor(clock.localHour(at) / 24);
}
