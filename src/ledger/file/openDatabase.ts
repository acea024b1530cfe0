import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type * as NodeSqlite from "node:sqlite";
import { pathToFileURL } from "node:url";
import type { LedgerOpening } from "../../domain/diagnosis.ts";
import { type Problem, ProblemError } from "../../domain/problem.ts";
import { Database, integer, text } from "./database.ts";
import { underOpeningLock, whileNotReplaced } from "./openingLock.ts";
import { APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION } from "./schema.ts";
import { setAside } from "./setAside.ts";
import { asProblems, storageProblemOf } from "./storageProblem.ts";
import { finishWipe } from "./wipe.ts";

type StorageProblem = Extract<Problem, { kind: "storage" }>;
type SqliteModule = typeof NodeSqlite;

export interface OpenedDatabase {
  readonly database: Database;
  readonly opening: LedgerOpening;
  /** The file that is in use; undefined in memory. */
  readonly file?: OpenedFile;
}

/** A file and which one it was when it was opened: another editor window may have set it aside since. */
export interface OpenedFile {
  readonly path: string;
  readonly identity: string;
}

const BUSY_TIMEOUT_MS = 5_000;
/** How long others may keep the journal's mode from being changed, and how often it is tried. */
const JOURNAL_TRIES = 250;
const JOURNAL_PAUSE_MS = 20;

/**
 * Opens the ledger at `path` (":memory:" for none on disk). A file that cannot be used never stops the extension and is never
 * overwritten:
 * - damaged, or no ledger: renamed beside itself, a fresh ledger takes its place;
 * - written by a newer version: left alone, because an editor that understands it may be using it; ours lies beside it;
 * - not writable: read as it is, or, where there is none yet, kept in memory;
 * - locked by another program, or on a file system without locks: an error, because a ledger in memory beside a healthy file would
 *   split the history.
 *
 * A ledger of this version is opened as it is, while nobody can put another in its place. Whatever else there is to do (create, migrate,
 * set aside) happens under a lock that is held alone, where it is looked at once more: of several editor windows that start at once, one
 * does it and the others find it done.
 */
export function openDatabase(path: string): OpenedDatabase {
  const sqlite = sqliteModule();
  if (path === ":memory:") return openInMemory(sqlite, undefined);
  try {
    return openFile(sqlite, path, undefined);
  } catch (error) {
    const problem = storageProblemOf(error);
    if (problem?.reason === "newer") return openBeside(sqlite, path, problem);
    if (problem?.reason === "readOnly" || problem?.reason === "full") return openUnwritable(sqlite, path, problem);
    throw error;
  }
}

/** False when the file at its path is another one by now, or none: then it is to be opened anew. */
export function isStillThere({ path, identity }: OpenedFile): boolean {
  return identityOf(path) === identity;
}

/** What became of a ledger that seemed damaged in use: another editor window may have been faster, or a second look finds it sound. */
export type Damage = { readonly is: "setAside"; readonly as?: string } | { readonly is: "replaced" | "sound" };

/** Looks at a ledger that seemed damaged in use once more, under the lock, and sets it aside if it is. */
export function judgeDamage(file: OpenedFile): Damage {
  const sqlite = sqliteModule();
  return underOpeningLock(sqlite, file.path, () => {
    if (!isStillThere(file)) return { is: "replaced" };
    if (isSound(sqlite, file.path)) return { is: "sound" };
    const name = setAside(file.path);
    return { is: "setAside", ...(name === undefined ? {} : { as: name }) };
  });
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
    const ready = existsSync(path) ? whileNotReplaced(sqlite, path, () => openReady(sqlite, path, problem)) : undefined;
    if (ready !== undefined) return ready;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    return underOpeningLock(sqlite, path, () => openUnderLock(sqlite, path, problem));
  });
}

/** Opens a ledger of this version; undefined when there is anything else, which only a look under the lock may judge. */
function openReady(
  sqlite: SqliteModule,
  path: string,
  problem: StorageProblem | undefined,
): OpenedDatabase | undefined {
  try {
    return opened(sqlite, path, problem, (database) => database.read(() => versionOf(database)) === SCHEMA_VERSION);
  } catch (error) {
    // What is really wrong is wrong under the lock too.
    const reason = storageProblemOf(error)?.reason;
    if (reason === "newer" || reason === "locked") throw error;
    return undefined;
  }
}

function openUnderLock(sqlite: SqliteModule, path: string, problem: StorageProblem | undefined): OpenedDatabase {
  // Created before SQLite does, which would let the group and others read it; -wal and -shm inherit the mode.
  closeSync(openSync(path, "a", 0o600));
  try {
    return made(sqlite, path, problem);
  } catch (error) {
    const damage = storageProblemOf(error);
    if (damage?.reason !== "damaged") throw error;
    const setAsideAs = setAside(path);
    if (setAsideAs === undefined) return openInMemory(sqlite, damage);
    closeSync(openSync(path, "a", 0o600));
    return made(sqlite, path, { ...damage, setAsideAs });
  }
}

