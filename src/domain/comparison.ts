import { addDays, type Day, dayIn, dayNumber, daysInclusive, isDay, offsetAt, startOfDay } from "./day.ts";
import type { Known } from "./known.ts";
import { intervalOf, type Period, type PeriodChoice } from "./period.ts";
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
 * The earlier period as a whole, of which a part or all is compared with: a month the month before, a year the same dates a year
 * ago, anything else the same number of days just before it.
 */
export function earlierPeriod(choice: PeriodChoice, period: Period): Period {
  const since = earlierDay(choice, period, period.since) ?? addDays(period.since, -1);
  if ("preset" in choice && choice.preset === "lastMonth") return { since, until: addDays(period.since, -1) };
  return { since, until: earlierDay(choice, period, period.until) ?? lastDayOfMonth(since) };
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
): EarlierStretch | "partlyKnown" | "noSuchDay" {
  if (extent !== "wholly" || until === undefined) return "partlyKnown";
  const { since, until: lastOfEarlier } = earlierPeriod(choice, period);
  if (until >= intervalOf(period, zone).to) {
    const whole = { since, until: lastOfEarlier };
    const daysOfLater = daysInclusive(period.since, period.until);
    return { period: whole, to: intervalOf(whole, zone).to, end: "whole", daysOfLater };
  }
  // The instant itself is the first that is not known: at midnight the day before is the last.
  const last = dayIn(zone, until - 1);
  const day = earlierDay(choice, period, last);
  if (day === undefined) return "noSuchDay";
  const to =
    until === startOfDay(zone, addDays(last, 1)) ? startOfDay(zone, addDays(day, 1)) : sameTime(zone, day, until);
  return { period: { since, until: day }, to, end: "sameTime", daysOfLater: daysInclusive(period.since, last) };
}

/** The day that a day of the period is compared with; undefined where the earlier month or year has none. */
function earlierDay(choice: PeriodChoice, { since, until }: Period, day: Day): Day | undefined {
  if (!("preset" in choice)) return addDays(day, -daysInclusive(since, until));
  switch (choice.preset) {
    case "today":
    case "yesterday":
      return addDays(day, -1);
    case "last7Days":
      return addDays(day, -7);
    case "last30Days":
      return addDays(day, -30);
    case "last90Days":
      return addDays(day, -90);
    case "last12Months":
      return addDays(day, -365);
    case "thisMonth":
    case "lastMonth":
      return existing(`${addDays(`${day.slice(0, 8)}01`, -1).slice(0, 8)}${day.slice(8)}`);
    case "thisYear":
      return existing(`${String(Number(day.slice(0, 4)) - 1).padStart(4, "0")}${day.slice(4)}`);
  }
}

function existing(day: Day): Day | undefined {
  return isDay(day) ? day : undefined;
}

function lastDayOfMonth(day: Day): Day {
  return addDays(`${addDays(`${day.slice(0, 8)}01`, 31).slice(0, 8)}01`, -1);
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
