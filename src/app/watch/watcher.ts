import { setImmediate as nextTurn } from "node:timers/promises";
import type { Account } from "../../domain/account.ts";
import type { AppState } from "../../domain/appState.ts";
import { addDays, dayIn } from "../../domain/day.ts";
import { NO_FILTER } from "../../domain/filter.ts";
import { knownOf, knownStretches, SETTLING_MS } from "../../domain/known.ts";
import type { BalancesReading, ReportsReading, SummariesReading } from "../../domain/ledgerPorts.ts";
import { intervalOf, utcDatesOf } from "../../domain/period.ts";
import type { Clock, Log } from "../../domain/ports.ts";
import { problemOf } from "../../domain/problem.ts";
import { findAnomalies } from "../../domain/watch/anomaly/findAnomalies.ts";
import type { Finding } from "../../domain/watch/anomaly/finding.ts";
import { instantsToJudge } from "../../domain/watch/anomaly/findingAlert.ts";
import { todayAgainstUsual } from "../../domain/watch/baseline.ts";
import { type Budget, budgetUses } from "../../domain/watch/budget.ts";
import { forecastMonth } from "../../domain/watch/forecast.ts";
import { runwayOf } from "../../domain/watch/runway.ts";
import { HISTORY_DAYS, HOURS_DAYS, type UsageHistory, usageHistory } from "../../domain/watch/usageHistory.ts";
import { walletChanges } from "../../domain/watch/wallet.ts";
import type { Watch } from "../../domain/watch/watch.ts";
import type { Model } from "../screen/model.ts";
import { readCoverage } from "../sync/storedCoverage.ts";
import { knownHistory } from "./knownSince.ts";

interface Dependencies {
  readonly model: Model;
  readonly ledger: SummariesReading & BalancesReading & ReportsReading;
  readonly clock: Clock;
  readonly log: Log;
  readonly budget: () => Budget;
  readonly onWatch: (watch: Watch) => void;
}

/** Products that were seen this long ago are not new. */
const PRODUCT_MEMORY_DAYS = 120;

/**
 * Makes a {@link Watch} of the account on screen after every refresh and backfill, and after a change of budget, zone, billing cycle or account.
 * While nothing changes it reads nothing; nothing here ticks.
 */
export class Watcher {
  readonly #model: Model;
  readonly #ledger: SummariesReading & BalancesReading & ReportsReading;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #budget: () => Budget;
  readonly #onWatch: (watch: Watch) => void;
  #unsubscribe = (): void => undefined;
  /** What the last watch was made from. */
  #seen = "";
  #isBackfilling = false;
  #backfills = 0;
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
    const basis = [
      account.id,
      syncedAt,
      this.#backfills,
      zone,
      cycleStart,
      today,
      balance?.at,
      outcomes,
      this.#budget(),
    ];
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
    if (sync.phase === "syncing" && sync.work === "history") this.#isBackfilling = true;
    if (sync.phase === "idle" && this.#isBackfilling) {
      this.#isBackfilling = false;
      this.#backfills++;
    }
    return sync.phase !== "idle" && sync.phase !== "waiting" && !this.#isBackfilling;
  }

  async #watch(state: AppState, account: Account, syncedAt: number): Promise<void> {
    if (this.#isDisposed) return;
    const { zone, cycleStart, today, balance } = state;
    const since = addDays(today, -PRODUCT_MEMORY_DAYS);
    const dates = utcDatesOf({ since, until: today }, zone);
    const [{ series: days }, hours, readings, coverage] = await Promise.all([
      this.#ledger.summarize(account.id, { since, until: today }, "day", NO_FILTER),
      this.#ledger.hourly(account.id, { since: addDays(today, -HOURS_DAYS), until: today }),
      this.#ledger.balances(account.id, syncedAt - HISTORY_DAYS * 86_400_000),
      readCoverage(this.#ledger, account.id, dates, this.#clock()),
    ]);
    const now = this.#clock();
    const stretches = knownStretches(coverage, now);
    const lastReading = coverage.reduce((last, { readAt }) => (readAt > now ? last : Math.max(last, readAt)), 0);
    const known = knownHistory(stretches, lastReading, since, zone);
    if (known === undefined) return;
    const { filledUntil: asOf, knownSince } = known;
    // What follows takes some milliseconds here and there; the extension host's thread belongs to everybody.
    await nextTurn();
    const history = usageHistory({ zone, knownSince, days, hours });
    await nextTurn();
    const budget = this.#budget();
    const figures = {
      accountId: account.id,
      asOf,
      day: dayIn(zone, asOf * 1000),
      budgets: budgetUses(
        budget,
        days,
        { today, cycleStart },
        (period) => knownOf(intervalOf(period, zone), stretches, now).extent,
      ),
      ...(budget.monthly === undefined ? {} : { monthlyBudget: budget.monthly }),
      today: todayAgainstUsual(history, undefined, "charge", asOf),
      forecast: forecastMonth(history, undefined, asOf, cycleStart),
      ...(balance === undefined ? {} : { runway: runwayOf(balance, history, asOf) }),
    };
    await nextTurn();
    const changes = walletChanges(readings, history, asOf - SETTLING_MS, syncedAt);
    const findings = await this.#findings(account, history, zone, asOf);
    // Meanwhile the user may have gone to another account.
    if (this.#isDisposed || this.#model.state.account?.id !== account.id) return;
    const watch: Watch = { ...figures, walletChanges: changes, findings };
    this.#model.setWatch(watch);
    this.#onWatch(watch);
  }

  /** The last week's findings as of each day's end, and today's as of now; latest first, each event once. */
  async #findings(account: Account, history: UsageHistory, zone: string, asOf: number): Promise<readonly Finding[]> {
    const found = new Map<string, Finding>();
    for (const instant of instantsToJudge(zone, asOf).toReversed()) {
      if (this.#isDisposed) break;
      const day = dayIn(zone, instant * 1000);
      const { failures } = await this.#ledger.summarize(account.id, { since: day, until: day }, "day", NO_FILTER);
      await nextTurn();
      for (const finding of findAnomalies(history, instant, failures)) {
        if (!found.has(finding.key)) found.set(finding.key, finding);
      }
      await nextTurn();
    }
    return [...found.values()];
  }
}
