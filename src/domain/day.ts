import { tzOffset } from "@date-fns/tz/tzOffset";
import { microsOf, millisOf } from "./epoch.ts";
import { MICROS_PER_DAY, MICROS_PER_SECOND, type Micros } from "./transaction.ts";

/** A calendar day "YYYY-MM-DD". Whose calendar (UTC or the billing time zone) is said where it is used. */
export type Day = string;

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MS_PER_DAY = 86_400_000;

/** True for an existing day: "2026-02-30" is not one, although `Date` would roll it over. */
export function isDay(text: string): boolean {
  if (!DAY.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 10) === text;
}

/** Days since 1970-01-01, for arithmetic. */
export function dayNumber(day: Day): number {
  const known = numbers.get(day);
  if (known !== undefined) return known;
  if (numbers.size >= MOST_DAYS) numbers.clear();
  const number = Date.parse(`${day}T00:00:00Z`) / MS_PER_DAY;
  numbers.set(day, number);
  return number;
}

export function dayFromNumber(number: number): Day {
  const known = texts.get(number);
  if (known !== undefined) return known;
  if (texts.size >= MOST_DAYS) texts.clear();
  const day = new Date(number * MS_PER_DAY).toISOString().slice(0, 10);
  texts.set(number, day);
  return day;
}

/** Reading and writing dates is slow (0.5 and 1.2 µs), and the same days of a few years are asked about all the time. */
const MOST_DAYS = 8_000;
const numbers = new Map<Day, number>();
const texts = new Map<number, Day>();

export function addDays(day: Day, count: number): Day {
  return dayFromNumber(dayNumber(day) + count);
}

/** Whole days from `since` to `until`, both included; 0 or less when `until` comes first. */
export function daysInclusive(since: Day, until: Day): number {
  return dayNumber(until) - dayNumber(since) + 1;
}

/** 0 = Monday … 6 = Sunday, the order of a working week. */
export function weekdayOf(day: Day): number {
  return weekdayOfNumber(dayNumber(day));
}

/** {@link weekdayOf} a day's number. */
export function weekdayOfNumber(number: number): number {
  // Days before 1970 have negative numbers.
  return (((number + 3) % 7) + 7) % 7;
}

export function utcDayOf(at: Micros): Day {
  return dayFromNumber(Math.floor(at / MICROS_PER_DAY));
}

/** True when the runtime knows the IANA zone name. */
export function isTimeZone(zone: string): boolean {
  if (zone === INDIA) return true;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/**
 * The zone of almost everybody. Its clocks have not been changed since the war, and whoever asks the runtime for a zone waits for
 * milliseconds when it is the first time.
 */
const INDIA = "Asia/Kolkata";
const INDIA_SINCE: Micros = microsOf(Date.UTC(1946, 0, 1));
const INDIA_OFFSET: Micros = 19_800 * MICROS_PER_SECOND;

/** Offset of `zone` from UTC at an instant, in microseconds (IST: 19 800 000 000). */
export function offsetAt(zone: string, at: Micros): Micros {
  if (zone === INDIA && at >= INDIA_SINCE) return INDIA_OFFSET;
  return tzOffset(zone, new Date(millisOf(at))) * 60 * MICROS_PER_SECOND;
}

/** The day of the billing time zone in which an instant falls. */
export function dayIn(zone: string, at: Micros): Day {
  return utcDayOf(at + offsetAt(zone, at));
}

/** Minutes that the clock on the wall of the billing time zone shows past midnight (0 to under 1440, with fraction). */
export function minuteIn(zone: string, at: Micros): number {
  const local = at + offsetAt(zone, at);
  return (local - Math.floor(local / MICROS_PER_DAY) * MICROS_PER_DAY) / (60 * MICROS_PER_SECOND);
}

/**
 * First instant of a day in a time zone. Where a daylight-saving change removes midnight, the day starts at the first instant
 * that exists.
 */
export function startOfDay(zone: string, day: Day): Micros {
  const key = `${zone} ${day}`;
  const known = starts.get(key);
  if (known !== undefined) return known;
  if (starts.size >= MOST_STARTS) starts.clear();
  const start = findStart(zone, day);
  starts.set(key, start);
  return start;
}

/** Zones are slow to ask, and the same few days are asked about all the time. Enough for ten years. */
const MOST_STARTS = 4_000;
const starts = new Map<string, Micros>();

function findStart(zone: string, day: Day): Micros {
  const midnight = dayNumber(day) * MICROS_PER_DAY;
  const before = midnight - offsetAt(zone, midnight - MICROS_PER_DAY);
  const after = midnight - offsetAt(zone, midnight + MICROS_PER_DAY);
  // Both candidates are equal except around a change of offset; the earlier one that already lies in `day` is its start.
  const [low, high] = before < after ? [before, after] : [after, before];
  if (low === high || dayIn(zone, low) === day) return firstInDay(zone, day, low);
  return firstInDay(zone, day, high);
}

/** `at` lies in `day` or just before it; a skipped midnight puts the start a little after the nominal one. */
function firstInDay(zone: string, day: Day, at: Micros): Micros {
  let start = at;
  const step = 15 * 60 * MICROS_PER_SECOND;
  while (dayIn(zone, start) < day) start += step;
  while (dayIn(zone, start - 1) === day) start -= step;
  return start;
}
