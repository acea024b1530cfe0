import { type Day, dayNumber } from "./day.ts";
import { type EpochMs, microsOf, millisOf } from "./epoch.ts";
import type { Interval } from "./period.ts";
import type { CoverageDay } from "./report.ts";
import { MICROS_PER_DAY, type Micros } from "./transaction.ts";

/**
 * Stretches of time (microseconds UTC; ascending, apart from each other) of which the ledger holds every row that the service had
 * when it was asked. A UTC date that was read at noon is known until noon; one that was never fetched is a gap.
 */
export type Stretches = readonly Interval[];

/** A reading that lies further ahead of the clock (ms) was stamped by a clock that was wrong, and says nothing. */
const BELIEVED_AHEAD_MS = 60_000;

/** `coverage` ascending by UTC date. */
export function knownStretches(coverage: readonly CoverageDay[], now: EpochMs): Stretches {
  const stretches: { from: Micros; to: Micros }[] = [];
  for (const { day, readAt } of coverage) {
    if (readAt > now + BELIEVED_AHEAD_MS) continue;
    const from = dayNumber(day) * MICROS_PER_DAY;
    const to = Math.min(from + MICROS_PER_DAY, microsOf(Math.min(readAt, now)));
    if (to <= from) continue;
    const last = stretches.at(-1);
    if (last?.to === from) last.to = to;
    else stretches.push({ from, to });
  }
  return stretches;
}

/** What runs and was read less than this before now is known "so far"; after a longer time the rest of it is missing. */
const SO_FAR: Micros = MICROS_PER_DAY;

/** How much is known: what nobody measured is not zero, and a part is "at least". */
export type Extent = "nothing" | "partly" | "wholly";

/** What is known of an interval of time. Every surface, comparison, budget and forecast asks this before it says a number. */
export interface Known {
  /** Of an interval that is still running, `wholly` means everything from its start to {@link until}. */
  readonly extent: Extent;
  /** Instant up to which everything since the interval's start is known; absent when its start is not. */
  readonly until?: Micros;
}

/**
 * What is known of an interval at `now`. `calls`: how many of its rows the ledger holds; some may have come with the
 * report of a neighbouring date, and then a part is known although none of its dates was fetched.
 */
export function knownOf({ from, to }: Interval, stretches: Stretches, now: EpochMs, calls = 0): Known {
  const begun = Math.min(to, microsOf(now));
  const within = stretches.filter((stretch) => stretch.from < begun && stretch.to > from);
  const [first] = within;
  if (first === undefined) return { extent: calls > 0 ? "partly" : "nothing" };
  if (first.from > from) return { extent: "partly" };
  const until = Math.min(first.to, begun);
  const isWhole = until === to || (begun < to && isSoFar(until, now));
  return { extent: within.length === 1 && isWhole ? "wholly" : "partly", until };
}

/** Whether what is known until an instant is what there is so far, at `now`. */
export function isSoFar(until: Micros, now: EpochMs): boolean {
  return microsOf(now) - until < SO_FAR;
}

/** How much of an interval has been fetched, in UTC dates. */
export interface PeriodCoverage {
  /** UTC dates that the interval touches and that have begun. */
  readonly dates: number;
  /** Those whose part of the interval is known; of the date that is running, its part so far. */
  readonly fetched: number;
  /** Oldest reading among the dates that may still change; undefined when all are sealed or nothing is known. */
  readonly oldestOpenReadAt?: EpochMs;
}

/** `coverage` ascending by UTC date. A date that was read before the interval began says nothing about it. */
export function coverageOf({ from, to }: Interval, coverage: readonly CoverageDay[], now: EpochMs): PeriodCoverage {
  const end = Math.min(to, microsOf(now));
  if (end <= from) return { dates: 0, fetched: 0 };
  const dates = Math.floor((end - 1) / MICROS_PER_DAY) - Math.floor(from / MICROS_PER_DAY) + 1;
  let fetched = 0;
  let oldestOpenReadAt = Number.POSITIVE_INFINITY;
  for (const entry of coverage) {
    const start = dayNumber(entry.day) * MICROS_PER_DAY;
    const part = { from: Math.max(start, from), to: Math.min(start + MICROS_PER_DAY, end) };
    const [known] = knownStretches([entry], now);
    if (part.to <= part.from || known === undefined || known.to <= part.from) continue;
    const isRunning = part.to === microsOf(now);
    if (known.to >= part.to || isRunning) fetched++;
    if (finalityOf(entry.day, entry.readAt) !== "sealed") oldestOpenReadAt = Math.min(oldestOpenReadAt, entry.readAt);
  }
  return { dates, fetched, ...(Number.isFinite(oldestOpenReadAt) ? { oldestOpenReadAt } : {}) };
}

/** A UTC date is final 48 h after its end: until then the service may add late rows or change one. */
export const SETTLING_HOURS = 48;
export const SETTLING_MS = SETTLING_HOURS * 3_600_000;

/**
 * `missing`: never fetched. `open`: was fetched before the date had ended. `settling`: fetched less than 48 h after its end.
 * `sealed`: fetched later than that; a refresh never asks again.
 */
export type Finality = "missing" | "open" | "settling" | "sealed";

/** Finality of a UTC date that was last read at `readAt`. */
export function finalityOf(day: Day, readAt: EpochMs | undefined): Finality {
  if (readAt === undefined) return "missing";
  const end = millisOf((dayNumber(day) + 1) * MICROS_PER_DAY);
  if (readAt < end) return "open";
  return readAt < end + SETTLING_MS ? "settling" : "sealed";
}
