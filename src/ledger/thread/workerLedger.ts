import type { LedgerOpening } from "../../domain/diagnosis.ts";
import type { TransactionFilter } from "../../domain/filter.ts";
import type { Ledger } from "../../domain/ledgerPorts.ts";
import { Listeners } from "../../domain/listeners.ts";
import { NO_WORDS, type OutcomeWords } from "../../domain/outcomeWords.ts";
import { unpackSummary } from "../../domain/packedSummary.ts";
import type { Period } from "../../domain/period.ts";
import type { FileRows, HeldDates, HeldTransactions, ReportIntake } from "../../domain/ports.ts";
import { ProblemError } from "../../domain/problem.ts";
import { Redactor } from "../../domain/redactor.ts";
import type { ReportWindow } from "../../domain/report.ts";
import type { Division, HourUsage, Summary, SummaryWish } from "../../domain/summary.ts";
import { unpackHourly } from "../queries/hourlyUsage.ts";
import type { LedgerMethods } from "./ledgerMethods.ts";
import type { LedgerThread } from "./ledgerThread.ts";
import { Caller } from "./rpc.ts";
import { ThreadIntake } from "./threadIntake.ts";
import { Forwarding } from "./ways.ts";

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
 * again. Here is only what does not simply go over, see ways.ts.
 */
export class WorkerLedger extends Forwarding implements Ledger {
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
    super(async (method, args, signal) =>
      this.#thread().call(method, args as never, signal === undefined ? {} : { signal }),
    );
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

  async beginIntake(accountId: string, window: ReportWindow): Promise<ReportIntake> {
    const caller = this.#thread();
    return new ThreadIntake(caller, await caller.call("beginIntake", [accountId, window]));
  }

  async beginFileRows(accountId: string): Promise<FileRows> {
    const caller = this.#thread();
    return new ThreadIntake(caller, await caller.call("beginFileRows", [accountId]));
  }

  async summarize(
    accountId: string,
    period: Period,
    division: Division,
    filter: TransactionFilter,
    wish?: SummaryWish,
  ): Promise<Summary> {
    return unpackSummary(await this.#thread().call("summarize", [accountId, period, division, filter, wish]));
  }

  async hourly(accountId: string, period: Period): Promise<readonly HourUsage[]> {
    return unpackHourly(await this.#thread().call("hourly", [accountId, period]));
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

  async openUnpublished(accountId: string, store: string): Promise<HeldDates> {
    const caller = this.#thread();
    const { id, dates } = await caller.call("openUnpublished", [accountId, store]);
    return {
      dates,
      rowsOf: (day) => caller.call("unpublishedRows", [id, day]),
      close: () => caller.call("closeUnpublished", [id]),
    };
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
