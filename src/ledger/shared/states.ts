import { NO_ACCOUNT } from "../../domain/account.ts";
import { type Database, text } from "../file/database.ts";
import { signedInAccount } from "./accounts.ts";

/** Tables of small texts by account and key: `states` in the ledger, `told` in the coordination file. */
type TextTable = "states" | "told";

export function readText(database: Database, table: TextTable, accountId: string, key: string): string | undefined {
  const row = database.get(`SELECT value FROM ${table} WHERE account = ? AND key = ?`, accountId, key);
  return row === undefined ? undefined : text(row, "value");
}

/** Inside a write, so that no other connection can write in between: true when the text was `before` (undefined: absent) and now is `after`. */
export function replaceText(
  database: Database,
  table: TextTable,
  accountId: string,
  key: string,
  before: string | undefined,
  after: string,
): boolean {
  if (readText(database, table, accountId, key) !== before) return false;
  putText(database, table, accountId, key, after);
  return true;
}

function putText(database: Database, table: TextTable, accountId: string, key: string, value: string): void {
  database.run(`INSERT OR REPLACE INTO ${table} (account, key, value) VALUES (?, ?, ?)`, accountId, key, value);
}

export function readState(database: Database, accountId: string, key: string): string | undefined {
  return readText(database, "states", accountId, key);
}

export function writeState(database: Database, accountId: string, key: string, value: string): void {
  database.write(() => {
    checkSignedIn(database, accountId);
    putText(database, "states", accountId, key, value);
  });
}

/** True when the state was `before` (undefined: absent) and now is `after`. */
export function replaceState(
  database: Database,
  accountId: string,
  key: string,
  before: string | undefined,
  after: string,
): boolean {
  return database.writeQuietly(() => {
    checkSignedIn(database, accountId);
    const isReplaced = replaceText(database, "states", accountId, key, before, after);
    if (isReplaced) database.noteChange();
    return isReplaced;
  });
}

/** What belongs to no account can be written by everybody. */
function checkSignedIn(database: Database, accountId: string): void {
  if (accountId !== NO_ACCOUNT) signedInAccount(database, accountId);
}
