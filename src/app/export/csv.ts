import { csvCell } from "../../domain/sheetText.ts";
import { columnsOf } from "./columns.ts";
import type { ExportOptions } from "./exportOptions.ts";
import type { ByteSink, ExportRow, RowSink } from "./exportRow.ts";

/** CSV after RFC 4180 for programs: UTF-8, CRLF, columns by their names. */
export async function openCsv(write: ByteSink, options: ExportOptions): Promise<RowSink> {
  const columns = columnsOf("csv", options);
  const cells = columns.flatMap(({ texts }) => texts.csv?.() ?? []);
  return openLines(write, "", columns.map(({ name }) => name).join(","), cells);
}

/**
 * CSV for sheets: with a byte order mark, or Excel takes it for something else than UTF-8; dates and times of day in columns of their
 * own. What a sheet corrects in spite of quotation marks ("007", "3E5") it corrects: only a workbook keeps such texts.
 */
export async function openSheetCsv(write: ByteSink, options: ExportOptions, zone: string): Promise<RowSink> {
  const columns = columnsOf("sheetCsv", options);
  const cells = columns.flatMap(({ texts }) => texts.sheetCsv?.() ?? []);
  return openLines(write, "\uFEFF", columns.map(({ heading }) => csvCell(heading(zone))).join(","), cells);
}

/** Text cells come quoted and guarded against formulas (`domain/sheetText.ts`); numbers and times are never touched. */
async function openLines(
  write: ByteSink,
  mark: string,
  heading: string,
  cells: readonly ((row: ExportRow) => string)[],
): Promise<RowSink> {
  const lineOf = (row: ExportRow) => `${cells.map((cell) => cell(row)).join(",")}\r\n`;
  await write(Buffer.from(`${mark}${heading}\r\n`));
  return {
    write: (rows) => write(Buffer.from(rows.map(lineOf).join(""))),
    end: () => Promise.resolve(),
  };
}
