import { isDeepStrictEqual } from "node:util";
import type { SyncPhase } from "../../domain/appState.ts";
import type { Day } from "../../domain/day.ts";
import type { EpochMs } from "../../domain/epoch.ts";
import type { LeasesReading, SharedStates } from "../../domain/ledgerPorts.ts";
import type { Clock, Log } from "../../domain/ports.ts";
import { type Problem, problemOf } from "../../domain/problem.ts";
import type { QuotaUse } from "../../domain/quota.ts";
import type { SetTimer } from "../../domain/timer.ts";
import { LEASE_MS } from "./lease.ts";
import { type Lane, type LaneState, readLane, writeLane } from "./syncState.ts";

/** How far a run has come. */
export interface SyncProgress {
  /** Report windows. */
  readonly done: number;
  readonly total: number;
  /** Rows received. */
  readonly rows: number;
}

interface LaneRunTools {
  readonly ledger: SharedStates & LeasesReading;
  readonly clock: Clock;
  readonly setTimer: SetTimer;
  readonly log: Log;
}

/** The pauses between requests that keep a plan's rate are the normal pace; only longer ones are called waiting. */
const SHOWN_WAIT_MS = 3_000;

/** One run of a lane, told to all editor windows through the lane's state in the ledger. */
export class LaneRun {
  readonly accountId: string;
  readonly before: LaneState;
  readonly lane: Lane;
  readonly #tools: LaneRunTools;
  #progress: SyncProgress = { done: 0, total: 0, rows: 0 };
  #waitingUntil = 0;
  #balanceAskedAt: number | undefined;
  #cancelWaitEnd = (): void => undefined;
  #isOver = false;
  #isTold: boolean;
  #owed: Set<Day> | undefined;

  private constructor(accountId: string, lane: Lane, before: LaneState, tools: LaneRunTools) {
    this.accountId = accountId;
    this.before = before;
    this.lane = lane;
    this.#balanceAskedAt = before.balanceAskedAt;
    this.#isTold = before.phase.phase !== "idle";
    this.#tools = tools;
  }

  static async begin(accountId: string, lane: Lane, tools: LaneRunTools): Promise<LaneRun> {
    return new LaneRun(accountId, lane, await readLane(tools.ledger, accountId, lane, tools.clock()), tools);
  }

  /** Tells how far the run is; a run that has come further waits no longer. */
  async advance(progress: SyncProgress): Promise<void> {
    this.#progress = progress;
    this.#waitingUntil = 0;
    await this.#publish();
  }

  /** The service, or our own budget of requests, lets nothing pass before `until`. */
  pauseUntil(until: EpochMs): void {
    const { clock, setTimer } = this.#tools;
    const now = clock();
    if (this.#isOver || until - now < SHOWN_WAIT_MS || until <= this.#waitingUntil) return;
    this.#waitingUntil = until;
    this.beat();
    this.#cancelWaitEnd();
    this.#cancelWaitEnd = setTimer(until - now, () => this.beat());
  }

  /** Shows that the run is alive. */
  beat(): void {
    this.#publish().catch((error: unknown) => this.#tools.log.warn(`no sign of life: ${problemOf(error).detail}`));
  }

  balanceAsked(): void {
    this.#balanceAskedAt = this.#tools.clock();
  }

  /** What a refresh has to read before the numbers are as new as its end: the dates that may still change. */
  owes(days: Iterable<Day>): void {
    this.#owed = new Set(days);
  }

  hasRead(days: Iterable<Day>): void {
    for (const day of days) this.#owed?.delete(day);
  }

  /**
   * The run has ended, well without a problem. Resolves to the instant at which everything was refreshed, if it was. A run that had nothing
   * to ask for proves nothing: a problem stays, unless it was of a window that is wanted no more. A timer that had come in vain would come
   * again at once.
   */
  async end(problem: Problem | undefined, use: QuotaUse): Promise<EpochMs | undefined> {
    const now = this.#tools.clock();
    const { problem: earlier, failures, ...kept } = this.before;
    const isRefreshed = this.lane === "refresh" ? this.#owed?.size === 0 : problem === undefined;
    const isProof = isRefreshed || this.#progress.done > 0 || earlier?.kind === "refused";
    const told = isProof ? { failures: 0 } : { ...(earlier && { problem: earlier }), failures };
    const state = {
      ...kept,
      ...(problem === undefined ? told : { problem, failures: failures + 1 }),
      ...((isRefreshed || problem !== undefined || use === "background") && { attemptedAt: now }),
      ...(isRefreshed && { syncedAt: now }),
      ...(this.#balanceAskedAt !== undefined && { balanceAskedAt: this.#balanceAskedAt }),
    };
    // To draw it costs every editor window a reading.
    if (this.#isTold || !isDeepStrictEqual(state, this.before)) await this.#close(state);
    else this.abandon();
    return isRefreshed ? now : undefined;
  }

  /** The run was cancelled: what the user did not want is no failure of the numbers on screen, so the state before stands. */
  async leave(): Promise<void> {
    await this.#close(this.before);
  }

  /** Another editor window has the lane: nothing more is told. */
  abandon(): void {
    this.#isOver = true;
    this.#cancelWaitEnd();
  }

  async #close(state: LaneState): Promise<void> {
    this.abandon();
    await this.#write({ ...state, phase: { phase: "idle" }, aliveUntil: 0 });
  }

  async #publish(): Promise<void> {
    if (this.#isOver) return;
    this.#isTold = true;
    const now = this.#tools.clock();
    const phase: SyncPhase =
      this.#waitingUntil > now
        ? { phase: "waiting", until: this.#waitingUntil }
        : { phase: "syncing", work: this.lane, ...this.#progress };
    await this.#write({ ...this.before, phase, aliveUntil: now + LEASE_MS });
  }

  async #write(state: LaneState): Promise<void> {
    await writeLane(this.#tools.ledger, this.accountId, this.lane, state);
  }
}
