import type { SyncPhase } from "../../domain/appState.ts";
import { isRecord, recordIn } from "../../domain/chosenChecks.ts";
import { type Day, isDay } from "../../domain/day.ts";
import type { EpochMs } from "../../domain/epoch.ts";
import { happened, lastsUntil, TERMS } from "../../domain/instant.ts";
import type { LeasesReading, SharedStates, StatesReading } from "../../domain/ledgerPorts.ts";
import { type Problem, storedProblem } from "../../domain/problem.ts";

/**
 * What the synchronizer tells all editor windows, as JSON in the ledger, one text per lane. A lane's run is alive while its
 * heartbeat is; a window that was killed leaves an active phase behind, which readers stop believing at `aliveUntil`.
 */
export type Lane = "refresh" | "history";

export interface LaneState {
  readonly phase: SyncPhase;
  /** Meaningful while the phase is not idle. */
  readonly aliveUntil: EpochMs;
  /** When the last run ended that counts for when the next one is due: one that refreshed, failed, or was begun by a timer. */
  readonly attemptedAt?: EpochMs;
  /** When everything that may still change had last been read; of the history when its last run ended well. */
  readonly syncedAt?: EpochMs;
  /** When the balance was last asked for, in vain or not. */
  readonly balanceAskedAt?: EpochMs;
  /** Why the last run failed, until the service has answered one. */
  readonly problem?: Problem;
  /** Consecutive failed runs, for backing off. */
  readonly failures: number;
}

/** A backfill that the user asked for. Running until it is complete or paused, through reloads, crashes and used-up quotas. */
export interface HistoryIntent {
  /** First day of the billing time zone. */
  readonly since: Day;
  readonly status: "running" | "paused" | "complete";
  /** Sealed dates that were read before this instant are wanted again. */
  readonly readBefore?: EpochMs;
}

/** What may be wrong with one editor window only (what its secret storage holds, its settings), however well the others do: it is never written into a lane's state. */
export function isOwnTrouble({ kind }: Problem): boolean {
  return kind === "secretMissing" || kind === "baseUrl" || kind === "credentials";
}

export const IDLE_LANE: LaneState = { phase: { phase: "idle" }, aliveUntil: 0, failures: 0 };

const KEYS: Readonly<Record<Lane, string>> = { refresh: "lane.refresh", history: "lane.history" };
const INTENT_KEY = "historyIntent";
const FUTURE_KEY = "futureDatesRefusedAt";

/** Names the lane's lease. */
export function leaseOf(lane: Lane, accountId: string): string {
  return `${lane}:${accountId}`;
}

/** The lane as it is to be believed at `now`: a run whose lease nobody holds any more has ended. */
export async function readLane(
  ledger: StatesReading & LeasesReading,
  accountId: string,
  lane: Lane,
  now: EpochMs,
): Promise<LaneState> {
  for (let before: string | undefined; ; ) {
    const text = await ledger.readState(accountId, KEYS[lane]);
    if (text === undefined) return IDLE_LANE;
    const state = believedLane(laneIn(text), now);
    if (state.phase.phase === "idle" || (await ledger.isLeaseHeld(leaseOf(lane, accountId), now))) return state;
    // A run writes how it ended before it gives its lease back.
    if (text === before) return { ...state, phase: IDLE_LANE.phase, aliveUntil: 0 };
    before = text;
  }
}

/** Leaves out what was written under a clock that was ahead. */
export function believedLane(stored: LaneState, now: EpochMs): LaneState {
  const { attemptedAt, syncedAt, balanceAskedAt, problem, phase, ...kept } = stored;
  const [attempted, synced, asked] = [attemptedAt, syncedAt, balanceAskedAt].map((at) => happened(at, now));
  return {
    ...kept,
    phase: phase.phase === "waiting" ? { ...phase, until: lastsUntil(phase.until, now, TERMS.pause) ?? now } : phase,
    aliveUntil: lastsUntil(stored.aliveUntil, now, TERMS.lease) ?? 0,
    ...(attempted === undefined ? {} : { attemptedAt: attempted }),
    ...(synced === undefined ? {} : { syncedAt: synced }),
    ...(asked === undefined ? {} : { balanceAskedAt: asked }),
    ...(problem === undefined ? {} : { problem: believedProblem(problem, now) }),
  };
}

