import { addDays, type Day, dayFromNumber, dayNumber, daysInclusive, weekdayOf, weekdayOfNumber } from "./day.ts";
import type { Period } from "./period.ts";
import type { Granularity } from "./summary.ts";

/** First day of the bucket in which a day falls: the day itself, the Monday of its week, the first of its month. */
export function bucketStart(day: Day, granularity: Granularity): Day {
  switch (granularity) {
    case "day":
      return day;
    case "week":
      return addDays(day, -weekdayOf(day));
    case "month":
      return `${day.slice(0, 8)}01`;
  }
}

/** {@link bucketStart} by day numbers, for whoever asks it of every cell of a period. */
export function bucketStartNumber(granularity: Granularity): (day: number) => number {
  if (granularity === "day") return (day) => day;
  if (granularity === "week") return (day) => day - weekdayOfNumber(day);
  return (day) => dayNumber(bucketStart(dayFromNumber(day), "month"));
}

/** First day of the bucket after the one that begins on `start`. */
export function nextBucketStart(start: Day, granularity: Granularity): Day {
  switch (granularity) {
    case "day":
      return addDays(start, 1);
    case "week":
      return addDays(start, 7);
    case "month":
      return bucketStart(addDays(start, 31), "month");
  }
}

/** Buckets of one chart: a year by day. More would be no bars any more, and a snapshot of megabytes. */
export const MOST_BUCKETS = 400;

const FINER_FIRST: readonly Granularity[] = ["day", "week", "month"];
/** The least days that a bucket of each granularity has. */
const DAYS: Readonly<Record<Granularity, number>> = { day: 1, week: 7, month: 28 };

/** How finely a period can be divided: the wished granularity, or the next coarser one that keeps to {@link MOST_BUCKETS}. */
export function coarsened(wished: Granularity, { since, until }: Period): Granularity {
  const days = daysInclusive(since, until);
  const fine = FINER_FIRST.slice(FINER_FIRST.indexOf(wished));
  return fine.find((granularity) => days / DAYS[granularity] + 1 <= MOST_BUCKETS) ?? "month";
}
