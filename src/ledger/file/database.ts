import type { DatabaseSync, StatementSync } from "node:sqlite";
import { asProblems } from "./storageProblem.ts";

export type Row = Readonly<Record<string, unknown>>;
type Value = string | number | Uint8Array | null;

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
  write<T>(work: () => T): T {
    return this.writeQuietly(() => {
      this.noteChange();
      return work();
    });
  }

  /** Makes a quiet write one that every editor window should hear of. */
  noteChange(): void {
    this.run("UPDATE revision SET number = number + 1");
  }

  /** Like {@link write}, for what no screen shows. */
  writeQuietly<T>(work: () => T): T {
    return this.#transaction("BEGIN IMMEDIATE", work);
  }

  /** Reads that see one state of the ledger. */
  read<T>(work: () => T): T {
    return this.#transaction("BEGIN", work);
  }

  close(): void {
    this.#statements.clear();
    this.raw.close();
  }

  #transaction<T>(begin: string, work: () => T): T {
    return asProblems(() => {
      this.raw.exec(begin);
      try {
        const result = work();
        this.raw.exec("COMMIT");
        return result;
      } catch (error) {
        this.#rollBack();
        throw error;
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
