import { periodBuckets } from "../../domain/bucket.ts";
import { type CycleStart, FIRST_OF_MONTH } from "../../domain/calendar.ts";
import { type Day, dayNumber } from "../../domain/day.ts";
import { type EpochMs, microsOf } from "../../domain/epoch.ts";
import { knownOf, type Stretches } from "../../domain/known.ts";
import { intervalOf, type Period } from "../../domain/period.ts";
import type { Granularity } from "../../domain/summary.ts";
import { MICROS_PER_DAY } from "../../domain/transaction.ts";
import type { Bucket, BucketState } from "../../protocol.ts";
import {
  formatBillingMonth,
  formatDay,
  formatDayOfYear,
  formatMonth,
  formatPeriod,
  formatWeekday,
  formatWithoutYear,
} from "../dates.ts";

/** A bucket with the key under which summaries know it; how much of it is known is asked when its calls are. */
export interface KeyedBucket extends Omit<Bucket, "state"> {
  /** The day itself, the Monday of the week or the first of the month or cycle, even where the period starts later. */
  readonly start: Day;
}

/** All buckets of a period, also those without calls; the first and last are cut to the period. */
export function bucketsOf(period: Period, granularity: Granularity, cycleStart: CycleStart): readonly KeyedBucket[] {
  return periodBuckets(period, granularity, cycleStart).map(({ start, since, until, isWhole }) => {
    return { start, since, until, ...bucketTexts(start, { since, until }, granularity, isWhole) };
  });
}

function bucketTexts(
  start: Day,
  { since, until }: Period,
  granularity: Granularity,
  whole: boolean,
): { label: string; name: string } {
  switch (granularity) {
    case "day":
      return { label: formatDayOfYear(since), name: `${formatWeekday(since)} ${since.slice(0, 4)}` };
    case "week":
      return { label: formatDayOfYear(since), name: formatPeriod({ since, until }) };
    case "month": {
      const isMonth = Number(start.slice(8)) === FIRST_OF_MONTH;
      return {
        label: isMonth ? formatMonth(start) : formatWithoutYear({ since, until }),
        name: whole ? formatBillingMonth(start) : formatPeriod({ since, until }),
      };
    }
  }
}

/** What is known, and when and where that is asked. */
export interface Knowledge {
  readonly stretches: Stretches;
  readonly zone: string;
  readonly now: EpochMs;
}

/** How much is known of a bucket with so many calls. */
export function bucketState(bucket: Period, calls: number, { stretches, zone, now }: Knowledge): BucketState {
  // Zones are slow to ask, and all but a few of a year's buckets lie deep within what is known.
  const surely = {
    from: (dayNumber(bucket.since) - 1) * MICROS_PER_DAY,
    to: (dayNumber(bucket.until) + 2) * MICROS_PER_DAY,
  };
  if (stretches.some(({ from, to }) => from <= surely.from && to >= surely.to)) return "whole";
  const interval = intervalOf(bucket, zone);
  const { extent } = knownOf(interval, stretches, now, calls);
  if (extent === "nothing") return "unknown";
  if (extent === "partly") return "atLeast";
  return interval.to > microsOf(now) ? "soFar" : "whole";
}

const STATE_WORDS: Readonly<Record<BucketState, string>> = {
  whole: "",
  soFar: ", so far",
  atLeast: ", known in part",
  unknown: ", not fetched",
};

/** The bucket as the page gets it. */
export function bucketOf({ start: _, name, ...bucket }: KeyedBucket, state: BucketState): Bucket {
  return { ...bucket, state, name: `${name}${STATE_WORDS[state]}` };
}

/** A bucket within a sentence: "on 23 Nov 2026", "in 16–22 Nov 2026". */
export function inBucket(bucket: KeyedBucket): string {
  return bucket.since === bucket.until ? `on ${formatDay(bucket.since)}` : `in ${bucket.name}`;
}
