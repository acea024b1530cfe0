import type { SyncPhase } from "../../domain/appState.ts";
import type { EpochMs } from "../../domain/epoch.ts";
import type { LeasesReading, SharedStates } from "../../domain/ledgerPorts.ts";
import type { Clock, Log } from "../../domain/ports.ts";
import { type Problem, problemOf } from "../../domain/problem.ts";
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

  private constructor(accountId: string, lane: Lane, before: LaneState, tools: LaneRunTools) {
    this.accountId = accountId;
    this.before = before;
    this.lane = lane;
    this.#balanceAskedAt = before.balanceAskedAt;
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

  /** The run has ended, well without a problem. Resolves to the instant that its state names. */
  async end(problem: Problem | undefined): Promise<EpochMs> {
    const now = this.#tools.clock();
    const { problem: _, ...kept } = this.before;
    await this.#close({
      ...kept,
      attemptedAt: now,
      ...(this.#balanceAskedAt === undefined ? {} : { balanceAskedAt: this.#balanceAskedAt }),
      ...(problem === undefined ? { syncedAt: now } : { problem }),
      failures: problem === undefined ? 0 : this.before.failures + 1,
    });
    return now;
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
