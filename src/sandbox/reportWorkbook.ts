import { crc32 } from "node:zlib";
import { MONEY_SCALE } from "../domain/money.ts";
import { formatTimestamp, type Transaction } from "../domain/transaction.ts";

/** One file of the archive; its data in parts, because a sheet can be larger than a string may be. */
interface Part {
  readonly name: string;
  readonly data: readonly Uint8Array[];
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const TYPES = "http://schemas.openxmlformats.org/package/2006/content-types";
const SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml";
const HEADINGS = ["Transaction Id", "Timestamp(UTC)", "Product Id", "Status", "Message", "Charge"];
const COLUMNS = "ABCDEF";

/** A genuine workbook (ECMA-376) with one sheet of the report's rows, as the chunks of its file. */
export function workbookChunks(pages: Iterable<readonly Transaction[]>): readonly Uint8Array[] {
  return storedZip([
    part(
      "[Content_Types].xml",
      `<Types xmlns="${TYPES}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${SHEET_TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${SHEET_TYPE}.worksheet+xml"/></Types>`,
    ),
    part(
      "_rels/.rels",
      `<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ),
    part(
      "xl/workbook.xml",
      `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="Usage report" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ),
    part(
      "xl/_rels/workbook.xml.rels",
      `<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    ),
    { name: "xl/worksheets/sheet1.xml", data: [...sheetXml(pages)].map((text) => Buffer.from(text)) },
  ]);
}

function part(name: string, xml: string): Part {
  return { name, data: [Buffer.from(XML + xml)] };
}

function* sheetXml(pages: Iterable<readonly Transaction[]>): Generator<string> {
  yield `${XML}<worksheet xmlns="${MAIN}"><sheetData>${rowXml(1, HEADINGS)}`;
  let row = 1;
  for (const page of pages) {
    yield page
      .map(({ id, at, product, status, message, charge }) =>
        rowXml(++row, [id, formatTimestamp(at), product, status, message, charge / MONEY_SCALE]),
      )
      .join("");
  }
  yield "</sheetData></worksheet>";
}

/** The format lets a file leave out where its cells are ("A1"), but not every reader copes with that. */
function rowXml(row: number, cells: readonly (string | number)[]): string {
  const texts = cells.map((cell, column) => cellXml(`${COLUMNS[column]}${row}`, cell));
  return `<row r="${row}">${texts.join("")}</row>`;
}

function cellXml(place: string, cell: string | number): string {
  if (typeof cell === "number") return `<c r="${place}"><v>${cell}</v></c>`;
  return `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${xmlText(cell)}</t></is></c>`;
}

/** XML 1.0 has no notation for most control characters and none for half a surrogate pair. */
function xmlText(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "\u{FFFD}")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

/** 1980-01-01, the earliest date that the format knows: the same rows always give the same bytes. */
const ZIP_DATE = 0x21;

/** A zip archive without compression (PKWARE APPNOTE 4.3). */
function storedZip(parts: readonly Part[]): readonly Uint8Array[] {
  const chunks: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { name, data } of parts) {
    const size = data.reduce((sum, chunk) => sum + chunk.length, 0);
    const crc = data.reduce((value, chunk) => crc32(chunk, value), 0);
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    writeCommon(header, 4, name, size, crc);
    chunks.push(header, Buffer.from(name), ...data);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(20, 4);
    writeCommon(entry, 6, name, size, crc);
    entry.writeUInt32LE(offset, 42);
    directory.push(entry, Buffer.from(name));
    offset += header.length + name.length + size;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(
    directory.reduce((sum, chunk) => sum + chunk.length, 0),
    12,
  );
  end.writeUInt32LE(offset, 16);
  return [...chunks, ...directory, end];
}

/** The fields that a file's header and its directory entry have in common. */
function writeCommon(target: Buffer, at: number, name: string, size: number, crc: number): void {
  target.writeUInt16LE(20, at);
  target.writeUInt16LE(ZIP_DATE, at + 8);
  target.writeUInt32LE(crc, at + 10);
  target.writeUInt32LE(size, at + 14);
  target.writeUInt32LE(size, at + 18);
  target.writeUInt16LE(name.length, at + 22);
}
