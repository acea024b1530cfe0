import { moneyToDecimal } from "../../domain/money.ts";
import { type ByteSink, COLUMNS, type ExportRow, type RowSink } from "./exportRow.ts";
import { type TimeWriter, timeWriter } from "./timeText.ts";

/** Text that a spreadsheet would take for a formula, or for one after it has dropped the characters in front. */
const FORMULA_START = /^'*[=+\-@\t\r\n\uFF0B\uFF0D\uFF1D\uFF20]/;
/** A plain number is no formula: "-5" stays as it is. */
const NUMBER = /^[+-]?\d+(\.\d+)?$/;
const NEEDS_QUOTES = /[",\r\n]/;

/**
 * CSV after RFC 4180: UTF-8, CRLF, quotes doubled. A text cell that starts like a formula gets an apostrophe in front; texts that
 * start with apostrophes and then like a formula get one more, so that taking one away always gives the original back.
 * Numbers and times are never touched. NUL, which ends a text for many readers, and half a surrogate pair become U+FFFD.
 */
export async function openCsv(write: ByteSink, options: { readonly byteOrderMark: boolean }): Promise<RowSink> {
  const time = timeWriter();
  await write(Buffer.from(`${options.byteOrderMark ? "\uFEFF" : ""}${COLUMNS.join(",")}\r\n`));
  return {
    write: (rows) => write(Buffer.from(rows.map((row) => lineOf(row, time)).join(""))),
    end: () => Promise.resolve(),
  };
}

function lineOf({ transaction, offset, outcome }: ExportRow, time: TimeWriter): string {
  const { id, at, product, status, message, charge } = transaction;
  const times = `${time(at, 0)},${time(at, offset)}`;
  return `${csvText(id)},${times},${csvText(product)},${status},${outcome},${csvText(message)},${moneyToDecimal(charge)}\r\n`;
}

function csvText(text: string): string {
  const safe = FORMULA_START.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  const readable = safe.includes("\0") ? safe.replaceAll("\0", "\uFFFD") : safe;
  return NEEDS_QUOTES.test(readable) ? `"${readable.replaceAll('"', '""')}"` : readable;
}
