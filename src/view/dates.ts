import { type CycleStart, FIRST_OF_MONTH, unitAround } from "../domain/calendar.ts";
import { type Day, weekdayOf } from "../domain/day.ts";
import { type EpochMs, millisOf } from "../domain/epoch.ts";
import type { Period } from "../domain/period.ts";
import type { Granularity } from "../domain/summary.ts";
import type { Micros } from "../domain/transaction.ts";
import { MONTH_NAMES } from "../domain/typedDate.ts";
import { formatCounted } from "./numbers.ts";

const MONTHS = MONTH_NAMES.map((name) => name.slice(0, 3));
const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;
const SHORT_WEEKDAYS = WEEKDAYS.map((name) => name.slice(0, 3));

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

function monthOf(day: Day): string {
  return MONTHS[Number(day.slice(5, 7)) - 1] ?? "";
}

function dateOf(day: Day): string {
  return String(Number(day.slice(8)));
}

/** "24 Nov 2026" */
export function formatDay(day: Day): string {
  return `${formatDayOfYear(day)} ${day.slice(0, 4)}`;
}

/** "24 Nov": for axes and places where the year is clear. */
export function formatDayOfYear(day: Day): string {
  return `${dateOf(day)} ${monthOf(day)}`;
}

/** "Tue 24 Nov" */
export function formatWeekday(day: Day): string {
  return `${SHORT_WEEKDAYS[weekdayOf(day)] ?? ""} ${formatDayOfYear(day)}`;
}

/** "Tuesday" */
export function weekdayName(day: Day): string {
  return WEEKDAYS[weekdayOf(day)] ?? "";
}

/** "Nov 2026" */
export function formatMonth(day: Day): string {
  return `${monthOf(day)} ${day.slice(0, 4)}`;
}

/** "5 October 2026, Monday": what a typed date is read as. */
export function formatDayInFull(day: Day): string {
  return `${dateOf(day)} ${MONTH_NAMES[Number(day.slice(5, 7)) - 1] ?? ""} ${day.slice(0, 4)}, ${weekdayName(day)}`;
}

/** "Apr–Jun 2026", of whole months of one year. */
export function formatMonths({ since, until }: Period): string {
  return `${monthOf(since)}–${formatMonth(until)}`;
}

/** A billing month by its first day: "Nov 2026", or "cycle 5 Nov – 4 Dec 2026". */
export function formatBillingMonth(since: Day): string {
  const cycleStart = Number(since.slice(8));
  if (cycleStart === FIRST_OF_MONTH) return formatMonth(since);
  return `cycle ${formatPeriod(unitAround(since, "billingMonth", cycleStart))}`;
}

/** "day", "week", "month"; a billing month that is none of the calendar's is a cycle. */
export function granularityWord(granularity: Granularity, cycleStart: CycleStart): string {
  return granularity === "month" && cycleStart !== FIRST_OF_MONTH ? "cycle" : granularity;
}

/** "FY 2026-27", by a day of it. */
export function financialYearOf(day: Day): string {
  const first = Number(unitAround(day, "financialYear", FIRST_OF_MONTH).since.slice(0, 4));
  return `FY ${first}-${String((first + 1) % 100).padStart(2, "0")}`;
}

/** Monday first, as everywhere in this extension. */
export function weekdayNames(): readonly string[] {
  return SHORT_WEEKDAYS;
}

/** Names what both ends share only once: "1–23 Nov 2026", "28 Oct – 3 Nov 2026", "24 Nov 2025 – 23 Nov 2026". */
export function formatPeriod({ since, until }: Period): string {
  if (since === until) return formatDay(since);
  if (since.slice(0, 7) === until.slice(0, 7)) return `${dateOf(since)}–${formatDay(until)}`;
  if (since.slice(0, 4) === until.slice(0, 4)) return `${formatDayOfYear(since)} – ${formatDay(until)}`;
  return `${formatDay(since)} – ${formatDay(until)}`;
}

/** "5 Nov – 4 Dec": where the year is clear. */
export function formatWithoutYear({ since, until }: Period): string {
  if (since.slice(0, 7) === until.slice(0, 7)) return `${dateOf(since)}–${formatDayOfYear(until)}`;
  return `${formatDayOfYear(since)} – ${formatDayOfYear(until)}`;
}

/** Within a sentence: "on 24 Nov 2026", "in 1–23 Nov 2026". */
export function inPeriod(period: Period): string {
  return `${period.since === period.until ? "on" : "in"} ${formatPeriod(period)}`;
}

/** A span of time in its largest whole unit: "just now", "3 min", "2 h", "5 days". A clock that went backwards is "just now". */
export function formatAge(ms: number): string {
  if (ms < MINUTE_MS) return "just now";
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  if (ms < DAY_MS) return `${Math.floor(ms / HOUR_MS)} h`;
  return formatCounted(Math.floor(ms / DAY_MS), "day");
}

interface WallClock {
  readonly day: Day;
  readonly time: string;
}

// Building a formatter costs a hundred times more than using it, and tables format thousands of instants in one zone.
const formatters = new Map<string, Intl.DateTimeFormat>();

function wallClockAt(ms: number, zone: string): WallClock {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    // The Swedish format is "2026-11-23 14:32:05": ISO parts in a fixed order.
    formatter = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
    formatters.set(zone, formatter);
  }
  const [day = "", time = ""] = formatter.format(ms).split(" ");
  return { day, time };
}

/** "14:32" of an instant. */
export function formatClock(at: EpochMs, zone: string): string {
  return wallClockAt(at, zone).time.slice(0, 5);
}

/** "23 Nov 2026, 14:32:05" of an instant in microseconds. */
export function formatInstant(at: Micros, zone: string): string {
  const { day, time } = wallClockAt(Math.floor(millisOf(at)), zone);
  return `${formatDay(day)}, ${time}`;
}

/** "23 Nov, 14:32:05": where the year is clear. */
export function formatInstantOfYear(at: Micros, zone: string): string {
  const { day, time } = wallClockAt(Math.floor(millisOf(at)), zone);
  return `${formatDayOfYear(day)}, ${time}`;
}
