import { lineOf } from "../domain/foreignText.ts";
import { moneyToDecimal } from "../domain/money.ts";
import { judgedOutcome, type OutcomeWords } from "../domain/outcomeWords.ts";
import { csvCell, tabbedCell } from "../domain/sheetText.ts";
import { formatTimestamp, type Transaction } from "../domain/transaction.ts";
import type { CopyFormat } from "../protocol.ts";
import { formatInstant } from "./dates.ts";

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

/** Rows for the clipboard: tab-separated text, or CSV. No cell is a formula for a sheet (`domain/sheetText.ts`). */
export function rowsAsText(
  rows: readonly Transaction[],
  zone: string,
  words: OutcomeWords,
  format: CopyFormat,
): string {
  const cell = format === "csv" ? csvCell : (text: string) => tabbedCell(lineOf(text));
  const lines = rows.map((row) => [
    cell(formatInstant(row.at, zone)),
    formatTimestamp(row.at),
    cell(row.product),
    String(row.status),
    judgedOutcome(row, words),
    cell(row.message),
    moneyToDecimal(row.charge),
    cell(row.id),
  ]);
  const [separator, lineEnd] = format === "csv" ? [",", "\r\n"] : ["\t", "\n"];
  return [COLUMNS, ...lines].map((cells) => cells.join(separator)).join(lineEnd);
}
