import type { Account, PlanLimits } from "../domain/account.ts";
import type { CycleStart } from "../domain/calendar.ts";
import type { Ledger } from "../domain/ledgerPorts.ts";
import type { OutcomeWords } from "../domain/outcomeWords.ts";
import type { Clock, Log, UsageService } from "../domain/ports.ts";
import type { TeamNews } from "../domain/teamStore.ts";
import type { SetTimer } from "../domain/timer.ts";
import type { Budget } from "../domain/watch/budget.ts";
import type { Watch } from "../domain/watch/watch.ts";
import { BackgroundRefresh } from "./background.ts";
import type { Choices } from "./screen/choices.ts";
import { Model } from "./screen/model.ts";
import type { BodyTurns } from "./sync/bodyTurns.ts";
import { Runs } from "./sync/runs.ts";
import { Synchronizer } from "./sync/synchronizer.ts";
import { Alerts } from "./watch/alerts.ts";
import { Watcher } from "./watch/watcher.ts";

/** The service of each account, built by whoever connects the application to the world. */
export interface Services {
  serviceFor(account: Account): Promise<UsageService>;
  /** The next `serviceFor` starts from what is stored then. */
  forget(accountId: string): void;
}

/** Where credentials and tokens are kept. */
export interface SecretStore {
  /** Removes everything of an account. */
  forget(accountId: string): Promise<void>;
}

/** Settings, read when they are needed. */
export interface ApplicationSettings {
  readonly billingTimeZone: () => string;
  readonly billingCycleStart: () => CycleStart;
  readonly outcomes: () => OutcomeWords;
  readonly refreshMinutes: () => number;
  /** Those of the plan that holds for an account. */
  readonly limits: (account: Account) => PlanLimits;
  readonly budget: () => Budget;
}

export interface World {
  /** Closed by the application. */
  readonly ledger: Ledger;
  readonly services: Services;
  readonly secrets: SecretStore;
  readonly settings: ApplicationSettings;
  readonly clock: Clock;
  readonly log: Log;
  /** Names this editor window in leases; unique per process that has one. */
  readonly holder: string;
  /** Told of every new watch, after the state has it. */
  readonly onWatch: (watch: Watch) => void;
  /** Asks a team's database whether there is something new of an account; absent where no account is a team's. */
  readonly teamNews?: (accountId: string) => Promise<TeamNews>;
  /** Of a process that looks at one account whatever is chosen in editor windows. */
  readonly choices?: Choices;
  /** How far apart changes that come in a row are read, in ms, where nobody looks at a screen. */
  readonly settleMs?: number;
  /** Of a process in which several applications share a ledger. */
  readonly turns?: BodyTurns;
  readonly setTimer?: SetTimer;
}

/**
 * Everything of the extension that needs no VS Code, as one thing that is opened and closed: extension.ts, a command line and the
 * tests build the same. Whoever creates it closes it.
 */
