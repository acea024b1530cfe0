import {
  amountBetween,
  amountSoFar,
  HISTORY_DAYS,
  type LocalTime,
  localTime,
  type Measure,
  type UsageHistory,
} from "./history.ts";
import { median, robustDeviation, trimmedMean } from "./robust.ts";

/** Which days a usual value was taken from. All days only until there are enough of the same weekday. */
export type BaselineDays = "sameWeekday" | "allDays";

/** What is usual, from days that are over; in the unit of the measure (calls, or Money). */
export interface Usual {
  readonly typical: number;
  /** Two robust deviations around the typical value, never below zero. */
  readonly low: number;
  readonly high: number;
  readonly deviation: number;
  /** How many days it was taken from, and which. */
  readonly days: number;
  readonly basis: BaselineDays;
}

/** A weekday's own baseline needs four of them; before that, ten days of any kind. */
const MIN_SAME_WEEKDAYS = 4;
const MIN_DAYS = 10;

/**
 * What is usual between two minutes of a day like `day`; undefined means not enough data. The spread is the widest of three
 * views, because eight Mondays alone say little about it: the spread of these days, the spread of all recent days around their
 * own weekday, and the chance variation of a count of calls.
 */
export function usualBetween(
  history: UsageHistory,
  product: string | undefined,
  measure: Measure,
  day: number,
  fromMinute: number,
  toMinute: number,
): Usual | undefined {
  const amount = (of: Measure, on: number) => amountBetween(history, product, of, on, fromMinute, toMinute);
  const known = knownDays(history, product, day);
  const alike = known.filter((other) => (day - other) % 7 === 0);
  const basis = alike.length >= MIN_SAME_WEEKDAYS ? "sameWeekday" : "allDays";
  const chosen = basis === "sameWeekday" ? alike : known;
  if (basis === "allDays" && known.length < MIN_DAYS) return undefined;
  const samples = chosen.map((other) => amount(measure, other));
  const typical = median(samples);
  const deviation = Math.max(
    robustDeviation(samples),
    basis === "sameWeekday" ? typical * spreadAroundWeekday(known, (other) => amount(measure, other)) : 0,
    chanceDeviation(chosen.map((other) => ({ calls: amount("calls", other), value: amount(measure, other) }))),
  );
  return {
    typical,
    low: Math.max(0, typical - 2 * deviation),
    high: typical + 2 * deviation,
    deviation,
    days: chosen.length,
    basis,
  };
}

/** Day numbers of the last eight weeks before `day` on which the product was in use and its calls are known, latest first. */
export function knownDays(history: UsageHistory, product: string | undefined, day: number): number[] {
  const count = Math.min(HISTORY_DAYS, day - history.firstDay(product));
  return Array.from({ length: Math.max(0, count) }, (_, index) => day - 1 - index);
}

/** Robust deviation of the days' ratio to the typical day of their weekday; 0 where most weekdays have nothing. */
function spreadAroundWeekday(days: readonly number[], amount: (day: number) => number): number {
  const ratios = [0, 1, 2, 3, 4, 5, 6].flatMap((weekday) => {
    const amounts = days.filter((day) => day % 7 === weekday).map(amount);
    const typical = median(amounts);
    return typical > 0 ? amounts.map((value) => value / typical) : [];
  });
  return ratios.length < MIN_DAYS ? 0 : robustDeviation(ratios);
}

/** Calls come by chance: with n calls expected, their number varies by √n. Two calls more, because few days know little about rare calls. */
function chanceDeviation(samples: readonly { readonly calls: number; readonly value: number }[]): number {
  const calls = samples.reduce((sum, sample) => sum + sample.calls, 0);
  const value = samples.reduce((sum, sample) => sum + Math.max(0, sample.value), 0);
  if (calls === 0) return 0;
  const counts = samples.map((sample) => sample.calls);
  return (value / calls) * Math.sqrt(Math.max(median(counts), trimmedMean(counts, 0.1)) + 2);
}

/** The day so far against a usual day of this weekday by this time. */
export interface TodayComparison {
  /** What has come so far: Money, or calls. */
  readonly soFar: number;
  /** undefined: not enough data to say what is usual. */
  readonly usual: Usual | undefined;
}

/** `now` in epoch ms: the instant up to which the ledger has been filled. */
export function todayAgainstUsual(
  history: UsageHistory,
  product: string | undefined,
  measure: Measure,
  now: number,
): TodayComparison {
  const time: LocalTime = localTime(history.zone, now);
  return {
    soFar: amountSoFar(history, product, measure, time, 0),
    usual: usualBetween(history, product, measure, time.day, 0, time.minute),
  };
}
