import type { Interval } from "../domain/period.ts";
import type { PageKey } from "../domain/ports.ts";
import { MICROS_PER_DAY, type Transaction } from "../domain/transaction.ts";
import { blob, type Database, integer, type Row } from "./database.ts";
import type { AccountKinds } from "./kinds.ts";
import { visitDay, visitHours } from "./rollupCells.ts";
import { allOf, ofKinds, type RowCondition } from "./rowCondition.ts";
import { readPage } from "./transactionRows.ts";
import type { ZoneClock } from "./zoneClock.ts";

/** Long work in steps: whoever drives it may do something else, or stop, at every yield. */
export type Steps<T> = Generator<undefined, T>;

/** Where to look for transactions, and how many to bring. */
export interface PageRequest {
  readonly account: number;
  readonly interval: Interval;
  readonly limit: number;
  readonly after?: PageKey | undefined;
}

const MICROS_PER_HOUR = 3_600_000_000;
/** A step of a scan may take this long; the next one's stretch of time is chosen so. */
const STEP_MS = 20;

/** The newest transactions that meet a condition, found by scanning back through time in short steps. */
export function* scanPage(
  database: Database,
  kinds: AccountKinds,
  request: PageRequest,
  condition: RowCondition,
): Steps<readonly Transaction[]> {
  const { account, limit } = request;
  const first = database.get("SELECT min(at) AS at FROM transactions WHERE account = ?", account)?.["at"];
  const last = database.get("SELECT max(at) AS at FROM transactions WHERE account = ?", account)?.["at"];
  if (typeof first !== "number" || typeof last !== "number") return [];
  const from = Math.max(request.interval.from, first);
  let to = Math.min(request.interval.to, last + 1);
  let stretch = MICROS_PER_DAY;
  const found: Transaction[] = [];
  while (to > from && found.length < limit) {
    const start = performance.now();
    const piece = { from: Math.max(from, to - stretch), to };
    found.push(...readPage(database, kinds, account, piece, condition, limit - found.length, request.after));
    to -= stretch;
    const tookMs = performance.now() - start;
    stretch =
      tookMs * 2 < STEP_MS ? stretch * 2 : tookMs > STEP_MS * 2 ? Math.max(stretch / 2, MICROS_PER_HOUR) : stretch;
    yield undefined;
  }
  return found;
}

/**
 * The newest transactions of some kinds. The roll-ups say in which hours there are any, so that a rare product is not searched
 * for in hours that lack it.
 */
export function* kindsPage(
  database: Database,
  clock: ZoneClock,
  kinds: AccountKinds,
  request: PageRequest,
  wanted: ReadonlySet<number>,
  condition: RowCondition,
): Steps<readonly Transaction[]> {
  const { account, interval, limit, after } = request;
  const to = Math.min(interval.to, (after?.at ?? Number.MAX_SAFE_INTEGER - 1) + 1);
  const narrowed = allOf([ofKinds(wanted), condition]);
  const found: Transaction[] = [];
  const sql = "SELECT day, cells FROM day_totals WHERE account = ? AND day BETWEEN ? AND ? ORDER BY day DESC";
  const days = database.all(sql, account, localDay(clock, interval.from), localDay(clock, to));
  let start = performance.now();
  for (const row of days) {
    for (const hours of hoursOf(database, clock, account, row, wanted)) {
      const piece = { from: Math.max(hours.from, interval.from), to: Math.min(hours.to, to) };
      if (piece.from >= piece.to) continue;
      found.push(...readPage(database, kinds, account, piece, narrowed, limit - found.length, after));
      if (found.length >= limit) return found;
      if (performance.now() - start < STEP_MS) continue;
      yield undefined;
      start = performance.now();
    }
  }
  return found;
}

/** Stretches of a billing day in which there are transactions of the wanted kinds, latest first. */
function hoursOf(
  database: Database,
  clock: ZoneClock,
  account: number,
  row: Row,
  wanted: ReadonlySet<number>,
): readonly Interval[] {
  const day = integer(row, "day");
  const hours = new Set<number>();
  visitDay(blob(row, "cells"), (kind) => {
    if (!wanted.has(kind)) return;
    const sql = "SELECT cells FROM hour_totals WHERE account = ? AND kind = ? AND day = ?";
    visitHours(blob(database.get(sql, account, kind, day), "cells"), (hour) => hours.add(hour));
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
