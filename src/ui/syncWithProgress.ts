import * as vscode from "vscode";
import { datesOnScreen } from "../app/refreshPlan.ts";
import type { SyncRequest } from "../app/synchronizer.ts";
import { VIEWS } from "../contract.ts";
import type { Account } from "../domain/account.ts";
import type { Period } from "../domain/period.ts";
import { formatAge } from "../view/dates.ts";
import { formatCount } from "../view/numbers.ts";
import type { Parts } from "./parts.ts";
import { refreshMinutes } from "./settings.ts";

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
  const { account, choice, today, zone } = parts.model.state;
  if (account === undefined) return;
  const dates: readonly Period[] = datesOnScreen(choice, today, zone, parts.clock());
  await syncWithProgress(parts, account, { lane: "refresh", dates, maxAgeMs, use: "user" }, "Fetching Deepvue usage");
}

/** Runs a request with a bar in the view, or with rate, remaining time and a cancel button when it is long. */
export async function syncWithProgress(
  parts: Parts,
  account: Account,
  request: SyncRequest,
  title: string,
): Promise<void> {
  const windows = await parts.synchronizer.plan(account, request);
  if (windows.length <= MANY_WINDOWS) {
    const location = { viewId: VIEWS.products };
    await vscode.window.withProgress({ location }, () =>
      parts.synchronizer.sync(account, request, new AbortController().signal),
    );
    return;
  }
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  await vscode.window.withProgress(options, async (progress, token) => {
    const cancel = new AbortController();
    token.onCancellationRequested(() => cancel.abort());
    const startedAt = parts.clock();
    let reported = 0;
    await parts.synchronizer.sync(account, request, cancel.signal, ({ done, total, rows }) => {
      const share = total === 0 ? 100 : (done / total) * 100;
      const elapsed = parts.clock() - startedAt;
      const remaining = done === 0 ? "" : ` · about ${formatAge(((total - done) * elapsed) / done)} left`;
      progress.report({
        message: `${formatCount(done)} of ${formatCount(total)} report windows · ${formatCount(rows)} rows${remaining.replace("about just now", "less than a minute")}`,
        increment: Math.max(0, share - reported),
      });
      reported = Math.max(reported, share);
    });
  });
}
