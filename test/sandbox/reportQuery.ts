import { dayNumber, isDay, utcDayOf } from "../../src/domain/day.ts";
import type { Interval } from "../../src/domain/period.ts";
import type { ReportWindow } from "../../src/domain/report.ts";
import { MICROS_PER_DAY } from "../../src/domain/transaction.ts";

/** What the documentation leaves open about the usage report's dates, as a choice. */
export interface DateReading {
  /** Whether rows of `until_date` itself belong to the report. */
  readonly untilDate: "inclusive" | "exclusive";
  /** Whether an `until_date` after today (UTC) is served, or refused with a 400. */
  readonly futureDates: "accepted" | "refused";
  /** The widest report in days; 7 is documented. */
  readonly maxDays: number;
}

export type ReportQuery =
  | { readonly ok: true; readonly window: ReportWindow; readonly interval: Interval; readonly excel: boolean }
  | { readonly ok: false; readonly status: 400 | 422; readonly detail: unknown };

/** One element of FastAPI's validation answer. */
interface Invalid {
  readonly type: string;
  readonly loc: readonly ["query", string];
  readonly msg: string;
  readonly input: string | null;
}

const TRUE = new Set(["true", "1", "yes", "on", "t", "y"]);
const FALSE = new Set(["false", "0", "no", "off", "f", "n"]);

/** Reads and judges the parameters of a usage report at `now` (epoch ms). */
export function readReportQuery(query: URLSearchParams, reading: DateReading, now: number): ReportQuery {
  const excelText = query.get("generate_excel") ?? "false";
  const invalid = [
    dateError(query, "since_date"),
    dateError(query, "until_date"),
    TRUE.has(excelText.toLowerCase()) || FALSE.has(excelText.toLowerCase())
      ? undefined
      : invalidInput("generate_excel", "bool_parsing", "Input should be a valid boolean", excelText),
  ].filter((error) => error !== undefined);
  if (invalid.length > 0) return { ok: false, status: 422, detail: invalid };

  const window = { since: query.get("since_date") ?? "", until: query.get("until_date") ?? "" };
  const extra = reading.untilDate === "inclusive" ? 1 : 0;
  const days = dayNumber(window.until) - dayNumber(window.since) + extra;
  // The texts are not documented, only the 400s are.
  if (window.since > window.until) return refuse("since_date must not be after until_date");
  if (days > reading.maxDays) return refuse(`Date range cannot exceed ${reading.maxDays} days`);
  if (reading.futureDates === "refused" && window.until > utcDayOf(now * 1000)) {
    return refuse("until_date cannot be in the future");
  }
  const interval = {
    from: dayNumber(window.since) * MICROS_PER_DAY,
    to: (dayNumber(window.until) + extra) * MICROS_PER_DAY,
  };
  return { ok: true, window, interval, excel: TRUE.has(excelText.toLowerCase()) };
}

function refuse(detail: string): ReportQuery {
  return { ok: false, status: 400, detail };
}

function dateError(query: URLSearchParams, name: string): Invalid | undefined {
  const text = query.get(name);
  if (text === null) return { type: "missing", loc: ["query", name], msg: "Field required", input: null };
  return isDay(text) ? undefined : invalidInput(name, "date_parsing", "Input should be a valid date", text);
}

function invalidInput(name: string, type: string, msg: string, input: string): Invalid {
  return { type, loc: ["query", name], msg, input };
}
