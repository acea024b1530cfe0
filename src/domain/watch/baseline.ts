import type { EpochMs } from "../epoch.ts";
import { median, robustDeviation, trimmedMean } from "./robust.ts";
import {
  amountBetween,
  amountSoFar,
  HISTORY_DAYS,
  type LocalTime,
  localTime,
  type Measure,
  type UsageHistory,
} from "./usageHistory.ts";

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
    valuePerCall(known, amount, measure) * chanceDeviation(chosen.map((other) => amount("calls", other))),
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

/** Calls come by chance: with n calls expected, their number varies by √n. Two calls more, because few days know little of rare calls. */
function chanceDeviation(calls: readonly number[]): number {
  return Math.sqrt(Math.max(median(calls), trimmedMean(calls, 0.1)) + 2);
}

/** From all recent days, because the few calls of a rare product may all have been free on the days that are compared. */
function valuePerCall(days: readonly number[], amount: (of: Measure, day: number) => number, measure: Measure): number {
  if (measure === "calls") return 1;
  const calls = days.reduce((sum, day) => sum + amount("calls", day), 0);
  const value = days.reduce((sum, day) => sum + Math.max(0, amount(measure, day)), 0);
  return calls === 0 ? 0 : value / calls;
}

/** The day so far against a usual day of this weekday by this time. */
export interface TodayComparison {
  /** What has come so far: Money, or calls. */
  readonly soFar: number;
  /** undefined: not enough data to say what is usual. */
  readonly usual: Usual | undefined;
}

/** `now`: the instant up to which the ledger has been filled. */
export function todayAgainstUsual(
  history: UsageHistory,
  product: string | undefined,
  measure: Measure,
  now: EpochMs,
): TodayComparison {
  const time: LocalTime = localTime(history.zone, now);
  return {
    soFar: amountSoFar(history, product, measure, time, 0),
    usual: usualBetween(history, product, measure, time.day, 0, time.minute),
  };
}
