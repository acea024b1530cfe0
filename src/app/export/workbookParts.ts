import { xmlText } from "./cells.ts";

/** The parts of a workbook beside its sheets (Office Open XML, ECMA-376). */

const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml";

export function sheetPath(number: number): string {
  return `xl/worksheets/sheet${number}.xml`;
}

/** What comes before the first row. A heading that is frozen stays visible while its rows scroll. */
export function sheetStart(widths: readonly number[], options: { readonly frozenRows: number }): string {
  const pane =
    options.frozenRows === 0
      ? ""
      : `<pane ySplit="${options.frozenRows}" topLeftCell="A${options.frozenRows + 1}" activePane="bottomLeft" state="frozen"/>`;
  const columns = widths.map((width, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`);
  return `${DECLARATION}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews><cols>${columns.join("")}</cols><sheetData>`;
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

const MONEY_FORMAT = '<numFmt numFmtId="164" formatCode="#,##0.00##"/>';
const TIME_FORMAT = '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss.000"/>';
const FONT = '<sz val="11"/><name val="Calibri"/><family val="2"/>';
/** Number formats 3 and 49 are built in: "#,##0" and text. */
const LOOKS = [
  { format: 0, font: 0 },
  { format: 49, font: 0 },
  { format: 49, font: 1 },
  { format: 165, font: 0 },
  { format: 164, font: 0 },
  { format: 3, font: 0 },
  { format: 164, font: 1 },
  { format: 3, font: 1 },
]
  .map(
    ({ format, font }) =>
      `<xf numFmtId="${format}" fontId="${font}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>`,
  )
  .join("");

/** The looks that `STYLE` in cells.ts numbers. */
export const STYLES = `${DECLARATION}<styleSheet xmlns="${MAIN}"><numFmts count="2">${MONEY_FORMAT}${TIME_FORMAT}</numFmts><fonts count="2"><font>${FONT}</font><font><b/>${FONT}</font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="8">${LOOKS}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}
