import { type CycleStart, FIRST_OF_MONTH, unitAround } from "../domain/calendar.ts";
import type { Day } from "../domain/day.ts";
import { PERIOD_PRESETS, type PeriodPreset, PRESET_MEANINGS, resolvePeriod } from "../domain/period.ts";
import { financialYearOf, formatMonths, formatPeriod, formatWithoutYear } from "./dates.ts";

/** The day of the billing time zone, and where billing months start. */
export interface PresetDate {
  readonly today: Day;
  readonly cycleStart: CycleStart;
}

/** A preset as it is offered. */
export interface PeriodOffer {
  readonly preset: PeriodPreset;
  /** "This cycle (5 Nov – 4 Dec)" */
  readonly label: string;
  /** The days that it means now: "5–26 Nov 2026". */
  readonly dates: string;
}

/** Presets of a kind. */
export interface PeriodGroup {
  readonly name: string;
  readonly offers: readonly PeriodOffer[];
}

type GroupName =
  | "Days"
  | "Weeks"
  | "Billing cycles"
  | "Months"
  | "Quarters"
  | "Financial years, April to March"
  | "Years";

const GROUP_ORDER: readonly GroupName[] = [
  "Days",
  "Weeks",
  "Billing cycles",
  "Months",
  "Quarters",
  "Financial years, April to March",
  "Years",
];

/** All presets that there are to choose from on a day, by kind, so that a list of them stays readable. */
export function periodGroups(date: PresetDate): readonly PeriodGroup[] {
  const offered = PERIOD_PRESETS.filter((preset) => date.cycleStart !== FIRST_OF_MONTH || !isCalendarMonth(preset));
  return GROUP_ORDER.map((name) => ({
    name,
    offers: inOrder(
      offered.filter((preset) => groupOf(preset, date.cycleStart) === name),
      date,
    ).map((preset) => ({
      preset,
      label: presetLabel(preset, date),
      dates: formatPeriod(resolvePeriod({ preset }, date.today, date.cycleStart)),
    })),
  })).filter(({ offers }) => offers.length > 0);
}

/** Quarters of the financial year stand in the order of time, the latest first, wherever in the year it is. */
function inOrder(presets: readonly PeriodPreset[], date: PresetDate): readonly PeriodPreset[] {
  const quarters = presets
    .filter((preset) => PRESET_MEANINGS[preset].kind === "financialQuarter")
    .toSorted((a, b) => (sinceOf(a, date) < sinceOf(b, date) ? 1 : -1));
  return [...presets.filter((preset) => !quarters.includes(preset)), ...quarters];
}

function isCalendarMonth(preset: PeriodPreset): boolean {
  return preset === "thisCalendarMonth" || preset === "lastCalendarMonth";
}

function groupOf(preset: PeriodPreset, cycleStart: CycleStart): GroupName {
  if (preset === "last12Months") return "Years";
  const meaning = PRESET_MEANINGS[preset];
  if (meaning.kind === "days") return "Days";
  if (meaning.kind === "financialQuarter") return "Financial years, April to March";
  switch (meaning.unit) {
    case "week":
      return "Weeks";
    case "billingMonth":
      return cycleStart === FIRST_OF_MONTH ? "Months" : "Billing cycles";
    case "month":
      return "Months";
    case "quarter":
      return "Quarters";
    case "financialYear":
      return "Financial years, April to March";
    case "year":
      return "Years";
  }
}

/** "Last 7 days", "Q1 FY 2026-27": where the days stand beside it, or do not matter. */
export function presetName(preset: PeriodPreset, date: PresetDate): string {
  const isCycle = date.cycleStart !== FIRST_OF_MONTH;
  switch (preset) {
    case "today":
      return "Today";
    case "yesterday":
      return "Yesterday";
    case "last7Days":
      return "Last 7 days";
    case "last30Days":
      return "Last 30 days";
    case "last90Days":
      return "Last 90 days";
    case "thisWeek":
      return "This week";
    case "lastWeek":
      return "Last week";
    case "thisMonth":
      return isCycle ? "This cycle" : "This month";
    case "lastMonth":
      return isCycle ? "Last cycle" : "Last month";
    case "thisCalendarMonth":
      return isCycle ? "This calendar month" : "This month";
    case "lastCalendarMonth":
      return isCycle ? "Last calendar month" : "Last month";
    case "thisQuarter":
      return "This quarter";
    case "lastQuarter":
      return "Last quarter";
    case "thisFinancialYear":
      return "This financial year";
    case "lastFinancialYear":
      return "Last financial year";
    case "financialQuarter1":
    case "financialQuarter2":
    case "financialQuarter3":
    case "financialQuarter4":
      return `Q${preset.slice(-1)} ${financialYearOf(sinceOf(preset, date))}`;
    case "thisYear":
      return "This year";
    case "last12Months":
      return "Last 12 months";
  }
}

/** The name within a sentence: "this month", but "Q1 FY 2026-27". */
export function presetInSentence(preset: PeriodPreset, date: PresetDate): string {
  const name = presetName(preset, date);
  return PRESET_MEANINGS[preset].kind === "financialQuarter" ? name : name.toLowerCase();
}

/** The name with what it does not say of itself: "This cycle (5 Nov – 4 Dec)", "Q1 FY 2026-27 (Apr–Jun 2026)". */
export function presetLabel(preset: PeriodPreset, date: PresetDate): string {
  const addition = additionOf(preset, date);
  return `${presetName(preset, date)}${addition === "" ? "" : ` (${addition})`}`;
}

function additionOf(preset: PeriodPreset, date: PresetDate): string {
  const meaning = PRESET_MEANINGS[preset];
  const since = sinceOf(preset, date);
  if (meaning.kind === "days") return "";
  if (meaning.kind === "financialQuarter") return formatMonths(unitAround(since, "quarter", date.cycleStart));
  const whole = unitAround(since, meaning.unit, date.cycleStart);
  switch (meaning.unit) {
    case "billingMonth":
      return date.cycleStart === FIRST_OF_MONTH ? "" : formatWithoutYear(whole);
    case "quarter":
      return formatMonths(whole);
    case "financialYear":
      return financialYearOf(since);
    case "week":
    case "month":
    case "year":
      return "";
  }
}

function sinceOf(preset: PeriodPreset, { today, cycleStart }: PresetDate): Day {
  return resolvePeriod({ preset }, today, cycleStart).since;
}
