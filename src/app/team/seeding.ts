import type { Account } from "../../domain/account.ts";
import type { EpochMs } from "../../domain/epoch.ts";
import type { Balances, Intakes, ReportsReading } from "../../domain/ledgerPorts.ts";
import type { TeamReading } from "../../domain/teamStore.ts";
import { throwIfAborted } from "../../domain/timer.ts";
import type { Transaction } from "../../domain/transaction.ts";
import { readCoverage } from "../sync/storedCoverage.ts";
import { ALL_DATES } from "./teamCoverage.ts";
import { readingsAfter } from "./walletPublishing.ts";

export interface SeedTools {
  readonly ledger: Pick<ReportsReading, "coverage"> & Intakes & Balances;
  readonly team: Pick<TeamReading, "coverage" | "rowsOf" | "balances">;
  /** Rows in the form in which the ledger takes them in. */
  readonly bytesOf: (rows: readonly Transaction[]) => Promise<Uint8Array>;
}

/**
 * Takes into a ledger what a team has fetched later than it: a machine that becomes the collector goes on where the last one ended, and asks
 * the service only for the rest. Returns the number of UTC dates. Each date is committed by itself, so an interruption
 * loses nothing.
 */
export async function seedFromTeam(
  { ledger, team, bytesOf }: SeedTools,
  account: Account,
  now: EpochMs,
  signal: AbortSignal,
): Promise<number> {
  const own = await readCoverage(ledger, account.id, ALL_DATES, now);
  const readAtOf = new Map(own.map(({ day, readAt }) => [day, readAt]));
  // What was read under a clock that was ahead is fetched anew by whoever collects.
  const theirs = await readCoverage(team, account.id, ALL_DATES, now);
  const later = theirs.filter(({ day, readAt }) => readAt > (readAtOf.get(day) ?? 0));
  for (const { day, readAt } of later) {
    throwIfAborted(signal);
    const rows = await team.rowsOf(account.id, day);
    const intake = await ledger.beginIntake(account.id, { since: day, until: day });
    try {
      await intake.write(await bytesOf(rows.toReversed()));
    } catch (error) {
      await intake.abort();
      throw error;
    }
    await intake.commit([day], readAt);
  }
  const known = await ledger.lastBalance(account.id, now);
  for (const reading of await readingsAfter(team, account.id, known?.at, now)) {
    throwIfAborted(signal);
    await ledger.addBalance(account.id, reading);
  }
  return later.length;
}
