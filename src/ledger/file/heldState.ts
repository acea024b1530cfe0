import { Database, type Snapshot } from "./database.ts";
import { damageProblem, isStillThere, type OpenedDatabase, type OpenedFile, sqliteModule } from "./openDatabase.ts";
import { whileNotReplaced } from "./openingLock.ts";
import { MIGRATIONS } from "./schema.ts";
import { asProblems } from "./storageProblem.ts";

/** One state of a ledger that stays as it is while others go on writing. */
export interface HeldState {
  readonly snapshot: Snapshot;
  /** To be called when it is not needed any more: it holds a connection, or a copy. */
  readonly release: () => void;
}

/**
 * Holds the present state for one account, for as long as it takes. In WAL mode that is a read transaction of a connection of its
 * own, which keeps nobody from writing. Elsewhere it would, and in memory there is no second connection: there the account's UTC
 * hours from…to and what belongs to them are copied to a temporary file (a year of an Enterprise account: 550 MB, some seconds).
 */
export function holdState(opened: OpenedDatabase, account: number, from: number, to: number): HeldState {
  const { database, opening, file } = opened;
  const isShared = file !== undefined && opening.journalMode === "wal" && opening.problem === undefined;
  return asProblems(() => (isShared ? holdFile(file) : copyAccount(database, account, from, to)));
}

function holdFile(file: OpenedFile): HeldState {
  const sqlite = sqliteModule();
  return whileNotReplaced(sqlite, file.path, () => {
    if (!isStillThere(file)) throw damageProblem("Another editor window has begun a new ledger");
    return hold(new Database(new sqlite.DatabaseSync(file.path, { readOnly: true, timeout: 5_000 })));
  });
}

const BY_ACCOUNT = ["kinds", "foreign_ids", "day_totals", "hour_totals", "coverage", "date_changes", "told_dates"];

function copyAccount(database: Database, account: number, from: number, to: number): HeldState {
  const { DatabaseSync } = sqliteModule();
  // An empty name: a temporary file that SQLite removes when it is closed.
  const copy = new Database(new DatabaseSync(""));
  try {
    copy.raw.exec("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF");
    for (const step of MIGRATIONS) copy.raw.exec(step);
    copy.raw.exec("DELETE FROM settings");
    database.read((snapshot) =>
      copy.writeQuietly((transaction) => {
        const take = (table: string, where: string, ...values: number[]): void => {
          for (const row of snapshot.each(`SELECT * FROM ${table} WHERE ${where}`, ...values)) {
            const columns = Object.keys(row);
            const places = columns.map(() => "?").join(", ");
            const put = `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${places})`;
            transaction.run(put, ...(Object.values(row) as (string | number | Uint8Array | null)[]));
          }
        };
        take("settings", "true");
        for (const table of BY_ACCOUNT) take(table, "account = ?", account);
        for (const table of ["hours", "hour_ids"])
          take(table, "account = ? AND hour BETWEEN ? AND ?", account, from, to);
      }),
    );
    return hold(copy);
  } catch (error) {
    copy.close();
    throw error;
  }
}

function hold(database: Database): HeldState {
  try {
    return { snapshot: database.hold(), release: () => database.close() };
  } catch (error) {
    database.close();
    throw error;
  }
}
