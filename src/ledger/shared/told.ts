import { type Database, text } from "../file/database.ts";

export function readTold(database: Database, accountId: string, key: string): string | undefined {
  const row = database.get("SELECT value FROM told WHERE account = ? AND key = ?", accountId, key);
  return row === undefined ? undefined : text(row, "value");
}

/** True when it was `before` (undefined: absent) and now is `after`; no other connection can write in between. */
export function replaceTold(
  database: Database,
  accountId: string,
  key: string,
  before: string | undefined,
  after: string,
): boolean {
  return database.writeQuietly(() => {
    if (readTold(database, accountId, key) !== before) return false;
    database.run("INSERT OR REPLACE INTO told (account, key, value) VALUES (?, ?, ?)", accountId, key, after);
    return true;
  });
}

export function forgetTold(database: Database, accountId: string): void {
  database.writeQuietly(() => {
    database.run("DELETE FROM told WHERE account = ?", accountId);
  });
}
