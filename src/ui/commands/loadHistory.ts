import { type HistoryEnd, watchHistory } from "../../app/sync/backfill.ts";
import { historyPlanOf, historyRequest, paceOf } from "../../app/sync/backfillPlan.ts";
import { progressMeter } from "../../app/sync/progressMeter.ts";
import { readIntent } from "../../app/sync/syncState.ts";
import type { Account } from "../../domain/account.ts";
import { addDays, type Day } from "../../domain/day.ts";
import { problemOf } from "../../domain/problem.ts";
import { formatDay } from "../../view/dates.ts";
import { historyCostText, historyEndText, progressText, waitingText } from "../../view/syncTexts.ts";
import { askModal, showDone, showInformation } from "../messages.ts";
import type { Parts } from "../parts.ts";
import { withProgress } from "../progress.ts";
import { askSince } from "../prompts.ts";
import { planOf } from "../settings.ts";

/** Backfill since a prompted date: its cost is said first, then it runs with progress, and goes on where it was stopped. */
export async function loadHistory(parts: Parts): Promise<void> {
  const { account, today } = parts.model.state;
  if (account === undefined) return;
  const before = await readIntent(parts.ledger, account.id, parts.clock());
  if (before?.status === "running") return offerRunning(parts, account, before.since);
  const proposed = before?.status === "paused" ? before.since : addDays(today, -365);
  const since = await askSince("Load History", `First day to fetch of ${account.label}`, proposed, today);
  if (since === undefined) return;
  // A run over stored dates that was paused goes on with those that it has not reached.
  const again = before?.status === "paused" && before.since === since ? before.readBefore : undefined;
  const startedAt = parts.clock();
  const begun = await begin(parts, account, since, again);
  if (begun === "begun") return look(parts, account, since, startedAt);
  if (begun === "declined") return;
  if (!(await showDone(`Everything since ${formatDay(since)} is stored already.`, "Fetch Again"))) return;
  if ((await begin(parts, account, since, startedAt)) === "begun") await look(parts, account, since, startedAt);
}

async function begin(
  parts: Parts,
  account: Account,
  since: Day,
  readBefore: number | undefined,
): Promise<"begun" | "declined" | "nothingMissing"> {
  const { today, zone } = parts.model.state;
  const wish = { since, ...(readBefore === undefined ? {} : { readBefore }) };
  const windows = await parts.synchronizer.plan(account, historyRequest(wish, today, zone));
  if (windows.length === 0) return "nothingMissing";
  const plan = planOf(account);
  const detail = historyCostText(historyPlanOf(windows.length, plan), plan);
  const question = `Load history since ${formatDay(since)}?`;
  const answer = await askModal(question, detail, "Load");
  if (answer !== "Load") return "declined";
  await parts.background.loadHistory(account, since, readBefore);
  return "begun";
}

/** Any editor window can look on, and stop it. */
async function offerRunning(parts: Parts, account: Account, since: Day): Promise<void> {
  const question = `The history since ${formatDay(since)} is being loaded.`;
  const detail = "It goes on by itself, also after a reload and when the day's requests were used up.";
  const answer = await askModal(question, detail, "Show Progress", "Stop Loading");
  if (answer === "Show Progress") await look(parts, account, since, parts.clock());
  if (answer === "Stop Loading") {
    await parts.background.pauseHistory(account);
    showInformation(historyEndText({ kind: "paused" }, since, parts.model.state.zone));
  }
}

async function look(parts: Parts, account: Account, since: Day, startedAt: number): Promise<void> {
  const end = await showProgress(parts, account, since, startedAt);
  showInformation(historyEndText(end, since, parts.model.state.zone));
}

async function showProgress(parts: Parts, account: Account, since: Day, startedAt: number): Promise<HistoryEnd> {
  const title = `Loading history since ${formatDay(since)}`;
  return withProgress(title, async (signal, report) => {
    const measure = progressMeter(paceOf(planOf(account)));
    const { zone } = parts.model.state;
    try {
      return await watchHistory(
        parts,
        account.id,
        startedAt,
        (step) => {
          if (step.kind === "waiting") report({ message: waitingText(step.until, zone) });
          if (step.kind !== "loading") return;
          const reading = measure(step, parts.clock());
          report({ message: progressText(reading), increment: reading.increment });
        },
        signal,
      );
    } catch (error) {
      if (problemOf(error).kind !== "cancelled") throw error;
      await parts.background.pauseHistory(account);
      return { kind: "paused" };
    }
  });
}
