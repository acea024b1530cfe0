import type { Account, HeaderStyle, Plan } from "../../domain/account.ts";
import type { BalanceReading } from "../../domain/ports.ts";
import { type Database, integer, text } from "../file/database.ts";

/** The integer key under which an account's history is stored; undefined when it never had any. */
export function accountKey(database: Database, accountId: string): number | undefined {
  const row = database.get("SELECT account FROM account_keys WHERE id = ?", accountId);
  return row === undefined ? undefined : integer(row, "account");
}

/** Like {@link accountKey}, and gives the account one. Inside a write only. */
export function ensureAccountKey(database: Database, accountId: string): number {
  database.run("INSERT OR IGNORE INTO account_keys (id) VALUES (?)", accountId);
  return accountKey(database, accountId) ?? 0;
}

export function readAccounts(database: Database): readonly Account[] {
  const rows = database.all("SELECT * FROM accounts JOIN account_keys USING (account) ORDER BY account");
  return rows.map((row) => {
    const headerStyle = row["header_style"];
    return {
      id: text(row, "id"),
      kind: text(row, "kind") as Account["kind"],
      label: text(row, "label"),
      baseUrl: text(row, "base_url"),
      plan: text(row, "plan") as Plan,
      ...(typeof headerStyle === "string" ? { headerStyle: headerStyle as HeaderStyle } : {}),
    };
  });
}

export function saveAccount(database: Database, account: Account): void {
  database.write(() => {
    database.run(
      "INSERT OR REPLACE INTO accounts (account, kind, label, base_url, plan, header_style) VALUES (?, ?, ?, ?, ?, ?)",
      ensureAccountKey(database, account.id),
      account.kind,
      account.label,
      account.baseUrl,
      account.plan,
      account.headerStyle ?? null,
    );
  });
}

export function forgetAccount(database: Database, accountId: string): void {
  database.write(() => {
    database.run("DELETE FROM accounts WHERE account = ?", accountKey(database, accountId) ?? 0);
  });
}

/** Tables that hold an account's history under its integer key. */
const HISTORY = [
  "hours",
  "hour_ids",
  "foreign_ids",
  "kinds",
  "day_totals",
  "hour_totals",
  "coverage",
  "reports",
  "balances",
];

/** Deletes all history of an account. Returns the number of transactions. */
export function deleteHistory(database: Database, accountId: string): number {
  const deleted = database.write(() => {
    database.run("DELETE FROM states WHERE account = ?", accountId);
    const account = accountKey(database, accountId);
    if (account === undefined) return 0;
    database.run("DELETE FROM set_aside_rows WHERE report IN (SELECT report FROM reports WHERE account = ?)", account);
    const counted = database.get("SELECT coalesce(sum(rows), 0) AS rows FROM hours WHERE account = ?", account);
    for (const table of HISTORY) database.run(`DELETE FROM ${table} WHERE account = ?`, account);
    // Of an account that has been forgotten too, nothing is left.
    database.run(
      "DELETE FROM account_keys WHERE account = ? AND account NOT IN (SELECT account FROM accounts)",
      account,
    );
    return integer(counted, "rows");
  });
  shrink(database);
  return deleted;
}

/** Gives the deleted rows' room back and wipes them. Impossible while another editor window reads; SQLite reuses the room then. */
function shrink(database: Database): void {
  try {
    database.raw.exec("VACUUM");
  } catch {
    // Locked, or no room for the copy that VACUUM makes: the history is deleted all the same.
  }
}

export function readState(database: Database, accountId: string, key: string): string | undefined {
  const row = database.get("SELECT value FROM states WHERE account = ? AND key = ?", accountId, key);
  return row === undefined ? undefined : text(row, "value");
}

export function writeState(database: Database, accountId: string, key: string, value: string): void {
  database.write(() => {
    database.run("INSERT OR REPLACE INTO states (account, key, value) VALUES (?, ?, ?)", accountId, key, value);
  });
}

/** True when the state was `before` (undefined: absent) and now is `after`; no other connection can write in between. */
export function replaceState(
  database: Database,
  accountId: string,
  key: string,
  before: string | undefined,
  after: string,
): boolean {
  return database.writeQuietly(() => {
    if (readState(database, accountId, key) !== before) return false;
    database.run("INSERT OR REPLACE INTO states (account, key, value) VALUES (?, ?, ?)", accountId, key, after);
    database.noteChange();
    return true;
  });
}

export function addBalance(database: Database, accountId: string, reading: BalanceReading): void {
  database.write(() => {
    const account = ensureAccountKey(database, accountId);
    const { at, balance } = reading;
    database.run("INSERT OR REPLACE INTO balances (account, at, balance) VALUES (?, ?, ?)", account, at, balance);
  });
}

/** Balance readings from `since` (epoch ms) on, oldest first. */
export function readBalances(database: Database, accountId: string, since: number): readonly BalanceReading[] {
  const sql = "SELECT at, balance FROM balances WHERE account = ? AND at >= ? ORDER BY at";
  const rows = database.all(sql, accountKey(database, accountId) ?? 0, since);
  return rows.map((row) => ({ at: integer(row, "at"), balance: integer(row, "balance") }));
}
