import { xmlText } from "./cells.ts";
import type { DateForm } from "./exportOptions.ts";
import { styleSheetXml } from "./sheetStyles.ts";

/** The parts of a workbook beside its sheets (Office Open XML, ECMA-376). */

const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml";

export function sheetPath(number: number): string {
  return `xl/worksheets/sheet${number}.xml`;
}

/** A sheet as it is known before its first row is written. */
interface SheetPlan {
  /** Of its columns, in characters. */
  readonly widths: readonly number[];
  /** With the heading. */
  readonly rows: number;
  /** They stay visible while the others scroll. */
  readonly frozenRows: number;
}

/** What comes before the first row. */
export function sheetStart({ widths, rows, frozenRows }: SheetPlan): string {
  const pane =
    frozenRows === 0
      ? ""
      : `<pane ySplit="${frozenRows}" topLeftCell="A${frozenRows + 1}" activePane="bottomLeft" state="frozen"/>`;
  const columns = widths.map((width, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`);
  const dimension = `<dimension ref="A1:${columnLetter(widths.length - 1)}${rows}"/>`;
  return `${DECLARATION}<worksheet xmlns="${MAIN}">${dimension}<sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews><cols>${columns.join("")}</cols><sheetData>`;
}

/** "A" for 0; an export has fewer columns than there are letters. */
export function columnLetter(index: number): string {
  return String.fromCharCode(65 + index);
}

export const SHEET_END = "</sheetData></worksheet>";

/** Which part is the workbook. */
export const PACKAGE_RELATIONSHIPS = `${DECLARATION}<Relationships xmlns="${RELATIONSHIPS}"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`;

/** The types of all parts; sheets are numbered from 1. */
export function contentTypes(sheetCount: number): string {
  const sheets = numbers(sheetCount).map(
    (number) => `<Override PartName="/${sheetPath(number)}" ContentType="${CONTENT}.worksheet+xml"/>`,
  );
  return `${DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${CONTENT}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${CONTENT}.styles+xml"/>${sheets.join("")}</Types>`;
}

/** Names of the sheets in the order of their tabs and numbers. */
export function workbook(sheetNames: readonly string[]): string {
  const sheets = sheetNames.map((name, i) => `<sheet name="${xmlText(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`);
  return `${DECLARATION}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${sheets.join("")}</sheets></workbook>`;
}

export function workbookRelationships(sheetCount: number): string {
  const sheets = numbers(sheetCount).map(
    (number) => `<Relationship Id="rId${number}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${number}.xml"/>`,
  );
  return `${DECLARATION}<Relationships xmlns="${RELATIONSHIPS}">${sheets.join("")}<Relationship Id="rId${sheetCount + 1}" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`;
}

/** The part that has the looks of cells. */
export function styles(dateForm: DateForm): string {
  return `${DECLARATION}<styleSheet xmlns="${MAIN}">${styleSheetXml(dateForm)}</styleSheet>`;
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}
