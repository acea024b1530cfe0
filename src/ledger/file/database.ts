import type { DatabaseSync, StatementSync } from "node:sqlite";
import { ProblemError } from "../../domain/problem.ts";
import { finish, type Steps } from "../steps.ts";
import { asProblems } from "./storageProblem.ts";

export type Row = Readonly<Record<string, unknown>>;
type Value = string | number | Uint8Array | null;

/**
 * Reads one state of the ledger: whatever it gives belongs together. Only {@link Database} makes one, for a transaction, and it
 * reads nothing once that has ended: a place in an hour, looked up in a later state, would be another transaction's.
 */
class OpenSnapshot {
  readonly #database: Database;
  readonly #isOpen: () => boolean;

  constructor(database: Database, isOpen: () => boolean) {
    this.#database = database;
    this.#isOpen = isOpen;
  }

  get(sql: string, ...values: Value[]): Row | undefined {
    return this.statement(sql).get(...values);
  }

  all(sql: string, ...values: Value[]): readonly Row[] {
    return this.statement(sql).all(...values);
  }

  /** Row by row; not to be left open over a pause. */
  each(sql: string, ...values: Value[]): Iterable<Row> {
    return this.statement(sql).iterate(...values);
  }

  /** Grows with every commit that is news for a screen, by any connection of any process. */
  get revision(): number {
    return integer(this.get("SELECT number FROM revision"), "number");
  }

  protected statement(sql: string): StatementSync {
    if (this.#isOpen()) return this.#database.prepare(sql);
    throw new ProblemError({ kind: "internal", detail: "Something was read outside of the transaction it belongs to" });
  }
}

/** Writes, and reads what it has written so far. */
class OpenTransaction extends OpenSnapshot {
  /** Returns the number of rows that were changed. */
  run(sql: string, ...values: Value[]): number {
    return Number(this.statement(sql).run(...values).changes);
  }
}

// Types only, so that nobody else can make one.
export type Snapshot = OpenSnapshot;
export type WriteTransaction = OpenTransaction;

/** So often stepwise reading begins anew before it takes all its steps in one transaction. */
const MOST_RESTARTS = 3;

/** One connection with its prepared statements. SQL texts are constants of the code, so the cache is bounded. */
export class Database {
  readonly raw: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(raw: DatabaseSync) {
    this.raw = raw;
  }

  prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.raw.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  run(sql: string, ...values: Value[]): number {
    return Number(this.prepare(sql).run(...values).changes);
  }

  get(sql: string, ...values: Value[]): Row | undefined {
    return this.prepare(sql).get(...values);
  }

  all(sql: string, ...values: Value[]): readonly Row[] {
    return this.prepare(sql).all(...values);
  }

  /**
   * Writes that are committed together or not at all, and that every editor window should hear of. Takes the write lock first,
   * so that it never fails half-way on it.
   */
  write<T>(work: (transaction: WriteTransaction) => T): T {
    return this.writeQuietly((transaction) => {
      this.noteChange();
      return work(transaction);
    });
  }

  /** Makes a quiet write one that every editor window should hear of. */
  noteChange(): void {
    this.run("UPDATE revision SET number = number + 1");
  }

  /** Like {@link write}, for what no screen shows. */
  writeQuietly<T>(work: (transaction: WriteTransaction) => T): T {
    return this.#transaction("BEGIN IMMEDIATE", (isOpen) => work(new OpenTransaction(this, isOpen)));
  }

  /** Reads that see one state of the ledger. */
  read<T>(work: (snapshot: Snapshot) => T): T {
    return this.#transaction("BEGIN", (isOpen) => work(new OpenSnapshot(this, isOpen)));
  }

  /**
   * Long reading that sees one state of the ledger too, though each step is a transaction of its own: when the ledger has changed
   * between two steps, all of them begin anew; if that happens again and again, the rest is done without a pause.
   */
  *readInSteps<T>(begin: (snapshot: Snapshot) => Steps<T>): Steps<T> {
    for (let restarts = 0; restarts < MOST_RESTARTS; restarts++) {
      let isOpen: (() => boolean) | undefined;
      const lasting = new OpenSnapshot(this, () => isOpen?.() ?? false);
      const steps = begin(lasting);
      let revision: number | undefined;
      for (;;) {
        const step = this.#transaction("BEGIN", (isOpenNow) => {
          isOpen = isOpenNow;
          revision ??= lasting.revision;
          return revision === lasting.revision ? steps.next() : undefined;
        });
        if (step === undefined) break;
        if (step.done === true) return step.value;
        yield undefined;
      }
    }
    return this.read((snapshot) => finish(begin(snapshot)));
  }

  /** Begins to read one state of the ledger, until this connection is closed: it serves nothing else from now on. */
  hold(): Snapshot {
    this.raw.exec("BEGIN");
    const snapshot = new OpenSnapshot(this, () => this.raw.isOpen);
    // What is read first decides which state it is.
    void snapshot.revision;
    return snapshot;
  }

  close(): void {
    this.#statements.clear();
    this.raw.close();
  }

  #transaction<T>(begin: string, work: (isOpen: () => boolean) => T): T {
    return asProblems(() => {
      this.raw.exec(begin);
      let isOpen = true;
      try {
        const result = work(() => isOpen);
        this.raw.exec("COMMIT");
        return result;
      } catch (error) {
        this.#rollBack();
        throw error;
      } finally {
        isOpen = false;
      }
    });
  }

  /** SQLite may have rolled back by itself (disk full); the first error is the one to report. */
  #rollBack(): void {
    try {
      this.raw.exec("ROLLBACK");
    } catch {
      // Nothing is open any more; the error that led here says why.
    }
  }
}

/** Reads a column that the schema declares INTEGER NOT NULL. */
export function integer(row: Row | undefined, column: string): number {
  return Number(row?.[column] ?? 0);
}

/** Reads a column that the schema declares TEXT NOT NULL. */
export function text(row: Row | undefined, column: string): string {
  const value = row?.[column];
  return typeof value === "string" ? value : "";
}

/** Reads a column that the schema declares BLOB NOT NULL. */
export function blob(row: Row | undefined, column: string): Uint8Array {
  const value = row?.[column];
  return value instanceof Uint8Array ? value : new Uint8Array();
}
