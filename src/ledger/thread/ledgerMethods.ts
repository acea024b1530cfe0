import type { Day } from "../../domain/day.ts";
import type { EpochMs } from "../../domain/epoch.ts";
import type { TransactionFilter } from "../../domain/filter.ts";
import type { ImportSource } from "../../domain/importRecord.ts";
import type { OutcomeWords } from "../../domain/outcomeWords.ts";
import type { Period } from "../../domain/period.ts";
import { ProblemError } from "../../domain/problem.ts";
import type { ImportResult, ReconciledBounds, Reconciliation } from "../../domain/reconciliation.ts";
import type { IntakeResult, ReportComparison, ReportWindow } from "../../domain/report.ts";
import type { Division, SummaryWish } from "../../domain/summary.ts";
import { setQuietTimer } from "../../domain/timer.ts";
import type { Transaction } from "../../domain/transaction.ts";
import type { FileIntake } from "../intake/fileIntake.ts";
import type { SqliteIntake } from "../intake/sqliteIntake.ts";
import type { HeldRows } from "../queries/heldRows.ts";
import type { UnpublishedRows } from "../queries/unpublishedDates.ts";
import type { SqliteLedger } from "../sqliteLedger.ts";
import { inTurns } from "../steps.ts";
import { Changes } from "./changes.ts";
import { answer, type CallContext, type Wire } from "./rpc.ts";
import { carriedOut } from "./ways.ts";

/** Until what was deleted is taken out of the files, where that could not be done at once. */
const WIPE_AGAIN_MS = 250;

export type LedgerMethods = ReturnType<typeof ledgerMethods>;

/** Answers the calls that come over `wire` from `ledger`. `onClose` is told when the ledger has been closed for good. */
export function serveLedger(wire: Wire, ledger: SqliteLedger, onClose: () => void): void {
  const changes = new Changes(ledger, () => sendEvent("changed"));
  const sendEvent = answer(wire, ledgerMethods(ledger, changes, onClose));
}

function ledgerMethods(ledger: SqliteLedger, changes: Changes, onClose: () => void) {
  const intakes = new Map<number, SqliteIntake>();
  /** Of files; their numbers are of the same series. */
  const fileIntakes = new Map<number, FileIntake>();
  let lastIntake = 0;
  const heldRows = new Map<number, HeldRows>();
  const heldDates = new Map<number, UnpublishedRows>();
  let lastHeld = 0;

  let stopWiping: (() => void) | undefined;
  /** Again and again, until what stood in the way has gone. */
  const wipeLater = (): void => {
    stopWiping?.();
    stopWiping = setQuietTimer(WIPE_AGAIN_MS, () => quietly(() => ledger.finishWipe() || wipeLater()));
  };

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

  return {
    ...carriedOut(ledger, () => changes.committed()),

    open: () => ledger.open(),
    close: () => {
      changes.stop();
      stopWiping?.();
      for (const rows of heldRows.values()) rows.close();
      heldRows.clear();
      for (const dates of heldDates.values()) dates.close();
      heldDates.clear();
      ledger.close();
      // After the answer, which could not be sent any more.
      setImmediate(onClose);
    },
    deleteHistory: (_: CallContext, accountId: string): number => {
      const rows = ledger.deleteHistory(accountId);
      changes.committed();
      wipeLater();
      return rows;
    },
    listen: () => changes.listen(),
    unlisten: () => changes.stop(),

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
    commitIntake: (_: CallContext, id: number, covered: readonly Day[], readAt: EpochMs): IntakeResult => {
      const ending = intake(id);
      intakes.delete(id);
      const result = ledger.commitIntake(ending, covered, readAt);
      changes.committed();
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
      const result = ledger.commitFiles(ending, source);
      changes.committed();
      setImmediate(() => quietly(() => ledger.checkpoint()));
      return result;
    },

    summarize: (
      { transfer }: CallContext,
      accountId: string,
      period: Period,
      division: Division,
      filter: TransactionFilter,
      wish?: SummaryWish,
    ) => {
      const summary = ledger.summarize(accountId, period, division, filter, wish);
      transfer.push(summary.totals.buffer, summary.series.buffer, summary.heat.buffer);
      return summary;
    },
    hourly: ({ transfer }: CallContext, accountId: string, period: Period) => {
      const usage = ledger.hourly(accountId, period);
      transfer.push(usage.hours.buffer);
      return usage;
    },

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

    openUnpublished: (_: CallContext, accountId: string, store: string) => {
      const held = ledger.openUnpublished(accountId, store);
      heldDates.set(++lastHeld, held);
      return { id: lastHeld, dates: held.dates };
    },
    unpublishedRows: (_: CallContext, id: number, day: Day): readonly Transaction[] => {
      const held = heldDates.get(id);
      if (held === undefined) throw new ProblemError({ kind: "internal", detail: "These dates have been closed" });
      return held.rowsOf(day);
    },
    closeUnpublished: (_: CallContext, id: number): void => {
      heldDates.get(id)?.close();
      heldDates.delete(id);
    },

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
