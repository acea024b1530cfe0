import { historyPlanOf } from "../app/sync/backfillPlan.ts";
import { type PeriodChoice, resolvePeriod, utcDatesOf } from "../domain/period.ts";
import { formatPeriod } from "../view/dates.ts";
import { historyCostText } from "../view/syncTexts.ts";
import { askModal } from "./messages.ts";
import type { Parts } from "./parts.ts";
import { planOf } from "./settings.ts";
import { fetchMissing } from "./syncWithProgress.ts";

/**
 * A year takes 61 report windows, and every preset fits into that; a longer period is asked about first, as a backfill is: it may
 * take more than a small plan's requests of a day.
 */
const MOST_UNASKED_WINDOWS = 70;

/** The numbers that are stored appear at once, the missing ones as they arrive. */
export async function showPeriod(parts: Parts, choice: PeriodChoice): Promise<void> {
  if (!(await isWorthIt(parts, choice))) return;
  await parts.model.choose({ period: choice });
  await fetchMissing(parts);
}

/** Asks before a period is chosen that lacks very much: once it is chosen, the background would fetch it too. */
async function isWorthIt(parts: Parts, choice: PeriodChoice): Promise<boolean> {
  const { account, today, zone, cycleStart } = parts.model.state;
  if (account === undefined) return true;
  const period = resolvePeriod(choice, today, cycleStart);
  const dates = [utcDatesOf(period, zone)];
  const request = {
    lane: "refresh",
    dates,
    maxAgeMs: Number.POSITIVE_INFINITY,
    use: "user",
    whenTaken: "wait",
  } as const;
  const windows = await parts.synchronizer.plan(account, request);
  if (windows.length <= MOST_UNASKED_WINDOWS) return true;
  const plan = planOf(account);
  const detail = historyCostText(historyPlanOf(windows.length, plan), plan);
  const question = `Load what is missing of ${formatPeriod(period)}?`;
  return (await askModal(question, detail, "Load")) === "Load";
}
