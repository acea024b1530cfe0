import type { AppState } from "../domain/appState.ts";
import type { Clock, Ledger, Log } from "../domain/ports.ts";
import { problemOf } from "../domain/problem.ts";
import type { Model } from "./model.ts";
import { datesOnScreen, datesToWatch, nextRefreshAt } from "./refreshPlan.ts";
import type { Synchronizer } from "./synchronizer.ts";
import { readIntent, readLane, writeIntent } from "./syncState.ts";

interface Dependencies {
  readonly model: Model;
  readonly ledger: Ledger;
  readonly synchronizer: Synchronizer;
  readonly clock: Clock;
  readonly log: Log;
  readonly refreshMinutes: () => number;
}

/** Timers that are further away than this are set in steps; also the longest that a laptop's sleep can delay a refresh. */
const LONGEST_TIMER_MS = 60 * 60_000;

/**
 * Keeps the account on screen up to date without being asked: one timer for the next due refresh, and the backfill that a reload
 * interrupted. Signed out there is no timer at all. Every editor window has one; the lanes' leases let one of them work.
 */
export class BackgroundRefresh {
  readonly #model: Model;
  readonly #ledger: Ledger;
  readonly #synchronizer: Synchronizer;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #refreshMinutes: () => number;
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #resumed: string | undefined;

  constructor({ model, ledger, synchronizer, clock, log, refreshMinutes }: Dependencies) {
    this.#model = model;
    this.#ledger = ledger;
    this.#synchronizer = synchronizer;
    this.#clock = clock;
    this.#log = log;
    this.#refreshMinutes = refreshMinutes;
    const unsubscribe = model.onDidChange(() => this.reschedule());
    this.#stop.signal.addEventListener("abort", unsubscribe);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#stop.abort();
  }

  /** Sets the timer anew from what the ledger says; called after every change of state or settings. */
  reschedule(): void {
    this.#schedule().catch((error: unknown) => this.#log.warn(`no refresh scheduled: ${problemOf(error).detail}`));
  }

  async #schedule(): Promise<void> {
    const { account } = this.#model.state;
    if (account === undefined) {
      clearTimeout(this.#timer);
      return;
    }
    const now = this.#clock();
    const due = nextRefreshAt(await readLane(this.#ledger, account.id, "refresh"), this.#refreshMinutes(), now);
    await this.#resumeHistory();
    clearTimeout(this.#timer);
    if (due === undefined || this.#stop.signal.aborted) return;
    const wait = Math.min(Math.max(due - now, 0), LONGEST_TIMER_MS);
    this.#timer = setTimeout(() => {
      if (this.#clock() >= due) this.#refresh();
      else this.reschedule();
    }, wait);
    this.#timer.unref();
  }

  #refresh(): void {
    const { account, choice, today, zone } = this.#model.state;
    if (account === undefined) return;
    const now = this.#clock();
    // Another window may have refreshed since the timer was set; then everything is younger than this and nothing is asked.
    const maxAgeMs = (this.#refreshMinutes() * 60_000) / 2;
    const dates = [...datesOnScreen(choice, today, zone, now), datesToWatch(today, zone)];
    this.#synchronizer
      .sync(account, { lane: "refresh", dates, maxAgeMs, use: "background" }, this.#stop.signal)
      .catch((error: unknown) => this.#log.info(`background refresh: ${problemOf(error).kind}`));
  }

  /** Goes on with a backfill that a reload or a crash interrupted: once per account and editor window. */
  async #resumeHistory(): Promise<void> {
    const { account } = this.#model.state;
    if (account === undefined || this.#resumed === account.id) return;
    this.#resumed = account.id;
    const intent = await readIntent(this.#ledger, account.id);
    if (intent?.status !== "running") return;
    this.#log.info(`going on with the history since ${intent.since}`);
    this.loadHistory(this.#model.state, intent.since).catch((error: unknown) =>
      this.#log.info(`history: ${problemOf(error).kind}`),
    );
  }

  /** Backfills without a prompt: the sample account's year, and interrupted runs. */
  async loadHistory(state: AppState, since: string): Promise<void> {
    const { account } = state;
    if (account === undefined) return;
    await writeIntent(this.#ledger, account.id, { since, status: "running" });
    const until = new Date(this.#clock()).toISOString().slice(0, 10);
    await this.#synchronizer.sync(
      account,
      { lane: "history", dates: [{ since, until }], maxAgeMs: Number.POSITIVE_INFINITY, use: "user" },
      this.#stop.signal,
    );
    await writeIntent(this.#ledger, account.id, { since, status: "complete" });
  }
}
