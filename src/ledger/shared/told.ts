import type { Database } from "../file/database.ts";
import { readText, replaceText } from "./states.ts";

export function readTold(database: Database, accountId: string, key: string): string | undefined {
  return readText(database, "told", accountId, key);
}

/** True when it was `before` (undefined: absent) and now is `after`. */
export function replaceTold(
  database: Database,
  accountId: string,
  key: string,
  before: string | undefined,
  after: string,
): boolean {
  return database.writeQuietly(() => replaceText(database, "told", accountId, key, before, after));
}

export function forgetTold(database: Database, accountId: string): void {
  database.writeQuietly(() => {
    database.run("DELETE FROM told WHERE account = ?", accountId);
  });
}
