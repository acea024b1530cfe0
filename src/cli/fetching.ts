import { paceOf } from "../app/sync/backfillPlan.ts";
import { progressMeter } from "../app/sync/progressMeter.ts";
import type { SyncRequest } from "../app/sync/synchronizer.ts";
import type { Account } from "../domain/account.ts";
import { problemOf } from "../domain/problem.ts";
import { progressText } from "../view/syncTexts.ts";
import type { Context } from "./context.ts";
import { problemLine } from "./failureTexts.ts";
import type { Opened } from "./opened.ts";

/** On no terminal a line of progress comes at this distance, so that a log is not flooded. */
const PLAIN_LINE_MS = 10_000;

/**
 * Runs a request with its progress on stderr: rate and remaining time on a terminal, plain lines now and then elsewhere. Throws
 * `ProblemError`; what had arrived whole stays.
 */
export async function fetchWithProgress(
  context: Context,
  { application, planOf }: Opened,
  account: Account,
  request: SyncRequest,
): Promise<void> {
  const { terminal, clock, signal } = context;
  const measure = progressMeter(paceOf(planOf(account)));
  let told = clock();
  try {
    await application.synchronizer.sync(account, request, signal, (progress) => {
      if (progress.total === 0) return;
      const text = progressText(measure(progress, clock()));
      if (terminal.hasMovingLine) terminal.progress(text);
      else if (clock() - told >= PLAIN_LINE_MS) {
        told = clock();
        terminal.note(text);
      }
    });
  } finally {
    if (terminal.hasMovingLine) terminal.progress("");
  }
}

/**
 * Brings in what the answer lacks, when that can be done: what fails is said, and the stored numbers are shown all the same, with how
 * much of them is known. Interrupted it throws `ProblemError` (cancelled).
 */
export async function fetchBefore(
  context: Context,
  opened: Opened,
  account: Account,
  dates: SyncRequest["dates"],
  maxAgeMs: number,
): Promise<void> {
  const request: SyncRequest = { lane: "refresh", dates, maxAgeMs, use: "user", whenTaken: "leave" };
  try {
    await fetchWithProgress(context, opened, account, request);
  } catch (error) {
    const problem = problemOf(error);
    if (problem.kind === "cancelled") throw error;
    context.terminal.complain(`${problemLine(problem, opened.inForce.zone)} Showing what the ledger holds.`);
  }
}
