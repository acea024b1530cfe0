import type { Interval } from "../../domain/period.ts";
import type { PageKey } from "../../domain/ports.ts";
import { blob, type Database, integer, type Row } from "../file/database.ts";
import { hourOfWeek, visitDay, visitHours, weekOf } from "../rollups/rollupCells.ts";
import { MICROS_PER_HOUR, readHour, readIds, readIdsBackwards } from "../rows/hourRows.ts";
import type { IdSearch } from "../rows/rowMatch.ts";
import { ID_BYTES, idBytesOf } from "../rows/transactionIds.ts";
import type { HourPart, RowPlace } from "../rows/transactionRows.ts";
import type { ZoneClock } from "../rows/zoneClock.ts";
import { hoursUnder, type ResolvedFilter, testOf } from "./filters.ts";

/** Long work in steps: whoever drives it may do something else, or stop, at every yield. */
export type Steps<T> = Generator<undefined, T>;

/** Where to look for transactions, and how many to bring. */
export interface PageRequest {
  readonly database: Database;
  readonly account: number;
  readonly interval: Interval;
  readonly limit: number;
  readonly after: PageKey | undefined;
}

/** A step of a search may take this long. */
const STEP_MS = 20;

/** The newest transactions under a filter, looked for back through time. */
export function* newestPage(request: PageRequest, filter: ResolvedFilter): Steps<readonly RowPlace[]> {
  const found: RowPlace[] = [];
  yield* lookThrough(request, restOf(request), filter, found);
  return found;
}

/**
 * The newest transactions of some kinds. The roll-ups say in which hours there are any, so that a rare product is not searched
 * for in hours that lack it.
 */
export function* newestOfKinds(
  request: PageRequest,
  clock: ZoneClock,
  wanted: ReadonlySet<number>,
  filter: ResolvedFilter,
): Steps<readonly RowPlace[]> {
  const { database, account, limit } = request;
  const rest = restOf(request);
  const found: RowPlace[] = [];
  let before = localDay(clock, rest.to) + 1;
  const sql = "SELECT day, cells FROM day_totals WHERE account = ? AND day BETWEEN ? AND ? ORDER BY day DESC LIMIT 8";
  for (;;) {
    const days = database.all(sql, account, localDay(clock, rest.from), before - 1);
    if (days.length === 0) return found;
    for (const row of days) {
      for (const hours of hoursOfKinds(database, clock, account, row, wanted)) {
        const piece = { from: Math.max(hours.from, rest.from), to: Math.min(hours.to, rest.to) };
        yield* lookThrough(request, piece, filter, found);
        if (found.length >= limit) return found;
      }
    }
    before = integer(days.at(-1), "day");
    yield undefined;
  }
}

/** The newest transactions of all time whose id contains what `search` looks for. */
export function* newestById(
  database: Database,
  account: number,
  search: IdSearch,
  limit: number,
): Steps<readonly RowPlace[]> {
  const found: RowPlace[] = [];
  let start = performance.now();
  for (const { hour: number, ids } of readIdsBackwards(database, account)) {
    const rows = search(ids);
    const hour = rows.size === 0 ? undefined : readHour(database, account, number);
    for (const row of [...rows].sort((a, b) => b - a)) {
      if (hour !== undefined && found.push({ hour, row }) >= limit) return found;
    }
    if (performance.now() - start < STEP_MS) continue;
    yield undefined;
    start = performance.now();
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
  const { database, account, limit } = request;
  let start = performance.now();
  const test = testOf(filter);
  for (const part of hoursUnder(filter, database, account, interval, "descending")) {
    const { hour, from } = part;
    const passes = test(hour);
    for (let row = lastRow(request, part); row >= from && found.length < limit; row--) {
      if (passes(row)) found.push({ hour, row });
    }
    if (found.length >= limit) return;
    if (performance.now() - start < STEP_MS) continue;
    yield undefined;
    start = performance.now();
  }
}

/** The last row of a part that comes after the page's start. Of rows at the same microsecond, that page had the larger ids. */
function lastRow({ database, account, after }: PageRequest, { hour, to }: HourPart): number {
  let row = to - 1;
  if (after === undefined || hour.at(row) < after.at) return row;
  const ids = readIds(database, account, hour.hour);
  const id = idBytesOf(after.id);
  while (row >= 0 && hour.at(row) === after.at) {
    if (Buffer.compare(ids.subarray(row * ID_BYTES, (row + 1) * ID_BYTES), id) < 0) return row;
    row--;
  }
  return row;
}

/** Stretches of a billing day in which there are transactions of the wanted kinds, latest first. */
function hoursOfKinds(
  database: Database,
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
    visitHours(blob(database.get(sql, account, kind, weekOf(day)), "cells"), (hour) => {
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
