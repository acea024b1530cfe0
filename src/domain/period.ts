import { addDays, type Day, dayIn, daysInclusive, isDay, startOfDay, utcDayOf } from "./day.ts";
import type { Micros } from "./transaction.ts";

/** What the user looks at: days of the billing time zone, both included. */
export interface Period {
  readonly since: Day;
  readonly until: Day;
}

export const PERIOD_PRESETS = [
  "today",
  "yesterday",
  "last7Days",
  "last30Days",
  "thisMonth",
  "lastMonth",
  "last90Days",
  "thisYear",
  "last12Months",
] as const;
export type PeriodPreset = (typeof PERIOD_PRESETS)[number];

/** What is remembered: a preset moves with the clock, typed dates stay. */
export type PeriodChoice = { readonly preset: PeriodPreset } | Period;

export const DEFAULT_PERIOD: PeriodChoice = { preset: "thisMonth" };

/**
 * No period begins earlier. The service is younger, so an earlier day is a slip in the year ("0206-11-01"), which would plan a
 * hundred thousand report windows and a bar for each day.
 */
export const EARLIEST_DAY: Day = "2015-01-01";

/** Days of the longest period. */
export const MOST_PERIOD_DAYS = 3_660;

/** The one bound of every way to a period: prompts, the dashboard's fields, commands, and what was stored by whatever version. */
export function isPeriodInBounds({ since, until }: Period): boolean {
  if (!isDay(since) || !isDay(until) || since < EARLIEST_DAY || until < since) return false;
  return daysInclusive(since, until) <= MOST_PERIOD_DAYS;
}

/** The days that a choice means at `today` (a day of the billing time zone). */
export function resolvePeriod(choice: PeriodChoice, today: Day): Period {
  if (!("preset" in choice)) return choice;
  const firstOfMonth = `${today.slice(0, 8)}01`;
  switch (choice.preset) {
    case "today":
      return { since: today, until: today };
    case "yesterday":
      return { since: addDays(today, -1), until: addDays(today, -1) };
    case "last7Days":
      return { since: addDays(today, -6), until: today };
    case "last30Days":
      return { since: addDays(today, -29), until: today };
    case "last90Days":
      return { since: addDays(today, -89), until: today };
    case "thisMonth":
      return { since: firstOfMonth, until: today };
    case "lastMonth": {
      const until = addDays(firstOfMonth, -1);
      return { since: `${until.slice(0, 8)}01`, until };
    }
    case "thisYear":
      return { since: `${today.slice(0, 4)}-01-01`, until: today };
    case "last12Months":
      return { since: addDays(today, -364), until: today };
  }
}

/** Half-open interval of instants [from, to) that a period covers in a time zone. */
export interface Interval {
  readonly from: Micros;
  readonly to: Micros;
}

export function intervalOf(period: Period, zone: string): Interval {
  return { from: startOfDay(zone, period.since), to: startOfDay(zone, addDays(period.until, 1)) };
}

/** The UTC dates, both included, that must have been fetched for a period to be complete. */
export function utcDatesOf(period: Period, zone: string): Period {
  const { from, to } = intervalOf(period, zone);
  return { since: utcDayOf(from), until: utcDayOf(to - 1) };
}

/** Reads one typed date: `YYYY-MM-DD`, or relative to today as `-7d`, `-2w`, `-3m`, or `today` / `yesterday`. */
export function parseDateInput(text: string, today: Day): Day | undefined {
  const trimmed = text.trim().toLowerCase();
  if (isDay(trimmed)) return trimmed;
  if (trimmed === "today") return today;
  if (trimmed === "yesterday") return addDays(today, -1);
  const relative = /^-(\d{1,4})([dwm])$/.exec(trimmed);
  if (relative === null) return undefined;
  const count = Number(relative[1]);
  if (relative[2] === "d") return addDays(today, -count);
  if (relative[2] === "w") return addDays(today, -7 * count);
  return monthsBefore(today, count);
}

function monthsBefore(day: Day, count: number): Day {
  const months = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 - count;
  const month = `${String(Math.floor(months / 12)).padStart(4, "0")}-${String((months % 12) + 1).padStart(2, "0")}`;
  const same = `${month}-${day.slice(8)}`;
  if (isDay(same)) return same;
  for (let date = 31; date > 27; date--) if (isDay(`${month}-${date}`)) return `${month}-${date}`;
  return `${month}-01`;
}

/** Today in the billing time zone. */
export function todayIn(zone: string, now: Micros): Day {
  return dayIn(zone, now);
}
