import { paceOf } from "../app/sync/backfillPlan.ts";
import { progressMeter } from "../app/sync/progressMeter.ts";
import { datesOnScreen } from "../app/sync/refreshPlan.ts";
import type { SyncRequest } from "../app/sync/synchronizer.ts";
import type { Account } from "../domain/account.ts";
import { progressText } from "../view/syncTexts.ts";
import type { Parts } from "./parts.ts";
import { withBar, withProgress } from "./progress.ts";
import { planOf, refreshMinutes } from "./settings.ts";

/** A run of more windows than this is worth a notification with a cancel button; a shorter one a bar in the view. */
const MANY_WINDOWS = 8;

/** Everything on screen that may still change, and what is missing of it. Throws `ProblemError`. */
export async function refreshNow(parts: Parts): Promise<void> {
  await fetchOnScreen(parts, 0);
}

/** After a new choice of period: only what the period lacks, or what is older than a background refresh would leave it. */
export async function fetchMissing(parts: Parts): Promise<void> {
  await fetchOnScreen(parts, Math.max(refreshMinutes(), 5) * 60_000);
}

async function fetchOnScreen(parts: Parts, maxAgeMs: number): Promise<void> {
  const { account } = parts.model.state;
  if (account === undefined) return;
  const dates = datesOnScreen(parts.model.state, parts.clock());
  await syncWithProgress(parts, account, { lane: "refresh", dates, maxAgeMs, use: "user", whenTaken: "wait" });
}

/** Runs a request with a bar in the view, or with rate, remaining time and a cancel button when it is long. */
async function syncWithProgress(parts: Parts, account: Account, request: SyncRequest): Promise<void> {
  const windows = await parts.synchronizer.plan(account, request);
  if (windows.length <= MANY_WINDOWS) {
    await withBar(() => parts.synchronizer.sync(account, request, new AbortController().signal));
    return;
  }
  await withProgress("Fetching Deepvue usage", async (signal, report) => {
    const measure = progressMeter(paceOf(planOf(account)));
    await parts.synchronizer.sync(account, request, signal, (step) => {
      const reading = measure(step, parts.clock());
      report({ message: progressText(reading), increment: reading.increment });
    });
  });
}
