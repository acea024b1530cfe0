import { addDays, type Day, weekdayOf } from "./day.ts";

/**
 * The day of the billing time zone's month (1–28) on which a billing month starts. With 1, billing months are calendar months;
 * with any other day they are cycles, and called so. No month is too short for it.
 */
export type CycleStart = number;

/** Billing months that are calendar months. */
export const FIRST_OF_MONTH: CycleStart = 1;
export const LATEST_CYCLE_START: CycleStart = 28;

/** Stretches of days that have a name of their own and follow each other without a gap. A financial year runs from April to March. */
export type CalendarUnit = "week" | "billingMonth" | "month" | "quarter" | "year" | "financialYear";

/** Days, both included. */
interface Days {
  readonly since: Day;
  readonly until: Day;
}

/** How many months a unit has, and in which month of the year (0: January) one of them begins. */
const MONTHS: Readonly<Record<Exclude<CalendarUnit, "week">, readonly [length: number, begins: number]>> = {
  billingMonth: [1, 0],
  month: [1, 0],
  quarter: [3, 0],
  year: [12, 0],
  financialYear: [12, 3],
};

/** The whole unit in which a day lies. */
export function unitAround(day: Day, unit: CalendarUnit, cycleStart: CycleStart): Days {
  if (unit === "week") {
    const monday = addDays(day, -weekdayOf(day));
    return { since: monday, until: addDays(monday, 6) };
  }
  const [length, begins] = MONTHS[unit];
  const date = unit === "billingMonth" ? cycleStart : FIRST_OF_MONTH;
  const month = monthNumber(day) - (Number(day.slice(8)) < date ? 1 : 0);
  const first = month - ((month - begins) % length);
  return { since: dayOfMonth(first, date), until: addDays(dayOfMonth(first + length, date), -1) };
}

/** The whole unit just before the one in which a day lies. */
export function unitBefore(day: Day, unit: CalendarUnit, cycleStart: CycleStart): Days {
  return unitAround(addDays(unitAround(day, unit, cycleStart).since, -1), unit, cycleStart);
}

/** 1–4: the quarter of the financial year in which a day lies; April to June is the first. */
export function financialQuarterOf(day: Day): number {
  return Math.floor(((monthNumber(day) + 9) % 12) / 3) + 1;
}

/** Months since the year 0. */
function monthNumber(day: Day): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
}

function dayOfMonth(month: number, date: number): Day {
  const year = String(Math.floor(month / 12)).padStart(4, "0");
  return `${year}-${String((month % 12) + 1).padStart(2, "0")}-${String(date).padStart(2, "0")}`;
}
