// An account that spends exactly ₹2.00 an hour, in a real SQLite file: what any stretch of time must come to can be counted on one's
// fingers. The ledger is asked in this process, without the thread between, so that thousands of readings take seconds.
import type { TestContext } from "node:test";
import type { Reading } from "../../src/app/screen/usage.ts";
import { addDays, type Day } from "../../src/domain/day.ts";
import { unpackSummary } from "../../src/domain/packedSummary.ts";
import type { Transaction } from "../../src/domain/transaction.ts";
import { unpackHourly } from "../../src/ledger/queries/hourlyUsage.ts";
import { finish } from "../../src/ledger/steps.ts";
import { ensureAccount, fileLedger, reportOf, transaction } from "./ledgers.ts";

const HOUR_MS = 3_600_000;
/** Into each hour of UTC: no zone's hours, half hours or quarter hours begin then. */
const OFFSET_MS = 17 * 60_000;
const CHARGE = 20_000;

export interface SteadyAccount {
  readonly ledger: Reading & { hourly(since: Day, until: Day): ReturnType<typeof unpackHourly> };
  /** Reads UTC dates as a refresh at an instant (epoch ms) would: what has happened on them by then. */
  read(since: Day, until: Day, at: number): void;
}

/** Calls of the account in [from, to), epoch ms; each cost ₹2.00. */
export function callsBetween(from: number, to: number): number {
  return Math.max(0, callsBefore(to) - callsBefore(from));
}

function callsBefore(at: number): number {
  return Math.ceil((at - OFFSET_MS) / HOUR_MS);
}

export function steadyAccount(test: TestContext, zone = "Asia/Kolkata"): SteadyAccount {
  const ledger = fileLedger(test);
  finish(ledger.setZone(zone));
  ensureAccount(ledger);
  const id = "account";
  return {
    ledger: {
      summarize: async (...args) => unpackSummary(ledger.summarize(...args)),
      coverage: async (...args) => ledger.coverage(...args),
      reports: async (...args) => ledger.reports(...args),
      hourly: (since, until) => unpackHourly(ledger.hourly(id, { since, until })),
    },
    read(since, until, at) {
      const rows: Transaction[] = [];
      const dates: Day[] = [];
      for (let day = since; day <= until; day = addDays(day, 1)) dates.push(day);
      const end = Math.min(at, Date.parse(until) + 24 * HOUR_MS);
      for (let ms = Date.parse(since) + OFFSET_MS; ms < end; ms += HOUR_MS) rows.push(rowAt(ms));
      const intake = ledger.beginIntake(id, { since, until });
      intake.write(reportOf(rows));
      ledger.commitIntake(intake, dates, at);
    },
  };
}

function rowAt(ms: number): Transaction {
  const id = `${(ms / HOUR_MS).toFixed(0).padStart(8, "0")}-0000-4000-8000-000000000000`;
  return transaction({ id, at: ms * 1000, charge: CHARGE });
}
