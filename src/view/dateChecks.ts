import { type Day, daysInclusive } from "../domain/day.ts";
import { EARLIEST_DAY, isPeriodInBounds, MOST_PERIOD_DAYS, type Period } from "../domain/period.ts";
import { readTypedDate, type TypedDate } from "../domain/typedDate.ts";
import type { DateCheck } from "../protocol.ts";
import { formatDay, formatPeriod } from "./dates.ts";
import { formatCounted } from "./numbers.ts";

/** What two typed dates mean; `period` only when both are good. */
export interface DateRangeCheck {
  readonly since: DateCheck;
  readonly until: DateCheck;
  /** "1–23 Nov 2026, 23 days"; empty when something is wrong. */
  readonly range: string;
  readonly period: Period | undefined;
}

/** One rule for the prompts and for the dashboard's fields. `today` is a day of the billing time zone. */
export function checkDateRange(sinceText: string, untilText: string, today: Day): DateRangeCheck {
  const since = checkDate(sinceText, today);
  const until = checkDate(untilText, today);
  if (since.day !== "" && until.day !== "" && until.day < since.day) {
    const error = `Must not be before ${formatDay(since.day)}.`;
    return { since, until: { error, day: "" }, range: "", period: undefined };
  }
  if (since.day === "" || until.day === "") return { since, until, range: "", period: undefined };
  const period = { since: since.day, until: until.day };
  if (!isPeriodInBounds(period)) {
    const error = `At most ${formatCounted(MOST_PERIOD_DAYS, "day")}.`;
    return { since, until: { error, day: "" }, range: "", period: undefined };
  }
  const days = daysInclusive(period.since, period.until);
  return { since, until, range: `${formatPeriod(period)}, ${formatCounted(days, "day")}`, period };
}

/** One typed date, as {@link readTypedDate} reads it; not later than today, nor before the service. */
export function checkDate(text: string, today: Day): DateCheck {
  const typed = readTypedDate(text, today);
  if (typed.kind !== "day") return { error: notADayText(typed, text.trim()), day: "" };
  const { day } = typed;
  if (day > today) return { error: `Must not be after today, ${formatDay(today)}.`, day: "" };
  if (day < EARLIEST_DAY) return { error: `Must not be before ${formatDay(EARLIEST_DAY)}.`, day: "" };
  return { error: "", day };
}

/** Why a text is no date, and a form that works. */
function notADayText(typed: Exclude<TypedDate, { readonly kind: "day" }>, text: string): string {
  switch (typed.kind) {
    case "ambiguous":
      return `${text} may be ${formatDay(typed.dayFirst)} or ${formatDay(typed.monthFirst)}: write ${formsOf(typed.dayFirst)}.`;
    case "noSuchDay":
      return `There is no ${typed.date} ${typed.month} ${typed.year}: that month has ${typed.days} days.`;
    case "noSuchMonth": {
      const meant = typed.monthFirst === undefined ? "" : ` The day comes first: write ${formsOf(typed.monthFirst)}.`;
      return `There is no month ${typed.month}.${meant}`;
    }
    case "unreadable":
      return "Write a date as YYYY-MM-DD or 5 Oct 2026, or as -7d, -2w, -3m, today.";
  }
}

/** "2026-10-05 or 5 Oct 2026" */
function formsOf(day: Day): string {
  return `${day} or ${formatDay(day)}`;
}
