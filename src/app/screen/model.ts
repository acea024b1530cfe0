import type { Account } from "../../domain/account.ts";
import type { AppState } from "../../domain/appState.ts";
import { coarsened } from "../../domain/bucket.ts";
import type { CycleStart } from "../../domain/calendar.ts";
import { CoalescedWork } from "../../domain/coalescedWork.ts";
import { type EpochMs, microsOf } from "../../domain/epoch.ts";
import { NO_FILTER } from "../../domain/filter.ts";
import { happened } from "../../domain/instant.ts";
import type {
  AccountsReading,
  BalancesReading,
  Counting,
  LeasesReading,
  LedgerChanges,
  LedgerOpener,
  ReportsReading,
  RequestUseReading,
  SharedStates,
  SummariesReading,
} from "../../domain/ledgerPorts.ts";
import { Listeners } from "../../domain/listeners.ts";
import type { OutcomeWords } from "../../domain/outcomeWords.ts";
import { DEFAULT_PERIOD, namedChoice, resolvePeriod, todayIn } from "../../domain/period.ts";
import type { Clock, Log } from "../../domain/ports.ts";
import { type Problem, problemOf } from "../../domain/problem.ts";
import type { Asker } from "../../domain/quota.ts";
import { type SetTimer, setTimer } from "../../domain/timer.ts";
import type { Watch } from "../../domain/watch/watch.ts";
import { isAlive, type LaneState, readLane, shownPhase } from "../sync/syncState.ts";
import { type Choices, changeChoices, readChoices } from "./choices.ts";
import { type OwnTrouble, othersTurnUntil, shownTrouble, troubleAfter } from "./ownTrouble.ts";
import { readOwnRequests } from "./readOwnRequests.ts";
import { readUsage } from "./usage.ts";

/** Settings that decide what is counted where. */
interface CountingSettings {
  readonly zone: string;
  readonly cycleStart: CycleStart;
  readonly outcomes: OutcomeWords;
}

/** What the state is read from; the choices are written too. */
type ScreenLedger = LedgerOpener &
  LedgerChanges &
  Counting &
  AccountsReading &
  SharedStates &
  LeasesReading &
  BalancesReading &
  RequestUseReading &
  SummariesReading &
  ReportsReading;

interface Dependencies extends CountingSettings {
  readonly ledger: ScreenLedger;
  readonly clock: Clock;
  readonly log: Log;
  /** In place of what the user has chosen in an editor window: a server looks at one account for ever, and at nothing when it is signed out. */
  readonly choices?: Choices;
  /** In place of {@link SETTLE_MS}. */
  readonly settleMs?: number;
  readonly setTimer?: SetTimer;
}

/** Changes that come in a row are shown at this distance. */
const SETTLE_MS = 250;
/** While a run is under way, which commits several times a second: to draw all surfaces anew costs more than to fetch a report window. */
const SETTLE_IN_RUN_MS = 1_000;
/**
 * Where it takes long to read what is shown, to draw it takes as long again and longer: then a run has this many times as much for itself
 * before its numbers are shown anew, but its end is shown as soon as anywhere, and nobody who watches thinks that it has stopped.
 */
const REST_IN_RUN = 8;
const LONGEST_REST_IN_RUN_MS = 5_000;
/** No state is outdated by itself later than this; a clock that was set back must not delay it. */
const LONGEST_MS = 2 * 60_000;
/** A ledger that could not be read is tried again after this. */
const RETRY_MS = 60_000;

/**
 * Holds the one {@link AppState} of this editor window. It is read from the ledger as a whole: after a choice, and after every
 * change of the ledger, by whichever window. Reads never overlap; what is wished for meanwhile causes one more read.
 */