function believedProblem(problem: Problem, now: EpochMs): Problem {
  if (problem.kind === "quota") {
    return { ...problem, retryAt: lastsUntil(problem.retryAt, now, TERMS.requestSlot) ?? now };
  }
  if (problem.kind !== "rateLimit" || problem.retryAt === undefined) return problem;
  return { ...problem, retryAt: lastsUntil(problem.retryAt, now, TERMS.pause) ?? now };
}

/** What does not fit falls away: an unknown phase is an idle one, a number that is none is absent. */
function laneIn(text: string | undefined): LaneState {
  const { phase, problem, ...numbers } = recordIn(text);
  const told = storedProblem(problem);
  const known = Object.entries(numbers).filter(([, value]) => typeof value === "number");
  const isKnownPhase = isRecord(phase) && PHASES.some((name) => name === phase["phase"]);
  return {
    ...IDLE_LANE,
    ...Object.fromEntries(known),
    ...(isKnownPhase ? { phase: phase as unknown as SyncPhase } : {}),
    ...(told === undefined ? {} : { problem: told }),
  };
}

const PHASES: readonly SyncPhase["phase"][] = ["idle", "syncing", "recounting", "waiting"];

export async function writeLane(ledger: SharedStates, accountId: string, lane: Lane, state: LaneState): Promise<void> {
  await ledger.writeState(accountId, KEYS[lane], JSON.stringify(state));
}

const INTENT_STATUSES: readonly HistoryIntent["status"][] = ["running", "paused", "complete"];

/** A wish for what was read before an instant that lies ahead would never be fulfilled: it becomes one for what was read until now. */
export async function readIntent(
  ledger: SharedStates,
  accountId: string,
  now: EpochMs,
): Promise<HistoryIntent | undefined> {
  for (;;) {
    const text = await ledger.readState(accountId, INTENT_KEY);
    const intent = intentIn(text);
    if (intent?.readBefore === undefined || happened(intent.readBefore, now) !== undefined) return intent;
    const mended: HistoryIntent = { ...intent, readBefore: now };
    if (await ledger.replaceState(accountId, INTENT_KEY, text, JSON.stringify(mended))) return mended;
  }
}

function intentIn(text: string | undefined): HistoryIntent | undefined {
  const { since, status, readBefore } = recordIn(text);
  const known = INTENT_STATUSES.find((name) => name === status);
  if (typeof since !== "string" || !isDay(since) || known === undefined) return undefined;
  return { since, status: known, ...(typeof readBefore === "number" ? { readBefore } : {}) };
}

export async function writeIntent(ledger: SharedStates, accountId: string, intent: HistoryIntent): Promise<void> {
  await ledger.writeState(accountId, INTENT_KEY, JSON.stringify(intent));
}

/** True while the service is remembered to refuse windows that reach into the future. */
export async function refusesFuture(ledger: StatesReading, accountId: string, now: EpochMs): Promise<boolean> {
  const text = await ledger.readState(accountId, FUTURE_KEY);
  const at = text === undefined ? undefined : happened(Number(text), now);
  return at !== undefined && now - at < TERMS.futureRefusal;
}

export async function writeFutureRefusal(ledger: SharedStates, accountId: string, at: EpochMs): Promise<void> {
  await ledger.writeState(accountId, FUTURE_KEY, String(at));
}

/** True while a lane's run is under way, as far as its heartbeat tells. */
export function isAlive(lane: LaneState, now: EpochMs): boolean {
  return lane.phase.phase !== "idle" && now < lane.aliveUntil;
}

/** The phase to show at `now`: the refresh lane's while it is alive, otherwise the history lane's. */
export function shownPhase(refresh: LaneState, history: LaneState, now: EpochMs): SyncPhase {
  return [refresh, history].find((lane) => isAlive(lane, now))?.phase ?? { phase: "idle" };
}
