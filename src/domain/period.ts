import {
  type CalendarUnit,
  type CycleStart,
  FIRST_OF_MONTH,
  financialQuarterOf,
  unitAround,
  unitBefore,
} from "./calendar.ts";
import { addDays, type Day, dayIn, daysInclusive, isDay, startOfDay, utcDayOf } from "./day.ts";
import type { Micros } from "./transaction.ts";

/** What the user looks at: days of the billing time zone, both included. */
export interface Period {
  readonly since: Day;
  readonly until: Day;
}

/** Those that people reach for first come first within their kind; surfaces group them (`view/periodChoices.ts`). */
export const PERIOD_PRESETS = [
  "today",
  "yesterday",
  "last7Days",
  "last30Days",
  "last90Days",
  "thisWeek",
  "lastWeek",
  "thisMonth",
  "lastMonth",
  "thisCalendarMonth",
  "lastCalendarMonth",
  "thisQuarter",
  "lastQuarter",
  "thisFinancialYear",
  "lastFinancialYear",
  "financialQuarter1",
  "financialQuarter2",
  "financialQuarter3",
  "financialQuarter4",
  "thisYear",
  "last12Months",
] as const;
export type PeriodPreset = (typeof PERIOD_PRESETS)[number];

/** What a preset means. */
type Meaning =
  /** Days from today: 0 is today, -1 yesterday. */
  | { readonly kind: "days"; readonly since: number; readonly until: number }
  /** The running unit of the calendar so far, or the whole one before it. */
  | { readonly kind: "unit"; readonly unit: CalendarUnit; readonly which: "this" | "last" }
  /**
   * A quarter of the financial year, so far or whole. One that has not begun yet means that of the year before: in April the
   * fourth quarter is the one that has just ended.
   */
  | { readonly kind: "financialQuarter"; readonly quarter: 1 | 2 | 3 | 4 };

/**
 * "thisMonth" and "lastMonth" are billing months, so that whoever has never chosen a period, and budgets and forecasts with it,
 * follow the billing cycle; the calendar's own months have names of their own and are offered where the two differ.
 */
export const PRESET_MEANINGS: Readonly<Record<PeriodPreset, Meaning>> = {
  today: { kind: "days", since: 0, until: 0 },
  yesterday: { kind: "days", since: -1, until: -1 },
  last7Days: { kind: "days", since: -6, until: 0 },
  last30Days: { kind: "days", since: -29, until: 0 },
  last90Days: { kind: "days", since: -89, until: 0 },
  last12Months: { kind: "days", since: -364, until: 0 },
  thisWeek: { kind: "unit", unit: "week", which: "this" },
  lastWeek: { kind: "unit", unit: "week", which: "last" },
  thisMonth: { kind: "unit", unit: "billingMonth", which: "this" },
  lastMonth: { kind: "unit", unit: "billingMonth", which: "last" },
  thisCalendarMonth: { kind: "unit", unit: "month", which: "this" },
  lastCalendarMonth: { kind: "unit", unit: "month", which: "last" },
  thisQuarter: { kind: "unit", unit: "quarter", which: "this" },
  lastQuarter: { kind: "unit", unit: "quarter", which: "last" },
  thisYear: { kind: "unit", unit: "year", which: "this" },
  thisFinancialYear: { kind: "unit", unit: "financialYear", which: "this" },
  lastFinancialYear: { kind: "unit", unit: "financialYear", which: "last" },
  financialQuarter1: { kind: "financialQuarter", quarter: 1 },
  financialQuarter2: { kind: "financialQuarter", quarter: 2 },
  financialQuarter3: { kind: "financialQuarter", quarter: 3 },
  financialQuarter4: { kind: "financialQuarter", quarter: 4 },
};

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
export function resolvePeriod(choice: PeriodChoice, today: Day, cycleStart: CycleStart): Period {
  if (!("preset" in choice)) return choice;
  const meaning = PRESET_MEANINGS[choice.preset];
  switch (meaning.kind) {
    case "days":
      return { since: addDays(today, meaning.since), until: addDays(today, meaning.until) };
    case "unit":
      if (meaning.which === "last") return unitBefore(today, meaning.unit, cycleStart);
      return { since: unitAround(today, meaning.unit, cycleStart).since, until: today };
    case "financialQuarter": {
      let { since, until } = unitAround(today, "quarter", cycleStart);
      while (financialQuarterOf(since) !== meaning.quarter)
        ({ since, until } = unitBefore(since, "quarter", cycleStart));
      return { since, until: until > today ? today : until };
    }
  }
}

/**
 * A choice as it is called where billing months start on that day: where they are calendar months, both names of a month mean the
 * same, and only one of them is offered.
 */
export function namedChoice(choice: PeriodChoice, cycleStart: CycleStart): PeriodChoice {
  if (!("preset" in choice) || cycleStart !== FIRST_OF_MONTH) return choice;
  if (choice.preset === "thisCalendarMonth") return { preset: "thisMonth" };
  return choice.preset === "lastCalendarMonth" ? { preset: "lastMonth" } : choice;
}

/** The billing month so far. */
export function billingMonthSoFar(today: Day, cycleStart: CycleStart): Period {
  return { since: unitAround(today, "billingMonth", cycleStart).since, until: today };
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

/** Today in the billing time zone. */
export function todayIn(zone: string, now: Micros): Day {
  return dayIn(zone, now);
}
