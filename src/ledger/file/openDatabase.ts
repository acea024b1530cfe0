import { chmodSync, closeSync, existsSync, mkdirSync, openSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import type * as NodeSqlite from "node:sqlite";
import { pathToFileURL } from "node:url";
import type { LedgerOpening } from "../../domain/ports.ts";
import { type Problem, ProblemError } from "../../domain/problem.ts";
import { Database, integer, text } from "./database.ts";
import { APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION } from "./schema.ts";
import { asProblems, storageProblemOf } from "./storageProblem.ts";

type StorageProblem = Extract<Problem, { kind: "storage" }>;
type SqliteModule = typeof NodeSqlite;

export interface OpenedDatabase {
  readonly database: Database;
  readonly opening: LedgerOpening;
  /** The file that is in use; undefined in memory. */
  readonly file?: string;
}

const BUSY_TIMEOUT_MS = 5_000;

/**
 * Opens the ledger at `path` (":memory:" for none on disk). A file that cannot be used never stops the extension and is never
 * overwritten:
 * - damaged, or no ledger: renamed beside itself, a fresh ledger takes its place;
 * - written by a newer version: left alone, because an editor that understands it may be using it; ours lies beside it;
 * - not writable: read as it is, or, where there is none yet, kept in memory;
 * - locked by another program: an error, because a ledger in memory beside a healthy file would split the history.
 */
export function openDatabase(path: string): OpenedDatabase {
  const sqlite = sqliteModule();
  if (path === ":memory:") return openInMemory(sqlite, undefined);
  try {
    return openFile(sqlite, path, undefined);
  } catch (error) {
    const problem = storageProblemOf(error);
    if (problem?.reason === "damaged") return replaceDamaged(sqlite, path, problem);
    if (problem?.reason === "newer") return openBeside(sqlite, path, problem);
    if (problem?.reason === "readOnly" || problem?.reason === "full") return openUnwritable(sqlite, path, problem);
    throw error;
  }
}

/** Absent in Electron 36.7.0-36.7.2 and 37.2.0-37.2.2 and in builds of Node without SQLite. */
export function sqliteModule(): SqliteModule {
  const sqlite = process.getBuiltinModule("node:sqlite") as SqliteModule | undefined;
  if (sqlite !== undefined) return sqlite;
  const detail = `This editor's Node ${process.versions.node} has no node:sqlite`;
  throw new ProblemError({ kind: "storage", reason: "missingModule", detail });
}

function openFile(sqlite: SqliteModule, path: string, problem: StorageProblem | undefined): OpenedDatabase {
  return asProblems(() => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // Created before SQLite does, which would let the group and others read it; -wal and -shm inherit the mode.
    closeSync(openSync(path, "a", 0o600));
    chmodSync(path, 0o600);
    const database = new Database(new sqlite.DatabaseSync(path));
    try {
      const opening = prepare(database, "file", problem);
      return { database, opening, file: path };
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

function openInMemory(sqlite: SqliteModule, problem: StorageProblem | undefined): OpenedDatabase {
  const database = new Database(new sqlite.DatabaseSync(":memory:"));
  return { database, opening: prepare(database, "memory", problem) };
}

function replaceDamaged(sqlite: SqliteModule, path: string, damage: StorageProblem): OpenedDatabase {
  const setAsideAs = setAside(path);
  if (setAsideAs === undefined) return openInMemory(sqlite, damage);
  return openFile(sqlite, path, { ...damage, setAsideAs });
}

/** Renames a damaged ledger; undefined where that fails (Windows, while another editor window has it open). */
export function setAside(path: string): string | undefined {
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, "-");
  const target = `${path}.damaged-${stamp}`;
  try {
    renameSync(path, target);
    for (const part of ["-wal", "-shm", "-journal"]) {
      if (existsSync(path + part)) renameSync(path + part, target + part);
    }
    return target;
  } catch {
    return undefined;
  }
}

function openBeside(sqlite: SqliteModule, path: string, problem: StorageProblem): OpenedDatabase {
  return openFile(sqlite, `${path}.v${SCHEMA_VERSION}`, { ...problem, setAsideAs: path });
}

function openUnwritable(sqlite: SqliteModule, path: string, problem: StorageProblem): OpenedDatabase {
  try {
    if (existsSync(path)) {
      // immutable: without write access SQLite could not create the shared memory that WAL needs.
      const raw = new sqlite.DatabaseSync(`${pathToFileURL(path).href}?immutable=1`, { readOnly: true });
      const database = new Database(raw);
      if (integer(database.get("PRAGMA user_version"), "user_version") === SCHEMA_VERSION) {
        return { database, opening: describe(database, "file", problem), file: path };
      }
      database.close();
    }
  } catch {
    // Not readable either.
  }
  return openInMemory(sqlite, problem);
}

function prepare(database: Database, mode: "file" | "memory", problem: StorageProblem | undefined): LedgerOpening {
  database.raw.exec(`PRAGMA busy_timeout=${BUSY_TIMEOUT_MS}`);
  checkIdentity(database);
  if (mode === "file") {
    // Before 3.51.3, two connections that write or checkpoint at once can corrupt a database in WAL mode.
    database.get(`PRAGMA journal_mode=${isWalSafe(sqliteVersion(database)) ? "WAL" : "TRUNCATE"}`);
  }
  // 16 MB of cache hold every page that a week of 350 000 rows touches; the WAL shrinks back after a large commit.
  database.raw.exec("PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16384; PRAGMA journal_size_limit=67108864");
  migrate(database);
  return describe(database, mode, problem);
}

function describe(database: Database, mode: "file" | "memory", problem: StorageProblem | undefined): LedgerOpening {
  const journalMode = text(database.get("PRAGMA journal_mode"), "journal_mode");
  return { mode, sqliteVersion: sqliteVersion(database), journalMode, ...(problem === undefined ? {} : { problem }) };
}

function sqliteVersion(database: Database): string {
  return text(database.get("SELECT sqlite_version() AS version"), "version");
}

/** True from SQLite 3.51.3 on. */
export function isWalSafe(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  return major * 1e6 + minor * 1e3 + patch >= 3_051_003;
}

/** Throws when the file is no ledger, or one of a newer version. */
function checkIdentity(database: Database): void {
  const version = integer(database.get("PRAGMA user_version"), "user_version");
  const application = integer(database.get("PRAGMA application_id"), "application_id");
  const tables = integer(database.get("SELECT count(*) AS tables FROM sqlite_schema"), "tables");
  if (tables === 0 && version === 0) return;
  if (application !== APPLICATION_ID) throw damageProblem("The file is a database, but not a ledger");
  if (version > SCHEMA_VERSION) {
    const detail = `The ledger has version ${version}; this extension knows ${SCHEMA_VERSION}`;
    throw new ProblemError({ kind: "storage", reason: "newer", detail });
  }
}

export function damageProblem(detail: string): ProblemError {
  return new ProblemError({ kind: "storage", reason: "damaged", detail });
}

function migrate(database: Database): void {
  if (integer(database.get("PRAGMA user_version"), "user_version") === SCHEMA_VERSION) return;
  database.writeQuietly(() => {
    // Read again under the lock: another editor window may have been faster.
    const version = integer(database.get("PRAGMA user_version"), "user_version");
    for (const step of MIGRATIONS.slice(version)) database.raw.exec(step);
    database.raw.exec(`PRAGMA application_id=${APPLICATION_ID}; PRAGMA user_version=${SCHEMA_VERSION}`);
  });
}
