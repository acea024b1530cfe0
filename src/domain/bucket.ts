import { type CycleStart, FIRST_OF_MONTH, unitAround } from "./calendar.ts";
import { addDays, type Day, dayFromNumber, dayNumber, daysInclusive, weekdayOfNumber } from "./day.ts";
import type { Period } from "./period.ts";
import type { Division, Granularity } from "./summary.ts";

/** First day of the bucket in which a day falls: the day itself, the Monday of its week, the first of its billing month. */
export function bucketStart(day: Day, granularity: Granularity, cycleStart: CycleStart): Day {
  return granularity === "day" ? day : unitAround(day, UNITS[granularity], cycleStart).since;
}

/** The same by day numbers, for whoever asks it of every cell of a period. */
export function bucketStartNumber(division: Division): (day: number) => number {
  if (division === "day") return (day) => day;
  if (division === "week") return (day) => day - weekdayOfNumber(day);
  const cycleStart = division === "month" ? FIRST_OF_MONTH : division.cyclesFrom;
  // Cells come day by day, and a year has 36 500 of them.
  let [first, last] = [0, -1];
  return (day) => {
    if (day < first || day > last) {
      const { since, until } = unitAround(dayFromNumber(day), "billingMonth", cycleStart);
      [first, last] = [dayNumber(since), dayNumber(until)];
    }
    return first;
  };
}

/** First day of the bucket after the one that begins on `start`. */
export function nextBucketStart(start: Day, granularity: Granularity, cycleStart: CycleStart): Day {
  return addDays(granularity === "day" ? start : unitAround(start, UNITS[granularity], cycleStart).until, 1);
}

/** One bucket of a period: the day under which summaries know it, and its days, cut to the period. */
interface PeriodBucket extends Period {
  readonly start: Day;
  /** False where the period begins or ends within it. */
  readonly isWhole: boolean;
}

/** All buckets of a period, also those without calls, ascending. */
export function periodBuckets(
  period: Period,
  granularity: Granularity,
  cycleStart: CycleStart,
): readonly PeriodBucket[] {
  const buckets: PeriodBucket[] = [];
  let start = bucketStart(period.since, granularity, cycleStart);
  while (start <= period.until) {
    const next = nextBucketStart(start, granularity, cycleStart);
    const since = start < period.since ? period.since : start;
    const last = addDays(next, -1);
    const until = last > period.until ? period.until : last;
    buckets.push({ start, since, until, isWhole: since === start && until === last });
    start = next;
  }
  return buckets;
}

/** What a ledger is asked for, so that its sums are those of the buckets. */
export function divisionOf(granularity: Granularity, cycleStart: CycleStart): Division {
  return granularity === "month" && cycleStart !== FIRST_OF_MONTH ? { cyclesFrom: cycleStart } : granularity;
}

const UNITS = { week: "week", month: "billingMonth" } as const;

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
