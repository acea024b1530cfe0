import { addDays, daysInclusive } from "../../domain/day.ts";
import type { EpochMs } from "../../domain/epoch.ts";
import type { Period } from "../../domain/period.ts";
import type { UsageService } from "../../domain/ports.ts";
import { problemOf } from "../../domain/problem.ts";
import type { ReportWindow } from "../../domain/report.ts";
import { utcToday } from "./coverage.ts";

/** The service's cap for one report. */
export const MOST_EXCEL_DAYS = 7;

/**
 * What the file can promise of the last date that was asked for. Nobody knows whether the service counts `until_date` in: asked for a
 * day more, the date is there in any case, and the next one may be too. Where a day more can not be had, the date may be missing.
 */
export type LastDate = "there" | "perhapsMissing";

/** The UTC dates since…until of at most {@link MOST_EXCEL_DAYS} days, as they are to be asked for. */
export function excelWindowOf(dates: Period): { readonly window: ReportWindow; readonly lastDate: LastDate } {
  if (daysInclusive(dates.since, dates.until) >= MOST_EXCEL_DAYS) return { window: dates, lastDate: "perhapsMissing" };
  return { window: { since: dates.since, until: addDays(dates.until, 1) }, lastDate: "there" };
}

/** Opens the service's own file for UTC dates. A service that serves no date after today is asked without it. Throws `ProblemError`. */
export async function openExcelReport(
  service: Pick<UsageService, "openExcel">,
  dates: Period,
  now: EpochMs,
  signal: AbortSignal,
): Promise<{ readonly file: AsyncIterable<Uint8Array>; readonly lastDate: LastDate }> {
  const { window, lastDate } = excelWindowOf(dates);
  try {
    return { file: await service.openExcel(window, signal), lastDate };
  } catch (error) {
    const problem = problemOf(error);
    const isRefused = problem.kind === "refused" && problem.status === 400;
    if (!isRefused || window.until <= utcToday(now) || window.until === dates.until) throw error;
    return { file: await service.openExcel(dates, signal), lastDate: "perhapsMissing" };
  }
}
