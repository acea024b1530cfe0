// Rows of files on their way into a ledger that a test made.
import type { ImportSource } from "../../src/domain/importRecord.ts";
import { intervalOf, type Period } from "../../src/domain/period.ts";
import type { ImportResult, ReconciledBounds, Reconciliation } from "../../src/domain/reconciliation.ts";
import type { Transaction } from "../../src/domain/transaction.ts";
import type { SqliteLedger } from "../../src/ledger/sqliteLedger.ts";
import { READ_AT, reportOf } from "./ledgers.ts";

export function boundsOf(period: Period, zone = "Asia/Kolkata"): ReconciledBounds {
  return { billing: intervalOf(period, zone), utc: intervalOf(period, "UTC") };
}

export function reconcileFile(
  ledger: SqliteLedger,
  rows: readonly Transaction[],
  bounds: ReconciledBounds,
): Reconciliation {
  const intake = ledger.beginFileRows("account");
  intake.write(reportOf(rows));
  return ledger.reconcileFiles(intake, bounds);
}

export function importFile(
  ledger: SqliteLedger,
  rows: readonly Transaction[],
  source: Partial<ImportSource> = {},
): ImportResult {
  const intake = ledger.beginFileRows("account");
  intake.write(reportOf(rows));
  const files = [{ name: "report.xlsx", rows: rows.length }];
  return ledger.commitFiles(intake, { files, at: READ_AT, setAside: 0, ...source });
}