export class Application {
  readonly ledger: Ledger;
  readonly runs = new Runs();
  readonly synchronizer: Synchronizer;
  readonly model: Model;
  readonly background: BackgroundRefresh;
  readonly watcher: Watcher;
  readonly alerts: Alerts;
  readonly #world: World;
  readonly #unsubscribe: () => void;
  #ending: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  constructor(world: World) {
    const { ledger, services, settings, clock, log, holder } = world;
    const timer = world.setTimer === undefined ? {} : { setTimer: world.setTimer };
    const { refreshMinutes, limits, budget } = settings;
    this.#world = world;
    this.ledger = ledger;
    this.synchronizer = new Synchronizer({
      ledger,
      serviceFor: (account) => services.serviceFor(account),
      clock,
      log,
      holder,
      runs: this.runs,
      onUnwritten: (problem) => this.model.markUnwritten(problem),
      onOwnTrouble: (accountId, problem, asker) => this.model.markOwnTrouble(accountId, problem, asker),
      onRefreshed: (accountId, at) => this.model.markOwnRefresh(accountId, at),
      onReady: (accountId) => this.model.clearOwnTrouble(accountId),
      follow: async ({ id }) => {
        const news = await world.teamNews?.(id);
        if (news?.isNew === true) await this.model.read();
        return news?.readAt;
      },
      ...(world.turns === undefined ? {} : { turns: world.turns }),
      ...timer,
    });
    const choices = world.choices === undefined ? {} : { choices: world.choices };
    const settle = world.settleMs === undefined ? {} : { settleMs: world.settleMs };
    this.model = new Model({ ledger, clock, log, ...countingIn(settings), ...choices, ...settle, ...timer });
    const { model, synchronizer } = this;
    this.background = new BackgroundRefresh({
      model,
      ledger,
      synchronizer,
      clock,
      log,
      refreshMinutes,
      limits,
      ...timer,
    });
    this.watcher = new Watcher({ model, ledger, clock, log, budget, onWatch: world.onWatch });
    this.alerts = new Alerts(ledger, clock, log);
    this.#unsubscribe = model.onDidChange(() => this.#stopSignedOut());
  }

  /** Begins to work by itself with the next change of the state: refreshes, backfills, watches. Without it, only what is asked for happens. */
  start(): void {
    this.background.start();
    this.watcher.start();
  }

  /** Opens the ledger and reads it for the first time; a failure is in the model's state then. */
  async open(): Promise<void> {
    await this.model.open();
  }

  /** Puts changed settings in force. */
  applySettings(): void {
    void this.model.applySettings(countingIn(this.#world.settings));
    this.background.reschedule();
    this.watcher.consider();
  }

  /**
   * Signs an account out, in all editor windows. The ledger forgets it first: from that commit on nobody writes anything for it. Then
   * this window's work for it is stopped and awaited, and only then secrets and, where wished for, the history go, with the damaged
   * ledgers that were set aside and may hold it too.
   */
  async signOut(accountId: string, history: "keep" | "delete" | "deleteWithCopies"): Promise<void> {
    const { ledger, secrets, services } = this.#world;
    try {
      await ledger.forgetAccount(accountId);
      await this.#stop(accountId);
    } finally {
      // Whatever the ledger says: who signs out wants the secrets gone.
      await secrets.forget(accountId);
      services.forget(accountId);
    }
    if (history !== "keep") await ledger.deleteHistory(accountId);
    if (history === "deleteWithCopies") await ledger.deleteSetAsideFiles();
    await this.model.choose({ accountId: undefined });
  }

  /**
   * Stops everything and waits for it: leases and phases are given back, so that the next editor window goes on at once, and the
   * ledger is closed. Nothing is under way afterwards, and nothing begins any more. May be called again.
   */
  async close(): Promise<void> {
    this.#closing ??= this.end().then(() => this.#world.ledger.close());
    await this.#closing;
  }

  /** The same, but for the ledger, which others still use. */
  async end(): Promise<void> {
    this.#ending ??= this.#end();
    await this.#ending;
  }

  async #end(): Promise<void> {
    const { background, watcher, model, runs, synchronizer } = this;
    this.#unsubscribe();
    background.dispose();
    watcher.dispose();
    model.dispose();
    await runs.end();
    await Promise.all([synchronizer.idle(), background.idle(), watcher.idle(), model.idle()]);
  }

  async #stop(accountId: string): Promise<void> {
    await this.runs.stop(accountId);
    await this.synchronizer.idle(accountId);
  }

  /** What is under way for an account that another editor window has signed out. */
  #stopSignedOut(): void {
    const { loaded, accounts } = this.model.state;
    if (!loaded) return;
    for (const accountId of this.runs.accounts()) {
      if (accounts.some(({ id }) => id === accountId)) continue;
      this.#world.services.forget(accountId);
      void this.#stop(accountId);
    }
  }
}

/** What decides what is counted where. */
function countingIn({ billingTimeZone, billingCycleStart, outcomes }: ApplicationSettings) {
  return { zone: billingTimeZone(), cycleStart: billingCycleStart(), outcomes: outcomes() };
}
