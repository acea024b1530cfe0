import { type Day, dayFromNumber } from "../day.ts";
import type { Money } from "../money.ts";
import { knownDays } from "./baseline.ts";
import { median, trimmedMean } from "./robust.ts";
import { amountBetween, type LocalTime, type UsageHistory } from "./usageHistory.ts";

/** What a day to come is expected to cost, learned from the last eight weeks. */
export interface SpendModel {
  /** Money per weekday, index 0 is that of day number 0 (a Thursday); never negative. */
  readonly perWeekday: readonly number[];
  /** How far single days stray from their weekday, as a ratio. */
  readonly daySpread: number;
  /** How far the level of all days may be off, as a ratio. */
  readonly levelError: number;
  readonly basis: SpendBasis;
}

/** The days an expectation was learned from, for the words beside it. */
export interface SpendBasis {
  readonly days: number;
  readonly since: Day;
  readonly until: Day;
}

/** Why there is no number: this many complete days are known, that many are needed. */
export interface NotEnoughData {
  readonly kind: "notEnoughData";
  readonly days: number;
  readonly needed: number;
}

/** One of each weekday. */
const MIN_MODEL_DAYS = 7;
/** From here on each weekday has three samples, and its own level is worth more than that of all days. */
const WEEKDAY_AWARE_DAYS = 21;
/** The level follows the last four weeks; the weekdays' proportions need eight. */
const LEVEL_DAYS = 28;
/** Eight in ten real values should lie within the range. */
const RANGE_DEVIATIONS = 1.28;
const TRIMMED = 0.1;
/** Holidays and busy days belong into the range, so the spread is not robust; but a runaway night counts as a doubled day only. */
const MAX_STRAY = 1;
/** Business changes in ways that no past day shows, so the level is never taken as more certain than this. */
const MIN_LEVEL_ERROR = 0.04;

/** The model as of the start of `today`; today itself is not part of it, because it is not over. */
export function spendModel(
  history: UsageHistory,
  product: string | undefined,
  today: number,
): SpendModel | NotEnoughData {
  const days = knownDays(history, product, today);
  if (days.length < MIN_MODEL_DAYS) return { kind: "notEnoughData", days: days.length, needed: MIN_MODEL_DAYS };
  const spend = (day: number) => history.totals(product, day).charge;
  const shape = weekdayShape(days, spend);
  const ratios = days.flatMap((day) => ratioTo(shape, day, spend(day)));
  const recent = days.slice(0, LEVEL_DAYS).flatMap((day) => ratioTo(shape, day, spend(day)));
  const level = recent.length === 0 ? 0 : Math.max(0, trimmedMean(recent, TRIMMED));
  const daySpread =
    ratios.length === 0 ? 0 : Math.sqrt(mean(ratios.map((ratio) => Math.min(MAX_STRAY, ratio - 1) ** 2)));
  return {
    perWeekday: shape.map((value) => value * level),
    daySpread,
    levelError: Math.hypot(MIN_LEVEL_ERROR, (1.25 * daySpread) / Math.sqrt(Math.max(1, recent.length))),
    basis: { days: days.length, since: dayFromNumber(Math.min(...days)), until: dayFromNumber(today - 1) },
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function weekdayShape(days: readonly number[], spend: (day: number) => Money): readonly number[] {
  const overall = Math.max(0, trimmedMean(days.map(spend), TRIMMED));
  return [0, 1, 2, 3, 4, 5, 6].map((weekday) => {
    if (days.length < WEEKDAY_AWARE_DAYS) return overall;
    const alike = days.filter((day) => day % 7 === weekday).map(spend);
    return Math.max(0, trimmedMean(alike, TRIMMED));
  });
}

function ratioTo(shape: readonly number[], day: number, spent: Money): number[] {
  const expected = shape[day % 7] ?? 0;
  return expected > 0 ? [spent / expected] : [];
}

function expectedOn(model: SpendModel, day: number): number {
  return model.perWeekday[day % 7] ?? 0;
}

/** What is still to come today: the usual rest of such a day, by the hours of the days before. */
function expectedRestOfToday(
  history: UsageHistory,
  product: string | undefined,
  model: SpendModel,
  now: LocalTime,
): number {
  const shares = knownDays(history, product, now.day).flatMap((day) => {
    const whole = amountBetween(history, product, "charge", day, 0, 1440);
    return whole > 0 ? [amountBetween(history, product, "charge", day, now.minute, 1440) / whole] : [];
  });
  const share = shares.length === 0 ? 1 - now.minute / 1440 : Math.min(1, Math.max(0, median(shares)));
  return expectedOn(model, now.day) * share;
}

/** What is spent from now to the end of a day to come, and the range that holds it in eight of ten cases. */
export interface SpendAhead {
  readonly expected: number;
  /** Half the width of the range around the expected sum. */
  readonly margin: number;
}

/** What will have been spent at the end of today, of tomorrow and so on, for as many days. */
export function spendAhead(
  history: UsageHistory,
  product: string | undefined,
  model: SpendModel,
  now: LocalTime,
  days: number,
): readonly SpendAhead[] {
  let expected = 0;
  // Of the single days: that they stray is chance, while the level may be off for all of them alike.
  let variance = 0;
  return Array.from({ length: days }, (_, ahead) => {
    const ofDay = ahead === 0 ? expectedRestOfToday(history, product, model, now) : expectedOn(model, now.day + ahead);
    expected += ofDay;
    variance += (ofDay * model.daySpread) ** 2;
    return { expected, margin: RANGE_DEVIATIONS * Math.hypot(Math.sqrt(variance), expected * model.levelError) };
  });
}
