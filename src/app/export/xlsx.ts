import { countCell, moneyCell, STYLE, textCell, timeCell } from "./cells.ts";
import type { ByteSink, ExportRow, RowSink } from "./exportRow.ts";
import { type ExportHeading, summarySheet } from "./summarySheet.ts";
import {
  contentTypes,
  PACKAGE_RELATIONSHIPS,
  SHEET_END,
  STYLES,
  sheetPath,
  sheetStart,
  workbook,
  workbookRelationships,
} from "./workbookParts.ts";
import { openZip } from "./zip.ts";

/** Excel's 1,048,576 rows a sheet, less the heading. */
const ROWS_PER_SHEET = 1_048_575;
/** A sheet of very long messages ends earlier, before a part of the file grows past 32 bits. */
const BYTES_PER_SHEET = 2 ** 31;
const WIDTHS = [38, 24, 24, 28, 8, 10, 48, 14];

/**
 * An Excel workbook: a summary and as many sheets of transactions as Excel's limit asks for. Written front to back in bounded
 * memory (the usual libraries hold every cell until the end), so the summary, whose totals are known last, comes last in the file
 * although its tab is the first. Texts are kept in the cells: a table of shared strings would have to stay in memory.
 */
export async function openXlsx(
  write: ByteSink,
  heading: ExportHeading,
  limits: { readonly rowsPerSheet: number } = { rowsPerSheet: ROWS_PER_SHEET },
): Promise<RowSink> {
  const zip = openZip(write);
  /** Sheet 1 is the summary. */
  let sheets = 1;
  let rowsInSheet = 0;

  const startSheet = async () => {
    if (sheets > 1) await zip.write(SHEET_END);
    sheets += 1;
    rowsInSheet = 0;
    await zip.startEntry(sheetPath(sheets));
    await zip.write(sheetStart(WIDTHS, { frozenRows: 1 }) + headingRow(heading.zone));
  };

  await zip.startEntry("_rels/.rels");
  await zip.write(PACKAGE_RELATIONSHIPS);
  await startSheet();
  return {
    async write(rows) {
      let written = 0;
      while (written < rows.length) {
        if (rowsInSheet === limits.rowsPerSheet || zip.entrySize() > BYTES_PER_SHEET) await startSheet();
        const fitting = rows.slice(written, written + limits.rowsPerSheet - rowsInSheet);
        // Row 1 is the heading.
        const first = rowsInSheet + 2;
        await zip.write(fitting.map((row, i) => rowXml(row, first + i)).join(""));
        rowsInSheet += fitting.length;
        written += fitting.length;
      }
    },
    async end(totals) {
      await zip.write(SHEET_END);
      const parts = [
        [sheetPath(1), summarySheet(heading, totals)],
        ["xl/styles.xml", STYLES],
        ["xl/workbook.xml", workbook(sheetNames(sheets))],
        ["xl/_rels/workbook.xml.rels", workbookRelationships(sheets)],
        ["[Content_Types].xml", contentTypes(sheets)],
      ] as const;
      for (const [name, text] of parts) {
        await zip.startEntry(name);
        await zip.write(text);
      }
      await zip.end();
    },
  };
}

function sheetNames(count: number): string[] {
  const further = Array.from({ length: count - 2 }, (_, i) => `Transactions ${i + 2}`);
  return ["Summary", "Transactions", ...further];
}

function headingRow(zone: string): string {
  const headings = ["Id", "Time (UTC)", `Time (${zone})`, "Product", "Status", "Outcome", "Message", "Charge (INR)"];
  const cells = headings.map((heading, i) => textCell(`${"ABCDEFGH".charAt(i)}1`, heading, STYLE.heading));
  return `<row r="1">${cells.join("")}</row>`;
}

function rowXml({ transaction, offset, outcome }: ExportRow, number: number): string {
  const { id, at, product, status, message, charge } = transaction;
  const when = `${textCell(`A${number}`, id)}${timeCell(`B${number}`, at)}${timeCell(`C${number}`, at + offset)}`;
  const call = `${textCell(`D${number}`, product)}${countCell(`E${number}`, status, STYLE.plain)}${textCell(`F${number}`, outcome)}`;
  return `<row r="${number}">${when}${call}${textCell(`G${number}`, message)}${moneyCell(`H${number}`, charge)}</row>`;
}
