import { unitAround } from "./calendar.ts";
import { addDays, type Day, daysInclusive, isDay } from "./day.ts";

export const MONTH_NAMES = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;
const WEEKDAY = /^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?$/;

/** What a typed date means. */
export type TypedDate =
  | { readonly kind: "day"; readonly day: Day }
  /** "05/10/2026": both are days, and nothing says which of them is meant. */
  | { readonly kind: "ambiguous"; readonly dayFirst: Day; readonly monthFirst: Day }
  /** "31/04/2026", of a month with so many days. */
  | {
      readonly kind: "noSuchDay";
      readonly date: number;
      readonly month: string;
      readonly year: number;
      readonly days: number;
    }
  /** "12/25/2026": days come before months; `monthFirst` is the day that would be meant otherwise, where there is one. */
  | { readonly kind: "noSuchMonth"; readonly month: number; readonly monthFirst?: Day }
  | { readonly kind: "unreadable" };

const UNREADABLE: TypedDate = { kind: "unreadable" };

/**
 * Reads one typed date: `YYYY-MM-DD` (also `2026-1-5`), day first where that is the only reading (`25/12/2026`, `25-12-26`, `25.12.`
 * without a year), with the month's name (`5 Oct 2026`, `Oct 5, 2026`, `5 October`), or relative to today as `-7d`, `-2w`, `-3m`,
 * `today`, `yesterday`. Without a year it is the latest such day that is not after today; a year of two digits is of this century.
 */
export function readTypedDate(text: string, today: Day): TypedDate {
  const trimmed = text.trim().toLowerCase();
  const relative = relativeDay(trimmed, today);
  if (relative !== undefined) return { kind: "day", day: relative };
  const yearFirst = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/.exec(trimmed);
  if (yearFirst !== null) return dayOf(Number(yearFirst[4]), Number(yearFirst[3]), yearFirst[1], today);
  const dayFirst = /^(\d{1,2})([-/.])(\d{1,2})(?:\2(\d{4}|\d{2})?)?$/.exec(trimmed);
  if (dayFirst !== null) return inNumbers(Number(dayFirst[1]), Number(dayFirst[3]), dayFirst[4], today);
  return withMonthName(trimmed, today);
}

function relativeDay(text: string, today: Day): Day | undefined {
  if (text === "today") return today;
  if (text === "yesterday") return addDays(today, -1);
  const relative = /^-(\d{1,4})([dwm])$/.exec(text);
  if (relative === null) return undefined;
  const count = Number(relative[1]);
  if (relative[2] === "d") return addDays(today, -count);
  if (relative[2] === "w") return addDays(today, -7 * count);
  return monthsBefore(today, count);
}

function monthsBefore(day: Day, count: number): Day {
  const months = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 - count;
  const first = dayText(Math.floor(months / 12), (months % 12) + 1, 1);
  const { until } = unitAround(first, "month", 1);
  const same = `${first.slice(0, 8)}${day.slice(8)}`;
  return same < until ? same : until;
}

/** Two numbers, of which the first is the day unless the second can be it as well. */
function inNumbers(first: number, second: number, year: string | undefined, today: Day): TypedDate {
  const dayFirst = dayOf(first, second, year, today);
  const monthFirst = dayOf(second, first, year, today);
  if (dayFirst.kind === "noSuchMonth" && monthFirst.kind === "day") return { ...dayFirst, monthFirst: monthFirst.day };
  if (dayFirst.kind !== "day" || monthFirst.kind !== "day" || first === second) return dayFirst;
  return { kind: "ambiguous", dayFirst: dayFirst.day, monthFirst: monthFirst.day };
}

function withMonthName(text: string, today: Day): TypedDate {
  const words = text.split(/[\s,./-]+/).filter((word) => word !== "" && !WEEKDAY.test(word));
  const place = words.findIndex((word) => monthNamed(word) !== undefined);
  const month = monthNamed(words[place] ?? "");
  const [first = "", second, ...others] = words.filter((_, at) => at !== place);
  if (month === undefined || others.length > 0 || place > 1) return UNREADABLE;
  const isYearFirst = /^\d{4}$/.test(first) && place === 1;
  const [date, year] = isYearFirst ? [second ?? "", first] : [first, second];
  const dateOnly = /^(\d{1,2})(?:st|nd|rd|th)?$/.exec(date)?.[1];
  if (dateOnly === undefined || (year !== undefined && !/^(?:\d{4}|\d{2})$/.test(year))) return UNREADABLE;
  return dayOf(Number(dateOnly), month, year, today);
}

/** 1–12; at least three letters, because "ma" is March or May. */
function monthNamed(word: string): number | undefined {
  if (word === "sept") return 9;
  const place = word.length < 3 ? -1 : MONTH_NAMES.findIndex((name) => name.toLowerCase().startsWith(word));
  return place < 0 ? undefined : place + 1;
}

function dayOf(date: number, month: number, yearText: string | undefined, today: Day): TypedDate {
  const name = MONTH_NAMES[month - 1];
  if (name === undefined) return { kind: "noSuchMonth", month };
  const thisYear = Number(today.slice(0, 4));
  if (yearText === undefined) {
    // A 29 February may lie eight years back, across the turn of a century.
    for (let year = thisYear; year >= thisYear - 8; year--) {
      const day = dayText(year, month, date);
      if (isDay(day) && day <= today) return { kind: "day", day };
    }
  }
  const year = yearText === undefined ? thisYear : Number(yearText.length === 2 ? `20${yearText}` : yearText);
  const day = dayText(year, month, date);
  if (isDay(day)) return { kind: "day", day };
  const { since, until } = unitAround(dayText(year, month, 1), "month", 1);
  return { kind: "noSuchDay", date, month: name, year, days: daysInclusive(since, until) };
}

function dayText(year: number, month: number, date: number): Day {
  return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(date).padStart(2, "0")}`;
}
