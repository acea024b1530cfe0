import type { Database } from "./database.ts";

/**
 * Deletes in one SQL transaction, and then takes what was deleted out of the files: VACUUM writes what is left anew, and the
 * checkpoint brings it into the file, cuts that and empties the WAL. Where something stands in the way (another editor window reads
 * for long, no room for the copy), it is done when the ledger is opened next.
 *
 * `secure_delete` zeroes what single changes leave behind, at no measurable cost; of a whole history it would write every page twice
 * (measured: 0.5 s instead of 0.05 s for 19 MB), so it rests while the VACUUM that follows does the same for less.
 */
export function wiping<T>(database: Database, remove: () => T): T {
  database.raw.exec("PRAGMA secure_delete=OFF");
  try {
    return database.write(() => {
      const result = remove();
      database.run("INSERT OR REPLACE INTO settings (name, value) VALUES ('wipe', 'pending')");
      return result;
    });
  } finally {
    database.raw.exec("PRAGMA secure_delete=ON");
    finishWipe(database);
  }
}

/** Does what {@link wiping} could not do at once; returns at once when there is nothing. */
export function finishWipe(database: Database): void {
  try {
    if (database.get("SELECT value FROM settings WHERE name = 'wipe'") === undefined) return;
    database.raw.exec("VACUUM");
    const { busy } = database.get("PRAGMA wal_checkpoint(TRUNCATE)") ?? {};
    if (busy === 0) database.writeQuietly(() => database.run("DELETE FROM settings WHERE name = 'wipe'"));
  } catch {
    // It is deleted all the same, and nobody waits for the rest.
  }
}
