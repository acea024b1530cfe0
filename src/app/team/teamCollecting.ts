import type { Account } from "../../domain/account.ts";
import type { EpochMs } from "../../domain/epoch.ts";
import type { Balances, Intakes, LedgerChanges, Publishing, ReportsReading } from "../../domain/ledgerPorts.ts";
import type { Clock } from "../../domain/ports.ts";
import { type Problem, problemOf } from "../../domain/problem.ts";
import type { TeamLeases, TeamPublishing, TeamReading } from "../../domain/teamStore.ts";
import { repeat, setQuietTimer } from "../../domain/timer.ts";
import type { Transaction } from "../../domain/transaction.ts";
import { CollectorSeat } from "./collectorSeat.ts";
import { type Published, publishChanges } from "./publisher.ts";
import { seedFromTeam } from "./seeding.ts";
import { publishWallet } from "./walletPublishing.ts";

/** What changes within this is published together. */
const GATHER_MS = 1_000;
/** What failed, or was overtaken, is tried again by then. */
const AGAIN_MS = 30_000;
const CLEAN_UP_MS = 3_600_000;

/** What happened, for a log. */
export type TeamEvent =
  | { readonly kind: "collecting"; readonly seeded: number }
  | { readonly kind: "published"; readonly published: Published }
  | { readonly kind: "cleaned"; readonly loads: number }
  | { readonly kind: "problem"; readonly problem: Problem }
  | { readonly kind: "reachable" };

interface Dependencies {
  readonly accounts: readonly Account[];
  readonly ledger: Publishing & Intakes & Balances & LedgerChanges & Pick<ReportsReading, "coverage">;
  readonly team: TeamPublishing;
  readonly reading: TeamReading;
  readonly leases: TeamLeases;
  readonly store: string;
  readonly collector: string;
  readonly holder: string;
  readonly bytesOf: (rows: readonly Transaction[]) => Promise<Uint8Array>;
  readonly clock: Clock;
  readonly onEvent: (account: Account, event: TeamEvent) => void;
}

interface Seated {
  readonly account: Account;
  readonly seat: CollectorSeat;
}

/** Keeps a team's store as the ledger is, for the accounts whose collector this process is; one account at a time. */
export class TeamCollecting {
  readonly #dependencies: Dependencies;
  readonly #seats: readonly Seated[];
  readonly #stop = new AbortController();
  #publishing: Promise<void> = Promise.resolve();
  #isWaiting = false;
  /** By account: until when the store has the wallet's readings. */
  readonly #walletsUntil = new Map<string, EpochMs>();
  readonly #ends: (() => void)[] = [];

  constructor(dependencies: Dependencies) {
    const { accounts, leases, clock, holder, onEvent } = dependencies;
    this.#dependencies = dependencies;
    this.#seats = accounts.map((account) => ({
      account,
      seat: new CollectorSeat(account.id, {
        leases,
        clock,
        holder,
        onTaken: async () => this.#begin(account),
        onProblem: (problem) =>
          onEvent(account, problem === undefined ? { kind: "reachable" } : { kind: "problem", problem }),
      }),
    }));
  }

  /** Resolves when it is known for which accounts this process collects now. */
  async start(): Promise<void> {
    for (const { seat } of this.#seats) await seat.begin();
    this.#ends.push(
      this.#dependencies.ledger.onDidChange(() => this.#publishSoon()),
      repeat(AGAIN_MS, () => this.#publishSoon()),
      repeat(CLEAN_UP_MS, () => void this.#cleanUp()),
    );
    this.#publishSoon();
  }

  /** Whether this process may ask the service for an account. Of one that is none of the team's, nobody needs to decide. */
  isCollector(accountId: string): boolean {
    const seated = this.#seats.find(({ account }) => account.id === accountId);
    return seated === undefined || seated.seat.isHeld;
  }

  /** Publishes what is left, gives every seat back, and resolves. */
  async end(): Promise<void> {
    for (const end of this.#ends) end();
    await this.#publishing;
    await this.#publishAll();
    this.#stop.abort();
    for (const { seat } of this.#seats) await seat.end();
  }

  async #begin(account: Account): Promise<void> {
    const { ledger, reading, bytesOf, onEvent, clock } = this.#dependencies;
    // Who collected meanwhile has told more.
    this.#walletsUntil.delete(account.id);
    const seeded = await seedFromTeam({ ledger, team: reading, bytesOf }, account, clock(), this.#stop.signal);
    onEvent(account, { kind: "collecting", seeded });
  }

  #publishSoon(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    setQuietTimer(GATHER_MS, () => {
      this.#isWaiting = false;
      if (!this.#stop.signal.aborted) this.#publishing = this.#publishing.then(() => this.#publishAll());
    });
  }

  async #publishAll(): Promise<void> {
    const { ledger, team, reading, store, collector, clock, onEvent } = this.#dependencies;
    for (const { account, seat } of this.#seats) {
      if (!seat.isHeld) continue;
      try {
        const published = await publishChanges({ ledger, team, store, collector }, account, this.#stop.signal);
        if (published.outcome !== "nothing") onEvent(account, { kind: "published", published });
        const before = this.#walletsUntil.get(account.id);
        this.#walletsUntil.set(account.id, await publishWallet({ ledger, team, reading }, account, clock(), before));
      } catch (error) {
        onEvent(account, { kind: "problem", problem: problemOf(error) });
      }
    }
  }

  async #cleanUp(): Promise<void> {
    const [first] = this.#seats;
    if (first?.seat.isHeld !== true) return;
    try {
      const loads = await this.#dependencies.team.cleanUp();
      if (loads > 0) this.#dependencies.onEvent(first.account, { kind: "cleaned", loads });
    } catch (error) {
      this.#dependencies.onEvent(first.account, { kind: "problem", problem: problemOf(error) });
    }
  }
}
