import { addDays, type Day, weekdayOf } from "../../domain/day.ts";
import type { Period } from "../../domain/period.ts";
import type { Granularity } from "../../domain/summary.ts";
import type { Bucket } from "../../protocol.ts";
import { formatDay, formatDayOfYear, formatMonth, formatPeriod, formatWeekday } from "../dates.ts";

/** A bucket with the key under which summaries know it. */
export interface KeyedBucket extends Bucket {
  /** The day itself, the Monday of the week or the first of the month, even where the period starts later. */
  readonly start: Day;
}

/** First day of the bucket in which a day falls. */
function bucketStart(day: Day, granularity: Granularity): Day {
  switch (granularity) {
    case "day":
      return day;
    case "week":
      return addDays(day, -weekdayOf(day));
    case "month":
      return `${day.slice(0, 8)}01`;
  }
}

function nextStart(start: Day, granularity: Granularity): Day {
  switch (granularity) {
    case "day":
      return addDays(start, 1);
    case "week":
      return addDays(start, 7);
    case "month":
      return bucketStart(addDays(start, 31), "month");
  }
}

/** All buckets of a period, also those without calls; the first and last are cut to the period. */
export function bucketsOf(period: Period, granularity: Granularity): readonly KeyedBucket[] {
  const buckets: KeyedBucket[] = [];
  let start = bucketStart(period.since, granularity);
  while (start <= period.until) {
    const next = nextStart(start, granularity);
    const since = start < period.since ? period.since : start;
    const last = addDays(next, -1);
    const until = last > period.until ? period.until : last;
    buckets.push({ start, since, until, ...bucketTexts(start, since, until, granularity) });
    start = next;
  }
  return buckets;
}

function bucketTexts(start: Day, since: Day, until: Day, granularity: Granularity): { label: string; name: string } {
  switch (granularity) {
    case "day":
      return { label: formatDayOfYear(since), name: `${formatWeekday(since)} ${since.slice(0, 4)}` };
    case "week":
      return { label: formatDayOfYear(since), name: formatPeriod({ since, until }) };
    case "month": {
      const whole = since === start && addDays(until, 1).endsWith("-01");
      return { label: formatMonth(start), name: whole ? formatMonth(start) : formatPeriod({ since, until }) };
    }
  }
}

/** A bucket within a sentence: "on 23 Nov 2026", "in 16–22 Nov 2026". */
export function inBucket(bucket: Bucket): string {
  return bucket.since === bucket.until ? `on ${formatDay(bucket.since)}` : `in ${bucket.name}`;
}
