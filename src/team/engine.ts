import { lineOf } from "../domain/foreignText.ts";
import { ProblemError } from "../domain/problem.ts";

/** A value in a statement: a number, or a text that comes from outside. */
export type SqlValue = number | string;

/** Columns as both engines can have them. */
export type ColumnType = "text" | "word" | "number" | "small" | "id";

export interface Table {
  readonly name: string;
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** Rows lie in this order, and are found by it. */
  readonly order: readonly string[];
  /** A column with a day's number, by whose months the table is divided. */
  readonly dividedBy?: string;
}

/** The valid publication of a UTC date, by the date's number. */
export interface DayLoad {
  readonly number: number;
  readonly load: number;
}

/** Statuses with which a database refuses, whatever its own are: HTTP's for what is not there, and for no room left. */
export const NO_TABLE = 404;
export const NO_ROOM = 507;

/** What a connection says that failed; where the certificate was the reason, it says so. */
export function unreachable(name: string, error: unknown): ProblemError {
  const { code = "", message } = error as { readonly code?: string; readonly message?: string };
  const why = lineOf(message === undefined || message === "" ? code || String(error) : message);
  const isOfCertificate = /CERT|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|ERR_TLS_/.test(code);
  const detail = isOfCertificate
    ? `the certificate of ${name}'s server is not accepted: ${why}`
    : `${name} can not be reached: ${why}`;
  return new ProblemError({ kind: "offline", detail }, { cause: error });
}

/**
 * What one kind of database does in its own way; everything else is written once, in SQL that all of them understand. One statement is
 * one transaction: what has to be seen together is written by one statement.
 */
export interface TeamEngine {
  readonly name: string;
  /** A text as it may stand in a statement. */
  readonly text: (value: string) => string;
  /** An expression: the database's clock in microseconds since 1970. */
  readonly nowMicros: string;
  /** An expression for a text's place in an order: that of its bytes. */
  readonly byBytes: (column: string) => string;
  /** An expression for a text's place in an order: that of its bytes, whatever the database's language. */
  readonly textOrder: (column: string) => string;
  /** An expression: an id as text, with dashes and in lower case. */
  readonly idText: (column: string) => string;
  /** An expression: an id's 32 digits in lower case. */
  readonly idDigits: (column: string) => string;
  /** A condition: a text contains another. */
  readonly contains: (whole: string, part: string) => string;
  /** A condition: a row's `load` is that of its `day`. By day, ascending, at least one; the condition need hold only from the first to the last. */
  readonly isLoadOfDay: (loads: readonly DayLoad[]) => string;
  /** An expression: numbers of all rows of a group as one text, those of a row with spaces between and the rows with commas. */
  readonly packed: (columns: readonly string[]) => string;
  /** An expression: a text in lower case. */
  readonly lower: (column: string) => string;
  readonly createTable: (table: Table) => readonly string[];
  /** Statements for people: decimals and times in place of whole numbers, and the rights of readers and of a collector. */
  readonly views: () => readonly string[];
  readonly grants: (tables: readonly Table[]) => readonly string[];
  /** Runs a statement that gives rows; each value as text. */
  readonly rows: (sql: string, signal?: AbortSignal) => Promise<readonly (readonly string[])[]>;
  readonly run: (sql: string) => Promise<void>;
  /** Adds rows, written as tab-separated text with escapes. All of one call are seen at once when there are at most 100,000. */
  readonly insert: (table: Table, lines: readonly string[]) => Promise<void>;
  /** Deletes rows, at once for whoever asks afterwards. */
  readonly remove: (table: Table, where: string) => Promise<void>;
  /** Takes a name in one step, where the engine has such; undefined where it has not and claims have to do. */
  readonly takeLease?: (name: string, holder: string, ttlMs: number, isNew: boolean) => Promise<boolean>;
  readonly close: () => Promise<void>;
}

/** Tab-separated text with backslash escapes, as ClickHouse reads it (TabSeparated); {@link valuesOf} takes it apart. */
export function lineOfValues(values: readonly SqlValue[]): string {
  return values.map((value) => (typeof value === "number" ? String(value) : escaped(value))).join("\t");
}

const SPECIAL = /[\\\t\n\r]/g;
const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

function escaped(text: string): string {
  return text.replaceAll(SPECIAL, (character) => ESCAPES[character] ?? character);
}

/** The values of a line that {@link lineOfValues} has made. */
export function valuesOf(line: string): readonly string[] {
  const values = line.split("\t");
  return line.includes("\\")
    ? values.map((value) => value.replaceAll(/\\(.)/g, (_, letter: string) => PLAIN[letter] ?? letter))
    : values;
}

const PLAIN: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r" };
