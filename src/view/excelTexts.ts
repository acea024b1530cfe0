import { addDays } from "../domain/day.ts";
import type { Period } from "../domain/period.ts";
import { formatDay, formatPeriod } from "./dates.ts";

/** Whether the service's file holds the last date for sure; see `app/sync/excelReport.ts`. */
type LastDate = "there" | "perhapsMissing";

/** Before the file is asked for: what it may hold beyond the dates, or lack of them. */
export function excelCaveat(dates: Period, lastDate: LastDate): string {
  const last = formatDay(dates.until);
  return lastDate === "there"
    ? `Deepvue's file may also hold ${formatDay(addDays(dates.until, 1))}.`
    : `Deepvue gives 7 days at most and does not say whether the last one counts: ${last} may be missing. With 6 days it is there for sure.`;
}

/** After it was saved. */
export function excelSavedText(dates: Period, lastDate: LastDate): string {
  const saved = `Saved Deepvue's report of ${formatPeriod(dates)}.`;
  const last = formatDay(dates.until);
  return lastDate === "there"
    ? saved
    : `${saved} ${last} may be missing: Deepvue does not say whether the last day counts.`;
}
