import type { Account } from "../domain/account.ts";
import type { AppState } from "../domain/appState.ts";
import type { Day } from "../domain/day.ts";
import type { EpochMs } from "../domain/epoch.ts";
import { repeat } from "../domain/timer.ts";
import type { AccountMetrics } from "../domain/watch/accountMetrics.ts";
import { Application, type World } from "./application.ts";
import { FIRST_CHOICES } from "./screen/choices.ts";
import { BodyTurns } from "./sync/bodyTurns.ts";
import { isOwnTrouble, readIntent } from "./sync/syncState.ts";
import type { Channel } from "./watch/channel.ts";
import { readMetrics } from "./watch/readMetrics.ts";

/** What an application is built from, but for what is each account's own. */
export type SharedWorld = Omit<World, "holder" | "onWatch" | "choices" | "settleMs" | "turns">;

interface Dependencies {
  readonly world: SharedWorld;
  readonly accounts: readonly Account[];
  /** A name for leases that nobody else has. */
  readonly holder: string;
  /** The team's channel for an account; undefined: nobody is told of its alerts. */
  readonly channelOf: (account: Account) => Channel | undefined;
  /** Told after every change of an account's state. */
  readonly onState: (account: Account, state: AppState) => void;
}

interface Collected {
  readonly account: Account;
  readonly application: Application;
  readonly channel: Channel | undefined;
}

const TICK_MS = 60_000;
/**
 * Every account's numbers are read after a change of the ledger, whosever it was: with forty accounts whose histories are being loaded,
 * to read as often as for a screen would take the ledger's thread for nothing else. A change after a quiet while is still read at once.
 */
const SETTLE_MS = 5_000;

/**
 * Keeps several accounts of one ledger up to date, whatever is chosen on an editor's screen, and has a team's channel told of what is
 * found. The ledger is its caller's.
 */
export class Collector {
  readonly #world: SharedWorld;
  readonly #collected: readonly Collected[];
  #stopTicking = (): void => undefined;

  constructor({ world, accounts, holder, channelOf, onState }: Dependencies) {
    this.#world = world;
    const turns = new BodyTurns();
    this.#collected = accounts.map((account) => {
      const channel = channelOf(account);
      const application = new Application({
        ...world,
        turns,
        settleMs: SETTLE_MS,
        holder: `${holder} ${account.id}`,
        onWatch: (watch) => channel?.judge(watch),
        choices: { ...FIRST_CHOICES, accountId: account.id },
      });
      application.model.onDidChange((state) => onState(account, state));
      return { account, application, channel };
    });
  }

  /** Begins to work by itself, also with what an earlier run has left for a channel. Failures are in the states then. */
  async start(): Promise<void> {
    for (const { application, channel } of this.#collected) {
      application.start();
      await application.open();
      channel?.deliver();
    }
    this.#stopTicking = repeat(TICK_MS, () => {
      for (const { application } of this.#collected) application.model.turnDay();
    });
  }

  /**
   * Wishes for the history of every account since a billing day, and begins. What an earlier run has read is not asked for again, and a
   * wish that goes further back stands. Throws `ProblemError` (storage).
   */
  async loadHistory(since: Day): Promise<void> {
    const { ledger, clock } = this.#world;
    for (const { account, application } of this.#collected) {
      const wished = await readIntent(ledger, account.id, clock());
      const isPart = wished?.status === "running" && wished.since <= since;
      if (!isPart) await application.background.loadHistory(account, since);
    }
  }

  /** The service lets nothing of an account pass before an instant. */
  pauseUntil(accountId: string, until: EpochMs): void {
    for (const { account, application } of this.#collected) {
      if (account.id === accountId) application.synchronizer.pauseUntil(accountId, until);
    }
  }

  states(): readonly { readonly account: Account; readonly state: AppState }[] {
    return this.#collected.map(({ account, application }) => ({ account, state: application.model.state }));
  }

  /** As the ledger has them now. Throws `ProblemError` (storage, internal). */
  async metrics(): Promise<readonly AccountMetrics[]> {
    const { ledger, settings, clock } = this.#world;
    const counting = {
      zone: settings.billingTimeZone(),
      cycleStart: settings.billingCycleStart(),
      budget: settings.budget(),
    };
    return Promise.all(
      this.#collected.map(async ({ account, application }) => {
        const metrics = await readMetrics(ledger, account, counting, clock());
        // What only this process can not do is no failure of the lane that all share.
        const { problem } = application.model.state;
        const isTroubled = problem !== undefined && isOwnTrouble(problem);
        return isTroubled ? { ...metrics, syncFailures: Math.max(1, metrics.syncFailures ?? 0) } : metrics;
      }),
    );
  }

  /** Stops everything and waits for it: leases are given back, and a message on its way gets a moment. */
  async end(): Promise<void> {
    this.#stopTicking();
    for (const { channel } of this.#collected) channel?.dispose();
    await Promise.all(
      this.#collected.map(async ({ application, channel }) => {
        await application.end();
        await channel?.idle();
      }),
    );
  }
}
