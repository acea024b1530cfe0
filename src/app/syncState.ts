import type { SyncPhase } from "../domain/appState.ts";
import type { Day } from "../domain/day.ts";
import type { Ledger } from "../domain/ports.ts";
import type { Problem } from "../domain/problem.ts";

/**
 * What the synchronizer tells all editor windows, as JSON in the ledger, one text per lane. A lane's run is alive while its
 * heartbeat is; a window that was killed leaves an active phase behind, which readers stop believing at `aliveUntil`.
 */
export type Lane = "refresh" | "history";

export interface LaneState {
  readonly phase: SyncPhase;
  /** Epoch ms; meaningful while the phase is not idle. */
  readonly aliveUntil: number;
  /** When the last run ended, well or badly. */
  readonly attemptedAt?: number;
  /** When the last run ended well. */
  readonly syncedAt?: number;
  /** Why the last run failed, until one succeeds. */
  readonly problem?: Problem;
  /** Consecutive failed runs, for backing off. */
  readonly failures: number;
}

/** A backfill that the user asked for, until it is complete. */
export interface HistoryIntent {
  /** Earliest UTC date. */
  readonly since: Day;
  readonly status: "running" | "paused" | "complete";
}

export const IDLE_LANE: LaneState = { phase: { phase: "idle" }, aliveUntil: 0, failures: 0 };

const KEYS: Readonly<Record<Lane, string>> = { refresh: "lane.refresh", history: "lane.history" };
const INTENT_KEY = "historyIntent";

export async function readLane(ledger: Ledger, accountId: string, lane: Lane): Promise<LaneState> {
  const text = await ledger.readState(accountId, KEYS[lane]);
  return text === undefined ? IDLE_LANE : (JSON.parse(text) as LaneState);
}

export async function writeLane(ledger: Ledger, accountId: string, lane: Lane, state: LaneState): Promise<void> {
  await ledger.writeState(accountId, KEYS[lane], JSON.stringify(state));
}

export async function readIntent(ledger: Ledger, accountId: string): Promise<HistoryIntent | undefined> {
  const text = await ledger.readState(accountId, INTENT_KEY);
  return text === undefined ? undefined : (JSON.parse(text) as HistoryIntent);
}

export async function writeIntent(ledger: Ledger, accountId: string, intent: HistoryIntent): Promise<void> {
  await ledger.writeState(accountId, INTENT_KEY, JSON.stringify(intent));
}

/** The phase to show at `now`: the refresh lane's while it is alive, otherwise the history lane's. */
export function shownPhase(refresh: LaneState, history: LaneState, now: number): SyncPhase {
  for (const lane of [refresh, history]) if (lane.phase.phase !== "idle" && now < lane.aliveUntil) return lane.phase;
  return { phase: "idle" };
}
