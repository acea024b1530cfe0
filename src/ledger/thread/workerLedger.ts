import type { Account, HeaderStyle, PlanLimits } from "../../domain/account.ts";
import type { Day } from "../../domain/day.ts";
import type { TransactionFilter, TransactionSort } from "../../domain/filter.ts";
import type { Ledger } from "../../domain/ledgerPorts.ts";
import { Listeners } from "../../domain/listeners.ts";
import { NO_WORDS, type OutcomeWords } from "../../domain/outcomeWords.ts";
import type { Pause, Refusal } from "../../domain/pause.ts";
import type { Period } from "../../domain/period.ts";
import type {
  BalanceReading,
  CoverageDay,
  FileRows,
  HeldTransactions,
  LedgerCheck,
  LedgerOpening,
  PageKey,
  ReadReport,
  ReportIntake,
  ReportWindow,
  RowCount,
  SetAsideRow,
} from "../../domain/ports.ts";
import { ProblemError } from "../../domain/problem.ts";
import type { QuotaDecision, QuotaUse, RequestUse } from "../../domain/quota.ts";
import { Redactor } from "../../domain/redactor.ts";
import type { Granularity, HourUsage, Summary } from "../../domain/summary.ts";
import type { Micros, Transaction } from "../../domain/transaction.ts";
import { unpackHourly } from "../queries/hourlyUsage.ts";
import { unpackSummary } from "../queries/packedSummary.ts";
import type { LedgerMethods } from "./ledgerMethods.ts";
import type { LedgerThread } from "./ledgerThread.ts";
import { Caller } from "./rpc.ts";
import { ThreadIntake } from "./threadIntake.ts";

interface WorkerLedgerOptions {
  readonly onListenerError?: (error: unknown) => void;
  /** Blots secrets out of the reasons of failures: of a report, they are the service's words. */
  readonly redactor?: Redactor;
}

interface Running {
  readonly thread: LedgerThread;
  readonly caller: Caller<LedgerMethods>;
  readonly ended: Promise<void>;
}

/**
 * The ledger as the extension host sees it: every call goes to one long-lived thread, which starts on first use. When the thread
 * dies, the calls that wait fail, and the next one starts another; what the thread was told (the user's outcomes, listening) is told
 * again.
 */
export class WorkerLedger implements Ledger {
  readonly #start: () => LedgerThread;
  readonly #redactor: Redactor;
  readonly #listeners: Listeners<void>;
  #running: Running | undefined;
  #outcomes: OutcomeWords = NO_WORDS;
  #isClosed = false;

  constructor(
    start: () => LedgerThread,
    { onListenerError = reportUncaught, redactor = new Redactor() }: WorkerLedgerOptions = {},
  ) {
    this.#start = start;
    this.#redactor = redactor;
    this.#listeners = new Listeners(onListenerError);
  }

  async open(): Promise<LedgerOpening> {
    return this.#thread().call("open", []);
  }

