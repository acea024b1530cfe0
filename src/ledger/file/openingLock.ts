import { closeSync, openSync } from "node:fs";
import type * as NodeSqlite from "node:sqlite";

/** Others open in milliseconds, or rename a damaged file; who has waited for this long meets a process that was stopped. */
const PATIENCE_MS = 15_000;

/**
 * Runs `work` while no other process creates, migrates or sets aside the ledger at `path`. The lock is SQLite's own on an empty file
 * beside the ledger, so it ends with its process, however that ends; the file stays, because removing a lock's file is a race.
 */
export function underOpeningLock<T>(sqlite: typeof NodeSqlite, path: string, work: () => T): T {
  const file = `${path}.lock`;
  closeSync(openSync(file, "a", 0o600));
  const lock = new sqlite.DatabaseSync(file);
  try {
    lock.exec(`PRAGMA busy_timeout=${PATIENCE_MS}; BEGIN EXCLUSIVE`);
    return work();
  } finally {
    lock.close();
  }
}
