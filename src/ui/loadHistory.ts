import * as vscode from "vscode";
import { historyPlanOf } from "../app/historyPlan.ts";
import type { SyncRequest } from "../app/synchronizer.ts";
import { readIntent, writeIntent } from "../app/syncState.ts";
import { addDays, type Day } from "../domain/day.ts";
import { problemOf } from "../domain/problem.ts";
import { formatAge, formatDay } from "../view/dates.ts";
import { formatCount, formatShare } from "../view/numbers.ts";
import { showInformation } from "./messages.ts";
import type { Parts } from "./parts.ts";
import { askSince } from "./prompts.ts";
import { readSetting } from "./settings.ts";
import { syncWithProgress } from "./syncWithProgress.ts";

/** Backfill since a prompted date: its cost is said first, then it runs with progress, and goes on where it was cancelled. */
export async function loadHistory(parts: Parts): Promise<void> {
  const { account, today } = parts.model.state;
  if (account === undefined) return;
  const before = await readIntent(parts.ledger, account.id);
  const proposed = before?.status === "paused" ? before.since : addDays(today, -365);
  const since = await askSince("Load History", `First day to fetch of ${account.label}`, proposed, today);
  if (since === undefined) return;
  const request: SyncRequest = {
    lane: "history",
    // A day earlier in UTC, because the billing day begins before or after UTC's.
    dates: [{ since: addDays(since, -1), until: addDays(today, 1) }],
    maxAgeMs: Number.POSITIVE_INFINITY,
    use: "user",
  };
  const windows = await parts.synchronizer.plan(account, request);
  if (windows.length === 0) {
    showInformation(`Everything since ${formatDay(since)} is stored already.`);
    return;
  }
  const plan = account.kind === "sample" ? account.plan : readSetting("deepvue.plan");
  if (!(await confirmPlan(historyPlanOf(windows.length, plan), since, plan))) return;
  await writeIntent(parts.ledger, account.id, { since, status: "running" });
  try {
    await syncWithProgress(parts, account, request, `Loading history since ${formatDay(since)}`);
    await writeIntent(parts.ledger, account.id, { since, status: "complete" });
    showInformation(`The history since ${formatDay(since)} is complete.`);
  } catch (error) {
    const cancelled = problemOf(error).kind === "cancelled";
    await writeIntent(parts.ledger, account.id, { since, status: cancelled ? "paused" : "running" });
    if (!cancelled) throw error;
    showInformation("Loading history was cancelled. What has arrived is kept; Load History goes on from there.");
  }
}

async function confirmPlan(plan: ReturnType<typeof historyPlanOf>, since: Day, name: string): Promise<boolean> {
  const share = formatShare(plan.shareOfDay);
  const detail = [
    `${formatCount(plan.windows)} report windows, one request each: ${share} of the ${name} plan's daily requests.`,
    `About ${formatAge(Math.max(plan.durationMs, 60_000))}, newest first; it can be cancelled and goes on where it stopped.`,
  ].join("\n");
  const question = `Load history since ${formatDay(since)}?`;
  return (await vscode.window.showInformationMessage(question, { modal: true, detail }, "Load")) === "Load";
}