  /**
   * Ends the thread by asking it to; `terminate` in a loop crashes Electron (electron#47986). It is for good: what is still under way
   * somewhere must not start the thread anew, so every later call throws `ProblemError` (cancelled).
   */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#listeners.clear();
    const running = this.#running;
    if (running === undefined) return;
    this.#running = undefined;
    await running.caller.call("close", []);
    running.thread.setBusy(true);
    await running.ended;
  }

  onDidChange(listener: () => void): () => void {
    const remove = this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#inBackground(async () => this.#thread().call("listen", []));
    return () => {
      if (!remove() || this.#listeners.size > 0 || this.#running === undefined) return;
      const { caller } = this.#running;
      this.#inBackground(async () => caller.call("unlisten", []));
    };
  }

  async accounts(): Promise<readonly Account[]> {
    return this.#thread().call("accounts", []);
  }

  async saveAccount(account: Account): Promise<void> {
    return this.#thread().call("saveAccount", [account]);
  }

  async saveHeaderStyle(accountId: string, style: HeaderStyle): Promise<void> {
    return this.#thread().call("saveHeaderStyle", [accountId, style]);
  }

  async forgetAccount(accountId: string): Promise<void> {
    return this.#thread().call("forgetAccount", [accountId]);
  }

  async deleteHistory(accountId: string): Promise<number> {
    return this.#thread().call("deleteHistory", [accountId]);
  }

  async setAsideFiles(): Promise<readonly string[]> {
    return this.#thread().call("setAsideFiles", []);
  }

  async deleteSetAsideFiles(): Promise<void> {
    return this.#thread().call("deleteSetAsideFiles", []);
  }

  async beginIntake(accountId: string, window: ReportWindow): Promise<ReportIntake> {
    const caller = this.#thread();
    return new ThreadIntake(caller, await caller.call("beginIntake", [accountId, window]));
  }

  async beginFileRows(accountId: string): Promise<FileRows> {
    const caller = this.#thread();
    return new ThreadIntake(caller, await caller.call("beginFileRows", [accountId]));
  }

  async coverage(accountId: string, since: Day, until: Day): Promise<readonly CoverageDay[]> {
    return this.#thread().call("coverage", [accountId, since, until]);
  }

  async reports(accountId: string, since: Day, until: Day): Promise<readonly ReadReport[]> {
    return this.#thread().call("reports", [accountId, since, until]);
  }

  async setAsideRows(accountId: string, since: Day, until: Day): Promise<readonly SetAsideRow[]> {
    return this.#thread().call("setAsideRows", [accountId, since, until]);
  }

  async countBetween(accountId: string, instants: readonly Micros[]): Promise<readonly RowCount[]> {
    return this.#thread().call("countBetween", [accountId, instants]);
  }

  async check(accountId: string): Promise<LedgerCheck> {
    return this.#thread().call("check", [accountId]);
  }

  async summarize(
    accountId: string,
    period: Period,
    granularity: Granularity,
    filter: TransactionFilter,
    before?: Micros,
  ): Promise<Summary> {
    return unpackSummary(await this.#thread().call("summarize", [accountId, period, granularity, filter, before]));
  }

  async hourly(accountId: string, period: Period): Promise<readonly HourUsage[]> {
    return unpackHourly(await this.#thread().call("hourly", [accountId, period]));
  }

  async count(accountId: string, period: Period | undefined, filter: TransactionFilter): Promise<number> {
    return this.#thread().call("count", [accountId, period, filter]);
  }

  async countNewer(accountId: string, period: Period, filter: TransactionFilter, at: Micros): Promise<number> {
    return this.#thread().call("countNewer", [accountId, period, filter, at]);
  }

  async rows(
    accountId: string,
    period: Period,
    filter: TransactionFilter,
    sort: TransactionSort,
    first: number,
    count: number,
  ): Promise<readonly Transaction[]> {
    return this.#thread().call("rows", [accountId, period, filter, sort, first, count]);
  }

  async latest(
    accountId: string,
    period: Period | undefined,
    filter: TransactionFilter,
    limit: number,
    after?: PageKey,
    signal?: AbortSignal,
  ): Promise<readonly Transaction[]> {
    return this.#thread().call("latest", [accountId, period, filter, limit, after], signal && { signal });
  }

  async openRows(accountId: string, period: Period, filter: TransactionFilter): Promise<HeldTransactions> {
    const caller = this.#thread();
    const { id, totals } = await caller.call("openRows", [accountId, period, filter]);
    return {
      totals,
      next: (limit) => caller.call("nextRows", [id, limit]),
      close: () => caller.call("closeRows", [id]),
    };
  }

  async find(accountId: string, idPart: string, limit: number, signal: AbortSignal): Promise<readonly Transaction[]> {
    return this.#thread().call("find", [accountId, idPart, limit], { signal });
  }

  async readState(accountId: string, key: string): Promise<string | undefined> {
    return this.#thread().call("readState", [accountId, key]);
  }

  async writeState(accountId: string, key: string, value: string): Promise<void> {
    return this.#thread().call("writeState", [accountId, key, value]);
  }

  async replaceState(accountId: string, key: string, before: string | undefined, after: string): Promise<boolean> {
    return this.#thread().call("replaceState", [accountId, key, before, after]);
  }

  async readTold(accountId: string, key: string): Promise<string | undefined> {
    return this.#thread().call("readTold", [accountId, key]);
  }

  async replaceTold(accountId: string, key: string, before: string | undefined, after: string): Promise<boolean> {
    return this.#thread().call("replaceTold", [accountId, key, before, after]);
  }

  async addBalance(accountId: string, reading: BalanceReading): Promise<void> {
    return this.#thread().call("addBalance", [accountId, reading]);
  }

  async balances(accountId: string, since: number): Promise<readonly BalanceReading[]> {
    return this.#thread().call("balances", [accountId, since]);
  }

  async lastBalance(accountId: string, now: number): Promise<BalanceReading | undefined> {
    return this.#thread().call("lastBalance", [accountId, now]);
  }

  async takeRequest(accountId: string, limits: PlanLimits, use: QuotaUse, now: number): Promise<QuotaDecision> {
    return this.#thread().call("takeRequest", [accountId, limits, use, now]);
  }

  async settleRequest(
    accountId: string,
    grantedAt: number,
    answeredAt: number,
    outcome: "passed" | "unknown",
  ): Promise<void> {
    return this.#thread().call("settleRequest", [accountId, grantedAt, answeredAt, outcome]);
  }

  async refuseRequest(accountId: string, refusal: Refusal, grantedAt: number, now: number): Promise<Pause> {
    return this.#thread().call("refuseRequest", [accountId, refusal, grantedAt, now]);
  }

  async liftPause(accountId: string, now: number): Promise<void> {
    return this.#thread().call("liftPause", [accountId, now]);
  }

  async requestUse(accountId: string, now: number): Promise<RequestUse> {
    return this.#thread().call("requestUse", [accountId, now]);
  }

  async takeLease(name: string, holder: string, ttlMs: number, now: number): Promise<boolean> {
    return this.#thread().call("takeLease", [name, holder, ttlMs, now]);
  }

  async isLeaseHeld(name: string, now: number): Promise<boolean> {
    return this.#thread().call("isLeaseHeld", [name, now]);
  }

  async renewLease(name: string, holder: string, ttlMs: number, now: number): Promise<boolean> {
    return this.#thread().call("renewLease", [name, holder, ttlMs, now]);
  }

  async releaseLease(name: string, holder: string): Promise<void> {
    return this.#thread().call("releaseLease", [name, holder]);
  }

  async setZone(zone: string): Promise<void> {
    return this.#thread().call("setZone", [zone]);
  }

  async setOutcomes(words: OutcomeWords): Promise<void> {
    this.#outcomes = words;
    return this.#thread().call("setOutcomes", [words]);
  }

  #thread(): Caller<LedgerMethods> {
    if (this.#isClosed) throw new ProblemError({ kind: "cancelled", detail: "the ledger is closed" });
    if (this.#running !== undefined) return this.#running.caller;
    const thread = this.#start();
    const tell = (): void => this.#listeners.tell();
    const caller = new Caller<LedgerMethods>(thread.wire, tell, (isBusy) => thread.setBusy(isBusy), this.#redactor);
    const ended = new Promise<void>((resolve) => {
      thread.onEnd((detail) => {
        if (this.#running?.caller === caller) this.#running = undefined;
        caller.end({ kind: "internal", detail: `The ledger's thread has ended. ${detail}`.trim() });
        resolve();
      });
    });
    this.#running = { thread, caller, ended };
    if (this.#outcomes.length > 0) this.#inBackground(async () => caller.call("setOutcomes", [this.#outcomes]));
    if (this.#listeners.size > 0) this.#inBackground(async () => caller.call("listen", []));
    return caller;
  }

  /** Nobody waits for these; if they fail, so does the next call that somebody waits for. */
  #inBackground(call: () => Promise<unknown>): void {
    call().catch(() => undefined);
  }
}

/** Where nobody logs: it may not vanish, and must not keep the other listeners from being told. */
function reportUncaught(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
