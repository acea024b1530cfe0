import type { Account, HeaderStyle, PlanLimits } from "../../domain/account.ts";
import type { Day } from "../../domain/day.ts";
import type { TransactionFilter, TransactionSort } from "../../domain/filter.ts";
import type { ImportSource } from "../../domain/importRecord.ts";
import type { OutcomeWords } from "../../domain/outcomeWords.ts";
import type { Refusal } from "../../domain/pause.ts";
import type { Period } from "../../domain/period.ts";
import type {
  BalanceReading,
  IntakeResult,
  PageKey,
  ReportComparison,
  ReportWindow,
  RowCount,
} from "../../domain/ports.ts";
import { ProblemError } from "../../domain/problem.ts";
import type { QuotaUse } from "../../domain/quota.ts";
import type { ImportResult, ReconciledBounds, Reconciliation } from "../../domain/reconciliation.ts";
import type { Granularity } from "../../domain/summary.ts";
import type { Micros, Transaction } from "../../domain/transaction.ts";
import type { FileIntake } from "../intake/fileIntake.ts";
import type { SqliteIntake } from "../intake/sqliteIntake.ts";
import type { HeldRows } from "../queries/heldRows.ts";
import type { SqliteLedger } from "../sqliteLedger.ts";
import { inTurns } from "../steps.ts";
import { ChangeSignal } from "./changeSignal.ts";
import { answer, type CallContext, type Wire } from "./rpc.ts";

export type LedgerMethods = ReturnType<typeof ledgerMethods>;

/** Answers the calls that come over `wire` from `ledger`. `onClose` is told when the ledger has been closed for good. */
export function serveLedger(wire: Wire, ledger: SqliteLedger, onClose: () => void): void {
  const changes = new Changes(ledger, () => sendEvent("changed"));
  const sendEvent = answer(wire, ledgerMethods(ledger, changes, onClose));
}

/** Knows who must hear of which commit. */
class Changes {
  readonly #ledger: SqliteLedger;
  readonly #tell: () => void;
  #signal: ChangeSignal | undefined;
  #isListening = false;
  #seen = "";

  constructor(ledger: SqliteLedger, tell: () => void) {
    this.#ledger = ledger;
    this.#tell = tell;
  }

  /** This thread has committed. */
  committed(): void {
    this.#connect()?.send();
    if (this.#isListening) this.#check();
  }

  listen(): void {
    this.#isListening = true;
    this.#ledger.open();
    this.#seen = this.#ledger.revision();
    this.#connect()?.start();
  }

  stop(): void {
    this.#isListening = false;
    this.#signal?.stop();
    this.#signal = undefined;
  }

  #connect(): ChangeSignal | undefined {
    const { file } = this.#ledger;
    if (file !== undefined) this.#signal ??= new ChangeSignal(file, () => this.#check());
    return this.#signal;
  }

  #check(): void {
    try {
      const revision = this.#ledger.revision();
      if (revision === this.#seen) return;
      this.#seen = revision;
      this.#tell();
    } catch {
      // Whoever reads next is told why that does not work.
    }
  }
}

