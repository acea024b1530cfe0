import type { Services } from "../app/application.ts";
import { type Account, PLAN_LIMITS } from "../domain/account.ts";
import type { Clock, Ledger, Log, SessionStore, UsageService } from "../domain/ports.ts";
import type { QuotaUse } from "../domain/quota.ts";
import type { Sandbox } from "../sandbox/server.ts";
import { MemorySession, type Secrets, storedSession } from "./secrets.ts";
import { readSetting } from "./settings.ts";

/** The UTC date on which the sample account was first opened. */
const ANCHOR_KEY = "anchor";

interface Dependencies {
  readonly ledger: Ledger;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly log: Log;
  /** Told when no request of an account passes before an instant (epoch ms). */
  readonly onWait: (accountId: string, until: number) => void;
}

/** Builds the service of each account once, and starts the sample account's own service when it is first asked for. */
export class AccountServices implements Services {
  readonly #dependencies: Dependencies;
  readonly #services = new Map<string, Promise<UsageService>>();
  #sandbox: Promise<Sandbox> | undefined;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  async serviceFor(account: Account): Promise<UsageService> {
    let service = this.#services.get(account.id);
    if (service === undefined) {
      service = account.kind === "sample" ? this.#sampleService(account) : this.#liveService(account);
      this.#services.set(account.id, service);
      service.catch(() => this.#services.delete(account.id));
    }
    return service;
  }

  /** A service with credentials that are only being tried: nothing of it is stored. */
  async trial(account: Account, session: MemorySession): Promise<UsageService> {
    return this.#client(account, account.baseUrl, session);
  }

  /** The next `serviceFor` starts from what is stored then: after signing in or out. */
  forget(accountId: string): void {
    this.#services.delete(accountId);
  }

  async close(): Promise<void> {
    const sandbox = await this.#sandbox?.catch(() => undefined);
    await sandbox?.close();
  }

  async #liveService(account: Account): Promise<UsageService> {
    const { secrets, ledger } = this.#dependencies;
    return this.#client(account, account.baseUrl, storedSession(account, secrets, ledger));
  }

  async #sampleService(account: Account): Promise<UsageService> {
    this.#sandbox ??= this.#startSandbox(account);
    const { url, credentials } = await this.#sandbox;
    return this.#client(account, url, new MemorySession(credentials));
  }

  async #startSandbox(account: Account): Promise<Sandbox> {
    const { ledger, clock } = this.#dependencies;
    const { startSampleAccount } = await import("../sandbox/sampleAccount.ts");
    const stored = await ledger.readState(account.id, ANCHOR_KEY);
    const anchor = stored ?? new Date(clock()).toISOString().slice(0, 10);
    if (stored === undefined) await ledger.writeState(account.id, ANCHOR_KEY, anchor);
    return startSampleAccount(anchor, account.plan, clock);
  }

  async #client(account: Account, baseUrl: string, sessionStore: SessionStore): Promise<UsageService> {
    const { ledger, clock, log } = this.#dependencies;
    const { createClient } = await import("../deepvue/createClient.ts");
    // All requests of all editor windows share one budget per account, kept in the ledger.
    const budget = {
      take: (use: QuotaUse, now: number) => {
        const limits = PLAN_LIMITS[account.kind === "sample" ? account.plan : readSetting("deepvue.plan")];
        return ledger.takeRequest(account.id, limits, use, now);
      },
      settle: (grantedAt: number, answeredAt: number) => ledger.settleRequest(account.id, grantedAt, answeredAt),
      pause: (until: number) => ledger.pauseRequests(account.id, until),
      onWait: (until: number) => this.#dependencies.onWait(account.id, until),
    };
    return createClient(baseUrl, sessionStore, budget, clock, log);
  }
}
