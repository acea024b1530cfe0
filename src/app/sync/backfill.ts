import type { SyncPhase } from "../../domain/appState.ts";
import type { Day } from "../../domain/day.ts";
import type { EpochMs } from "../../domain/epoch.ts";
import type { LeasesReading, LedgerChanges, SharedStates } from "../../domain/ledgerPorts.ts";
import type { Clock } from "../../domain/ports.ts";
import type { Problem } from "../../domain/problem.ts";
import { type SetTimer, setTimer, wait } from "../../domain/timer.ts";
import type { SyncProgress } from "./laneRun.ts";
import { nextHistoryAt } from "./refreshPlan.ts";
import { type HistoryIntent, isAlive, readIntent, readLane, writeIntent } from "./syncState.ts";

/**
 * A backfill is a wish in the ledger ({@link HistoryIntent}) that the background of some editor window carries out. So it does not
 * matter which window asked for it, which one works on it, and which one stops it; and it goes on after a reload, a crash or a
 * used-up quota.
 */

/** Wishes for everything since a billing day; `readBefore`: also what is sealed, unless it was read after that. */
export async function startHistory(
  ledger: SharedStates,
  accountId: string,
  since: Day,
  readBefore?: EpochMs,
): Promise<void> {
  const again = readBefore === undefined ? {} : { readBefore };
  await writeIntent(ledger, accountId, { since, status: "running", ...again });
}

/** Whoever works on the backfill stops at once; starting it again goes on from there. */
export async function pauseHistory(ledger: SharedStates, accountId: string, now: EpochMs): Promise<void> {
  const intent = await readIntent(ledger, accountId, now);
  if (intent?.status === "running") await writeIntent(ledger, accountId, { ...intent, status: "paused" });
}

/** True while the wish that a run began with still stands. */
export function isStillWanted(begun: HistoryIntent, now: HistoryIntent | undefined): boolean {
  return now?.status === "running" && now.since === begun.since && now.readBefore === begun.readBefore;
}

/** What a backfill is doing, for whoever looks on. */
export type HistoryStep =
  | ({ readonly kind: "loading" } & SyncProgress)
  /** Nothing passes before an instant. */
  | { readonly kind: "waiting"; readonly until: EpochMs }
  /** No editor window works on it at the moment. */
  | { readonly kind: "starting" };

export type HistoryEnd =
  | { readonly kind: "complete" }
  | { readonly kind: "paused" }
  /** It stopped; unless a sign-in is needed, it goes on by itself. */
  | { readonly kind: "stopped"; readonly problem: Problem };

interface HistoryView {
  readonly ledger: LedgerChanges & SharedStates & LeasesReading;
  readonly clock: Clock;
  readonly setTimer?: SetTimer;
}

/** Changes wake the onlooker; this is for a run that died, which changes nothing. */
const LOOK_AGAIN_MS = 1_000;

/**
 * Looks on until the backfill ends in one way or another; a failure from before `since` is no end. Throws `ProblemError`
 * (cancelled) when the onlooker has seen enough.
 */
export async function watchHistory(
  { ledger, clock, setTimer: timer = setTimer }: HistoryView,
  accountId: string,
  since: EpochMs,
  onStep: (step: HistoryStep) => void,
  signal: AbortSignal,
): Promise<HistoryEnd> {
  for (;;) {
    const changed = new AbortController();
    const unsubscribe = ledger.onDidChange(() => changed.abort());
    try {
      const now = clock();
      const [intent, lane, refresh] = await Promise.all([
        readIntent(ledger, accountId, now),
        readLane(ledger, accountId, "history", now),
        readLane(ledger, accountId, "refresh", now),
      ]);
      if (intent === undefined || intent.status === "paused") return { kind: "paused" };
      if (intent.status === "complete") return { kind: "complete" };
      const { phase, problem, attemptedAt = 0 } = lane;
      const next = nextHistoryAt(intent, lane, refresh, now);
      const hasEnded = phase.phase === "idle" && problem !== undefined && (attemptedAt >= since || next === undefined);
      if (hasEnded) return { kind: "stopped", problem };
      onStep(stepOf(isAlive(lane, now) ? phase : { phase: "idle" }, next, now));
      await wait(timer, LOOK_AGAIN_MS, AbortSignal.any([signal, changed.signal])).catch((error: unknown) => {
        if (signal.aborted) throw error;
      });
    } finally {
      unsubscribe();
    }
  }
}

function stepOf(phase: SyncPhase, next: number | undefined, now: EpochMs): HistoryStep {
  if (phase.phase === "waiting") return { kind: "waiting", until: phase.until };
  if (phase.phase !== "syncing") {
    return next !== undefined && next - now > LOOK_AGAIN_MS ? { kind: "waiting", until: next } : { kind: "starting" };
  }
  return { kind: "loading", done: phase.done, total: phase.total, rows: phase.rows };
}
