import { setImmediate as nextTurn } from "node:timers/promises";
import type { Account } from "../domain/account.ts";
import { findAnomalies } from "../domain/anomaly/findAnomalies.ts";
import type { Finding } from "../domain/anomaly/finding.ts";
import { instantsToJudge } from "../domain/anomaly/findingAlert.ts";
import type { AppState } from "../domain/appState.ts";
import { todayAgainstUsual } from "../domain/baseline.ts";
import { type Budget, budgetUses } from "../domain/budget.ts";
import { addDays, type Day, dayIn, daysInclusive } from "../domain/day.ts";
import { NO_FILTER } from "../domain/filter.ts";
import { forecastMonth } from "../domain/forecast.ts";
import { HISTORY_DAYS, type UsageHistory, usageHistory } from "../domain/history.ts";
import { utcDatesOf } from "../domain/period.ts";
import type { Ledger, Log } from "../domain/ports.ts";
import { problemOf } from "../domain/problem.ts";
import { runwayOf } from "../domain/runway.ts";
import { walletChanges } from "../domain/wallet.ts";
import type { Watch } from "../domain/watch.ts";
import { SETTLING_MS } from "./coverage.ts";
import type { Model } from "./model.ts";

interface Dependencies {
  readonly model: Model;
  readonly ledger: Ledger;
  readonly log: Log;
  readonly budget: () => Budget;
  readonly onWatch: (watch: Watch) => void;
}

/** Products that were seen this long ago are not new. */
const PRODUCT_MEMORY_DAYS = 120;

/**
 * Makes a {@link Watch} of the account on screen after every refresh that changed something, and after a change of budget, zone or
 * account. While nothing changes it reads nothing; nothing here ticks.
 */
export class Watcher {
  readonly #model: Model;
  readonly #ledger: Ledger;
  readonly #log: Log;
  readonly #budget: () => Budget;
  readonly #onWatch: (watch: Watch) => void;
  readonly #unsubscribe: () => void;
  /** What the last watch was made from. */
  #seen = "";
  #working: Promise<void> = Promise.resolve();

  constructor({ model, ledger, log, budget, onWatch }: Dependencies) {
    this.#model = model;
    this.#ledger = ledger;
    this.#log = log;
    this.#budget = budget;
    this.#onWatch = onWatch;
    this.#unsubscribe = model.onDidChange(() => this.consider());
  }

  dispose(): void {
    this.#unsubscribe();
  }

  /** Looks whether anything that a watch is made from has changed, and makes a new one then. */
  consider(): void {
    const { state } = this.#model;
    if (state.account === undefined || state.syncedAt === undefined || state.sync.phase !== "idle") return;
    const { account, syncedAt, zone, today, balance, failureMessages } = state;
    const basis = [account.id, syncedAt, zone, today, balance?.at, failureMessages, this.#budget()];
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

  async #watch(state: AppState, account: Account, asOf: number): Promise<void> {
    const { zone, today, balance } = state;
    const since = addDays(today, -PRODUCT_MEMORY_DAYS);
    const [{ series: days }, hours, readings, knownSince] = await Promise.all([
      this.#ledger.summarize(account.id, { since, until: today }, "day", NO_FILTER),
      this.#ledger.hourly(account.id, { since: addDays(today, -HISTORY_DAYS - 1), until: today }),
      this.#ledger.balances(account.id, asOf - HISTORY_DAYS * 86_400_000),
      this.#knownSince(account, since, today, zone),
    ]);
    if (knownSince === undefined) return;
    const history = usageHistory({ zone, knownSince, days, hours });
    const budget = this.#budget();
    this.#show({
      accountId: account.id,
      asOf,
      day: dayIn(zone, asOf * 1000),
      budgets: budgetUses(budget, days, today),
      ...(budget.monthly === undefined ? {} : { monthlyBudget: budget.monthly }),
      today: todayAgainstUsual(history, undefined, "charge", asOf),
      forecast: forecastMonth(history, undefined, asOf),
      ...(balance === undefined ? {} : { runway: runwayOf(balance, history, asOf) }),
      walletChanges: walletChanges(readings, history, asOf - SETTLING_MS, asOf),
      findings: await this.#findings(account, history, zone, asOf),
    });
  }

  #show(watch: Watch): void {
    this.#model.setWatch(watch);
    this.#onWatch(watch);
  }

  /** The last week's findings as of each day's end, and today's as of now; latest first, each event once. */
  async #findings(account: Account, history: UsageHistory, zone: string, asOf: number): Promise<readonly Finding[]> {
    const found = new Map<string, Finding>();
    for (const instant of instantsToJudge(zone, 0, asOf).toReversed()) {
      const day = dayIn(zone, instant * 1000);
      const { failures } = await this.#ledger.summarize(account.id, { since: day, until: day }, "day", NO_FILTER);
      for (const finding of findAnomalies(history, instant, failures)) {
        if (!found.has(finding.key)) found.set(finding.key, finding);
      }
      // A judgement takes some milliseconds; the extension host's thread belongs to everybody.
      await nextTurn();
    }
    return [...found.values()];
  }

  /** The first billing day from which every date up to today has been fetched; undefined when today itself has not. */
  async #knownSince(account: Account, since: Day, today: Day, zone: string): Promise<Day | undefined> {
    const dates = utcDatesOf({ since, until: today }, zone);
    const fetched = new Set((await this.#ledger.coverage(account.id, dates.since, dates.until)).map(({ day }) => day));
    let known: Day | undefined;
    for (let back = 0; back < daysInclusive(since, today); back++) {
      const day = addDays(today, -back);
      const utc = utcDatesOf({ since: day, until: day }, zone);
      // Today's last UTC date may not have begun.
      const isFetched = fetched.has(utc.since) && (back === 0 || fetched.has(utc.until));
      if (!isFetched) break;
      known = day;
    }
    return known;
  }
}
