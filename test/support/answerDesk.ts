// A ledger in a file that holds a generated year as it was fetched at one moment, and a desk in front of it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Desk, DeskSettings } from "../../src/answers/desk.ts";
import { writeLane } from "../../src/app/sync/syncState.ts";
import type { Account } from "../../src/domain/account.ts";
import { addDays, type Day, daysInclusive } from "../../src/domain/day.ts";
import { FIRST_GST_RULE } from "../../src/domain/gst.ts";
import type { Transaction } from "../../src/domain/transaction.ts";
import { startLedgerThread } from "../../src/ledger/thread/ledgerThread.ts";
import { WorkerLedger } from "../../src/ledger/thread/workerLedger.ts";
import { type GeneratedAccount, generateAccount } from "../../src/sandbox/generator.ts";
import { reportOf } from "./ledgers.ts";
import { threadFile } from "./programFile.ts";

/** 14:30 in India, on a Friday. */
export const NOW = Date.parse("2026-11-20T09:00:00Z");
export const TODAY: Day = "2026-11-20";
const FIRST_DATE: Day = "2025-11-19";
/** When everything was read. */
const READ_AT = NOW - 120_000;

export const ACCOUNT: Account = {
  id: "answers",
  kind: "live",
  label: "live_3f2…9c41",
  baseUrl: "https://service.example",
  plan: "enterprise",
};

export interface AnswerDesk {
  readonly desk: Desk;
  readonly ledger: WorkerLedger;
  /** Of the ledger. */
  readonly path: string;
  readonly year: GeneratedAccount;
  /** What is in force from the next question on. */
  setSettings(settings: Partial<DeskSettings>): void;
  close(): Promise<void>;
}

export async function openAnswerDesk(): Promise<AnswerDesk> {
  const folder = mkdtempSync(join(tmpdir(), "deepvue-usage-answers-"));
  const path = join(folder, "ledger.sqlite");
  const ledger = new WorkerLedger(() => startLedgerThread(threadFile, path));
  const year = generateAccount({ anchor: TODAY, callsPerWeekday: 40 });
  const everything = { from: 0, to: NOW * 1000 };
  await fetchRows(ledger, ACCOUNT, [...year.transactions(everything, NOW)], { since: FIRST_DATE, until: TODAY });
  await ledger.addBalance(ACCOUNT.id, { at: READ_AT, balance: year.balance(READ_AT) });
  await writeLane(ledger, ACCOUNT.id, "refresh", {
    phase: { phase: "idle" },
    aliveUntil: 0,
    attemptedAt: READ_AT,
    syncedAt: READ_AT,
    failures: 0,
  });
  let settings: DeskSettings = { cycleStart: 1, budget: {}, labels: [], gst: FIRST_GST_RULE };
  return {
    desk: { ledger, settings: () => settings, clock: () => NOW },
    ledger,
    path,
    year,
    setSettings(change) {
      settings = { ...settings, ...change };
    },
    async close() {
      await ledger.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Signs an account in and takes in its rows as one report that was read at READ_AT. */
export async function fetchRows(
  ledger: WorkerLedger,
  account: Account,
  rows: readonly Transaction[],
  dates: { readonly since: Day; readonly until: Day },
): Promise<void> {
  await ledger.saveAccount(account);
  const intake = await ledger.beginIntake(account.id, dates);
  await intake.write(Uint8Array.from(reportOf(rows)));
  const days = Array.from({ length: daysInclusive(dates.since, dates.until) }, (_, at) => addDays(dates.since, at));
  await intake.commit(days, READ_AT);
}
