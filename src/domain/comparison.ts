import { type CalendarUnit, type CycleStart, unitAround, unitBefore } from "./calendar.ts";
import { addDays, type Day, dayIn, dayNumber, daysInclusive, offsetAt, startOfDay } from "./day.ts";
import type { Known } from "./known.ts";
import { intervalOf, type Period, type PeriodChoice, PRESET_MEANINGS } from "./period.ts";
import type { Summary } from "./summary.ts";
import { MICROS_PER_DAY, type Micros } from "./transaction.ts";

/** The part of an earlier time that a period is compared with: always as long as what is known of the period itself. */
export interface EarlierStretch {
  /** Its days, both included; the last one may be cut by {@link to}. */
  readonly period: Period;
  /** Its end, exclusive. */
  readonly to: Micros;
  /** `whole`: to the end of its last day. `sameTime`: to the time of day up to which the later period is known. */
  readonly end: "whole" | "sameTime";
  /** Days of the period that it is compared with; months and leap years differ, and the words beside a change say so. */
  readonly daysOfLater: number;
}

/** Why a period is compared with nothing. */
export type NoComparison =
  /** Of the period itself not everything is known. */
  | { readonly kind: "none"; readonly why: "partlyKnown" }
  /** The month before is shorter, the year before had no 29 February. */
  | { readonly kind: "none"; readonly why: "noSuchDay" }
  /** The earlier stretch has been fetched in part, or not at all; in UTC dates. */
  | {
      readonly kind: "none";
      readonly why: "notFetched";
      readonly stretch: EarlierStretch;
      readonly dates: number;
      readonly fetched: number;
    };

export type Comparison =
  /** `summary` by day, under the filter in force. */
  { readonly kind: "earlier"; readonly stretch: EarlierStretch; readonly summary: Summary } | NoComparison;

/**
 * The earlier period as a whole, of which a part or all is compared with: a unit of the calendar (week, billing month, month,
 * quarter, year, financial year) the one before it, anything else the same number of days just before it.
 */
export function earlierPeriod(choice: PeriodChoice, period: Period, cycleStart: CycleStart): Period {
  const unit = unitOf(choice);
  if (unit === undefined) {
    const days = daysInclusive(period.since, period.until);
    return { since: addDays(period.since, -days), until: addDays(period.until, -days) };
  }
  const before = unitBefore(period.since, unit, cycleStart);
  if (isWhole(choice, period, unit, cycleStart)) return before;
  return {
    since: before.since,
    until: earlierDay(choice, period, period.until, cycleStart) ?? before.until,
  };
}

/**
 * The stretch that is like what is known of a period: as a whole where that is over, otherwise from the start to the same time of
 * day. Undefined where there is none: not everything is known from the start on, or the earlier time has no such day.
 */
export function earlierStretch(
  choice: PeriodChoice,
  period: Period,
  { extent, until }: Known,
  zone: string,
  cycleStart: CycleStart,
): EarlierStretch | "partlyKnown" | "noSuchDay" {
  if (extent !== "wholly" || until === undefined) return "partlyKnown";
  const { since, until: lastOfEarlier } = earlierPeriod(choice, period, cycleStart);
  if (until >= intervalOf(period, zone).to) {
    const whole = { since, until: lastOfEarlier };
    const daysOfLater = daysInclusive(period.since, period.until);
    return { period: whole, to: intervalOf(whole, zone).to, end: "whole", daysOfLater };
  }
  // The instant itself is the first that is not known: at midnight the day before is the last.
  const last = dayIn(zone, until - 1);
  const day = earlierDay(choice, period, last, cycleStart);
  if (day === undefined) return "noSuchDay";
  const to =
    until === startOfDay(zone, addDays(last, 1)) ? startOfDay(zone, addDays(day, 1)) : sameTime(zone, day, until);
  return { period: { since, until: day }, to, end: "sameTime", daysOfLater: daysInclusive(period.since, last) };
}

/**
 * The day that a day of the period is compared with: as many days after the start of the earlier period, so that both stretches are
 * of the same length also after a 29 February; undefined where the earlier unit has no such day.
 */
function earlierDay(choice: PeriodChoice, period: Period, day: Day, cycleStart: CycleStart): Day | undefined {
  const unit = unitOf(choice);
  if (unit === undefined) return addDays(day, -daysInclusive(period.since, period.until));
  const before = unitBefore(period.since, unit, cycleStart);
  const same = addDays(before.since, daysInclusive(period.since, day) - 1);
  return same > before.until ? undefined : same;
}

/** The unit of the calendar that a choice names. */
function unitOf(choice: PeriodChoice): CalendarUnit | undefined {
  if (!("preset" in choice)) return undefined;
  const meaning = PRESET_MEANINGS[choice.preset];
  if (meaning.kind === "unit") return meaning.unit;
  return meaning.kind === "financialQuarter" ? "quarter" : undefined;
}

/** Whether a period is a whole unit by its meaning; "this month" on its last day is the days so far. */
function isWhole(choice: PeriodChoice, { since, until }: Period, unit: CalendarUnit, cycleStart: CycleStart): boolean {
  if (!("preset" in choice)) return false;
  const meaning = PRESET_MEANINGS[choice.preset];
  if (meaning.kind === "unit") return meaning.which === "last";
  return unitAround(since, unit, cycleStart).until === until;
}

/** The instant of `day` at which the clock on the wall shows what it shows at `at`. */
function sameTime(zone: string, day: Day, at: Micros): Micros {
  const wall = at + offsetAt(zone, at);
  const local = dayNumber(day) * MICROS_PER_DAY + (wall - Math.floor(wall / MICROS_PER_DAY) * MICROS_PER_DAY);
  const guess = local - offsetAt(zone, at);
  // Where the clocks are changed on that day the first guess may be off by the change; it must not leave the day either.
  const exact = local - offsetAt(zone, guess);
  return Math.min(Math.max(exact, startOfDay(zone, day)), startOfDay(zone, addDays(day, 1)));
}
