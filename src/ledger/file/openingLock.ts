import { closeSync, openSync } from "node:fs";
import type * as NodeSqlite from "node:sqlite";

/** Others open in milliseconds, or rename a damaged file; who has waited for this long meets a process that was stopped. */
const PATIENCE_MS = 15_000;

/**
 * Runs `work` while no other process opens, creates, migrates or sets aside the file at `path`. The lock is SQLite's own on an empty
 * file beside it, so it ends with its process, however that ends; the file stays, because removing a lock's file is a race.
 */
export function underOpeningLock<T>(sqlite: typeof NodeSqlite, path: string, work: () => T): T {
  return holding(openLock(sqlite, path), "BEGIN EXCLUSIVE", work);
}

/**
 * Runs `work`, which opens the file at `path` and reads it for the first time, while no other process replaces it; many may open at
 * once. SQLite opens a file by its name and then looks for its journal by the same name: where the file has been renamed in between, that
 * is the new file's journal, and SQLite rolls it back into the old one (https://sqlite.org/howtocorrupt.html, section 2.4).
 */
export function whileNotReplaced<T>(sqlite: typeof NodeSqlite, path: string, work: () => T): T {
  let lock: NodeSqlite.DatabaseSync;
  try {
    lock = openLock(sqlite, path);
  } catch {
    // A folder that can not be written, or a lock that another user has made: a sound file is opened all the same.
    return work();
  }
  return holding(lock, "BEGIN; SELECT 1 FROM sqlite_schema", work);
}

function openLock(sqlite: typeof NodeSqlite, path: string): NodeSqlite.DatabaseSync {
  const file = `${path}.lock`;
  closeSync(openSync(file, "a", 0o600));
  return new sqlite.DatabaseSync(file);
}

function holding<T>(lock: NodeSqlite.DatabaseSync, begin: string, work: () => T): T {
  try {
    lock.exec(`PRAGMA busy_timeout=${PATIENCE_MS}; ${begin}`);
    return work();
  } finally {
    lock.close();
  }
}