export class Model {
  readonly #ledger: ScreenLedger;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #setTimer: SetTimer;
  readonly #settleMs: number;
  readonly #choices: Choices | undefined;
  readonly #listeners: Listeners<AppState>;
  #stopListening = (): void => undefined;
  #cancelTimer = (): void => undefined;
  #settings: CountingSettings;
  /** What the ledger counts by; undefined while it has not been told, or may have forgotten it. */
  #told: CountingSettings | undefined;
  #state: AppState;
  #watch: Watch | undefined;
  /** By account: what only this editor window can not do. */
  readonly #ownTroubles = new Map<string, OwnTrouble>();
  /** By account: when this editor window last refreshed it. */
  readonly #ownRefreshes = new Map<string, EpochMs>();
  /** A failure that could not be written to the ledger. */
  #unwritten: { readonly problem: Problem; readonly at: EpochMs } | undefined;
  readonly #reading = new CoalescedWork(
    () => this.#readOnce(),
    () => this.#setReminder(),
  );
  #isDisposed = false;
  #lastFailure = "";
  #hasChanged = false;
  /** Choices that are being stored: a change of the ledger too, which is read when they are. */
  #choosing = 0;
  #readAt = 0;
  /** How long the last reading took. */
  #readingMs = 0;
  /** When it was last looked whether the run that is shown goes on. */
  #lookedAt = 0;
  /** When the state is outdated by itself: a run's heartbeat ends, or a failed reading is tried again. */
  #validUntil = Number.POSITIVE_INFINITY;

  constructor(dependencies: Dependencies) {
    const { ledger, clock, log, zone, cycleStart, outcomes, choices, setTimer: timer = setTimer } = dependencies;
    this.#ledger = ledger;
    this.#settleMs = dependencies.settleMs ?? SETTLE_MS;
    this.#choices = choices;
    this.#clock = clock;
    this.#log = log;
    this.#listeners = new Listeners((error) => log.error(`after a change of the state: ${problemOf(error).detail}`));
    this.#setTimer = timer;
    this.#settings = { zone, cycleStart, outcomes };
    const today = todayIn(zone, microsOf(clock()));
    this.#state = {
      loaded: false,
      accounts: [],
      zone,
      cycleStart,
      today,
      choice: DEFAULT_PERIOD,
      period: resolvePeriod(DEFAULT_PERIOD, today, cycleStart),
      filter: NO_FILTER,
      granularity: "day",
      outcomes,
      sync: { phase: "idle" },
    };
  }

  get state(): AppState {
    return this.#state;
  }

  /** Calls back after every change of the state. Returns the unsubscriber. */
  onDidChange(listener: (state: AppState) => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Nothing is read and nobody is told any more; see {@link idle} for what is under way. */
  dispose(): void {
    this.#isDisposed = true;
    this.#stopListening();
    this.#cancelTimer();
    this.#listeners.clear();
  }

  /** Resolves when no reading is under way. */
  async idle(): Promise<void> {
    await this.#reading.idle();
  }

  /** Opens the ledger under the settings in force and reads it for the first time. A failure is in the state then. */
  async open(): Promise<void> {
    if (this.#isDisposed) return;
    this.#stopListening = this.#ledger.onDidChange(() => {
      this.#hasChanged = true;
      this.#setReminder();
    });
    await this.read();
  }

  /** Puts settings in force; until everything has been counted anew, the last numbers stay. */
  async applySettings(settings: CountingSettings): Promise<void> {
    this.#settings = settings;
    await this.read();
  }

  /** Marks the numbers with a failure that could not be written to the ledger, until a run that ends later is. */
  markUnwritten(problem: Problem): void {
    this.#unwritten = { problem, at: this.#clock() };
    this.#show({ ...this.#state, problem });
  }

  /** Puts one or several choices in force; what is chosen together costs one reading. */
  async choose(change: Partial<Choices>): Promise<void> {
    this.#choosing++;
    try {
      await changeChoices(this.#ledger, change);
    } finally {
      this.#choosing--;
      this.#setReminder();
    }
    await this.read();
  }

  /** Notes what keeps this editor window from asking for an account, and who wanted it. */
  markOwnTrouble(accountId: string, problem: Problem, asker: Asker): void {
    const attempt = { problem, asker, at: this.#clock() };
    const syncedAt = this.#state.account?.id === accountId ? this.#state.syncedAt : undefined;
    this.#ownTroubles.set(accountId, troubleAfter(this.#ownTroubles.get(accountId), attempt, syncedAt));
    void this.read();
  }

  /** Notes that this editor window has refreshed an account, as the ledger says at `at`. */
  markOwnRefresh(accountId: string, at: EpochMs): void {
    this.#ownRefreshes.set(accountId, at);
  }

  /** Notes that nothing keeps this editor window from asking for an account any more. */
  clearOwnTrouble(accountId: string): void {
    if (this.#ownTroubles.delete(accountId)) void this.read();
  }

  /** Adds what the watcher made of the numbers on screen. */
  setWatch(watch: Watch): void {
    this.#watch = watch;
    if (this.#state.account?.id === watch.accountId) this.#show({ ...this.#state, watch });
  }

  /** Reads anew when a day of the billing time zone has ended since the last reading; true when it did. */
  turnDay(): boolean {
    if (this.#state.today === todayIn(this.#state.zone, microsOf(this.#clock()))) return false;
    void this.read();
    return true;
  }

  /** Reads the ledger; resolves when the state holds everything that was committed before the call. */
  async read(): Promise<void> {
    if (this.#isDisposed) return;
    return this.#reading.wish();
  }

  async #readOnce(): Promise<void> {
    if (this.#isDisposed) return;
    this.#hasChanged = false;
    // What it was to remind of is read now.
    this.#cancelTimer();
    const begunAt = this.#clock();
    try {
      this.#show(await this.#readState());
      this.#lastFailure = "";
    } catch (error) {
      // The last good numbers stay on screen, marked with the problem. A ledger begun afresh knows no settings.
      const problem = problemOf(error);
      if (this.#isDisposed) return;
      // It is tried again every minute; what stays the same is told once.
      const told = `reading the ledger failed: ${problem.kind}: ${problem.detail}`;
      if (told !== this.#lastFailure) this.#log.error(told);
      this.#lastFailure = told;
      this.#told = undefined;
      this.#validUntil = this.#clock() + RETRY_MS;
      const isUnavailable = problem.kind === "storage" && this.#state.account === undefined;
      const why = isUnavailable ? { problem, unavailable: problem } : { problem };
      this.#show({ ...this.#state, loaded: true, sync: { phase: "idle" }, ...why });
    }
    this.#readAt = this.#clock();
    this.#readingMs = this.#readAt - begunAt;
  }

  /** Reads again when that is due: soon after a change, or when the state is outdated by itself. */
  #setReminder(): void {
    if (this.#reading.isRunning || this.#choosing > 0 || this.#isDisposed) return;
    const now = this.#clock();
    // A clock that was set back must not delay a reading for as long as it was wrong.
    const pause = this.#state.sync.phase === "syncing" ? Math.max(SETTLE_IN_RUN_MS, this.#settleMs) : this.#settleMs;
    const settled = Math.min(Math.max(this.#readAt, this.#lookedAt), now) + pause;
    const due = this.#hasChanged ? settled : this.#validUntil;
    this.#cancelTimer();
    if (Number.isFinite(due))
      this.#cancelTimer = this.#setTimer(Math.min(Math.max(0, due - now), LONGEST_MS), () => void this.#readWhenDue());
  }

  async #readWhenDue(): Promise<void> {
    if (!this.#hasChanged || !(await this.#isRunLeftAlone())) return this.read();
    this.#setReminder();
  }

  /** Looks whether the run that is shown goes on and may yet do so unseen. */
  async #isRunLeftAlone(): Promise<boolean> {
    const { sync, account } = this.#state;
    if (sync.phase !== "syncing" || account === undefined) return false;
    const now = this.#clock();
    const rested = now - this.#readAt;
    // A clock that was set back must not delay a reading for as long as it was wrong.
    if (rested < 0 || rested >= Math.min(REST_IN_RUN * this.#readingMs, LONGEST_REST_IN_RUN_MS)) return false;
    this.#lookedAt = now;
    try {
      const [refresh, history] = await this.#lanes(account, now);
      return shownPhase(refresh, history, now).phase === "syncing";
    } catch {
      // Reading says what is wrong.
      return false;
    }
  }

  async #lanes({ id }: Account, now: EpochMs): Promise<[LaneState, LaneState]> {
    return Promise.all([readLane(this.#ledger, id, "refresh", now), readLane(this.#ledger, id, "history", now)]);
  }

  async #readState(): Promise<AppState> {
    const opening = await this.#ledger.open();
    const { zone, cycleStart, outcomes } = await this.#tellSettings();
    const now = this.#clock();
    const today = todayIn(zone, microsOf(now));
    const [accounts, choices] = await Promise.all([
      this.#ledger.accounts(),
      this.#choices ?? readChoices(this.#ledger),
    ]);
    const chosen = accounts.find(({ id }) => id === choices.accountId);
    const account = this.#choices === undefined ? (chosen ?? accounts[0]) : chosen;
    const { filter } = choices;
    const choice = namedChoice(choices.period, cycleStart);
    const period = resolvePeriod(choice, today, cycleStart);
    const granularity = coarsened(choices.granularity, period);
    const sync = { phase: "idle" } as const;
    const shown = { choice, period, filter, granularity };
    const base = { loaded: true, ledger: opening, accounts, zone, cycleStart, today, ...shown, sync };
    this.#validUntil = Number.POSITIVE_INFINITY;
    if (account === undefined) return { ...base, outcomes };
    const reading = Promise.all([
      this.#lanes(account, now),
      readUsage(this.#ledger, account.id, { ...choices, granularity }, { zone, cycleStart, today, now }),
      this.#ledger.lastBalance(account.id, now),
    ]);
    if (account.kind === "team" && this.#state.account?.id !== account.id) {
      // Other numbers than its own may not stay on screen.
      const failure = await reading.then(nothing, problemOf);
      if (failure !== undefined) {
        this.#validUntil = now + RETRY_MS;
        return { ...base, outcomes, account, problem: failure };
      }
    }
    const [[refresh, history], usage, balance] = await reading;
    const ownRequests = await readOwnRequests(this.#ledger, account, usage, { zone, cycleStart, today, now });
    for (const lane of [refresh, history]) {
      // A run that dies writes nothing any more.
      if (isAlive(lane, now)) this.#validUntil = Math.min(this.#validUntil, lane.aliveUntil);
    }
    const unwrittenAt = happened(this.#unwritten?.at, now) ?? 0;
    if ((refresh.attemptedAt ?? 0) > unwrittenAt) this.#unwritten = undefined;
    const own = this.#ownTroubles.get(account.id);
    // Whoever else reads a team's numbers does not bring them here.
    const refreshed =
      account.kind === "team" ? {} : { syncedAt: refresh.syncedAt, ownSyncedAt: this.#ownRefreshes.get(account.id) };
    const turnUntil = own && othersTurnUntil(own, refreshed, now);
    if (turnUntil !== undefined) this.#validUntil = Math.min(this.#validUntil, turnUntil);
    const problem = this.#unwritten?.problem ?? shownTrouble(own, refreshed, now) ?? refresh.problem;
    return {
      ...base,
      outcomes,
      account,
      usage,
      ...(balance === undefined ? {} : { balance }),
      ...(ownRequests === undefined ? {} : { ownRequests }),
      sync: shownPhase(refresh, history, now),
      ...(refresh.syncedAt === undefined ? {} : { syncedAt: refresh.syncedAt }),
      ...(problem === undefined ? {} : { problem }),
      ...(this.#watch?.accountId === account.id ? { watch: this.#watch } : {}),
    };
  }

  /** Has the ledger count by the settings in force, which takes a while after a change of zone; nothing is read meanwhile. */
  async #tellSettings(): Promise<CountingSettings> {
    const settings = this.#settings;
    if (settings !== this.#told) {
      if (this.#state.loaded && this.#state.zone !== settings.zone) {
        this.#show({ ...this.#state, sync: { phase: "recounting" } });
      }
      await this.#ledger.setOutcomes(settings.outcomes);
      await this.#ledger.setZone(settings.zone);
      this.#told = settings;
    }
    return settings;
  }

  #show(state: AppState): void {
    if (this.#isDisposed) return;
    this.#state = state;
    this.#listeners.tell(state);
  }
}

function nothing(): undefined {}
