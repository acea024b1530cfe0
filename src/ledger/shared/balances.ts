import type { BalanceReading } from "../../domain/account.ts";
import type { EpochMs } from "../../domain/epoch.ts";
import { type Database, integer } from "../file/database.ts";
import { accountKey, signedInAccount } from "./accounts.ts";

export function addBalance(database: Database, accountId: string, reading: BalanceReading): void {
  database.write(() => {
    const account = signedInAccount(database, accountId);
    const { at, balance } = reading;
    database.run("INSERT OR REPLACE INTO balances (account, at, balance) VALUES (?, ?, ?)", account, at, balance);
  });
}

/** Balance readings from `since` on, oldest first. */
export function readBalances(database: Database, accountId: string, since: EpochMs): readonly BalanceReading[] {
  const sql = "SELECT at, balance FROM balances WHERE account = ? AND at >= ? ORDER BY at";
  const rows = database.all(sql, accountKey(database, accountId) ?? 0, since);
  return rows.map((row) => ({ at: integer(row, "at"), balance: integer(row, "balance") }));
}

/** The newest reading that is not ahead of `now`. */
export function lastBalance(database: Database, accountId: string, now: EpochMs): BalanceReading | undefined {
  const sql = "SELECT at, balance FROM balances WHERE account = ? AND at <= ? ORDER BY at DESC LIMIT 1";
  const row = database.get(sql, accountKey(database, accountId) ?? 0, now);
  return row === undefined ? undefined : { at: integer(row, "at"), balance: integer(row, "balance") };
}
