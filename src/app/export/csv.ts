import { moneyToDecimal } from "../../domain/money.ts";
import { csvCell } from "../../domain/sheetText.ts";
import { type ByteSink, COLUMNS, type ExportRow, type RowSink } from "./exportRow.ts";
import { type TimeWriter, timeWriter } from "./timeText.ts";

/**
 * CSV after RFC 4180: UTF-8, CRLF. Text cells are quoted and guarded against formulas (`domain/sheetText.ts`); numbers and times
 * are never touched.
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
  return `${csvCell(id)},${times},${csvCell(product)},${status},${outcome},${csvCell(message)},${moneyToDecimal(charge)}\r\n`;
}
