import type { Account } from "../../domain/account.ts";
import type { EpochMs } from "../../domain/epoch.ts";
import type { AccountsReading, Intakes } from "../../domain/ledgerPorts.ts";
import type { Clock, Log, UsageService } from "../../domain/ports.ts";
import { ProblemError } from "../../domain/problem.ts";
import type { QuotaUse } from "../../domain/quota.ts";
import { throwIfAborted } from "../../domain/timer.ts";
import type { BodyTurns } from "./bodyTurns.ts";
import type { PlannedWindow } from "./coverage.ts";

/** Brings one report window at a time from the service into the ledger. */
export class ReportFetcher {
  readonly #ledger: AccountsReading & Intakes;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #turns: BodyTurns;

  constructor(ledger: AccountsReading & Intakes, clock: Clock, log: Log, turns: BodyTurns) {
    this.#turns = turns;
    this.#ledger = ledger;
    this.#clock = clock;
    this.#log = log;
  }

  /** Returns the number of rows received. Throws `ProblemError`, and then nothing of the window is stored. */
  async fetch(
    account: Account,
    service: UsageService,
    window: PlannedWindow,
    use: QuotaUse,
    signal: AbortSignal,
  ): Promise<number> {
    await this.#checkSignedIn(account, signal);
    // Whatever happens while the request waits for its turn may not be in the answer, so this is the instant that counts.
    const readAt = this.#clock();
    const body = await service.openReport({ since: window.since, until: window.until }, use, signal);
    // A clock that is ahead of the service's must not seal dates that go on growing.
    const believedAt = readAt - service.clockLead();
    return this.#turns.take(body, signal, () => this.#store(account, window, body, believedAt, signal));
  }

  async #store(
    account: Account,
    window: PlannedWindow,
    body: AsyncIterable<Uint8Array>,
    readAt: EpochMs,
    signal: AbortSignal,
  ): Promise<number> {
    const intake = await this.#ledger.beginIntake(account.id, { since: window.since, until: window.until });
    try {
      for await (const chunk of body) {
        throwIfAborted(signal);
        await intake.write(chunk);
      }
      await this.#checkSignedIn(account, signal);
    } catch (error) {
      await intake.abort().catch(() => undefined);
      throw error;
    }
    const { received, inserted, updated, repeated, setAside } = await intake.commit(window.covers, readAt);
    this.#log.info(
      `window ${window.since}…${window.until}: ${received} rows, ${inserted} new, ${updated} changed, ${repeated} known, ${setAside} set aside`,
    );
    return received;
  }

  /** Whoever signed out, perhaps deleting the history, must not find it growing again. */
  async #checkSignedIn(account: Account, signal: AbortSignal): Promise<void> {
    const accounts = await this.#ledger.accounts();
    throwIfAborted(signal);
    if (accounts.some(({ id }) => id === account.id)) return;
    throw new ProblemError({ kind: "cancelled", detail: "signed out" });
  }
}
