import { moneyToDecimal } from "../domain/money.ts";
import { outcomeOf } from "../domain/outcome.ts";
import { formatTimestamp, type Transaction } from "../domain/transaction.ts";
import type { CopyFormat } from "../protocol.ts";
import { formatInstant } from "./dates.ts";
import { singleLine } from "./foreignText.ts";

const COLUMNS = [
  "Time",
  "Time UTC",
  "Product",
  "Status",
  "Outcome",
  "Message",
  "Charge INR",
  "Transaction id",
] as const;

/** Rows for the clipboard: tab-separated text, or CSV. A cell that a sheet would take for a formula is quoted with an apostrophe. */
export function rowsAsText(
  rows: readonly Transaction[],
  zone: string,
  failureMessages: readonly string[],
  format: CopyFormat,
): string {
  const lines = rows.map((row) => [
    formatInstant(row.at, zone),
    formatTimestamp(row.at),
    safe(row.product),
    String(row.status),
    outcomeOf(row.status, row.message, failureMessages),
    safe(row.message),
    moneyToDecimal(row.charge),
    safe(row.id),
  ]);
  const join = format === "csv" ? (cells: readonly string[]) => cells.map(quote).join(",") : tabbed;
  return [join(COLUMNS), ...lines.map(join)].join(format === "csv" ? "\r\n" : "\n");
}

function tabbed(cells: readonly string[]): string {
  return cells.map(singleLine).join("\t");
}

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function safe(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
