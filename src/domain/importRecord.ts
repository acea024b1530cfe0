import type { EpochMs } from "./epoch.ts";
import { happened } from "./instant.ts";
import type { Money } from "./money.ts";
import type { ImportResult } from "./reconciliation.ts";
import type { Micros } from "./transaction.ts";

/** A file that rows were taken from; its name is foreign text. */
export interface ImportedFile {
  readonly name: string;
  readonly rows: number;
}

/** What is known of an import before the ledger has counted it. */
export interface ImportSource {
  readonly files: readonly ImportedFile[];
  readonly at: EpochMs;
  /** Rows that were unreadable, and did not come as far as the ledger. */
  readonly setAside: number;
}

/** An import as it is remembered: where rows come from that no report of the service brought. */
export interface ImportRecord extends ImportResult {
  readonly files: readonly ImportedFile[];
  /** Absent where it claims to lie ahead of the clock. */
  readonly at?: EpochMs;
  readonly first: Micros;
  readonly last: Micros;
}

/** The key of the account's state that holds them, newest first. */
export const IMPORTS_KEY = "imports";
const MOST_RECORDS = 50;

/** The state's new text with one more record; what can not be read of the old one is left behind. */
export function withImport(before: string | undefined, record: ImportRecord): string {
  return JSON.stringify([record, ...parsed(before)].slice(0, MOST_RECORDS));
}

/** The records in a state's text, as far as they can be believed at `now`; newest first. */
export function storedImports(text: string | undefined, now: EpochMs): readonly ImportRecord[] {
  return parsed(text).map(({ at, ...record }) => {
    const believed = happened(at, now);
    return { ...record, ...(believed === undefined ? {} : { at: believed }) };
  });
}

const NUMBERS: readonly (keyof ImportRecord)[] = [
  "received",
  "inserted",
  "updated",
  "kept",
  "known",
  "setAside",
  "charge" satisfies keyof { charge: Money },
  "first",
  "last",
];

function parsed(text: string | undefined): readonly ImportRecord[] {
  try {
    const value: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(value) ? value.filter(isRecord) : [];
  } catch {
    return [];
  }
}

function isRecord(value: unknown): value is ImportRecord {
  if (typeof value !== "object" || value === null) return false;
  const record = value as Readonly<Record<string, unknown>>;
  const { files, at } = record;
  if (at !== undefined && typeof at !== "number") return false;
  if (!Array.isArray(files) || !files.every(isFile)) return false;
  return NUMBERS.every((name) => typeof record[name] === "number");
}

function isFile(value: unknown): value is ImportedFile {
  if (typeof value !== "object" || value === null) return false;
  const { name, rows } = value as Readonly<Record<string, unknown>>;
  return typeof name === "string" && typeof rows === "number";
}
