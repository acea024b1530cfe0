import type { Account } from "../domain/account.ts";
import type { AppState, Usage } from "../domain/appState.ts";
import type { Day } from "../domain/day.ts";
import { isFiltering, NO_FILTER, type TransactionFilter } from "../domain/filter.ts";
import {
  DEFAULT_PERIOD,
  type Period,
  type PeriodChoice,
  previousPeriod,
  resolvePeriod,
  todayIn,
  utcDatesOf,
} from "../domain/period.ts";
import type { BalanceReading, Clock, Ledger, LedgerOpening, Log } from "../domain/ports.ts";
import { problemOf } from "../domain/problem.ts";
import type { Granularity, Summary } from "../domain/summary.ts";
import type { Watch } from "../domain/watch.ts";
import { periodCoverageOf } from "./coverage.ts";
import { readLane, shownPhase } from "./syncState.ts";

/** Transactions that the first page of a tree shows; "Load more" adds as many again. */
export const PAGE_SIZE = 100;

/** Choices that hold for all accounts and editor windows are kept under this key in place of an account's. */
const EVERYWHERE = "";
const CHOICES_KEY = "choices";

interface Choices {
  readonly accountId?: string;
  readonly period: PeriodChoice;
  readonly filter: TransactionFilter;
  readonly granularity: Granularity;
}

const FIRST_CHOICES: Choices = { period: DEFAULT_PERIOD, filter: NO_FILTER, granularity: "day" };

interface Dependencies {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly log: Log;
  readonly zone: string;
  readonly failureMessages: readonly string[];
}

/**
 * Holds the one {@link AppState} of this editor window. It is read from the ledger as a whole: after a choice, and after every
 * change of the ledger, by whichever window. Reads never overlap; changes that arrive meanwhile cause one more read.
 */
export class Model {
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #listeners = new Set<(state: AppState) => void>();
  #stopListening = (): void => undefined;
  #zone: string;
  #failureMessages: readonly string[];
  #opening: LedgerOpening | undefined;
  #state: AppState;
  #watch: Watch | undefined;
  #reading: Promise<void> | undefined;
  #stale = false;

