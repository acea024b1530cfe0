import { chmodSync, closeSync, mkdirSync, openSync } from "node:fs";
import { dirname, join } from "node:path";
import { Database, integer } from "../file/database.ts";
import { damageProblem, identityOf, type OpenedFile, sqliteModule } from "../file/openDatabase.ts";
import { underOpeningLock, whileNotReplaced } from "../file/openingLock.ts";
import { setAside } from "../file/setAside.ts";
import { asProblems, storageProblemOf } from "../file/storageProblem.ts";

/**
 * The file beside the ledger by which all editor windows keep to one budget of requests, one pause, one worker per lane and one
 * telling of each alert: also those of older and newer builds, which have ledgers of their own. docs/coordination.md describes it.
 *
 * The format is frozen. A later version may add tables, and columns that are nullable or have a default; it never takes away,
 * renames, or gives another meaning to what is here, and `user_version` stays 1. Instants are epoch milliseconds.
 */
const FORMAT = `
  -- Requests of the last 24 hours, by every editor window together. background: 1 for what nobody asked for at the moment.
  CREATE TABLE requests (
    request INTEGER PRIMARY KEY, account TEXT NOT NULL, at INTEGER NOT NULL, background INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX requests_by_time ON requests (account, at);
  -- Refusals (429) in a row, and until when nobody sends. limit_kind: second, minute or day, where the service named it.
  CREATE TABLE pauses (
    account TEXT PRIMARY KEY, until INTEGER NOT NULL, refused_at INTEGER NOT NULL, refusals INTEGER NOT NULL,
    limit_kind TEXT, said TEXT
  ) STRICT, WITHOUT ROWID;
  -- Who works. process: machine, process and its start, as processes.ts writes them; empty where they are not known.
  CREATE TABLE leases (
    name TEXT PRIMARY KEY, holder TEXT NOT NULL, process TEXT NOT NULL, expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  -- What has been told or silenced: JSON objects whose fields are only added; who does not know a field keeps it.
  CREATE TABLE told (
    account TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (account, key)
  ) STRICT, WITHOUT ROWID;
`;

/** What joined the format later, and is missing in a file that an earlier version has begun. */
const ADDED = `
  -- How many requests were made, by the quarter of an hour that begins at that instant.
  CREATE TABLE IF NOT EXISTS request_counts (
    account TEXT NOT NULL, at INTEGER NOT NULL, requests INTEGER NOT NULL, PRIMARY KEY (account, at)
  ) STRICT, WITHOUT ROWID;
`;

/** "DVUC" in SQLite's file header. */
const APPLICATION_ID = 0x44565543;
const FORMAT_VERSION = 1;
/** Every write is over in a moment, but SQLite lets no queue form: whoever waits may be overtaken many times. */
const BUSY_TIMEOUT_MS = 10_000;

/** Its name in the ledger's folder; the same for every version. */
const FILE_NAME = "coordination.sqlite";

export interface OpenCoordination {
  readonly database: Database;
  /** The file that is in use; undefined in memory. */
  readonly file?: OpenedFile;
}

/** Opens the file that belongs to a ledger; ":memory:" or a folder that can not be written: for this editor window alone. */
export function openCoordination(ledgerPath: string): OpenCoordination {
  if (ledgerPath === ":memory:") return { database: openAt(":memory:") };
  const path = join(dirname(ledgerPath), FILE_NAME);
  try {
    return asProblems(() => {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      return whileNotReplaced(sqliteModule(), path, () => openFile(path));
    });
  } catch (error) {
    const reason = storageProblemOf(error)?.reason;
    if (reason === "damaged") return replaceDamaged(path);
    if (reason === "readOnly" || reason === "full") return { database: openAt(":memory:") };
    throw error;
  }
}

function openFile(path: string): OpenCoordination {
  closeSync(openSync(path, "a", 0o600));
  chmodSync(path, 0o600);
  return { database: openAt(path), file: { path, identity: identityOf(path) } };
}

function openAt(path: string): Database {
  return asProblems(() => {
    const database = new Database(new (sqliteModule().DatabaseSync)(path));
    try {
      // A rollback journal whatever SQLite it is: builds with one that is too old for WAL write here too.
      database.raw.exec(`PRAGMA busy_timeout=${BUSY_TIMEOUT_MS}`);
      database.get("PRAGMA journal_mode=TRUNCATE");
      // Nothing here is worth a wait for the disk: a file that a crash of the machine has torn is begun anew.
      database.raw.exec("PRAGMA synchronous=OFF; PRAGMA secure_delete=ON");
      begin(database);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** Looks and creates in one step, because editor windows start together. */
function begin(database: Database): void {
  database.writeQuietly(() => {
    const application = integer(database.get("PRAGMA application_id"), "application_id");
    if (application === APPLICATION_ID) return database.raw.exec(ADDED);
    const tables = integer(database.get("SELECT count(*) AS tables FROM sqlite_schema"), "tables");
    if (tables > 0) throw damageProblem("The file is a database, but not the coordination file");
    database.raw.exec(
      `${FORMAT} ${ADDED} PRAGMA application_id=${APPLICATION_ID}; PRAGMA user_version=${FORMAT_VERSION}`,
    );
  });
}

/** A day's bookkeeping is lost with it, and nothing else; another editor window may have replaced it meanwhile. */
function replaceDamaged(path: string): OpenCoordination {
  return underOpeningLock(sqliteModule(), path, () => {
    try {
      return openFile(path);
    } catch {
      return setAside(path) === undefined ? { database: openAt(":memory:") } : openFile(path);
    }
  });
}
