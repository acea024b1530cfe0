import type { Account, HeaderStyle, Plan } from "../../domain/account.ts";
import { ProblemError } from "../../domain/problem.ts";
import { type Database, integer, text } from "../file/database.ts";
import { wiping } from "../file/wipe.ts";

/** The integer key under which an account's history is stored; undefined when it never had any. */
export function accountKey(database: Database, accountId: string): number | undefined {
  const row = database.get("SELECT account FROM account_keys WHERE id = ?", accountId);
  return row === undefined ? undefined : integer(row, "account");
}

/**
 * The key of an account that is signed in: the one door for everything that is written for an account. Inside a write only, so that
 * nobody can sign it out between the look and the write. Throws `ProblemError` (cancelled) when it is signed out: what was under way
 * for it, in whichever editor window, must leave nothing behind.
 */
export function signedInAccount(database: Database, accountId: string): number {
  const row = database.get("SELECT account FROM accounts JOIN account_keys USING (account) WHERE id = ?", accountId);
  if (row !== undefined) return integer(row, "account");
  throw new ProblemError({ kind: "cancelled", detail: "signed out" });
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
    // The only place that gives an account its key.
    database.run("INSERT OR IGNORE INTO account_keys (id) VALUES (?)", account.id);
    database.run(
      "INSERT OR REPLACE INTO accounts (account, kind, label, base_url, plan, header_style) VALUES (?, ?, ?, ?, ?, ?)",
      accountKey(database, account.id) ?? 0,
      account.kind,
      account.label,
      account.baseUrl,
      account.plan,
      account.headerStyle ?? null,
    );
  });
}

/** Which header style works for an account that is signed in. */
export function saveHeaderStyle(database: Database, accountId: string, style: HeaderStyle): void {
  database.write(() => {
    const account = signedInAccount(database, accountId);
    database.run("UPDATE accounts SET header_style = ? WHERE account = ?", style, account);
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
  "date_changes",
  "told_dates",
];

/** Deletes all history of an account, and its bytes from the ledger's files. Returns the number of transactions. */
export function deleteHistory(database: Database, accountId: string): number {
  return wiping(database, () => {
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
}
