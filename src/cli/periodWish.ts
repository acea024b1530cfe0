import type { CycleStart } from "../domain/calendar.ts";
import { isPeriodPreset } from "../domain/chosenChecks.ts";
import type { Day } from "../domain/day.ts";
import { PERIOD_PRESETS, type PeriodChoice, type PeriodPreset, resolvePeriod } from "../domain/period.ts";
import { checkDate, checkDateRange } from "../view/dateChecks.ts";
import { usageError } from "./exits.ts";
import { nearest } from "./nearest.ts";

/** What the flags of a period say, as typed. */
export interface PeriodWish {
  readonly since: string | undefined;
  readonly until: string | undefined;
  readonly period: string | undefined;
  readonly last: string | undefined;
}

/** "thisMonth" as people type it: "this-month". */
function presetWord(preset: PeriodPreset): string {
  return preset
    .replaceAll(/([a-z])([A-Z0-9])/g, "$1-$2")
    .replaceAll(/(\d)([A-Z])/g, "$1-$2")
    .toLowerCase();
}

const WORDS = new Map(PERIOD_PRESETS.map((preset) => [presetWord(preset), preset] as const));

/** The names of all presets, as people type them. */
export function presetWords(): readonly string[] {
  return [...WORDS.keys()];
}

function presetOf(text: string): PeriodPreset | undefined {
  return WORDS.get(text.toLowerCase()) ?? (isPeriodPreset(text) ? text : undefined);
}

/**
 * The period that the flags mean at `today` (a day of the billing time zone), `usual` where they say nothing. Throws `ExitError` (usage)
 * with why a date is none, and a form that works.
 */
export function periodOf(wish: PeriodWish, usual: PeriodPreset, today: Day, cycleStart: CycleStart): PeriodChoice {
  const { since, until, period, last } = wish;
  const ways = [since ?? until, period, last].filter((text) => text !== undefined);
  if (ways.length > 1) throw usageError("Say the period in one way: --since and --until, or --period, or --last.");
  if (period !== undefined) return { preset: namedPreset(period) };
  if (last !== undefined) return lastDays(last, today);
  if (since === undefined && until === undefined) return { preset: usual };
  const preset = since === undefined ? usual : presetOf(since);
  const ofPreset = preset === undefined ? undefined : resolvePeriod({ preset }, today, cycleStart);
  const from = ofPreset?.since ?? dateText(since ?? "");
  return checkedRange(from, until === undefined ? (ofPreset?.until ?? today) : dateText(until), today);
}

function namedPreset(text: string): PeriodPreset {
  const preset = presetOf(text);
  if (preset !== undefined) return preset;
  const meant = nearest(text, presetWords());
  throw usageError(
    `There is no period “${text}”.${meant === undefined ? ` Periods: ${presetWords().join(", ")}.` : ` Did you mean ${meant}?`}`,
  );
}

function lastDays(text: string, today: Day): PeriodChoice {
  const days = /^(\d{1,4})d?$/.exec(text)?.[1];
  if (days === undefined || Number(days) === 0) throw usageError("--last is a number of days, with today: --last 7.");
  return checkedRange(`-${Number(days) - 1}d`, today, today);
}

function checkedRange(since: string, until: string, today: Day): PeriodChoice {
  const range = checkDateRange(since, until, today);
  if (range.since.error !== "") throw usageError(`--since: ${range.since.error}`);
  if (range.until.error !== "" || range.period === undefined) throw usageError(`--until: ${range.until.error}`);
  return range.period;
}

/** The day since which a history is wished for, as typed. Throws `ExitError` (usage) with why it is none. */
export function firstDayOf(since: string, today: Day): Day {
  const { day, error } = checkDate(dateText(since), today);
  if (error !== "") throw usageError(`--since: ${error}`);
  return day;
}

/** "20261101" and "7d" are dates too. */
function dateText(text: string): string {
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (compact !== null) return compact.slice(1).join("-");
  return /^\d{1,4}[dwm]$/.test(text) ? `-${text}` : text;
}
