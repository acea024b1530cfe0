import type { Services } from "../app/application.ts";
import { type Account, PLAN_LIMITS, type Plan } from "../domain/account.ts";
import type { EpochMs } from "../domain/epoch.ts";
import type { Accounts, RequestQuota, SharedStates } from "../domain/ledgerPorts.ts";
import type { Refusal } from "../domain/pause.ts";
import type { Clock, Log, SessionStore, UsageService } from "../domain/ports.ts";
import { ProblemError } from "../domain/problem.ts";
import type { QuotaUse } from "../domain/quota.ts";
import type { Redactor } from "../domain/redactor.ts";
import { type MemorySession, type Secrets, storedSession } from "./secrets.ts";

/** The UTC date on which the sample account was first opened. */
const ANCHOR_KEY = "anchor";

interface Dependencies {
  readonly ledger: Accounts & SharedStates & RequestQuota;
  readonly secrets: Secrets;
  /** The plan whose limits hold for an account, as it is set now. */
  readonly planOf: (account: Account) => Plan;
  readonly clock: Clock;
  readonly log: Log;
  readonly redactor: Redactor;
  /** Told when no request of an account passes before an instant. */
  readonly onWait: (accountId: string, until: EpochMs) => void;
}

/** Builds the service of each account once. */
export class AccountServices implements Services {
  readonly #dependencies: Dependencies;
  readonly #services = new Map<string, Promise<UsageService>>();

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  async serviceFor(account: Account): Promise<UsageService> {
    if (account.kind === "team")
      throw new ProblemError({ kind: "internal", detail: "a team's account asks the service nothing" });
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

  async #liveService(account: Account): Promise<UsageService> {
    const { secrets, ledger } = this.#dependencies;
    return this.#client(account, account.baseUrl, storedSession(account, secrets, ledger));
  }

  async #sampleService(account: Account): Promise<UsageService> {
    const { ledger, clock } = this.#dependencies;
    const { createSampleService } = await import("../sandbox/sampleService.ts");
    const stored = await ledger.readState(account.id, ANCHOR_KEY);
    const today = new Date(clock()).toISOString().slice(0, 10);
    // A year that is made up to begin ahead of now would be empty.
    const anchor = stored === undefined || stored > today ? today : stored;
    if (anchor !== stored) await ledger.writeState(account.id, ANCHOR_KEY, anchor);
    return createSampleService(anchor, clock);
  }

  async #client(account: Account, baseUrl: string, sessionStore: SessionStore): Promise<UsageService> {
    const { ledger, planOf, clock, log, redactor } = this.#dependencies;
    const { createClient } = await import("../deepvue/createClient.ts");
    // All requests of all editor windows share one budget per account, kept in the ledger.
    const budget = {
      take: (use: QuotaUse, now: EpochMs) => {
        const limits = PLAN_LIMITS[planOf(account)];
        return ledger.takeRequest(account.id, limits, use, now);
      },
      settle: (grantedAt: EpochMs, answeredAt: EpochMs, outcome: "passed" | "unknown") =>
        ledger.settleRequest(account.id, grantedAt, answeredAt, outcome),
      refuse: (refusal: Refusal, grantedAt: EpochMs, now: EpochMs) =>
        ledger.refuseRequest(account.id, refusal, grantedAt, now),
      onWait: (until: EpochMs) => this.#dependencies.onWait(account.id, until),
    };
    return createClient(baseUrl, sessionStore, budget, clock, log, redactor);
  }
}
