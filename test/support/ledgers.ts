import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { REPORT_FORMAT } from "../../src/deepvue/reportFormat.ts";
import { addDays, type Day, daysInclusive } from "../../src/domain/day.ts";
import { moneyToDecimal } from "../../src/domain/money.ts";
import type { IntakeResult, ReportWindow } from "../../src/domain/report.ts";
import { formatTimestamp, type Transaction } from "../../src/domain/transaction.ts";
import type { ReportFormat } from "../../src/ledger/intake/rowReader.ts";
import { SqliteLedger } from "../../src/ledger/sqliteLedger.ts";
import type { Pace } from "../../src/ledger/steps.ts";
import { startLedgerThread } from "../../src/ledger/thread/ledgerThread.ts";
import { WorkerLedger } from "../../src/ledger/thread/workerLedger.ts";
import { atEnd } from "./endings.ts";
import { threadFile } from "./programFile.ts";

export const format: ReportFormat = REPORT_FORMAT;

/** A folder that the test's end removes. */
export function temporaryFolder(test: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "deepvue-ledger-"));
  atEnd(test, () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A ledger in a file of its own. */
export function fileLedger(
  test: TestContext,
  path = join(temporaryFolder(test), "ledger.db"),
  pace?: Pace,
): SqliteLedger {
  const ledger = new SqliteLedger(path, format, pace);
  atEnd(test, () => ledger.close());
  return ledger;
}

/** A ledger in a real worker thread. */
export function threadLedger(test: TestContext, path = join(temporaryFolder(test), "ledger.db")): WorkerLedger {
  const ledger = new WorkerLedger(() => startLedgerThread(threadFile, path));
  atEnd(test, () => ledger.close());
  return ledger;
}

/** One row as the service writes it. */
export function reportRow({ id, at, product, status, message, charge }: Transaction): object {
  return {
    "Transaction Id": id,
    "Timestamp(UTC)": formatTimestamp(at),
    "Product Id": product,
    Status: status,
    Message: message,
    Charge: Number(moneyToDecimal(charge)),
  };
}

/** A report body around rows of any kind. */
export function reportBody(rows: readonly unknown[]): Buffer {
  const envelope = { code: 200, sub_code: "SUCCESS", message: "User usage report generated successfully" };
  return Buffer.from(JSON.stringify({ ...envelope, data: { file_url: null, usage_data: rows } }));
}

export function reportOf(transactions: readonly Transaction[]): Buffer {
  return reportBody(transactions.map(reportRow));
}

export const READ_AT = Date.UTC(2026, 5, 20);

/** Signs an account in that a test made up, unless it is. */
export function ensureAccount(ledger: SqliteLedger, id = "account"): void {
  if (ledger.accounts().some((account) => account.id === id)) return;
  ledger.saveAccount({ id, kind: "live", label: id, baseUrl: "https://service.example", plan: "enterprise" });
}

/** Takes in a whole body, of an account that is signed in then. */
export function takeIn(
  ledger: SqliteLedger,
  window: ReportWindow,
  body: Uint8Array,
  accountId = "account",
  readAt = READ_AT,
): IntakeResult {
  ensureAccount(ledger, accountId);
  const intake = ledger.beginIntake(accountId, window);
  intake.write(body);
  return ledger.commitIntake(intake, datesOf(window), readAt);
}

export function datesOf({ since, until }: ReportWindow): Day[] {
  return Array.from({ length: daysInclusive(since, until) }, (_, index) => addDays(since, index));
}

let lastId = 0;

/** A transaction with an id of its own; fields may be given. */
export function transaction(fields: Partial<Transaction> = {}): Transaction {
  const id = `00000000-0000-4000-8000-${(++lastId).toString(16).padStart(12, "0")}`;
  const at = Date.UTC(2026, 5, 10, 12) * 1000 + lastId;
  return { id, at, product: "PAN-Plus", status: 200, message: "Pan Verified Successfully.", charge: 29_500, ...fields };
}

/** Microseconds of an ISO time. */
export function micros(iso: string): number {
  return Date.parse(iso) * 1000;
}
