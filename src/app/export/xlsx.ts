import { textCell } from "./cells.ts";
import { columnsOf } from "./columns.ts";
import type { ExportOptions } from "./exportOptions.ts";
import type { ByteSink, ExportRow, RowSink } from "./exportRow.ts";
import { STYLE } from "./sheetStyles.ts";
import { type ExportHeading, summarySheet } from "./summarySheet.ts";
import {
  columnLetter,
  contentTypes,
  PACKAGE_RELATIONSHIPS,
  SHEET_END,
  sheetPath,
  sheetStart,
  styles,
  workbook,
  workbookRelationships,
} from "./workbookParts.ts";
import { openZip } from "./zip.ts";

/** Excel's 1,048,576 rows a sheet, less the heading. */
const ROWS_PER_SHEET = 1_048_575;

interface Workbook {
  readonly heading: ExportHeading;
  readonly options: ExportOptions;
  /** Exactly as many as will be written: the parts in front name every sheet and say how large it is. */
  readonly rows: number;
  /** For tests of what comes after a full sheet. */
  readonly rowsPerSheet?: number;
}

/**
 * An Excel workbook: a summary and as many sheets of transactions as Excel's limit asks for. Written front to back in bounded
 * memory (the usual libraries hold every cell until the end), in the order that readers of streams need: types, relationships and
 * styles before any cell. The summary, whose totals are known last, comes last in the file although its tab is the first. Texts are
 * kept in the cells: a table of shared strings would have to stay in memory.
 */
export async function openXlsx(
  write: ByteSink,
  { heading, options, rows: rowCount, rowsPerSheet = ROWS_PER_SHEET }: Workbook,
): Promise<RowSink> {
  const zip = openZip(write);
  const columns = columnsOf("xlsx", options);
  const cells = columns.flatMap(({ workbook: cell }, i) => {
    const letter = columnLetter(i);
    return cell === undefined ? [] : (row: ExportRow, number: number) => cell(row, `${letter}${number}`);
  });
  /** Sheet 1 is the summary. */
  const sheetCount = 1 + Math.max(1, Math.ceil(rowCount / rowsPerSheet));
  const parts = [
    ["[Content_Types].xml", contentTypes(sheetCount)],
    ["_rels/.rels", PACKAGE_RELATIONSHIPS],
    ["xl/workbook.xml", workbook(sheetNames(sheetCount))],
    ["xl/_rels/workbook.xml.rels", workbookRelationships(sheetCount)],
    ["xl/styles.xml", styles(options.dateForm)],
  ] as const;
  let sheet = 1;
  let rowsInSheet = 0;
  let rowsWritten = 0;

  const rowXml = (row: ExportRow, number: number) =>
    `<row r="${number}">${cells.map((cell) => cell(row, number)).join("")}</row>`;
  const headingRow = () => {
    const texts = columns.map((column, i) =>
      textCell(`${columnLetter(i)}1`, column.heading(heading.zone), STYLE.heading),
    );
    return `<row r="1">${texts.join("")}</row>`;
  };
  const startSheet = async () => {
    if (sheet > 1) await zip.write(SHEET_END);
    sheet += 1;
    rowsInSheet = 0;
    await zip.startEntry(sheetPath(sheet));
    const rows = 1 + Math.min(rowsPerSheet, rowCount - rowsWritten);
    await zip.write(sheetStart({ widths: columns.map(({ width }) => width), rows, frozenRows: 1 }) + headingRow());
  };

  for (const [name, text] of parts) await zip.addEntry(name, text);
  await startSheet();
  return {
    async write(rows) {
      let taken = 0;
      while (taken < rows.length) {
        if (rowsInSheet === rowsPerSheet) await startSheet();
        const fitting = rows.slice(taken, taken + rowsPerSheet - rowsInSheet);
        // Row 1 is the heading.
        const first = rowsInSheet + 2;
        await zip.write(fitting.map((row, i) => rowXml(row, first + i)).join(""));
        rowsInSheet += fitting.length;
        rowsWritten += fitting.length;
        taken += fitting.length;
      }
    },
    async end(totals) {
      await zip.write(SHEET_END);
      await zip.addEntry(sheetPath(1), summarySheet(heading, totals, options.labels));
      await zip.end();
    },
  };
}

function sheetNames(count: number): string[] {
  const further = Array.from({ length: count - 2 }, (_, i) => `Transactions ${i + 2}`);
  return ["Summary", "Transactions", ...further];
}