  constructor({ ledger, clock, log, zone, failureMessages }: Dependencies) {
    this.#ledger = ledger;
    this.#clock = clock;
    this.#log = log;
    this.#zone = zone;
    this.#failureMessages = failureMessages;
    const today = this.#today();
    this.#state = {
      loaded: false,
      accounts: [],
      zone,
      today,
      choice: DEFAULT_PERIOD,
      period: resolvePeriod(DEFAULT_PERIOD, today),
      filter: NO_FILTER,
      granularity: "day",
      failureMessages,
      sync: { phase: "idle" },
    };
  }

  get state(): AppState {
    return this.#state;
  }

  /** Calls back after every change of the state. Returns the unsubscriber. */
  onDidChange(listener: (state: AppState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  dispose(): void {
    this.#stopListening();
    this.#listeners.clear();
  }

  /** Opens the ledger under the settings in force and reads it for the first time. */
  async open(): Promise<void> {
    this.#opening = await this.#ledger.open();
    this.#stopListening = this.#ledger.onDidChange(() => void this.read());
    await this.#ledger.setFailureMessages(this.#failureMessages);
    await this.#ledger.setZone(this.#zone);
    await this.read();
  }

  async applySettings(zone: string, failureMessages: readonly string[]): Promise<void> {
    if (zone !== this.#zone) await this.#ledger.setZone(zone);
    this.#zone = zone;
    await this.#ledger.setFailureMessages(failureMessages);
    this.#failureMessages = failureMessages;
    await this.read();
  }

  async selectAccount(accountId: string | undefined): Promise<void> {
    const { accountId: _, ...kept } = await this.#choices();
    await this.#choose({ ...kept, ...(accountId === undefined ? {} : { accountId }) });
  }

  async choosePeriod(period: PeriodChoice): Promise<void> {
    await this.#choose({ ...(await this.#choices()), period });
  }

  async chooseFilter(filter: TransactionFilter): Promise<void> {
    await this.#choose({ ...(await this.#choices()), filter });
  }

  async chooseGranularity(granularity: Granularity): Promise<void> {
    await this.#choose({ ...(await this.#choices()), granularity });
  }

  /** Adds what the watcher made of the numbers on screen. */
  setWatch(watch: Watch): void {
    this.#watch = watch;
    if (this.#state.account?.id !== watch.accountId) return;
    this.#state = { ...this.#state, watch };
    for (const listener of this.#listeners) listener(this.#state);
  }

  /** Reads anew when a day of the billing time zone has ended since the last reading; true when it did. */
  turnDay(): boolean {
    if (this.#state.today === this.#today()) return false;
    void this.read();
    return true;
  }

  /** Reads the ledger; resolves when the state holds everything that was committed before the call. */
  async read(): Promise<void> {
    if (this.#reading !== undefined) {
      this.#stale = true;
      return this.#reading;
    }
    this.#reading = this.#readUntilFresh().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readUntilFresh(): Promise<void> {
    do {
      this.#stale = false;
      try {
        this.#state = await this.#readState();
      } catch (error) {
        // The last good numbers stay on screen, marked with the problem.
        const problem = problemOf(error);
        this.#log.error(`reading the ledger failed: ${problem.kind}: ${problem.detail}`);
        this.#state = { ...this.#state, loaded: true, problem };
      }
      for (const listener of this.#listeners) listener(this.#state);
    } while (this.#stale);
  }

  async #readState(): Promise<AppState> {
    const now = this.#clock();
    const today = this.#today();
    const [accounts, choices] = await Promise.all([this.#ledger.accounts(), this.#choices()]);
    const account = accounts.find(({ id }) => id === choices.accountId) ?? accounts[0];
    const period = resolvePeriod(choices.period, today);
    const base: AppState = {
      loaded: true,
      ...(this.#opening === undefined ? {} : { ledger: this.#opening }),
      accounts,
      zone: this.#zone,
      today,
      choice: choices.period,
      period,
      filter: choices.filter,
      granularity: choices.granularity,
      failureMessages: this.#failureMessages,
      sync: { phase: "idle" },
    };
    if (account === undefined) return base;
    const [refresh, history, usage, balance] = await Promise.all([
      readLane(this.#ledger, account.id, "refresh"),
      readLane(this.#ledger, account.id, "history"),
      this.#readUsage(account, choices, period, today, now),
      this.#latestBalance(account),
    ]);
    return {
      ...base,
      account,
      usage,
      ...(balance === undefined ? {} : { balance }),
      sync: shownPhase(refresh, history, now),
      ...(refresh.syncedAt === undefined ? {} : { syncedAt: refresh.syncedAt }),
      ...(refresh.problem === undefined ? {} : { problem: refresh.problem }),
      ...(this.#watch?.accountId === account.id ? { watch: this.#watch } : {}),
    };
  }

  async #readUsage(account: Account, choices: Choices, period: Period, today: Day, now: number): Promise<Usage> {
    const summarize = (of: Period, filter: TransactionFilter): Promise<Summary> =>
      this.#ledger.summarize(account.id, of, choices.granularity, filter);
    const before = previousPeriod(period, choices.period);
    const dates = utcDatesOf(period, this.#zone);
    const monthToDate = resolvePeriod({ preset: "thisMonth" }, today);
    const whole = summarize(period, NO_FILTER);
    const [periodSummary, filtered, previous, todaySummary, month, latest, setAside, coverage] = await Promise.all([
      whole,
      isFiltering(choices.filter) ? summarize(period, choices.filter) : whole,
      summarize(before, choices.filter),
      summarize({ since: today, until: today }, NO_FILTER),
      summarize(monthToDate, NO_FILTER),
      this.#ledger.latest(account.id, period, choices.filter, PAGE_SIZE),
      this.#ledger.setAsideRows(account.id, dates.since, dates.until),
      this.#ledger.coverage(account.id, dates.since, dates.until),
    ]);
    return {
      period: periodSummary,
      filtered,
      previous,
      previousPeriod: before,
      today: todaySummary.totals,
      month: month.totals,
      latest,
      setAside: setAside.length,
      coverage: periodCoverageOf(dates, coverage, now),
    };
  }

  async #latestBalance(account: Account): Promise<BalanceReading | undefined> {
    return (await this.#ledger.balances(account.id, 0)).at(-1);
  }

  async #choices(): Promise<Choices> {
    const text = await this.#ledger.readState(EVERYWHERE, CHOICES_KEY);
    return text === undefined ? FIRST_CHOICES : { ...FIRST_CHOICES, ...(JSON.parse(text) as Partial<Choices>) };
  }

  async #choose(choices: Choices): Promise<void> {
    await this.#ledger.writeState(EVERYWHERE, CHOICES_KEY, JSON.stringify(choices));
    await this.read();
  }

  #today(): Day {
    return todayIn(this.#zone, this.#clock() * 1000);
  }
}