function ledgerMethods(ledger: SqliteLedger, changes: Changes, onClose: () => void) {
  const intakes = new Map<number, SqliteIntake>();
  /** Of files; their numbers are of the same series. */
  const fileIntakes = new Map<number, FileIntake>();
  let lastIntake = 0;
  const heldRows = new Map<number, HeldRows>();
  let lastHeld = 0;

  const intake = (id: number): SqliteIntake => {
    const found = intakes.get(id);
    if (found === undefined) throw new ProblemError({ kind: "internal", detail: "This intake has ended" });
    return found;
  };
  const filesOf = (id: number): FileIntake => {
    const found = fileIntakes.get(id);
    if (found === undefined) throw new ProblemError({ kind: "internal", detail: "This intake has ended" });
    return found;
  };
  const changing = <T>(work: () => T): T => {
    const result = work();
    changes.committed();
    return result;
  };

  return {
    open: () => ledger.open(),
    close: () => {
      changes.stop();
      for (const rows of heldRows.values()) rows.close();
      heldRows.clear();
      ledger.close();
      // After the answer, which could not be sent any more.
      setImmediate(onClose);
    },
    listen: () => changes.listen(),
    unlisten: () => changes.stop(),

    accounts: () => ledger.accounts(),
    saveAccount: (_: CallContext, account: Account) => changing(() => ledger.saveAccount(account)),
    saveHeaderStyle: (_: CallContext, accountId: string, style: HeaderStyle) =>
      changing(() => ledger.saveHeaderStyle(accountId, style)),
    forgetAccount: (_: CallContext, accountId: string) => changing(() => ledger.forgetAccount(accountId)),
    deleteHistory: (_: CallContext, accountId: string) => changing(() => ledger.deleteHistory(accountId)),

    setAsideFiles: () => ledger.setAsideFiles(),
    deleteSetAsideFiles: () => ledger.deleteSetAsideFiles(),

    beginIntake: (_: CallContext, accountId: string, window: ReportWindow) => {
      intakes.set(++lastIntake, ledger.beginIntake(accountId, window));
      return lastIntake;
    },
    /** Gives the block back, so that the caller can fill it again. */
    writeIntake: ({ transfer }: CallContext, id: number, block: ArrayBuffer, length: number): ArrayBuffer => {
      (fileIntakes.get(id) ?? intake(id)).write(new Uint8Array(block, 0, length));
      transfer.push(block);
      return block;
    },
    commitIntake: (_: CallContext, id: number, covered: readonly Day[], readAt: number): IntakeResult => {
      const ending = intake(id);
      intakes.delete(id);
      const result = changing(() => ledger.commitIntake(ending, covered, readAt));
      // After the answer: committed is committed, with or without the checkpoint.
      setImmediate(() => quietly(() => ledger.checkpoint()));
      return result;
    },
    compareIntake: (_: CallContext, id: number): ReportComparison => {
      const ending = intake(id);
      intakes.delete(id);
      return ledger.compareIntake(ending);
    },
    abortIntake: (_: CallContext, id: number): void => {
      intakes.delete(id);
      fileIntakes.delete(id);
    },
    beginFileRows: (_: CallContext, accountId: string) => {
      fileIntakes.set(++lastIntake, ledger.beginFileRows(accountId));
      return lastIntake;
    },
    reconcileFiles: (_: CallContext, id: number, bounds: ReconciledBounds): Reconciliation =>
      ledger.reconcileFiles(filesOf(id), bounds),
    commitFiles: (_: CallContext, id: number, source: ImportSource): ImportResult => {
      const ending = filesOf(id);
      fileIntakes.delete(id);
      const result = changing(() => ledger.commitFiles(ending, source));
      setImmediate(() => quietly(() => ledger.checkpoint()));
      return result;
    },

    coverage: (_: CallContext, accountId: string, since: Day, until: Day) => ledger.coverage(accountId, since, until),
    reports: (_: CallContext, accountId: string, since: Day, until: Day) => ledger.reports(accountId, since, until),
    setAsideRows: (_: CallContext, accountId: string, since: Day, until: Day) =>
      ledger.setAsideRows(accountId, since, until),

    countBetween: (
      { signal }: CallContext,
      accountId: string,
      instants: readonly Micros[],
    ): Promise<readonly RowCount[]> => inTurns(ledger.countBetween(accountId, instants), signal),
    check: ({ signal }: CallContext, accountId: string) => inTurns(ledger.check(accountId), signal),

    summarize: (
      { transfer }: CallContext,
      accountId: string,
      period: Period,
      granularity: Granularity,
      filter: TransactionFilter,
      before?: Micros,
    ) => {
      const summary = ledger.summarize(accountId, period, granularity, filter, before);
      transfer.push(summary.totals.buffer, summary.series.buffer, summary.heat.buffer);
      return summary;
    },
    hourly: ({ transfer }: CallContext, accountId: string, period: Period) => {
      const usage = ledger.hourly(accountId, period);
      transfer.push(usage.hours.buffer);
      return usage;
    },
    count: (_: CallContext, accountId: string, period: Period | undefined, filter: TransactionFilter) =>
      ledger.count(accountId, period, filter),
    countNewer: (_: CallContext, accountId: string, period: Period, filter: TransactionFilter, at: Micros) =>
      ledger.countNewer(accountId, period, filter, at),
    rows: (
      _: CallContext,
      accountId: string,
      period: Period,
      filter: TransactionFilter,
      sort: TransactionSort,
      first: number,
      count: number,
    ) => ledger.rows(accountId, period, filter, sort, first, count),
    latest: (
      { signal }: CallContext,
      accountId: string,
      period: Period | undefined,
      filter: TransactionFilter,
      limit: number,
      after: PageKey | undefined,
    ): Promise<readonly Transaction[]> => inTurns(ledger.latest(accountId, period, filter, limit, after), signal),
    find: (
      { signal }: CallContext,
      accountId: string,
      idPart: string,
      limit: number,
    ): Promise<readonly Transaction[]> => inTurns(ledger.find(accountId, idPart, limit), signal),

    openRows: (_: CallContext, accountId: string, period: Period, filter: TransactionFilter) => {
      const rows = ledger.openRows(accountId, period, filter);
      heldRows.set(++lastHeld, rows);
      return { id: lastHeld, totals: rows.totals };
    },
    nextRows: ({ signal }: CallContext, id: number, limit: number): Promise<readonly Transaction[]> => {
      const rows = heldRows.get(id);
      if (rows === undefined) throw new ProblemError({ kind: "internal", detail: "These rows have been closed" });
      return inTurns(rows.next(limit), signal);
    },
    closeRows: (_: CallContext, id: number): void => {
      heldRows.get(id)?.close();
      heldRows.delete(id);
    },

    readState: (_: CallContext, accountId: string, key: string) => ledger.readState(accountId, key),
    writeState: (_: CallContext, accountId: string, key: string, value: string) =>
      changing(() => ledger.writeState(accountId, key, value)),
    replaceState: (_: CallContext, accountId: string, key: string, before: string | undefined, after: string) =>
      changing(() => ledger.replaceState(accountId, key, before, after)),
    readTold: (_: CallContext, accountId: string, key: string) => ledger.readTold(accountId, key),
    replaceTold: (_: CallContext, accountId: string, key: string, before: string | undefined, after: string) =>
      changing(() => ledger.replaceTold(accountId, key, before, after)),
    addBalance: (_: CallContext, accountId: string, reading: BalanceReading) =>
      changing(() => ledger.addBalance(accountId, reading)),
    lastBalance: (_: CallContext, accountId: string, now: number) => ledger.lastBalance(accountId, now),
    balances: (_: CallContext, accountId: string, since: number) => ledger.balances(accountId, since),

    // Requests and leases are no news for anybody's screen.
    takeRequest: (_: CallContext, accountId: string, limits: PlanLimits, use: QuotaUse, now: number) =>
      ledger.takeRequest(accountId, limits, use, now),
    settleRequest: (
      _: CallContext,
      accountId: string,
      grantedAt: number,
      answeredAt: number,
      outcome: "passed" | "unknown",
    ) => ledger.settleRequest(accountId, grantedAt, answeredAt, outcome),
    refuseRequest: (_: CallContext, accountId: string, refusal: Refusal, grantedAt: number, now: number) =>
      ledger.refuseRequest(accountId, refusal, grantedAt, now),
    liftPause: (_: CallContext, accountId: string, now: number) => ledger.liftPause(accountId, now),
    requestUse: (_: CallContext, accountId: string, now: number) => ledger.requestUse(accountId, now),
    takeLease: (_: CallContext, name: string, holder: string, ttlMs: number, now: number) =>
      ledger.takeLease(name, holder, ttlMs, now),
    isLeaseHeld: (_: CallContext, name: string, now: number) => ledger.isLeaseHeld(name, now),
    renewLease: (_: CallContext, name: string, holder: string, ttlMs: number, now: number) =>
      ledger.renewLease(name, holder, ttlMs, now),
    releaseLease: (_: CallContext, name: string, holder: string) => ledger.releaseLease(name, holder),

    setZone: async ({ signal }: CallContext, zone: string): Promise<void> => {
      if (await inTurns(ledger.setZone(zone), signal)) changes.committed();
    },
    setOutcomes: (_: CallContext, words: OutcomeWords) => ledger.setOutcomes(words),
  };
}

function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // Nobody asked for it, and the next one makes up for it.
  }
}
