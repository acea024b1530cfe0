import type { Account } from "../../domain/account.ts";
import type { AppState } from "../../domain/appState.ts";
import type { EpochMs } from "../../domain/epoch.ts";
import type { Clock, Log } from "../../domain/ports.ts";
import { problemOf } from "../../domain/problem.ts";
import type { Budget } from "../../domain/watch/budget.ts";
import type { Watch } from "../../domain/watch/watch.ts";
import type { Model } from "../screen/model.ts";
import { readWatch, type WatchedLedger } from "./readWatch.ts";

interface Dependencies {
  readonly model: Model;
  readonly ledger: WatchedLedger;
  readonly clock: Clock;
  readonly log: Log;
  readonly budget: () => Budget;
  readonly onWatch: (watch: Watch) => void;
}

/**
 * Makes a {@link Watch} of the account on screen after every run, and after a change of budget, zone, billing cycle or account.
 * While nothing changes it reads nothing; nothing here ticks.
 */
export class Watcher {
  readonly #model: Model;
  readonly #ledger: WatchedLedger;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #budget: () => Budget;
  readonly #onWatch: (watch: Watch) => void;
  #unsubscribe = (): void => undefined;
  /** What the last watch was made from. */
  #seen = "";
  #isRunning = false;
  #isBackfilling = false;
  /** So many runs have ended: also one that made nothing newer may have brought older days. */
  #runs = 0;
  #working: Promise<void> = Promise.resolve();
  #isDisposed = false;

  constructor({ model, ledger, clock, log, budget, onWatch }: Dependencies) {
    this.#model = model;
    this.#ledger = ledger;
    this.#clock = clock;
    this.#log = log;
    this.#budget = budget;
    this.#onWatch = onWatch;
  }

  /** Begins to work by itself: from the next change of the state on. */
  start(): void {
    this.#unsubscribe = this.#model.onDidChange(() => this.consider());
  }

  /** What is under way asks the ledger no more: a call after its end would start its thread again. */
  dispose(): void {
    this.#isDisposed = true;
    this.#unsubscribe();
  }

  /** Looks whether anything that a watch is made from has changed, and makes a new one then. */
  consider(): void {
    const { state } = this.#model;
    const { account, syncedAt, zone, cycleStart, today, balance, outcomes } = state;
    if (account === undefined) this.#seen = "";
    if (account === undefined || syncedAt === undefined || this.#isUnsettled(state)) return;
    const basis = [account.id, syncedAt, this.#runs, zone, cycleStart, today, balance?.at, outcomes, this.#budget()];
    const seen = JSON.stringify(basis);
    if (seen === this.#seen) return;
    this.#seen = seen;
    this.#working = this.#working
      .then(() => this.#watch(state, account, syncedAt))
      .catch((error: unknown) => {
        this.#seen = "";
        this.#log.warn(`watch: ${problemOf(error).detail}`);
      });
  }

  /** Resolves when everything that was under way is done; for orderly ends. */
  async idle(): Promise<void> {
    await this.#working;
  }

  /** True during a refresh, whose end is worth waiting for. A backfill takes too long for that; its end is a change of its own. */
  #isUnsettled({ sync }: AppState): boolean {
    if (sync.phase === "syncing") {
      this.#isRunning = true;
      this.#isBackfilling ||= sync.work === "history";
    }
    if (sync.phase === "idle" && this.#isRunning) {
      this.#isRunning = this.#isBackfilling = false;
      this.#runs++;
    }
    return sync.phase !== "idle" && sync.phase !== "waiting" && !this.#isBackfilling;
  }

  async #watch(state: AppState, account: Account, syncedAt: EpochMs): Promise<void> {
    if (this.#isDisposed) return;
    const { zone, cycleStart, today, balance } = state;
    const watch = await readWatch(this.#ledger, {
      accountId: account.id,
      zone,
      cycleStart,
      today,
      syncedAt,
      balance,
      budget: this.#budget(),
      clock: this.#clock,
      isWanted: () => !this.#isDisposed,
    });
    // Meanwhile the user may have gone to another account.
    if (watch === undefined || this.#isDisposed || this.#model.state.account?.id !== account.id) return;
    this.#model.setWatch(watch);
    this.#onWatch(watch);
  }
}
