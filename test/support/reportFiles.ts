// Files as people have them: zip archives and texts, good and bad, not written by the code that reads them.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import { readReportFiles } from "../../src/deepvue/reportFile/readReportFiles.ts";
import type { FileFault, FilePage } from "../../src/domain/reportFile.ts";
import type { Transaction } from "../../src/domain/transaction.ts";

/** 20 June 2026. */
const READ_ON = Date.UTC(2026, 5, 20);

export const HEADING = ["Transaction Id", "Timestamp(UTC)", "Product Id", "Status", "Message", "Charge"];

export interface ReadFiles {
  readonly rows: readonly Transaction[];
  readonly faults: readonly FileFault[];
  /** The body's rows, as JSON gives them. */
  readonly body: readonly Readonly<Record<string, unknown>>[];
  readonly shares: readonly number[];
  readonly pages: readonly FilePage[];
}

export async function readFiles(paths: readonly string[], signal = new AbortController().signal): Promise<ReadFiles> {
  const rows: Transaction[] = [];
  const faults: FileFault[] = [];
  const shares: number[] = [];
  const chunks: Uint8Array[] = [];
  const files = paths.map((path) => ({ name: path.slice(path.lastIndexOf("/") + 1), path }));
  const pages: FilePage[] = [];
  const tell = (page: FilePage): void => {
    pages.push(page);
    rows.push(...page.rows);
    faults.push(...page.faults);
    shares.push(page.share);
  };
  for await (const chunk of readReportFiles(files, tell, READ_ON, signal)) chunks.push(chunk);
  return { rows, faults, shares, pages, body: JSON.parse(Buffer.concat(chunks).toString()).data.usage_data };
}

/** Writes a file into a folder and returns its path. */
export function fileIn(folder: string, name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

export interface ZipPart {
  readonly name: string;
  readonly data: Uint8Array | string;
  /** What the directory claims, where that is not the truth. */
  readonly size?: number;
}

/** A zip archive as PKWARE's APPNOTE has it, deflated. */
export function zipOf(parts: readonly ZipPart[]): Buffer {
  const chunks: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data, size } of parts) {
    const bytes = Buffer.from(data);
    const packed = deflateRawSync(bytes);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(size ?? bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    const header = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), common, Buffer.from(name)]);
    const entry = Buffer.alloc(46);
    entry.write("PK\x01\x02", "latin1");
    common.copy(entry, 6);
    entry.writeUInt32LE(offset, 42);
    chunks.push(header, packed);
    directory.push(entry, Buffer.from(name));
    offset += header.length + packed.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...chunks, listing, end]);
}

const RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/** A workbook of sheets whose rows are given as XML. */
export function workbookOf(
  sheets: readonly string[],
  { properties = "", texts }: { readonly properties?: string; readonly texts?: string } = {},
): Buffer {
  const names = sheets.map((_, i) => `<sheet name="S${i}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`).join("");
  const relations = sheets.map(
    (_, i) => `<Relationship Id="rId${i + 1}" Type="${RELATIONS}/worksheet" Target="worksheets/s${i}.xml"/>`,
  );
  const shared = `<Relationship Id="t" Type="${RELATIONS}/sharedStrings" Target="/xl/texts.xml"/>`;
  return zipOf([
    {
      name: "_rels/.rels",
      data: `<Relationships><Relationship Id="a" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    },
    {
      name: "xl/workbook.xml",
      data: `<workbook xmlns:r="${RELATIONS}">${properties}<sheets>${names}</sheets></workbook>`,
    },
    {
      name: "xl/_rels/workbook.xml.rels",
      data: `<Relationships>${relations.join("")}${texts === undefined ? "" : shared}</Relationships>`,
    },
    ...(texts === undefined ? [] : [{ name: "xl/texts.xml", data: `<sst>${texts}</sst>` }]),
    ...sheets.map((rows, i) => ({
      name: `xl/worksheets/s${i}.xml`,
      data: `<?xml version="1.0"?><worksheet><sheetData>${rows}</sheetData></worksheet>`,
    })),
  ]);
}

/** A row of texts that lie in their cells, and of numbers. */
export function rowXml(cells: readonly (string | number)[]): string {
  const xml = cells.map((cell) =>
    typeof cell === "number" ? `<c><v>${cell}</v></c>` : `<c t="inlineStr"><is><t>${cell}</t></is></c>`,
  );
  return `<row>${xml.join("")}</row>`;
}