/** Opens the file, and makes a ledger of this version of it. */
function made(sqlite: SqliteModule, path: string, problem: StorageProblem | undefined): OpenedDatabase {
  const database = opened(sqlite, path, problem, (found) => {
    migrate(found, "file");
    return true;
  });
  if (database === undefined) throw new ProblemError({ kind: "internal", detail: "no ledger was made" });
  return database;
}

/** Opens an existing file, if `check` finds it as wished; a file that is not there is an error. */
function opened(
  sqlite: SqliteModule,
  path: string,
  problem: StorageProblem | undefined,
  check: (database: Database) => boolean,
): OpenedDatabase | undefined {
  chmodSync(path, 0o600);
  const identity = identityOf(path);
  const database = new Database(new sqlite.DatabaseSync(`${pathToFileURL(path).href}?mode=rw`));
  try {
    database.raw.exec(`PRAGMA busy_timeout=${BUSY_TIMEOUT_MS}`);
    if (check(database)) {
      settle(database, "file");
      return { database, opening: describe(database, "file", problem), file: { path, identity } };
    }
  } catch (error) {
    database.close();
    throw error;
  }
  database.close();
  return undefined;
}

/** Which file lies at a path; empty where none does. */
export function identityOf(path: string): string {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? "" : `${found.dev}:${found.ino}`;
}

function isSound(sqlite: SqliteModule, path: string): boolean {
  let database: Database | undefined;
  try {
    database = new Database(new sqlite.DatabaseSync(`${pathToFileURL(path).href}?mode=rw`));
    versionOf(database);
    return text(database.get("PRAGMA quick_check(1)"), "quick_check") === "ok";
  } catch (error) {
    // Whatever it is, without damage there is no reason to move the file.
    return storageProblemOf(error)?.reason !== "damaged";
  } finally {
    database?.close();
  }
}

function openInMemory(sqlite: SqliteModule, problem: StorageProblem | undefined): OpenedDatabase {
  const database = new Database(new sqlite.DatabaseSync(":memory:"));
  migrate(database, "memory");
  settle(database, "memory");
  return { database, opening: describe(database, "memory", problem && { ...problem, inMemory: true }) };
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
        const file = { path, identity: identityOf(path) };
        return { database, opening: describe(database, "readOnly", problem), file };
      }
      database.close();
    }
  } catch {
    // Not readable either.
  }
  return openInMemory(sqlite, problem);
}

/** How this connection works on its file. */
function settle(database: Database, mode: "file" | "memory"): void {
  if (mode === "file") setJournalMode(database);
  // 16 MB of cache hold every page that a week of 350 000 rows touches; the WAL shrinks back after a large commit. What is deleted or
  // replaced is overwritten, at no measurable cost.
  database.raw.exec(
    "PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16384; PRAGMA journal_size_limit=67108864; PRAGMA secure_delete=ON",
  );
  if (mode === "file") finishWipe(database);
}

/**
 * Before 3.51.3, two connections that write or checkpoint at once can corrupt a database in WAL mode. The change needs the file for
 * itself and does not wait by itself for others who start at the same moment.
 */
function setJournalMode(database: Database): void {
  const wanted = isWalSafe(sqliteVersion(database)) ? "wal" : "truncate";
  for (let tries = 1; ; tries++) {
    try {
      if (text(database.get("PRAGMA journal_mode"), "journal_mode") === wanted) return;
      database.get(`PRAGMA journal_mode=${wanted}`);
      return;
    } catch (error) {
      if (storageProblemOf(error)?.reason !== "locked" || tries === JOURNAL_TRIES) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, JOURNAL_PAUSE_MS);
    }
  }
}

function describe(database: Database, mode: LedgerOpening["mode"], problem: StorageProblem | undefined): LedgerOpening {
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

/**
 * The ledger's version; 0 for an empty file. One state of the file only within a transaction. Throws when the file is no ledger, or
 * one of a newer version.
 */
function versionOf(database: Database): number {
  const version = integer(database.get("PRAGMA user_version"), "user_version");
  const application = integer(database.get("PRAGMA application_id"), "application_id");
  const tables = integer(database.get("SELECT count(*) AS tables FROM sqlite_schema"), "tables");
  if (tables === 0 && version === 0) return 0;
  if (application !== APPLICATION_ID) throw damageProblem("The file is a database, but not a ledger");
  if (version > SCHEMA_VERSION) {
    const detail = `The ledger has version ${version}; this extension knows ${SCHEMA_VERSION}`;
    throw new ProblemError({ kind: "storage", reason: "newer", detail });
  }
  return version;
}

export function damageProblem(detail: string): ProblemError {
  return new ProblemError({ kind: "storage", reason: "damaged", detail });
}

/** Looks what the file is and brings it to this version, in one transaction. */
function migrate(database: Database, mode: "file" | "memory"): void {
  // While the file is empty nobody else uses it, so that nothing stands in the way of the journal's mode.
  if (mode === "file" && database.read(() => versionOf(database)) === 0) setJournalMode(database);
  database.writeQuietly(() => {
    const version = versionOf(database);
    if (version === SCHEMA_VERSION) return;
    for (const step of MIGRATIONS.slice(version)) database.raw.exec(step);
    database.raw.exec(`PRAGMA application_id=${APPLICATION_ID}; PRAGMA user_version=${SCHEMA_VERSION}`);
  });
}
