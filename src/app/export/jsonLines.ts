import { columnsOf } from "./columns.ts";
import type { ExportOptions } from "./exportOptions.ts";
import type { ByteSink, ExportRow, RowSink } from "./exportRow.ts";

/** JSON Lines: one object a line, UTF-8, the charge as a number with its exact decimals. */
export function openJsonLines(write: ByteSink, options: ExportOptions): RowSink {
  const cells = columnsOf("jsonl", options).flatMap(({ name, texts }) => {
    const cell = texts.jsonl?.();
    return cell === undefined ? [] : (row: ExportRow) => `${JSON.stringify(name)}:${cell(row)}`;
  });
  const lineOf = (row: ExportRow) => `{${cells.map((cell) => cell(row)).join(",")}}\n`;
  return {
    write: (rows) => write(Buffer.from(rows.map(lineOf).join(""))),
    end: () => Promise.resolve(),
  };
}
