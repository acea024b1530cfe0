import { type FileHandle, open } from "node:fs/promises";
import type { EpochMs } from "../../domain/epoch.ts";
import { moneyToDecimal } from "../../domain/money.ts";
import { isProblemError, type ProblemError } from "../../domain/problem.ts";
import type { FileFault, FilePage, ReportFile } from "../../domain/reportFile.ts";
import { formatTimestamp, type Transaction } from "../../domain/transaction.ts";
import { AROUND_ROWS, REPORT_ROW_FIELDS } from "../wire.ts";
import { notAReport, stopIfCancelled } from "./notAReport.ts";
import { headingOf, type Reading, readingOf, readSheetRow } from "./reportColumns.ts";
import { SeparatedReader, separatorOf } from "./separatedText.ts";
import type { SheetRow } from "./sheetCell.ts";
import { PIECE_BYTES, Turns } from "./turns.ts";
import { Workbook } from "./workbook.ts";
import { ZipFile } from "./zipFile.ts";

/** A million rows take 60 MB as a workbook and 150 MB as text. */
const MOST_FILE_BYTES = 256 << 20;
/** Titles and blank lines may stand above the heading. */
const MOST_ROWS_ABOVE = 30;
/** Of a text, read at once: it has more rows to the byte than a sheet. */
const TEXT_BYTES = PIECE_BYTES;
/** Of a text, to tell how it is written. */
const START_BYTES = 1 << 16;

/**
 * Reads Deepvue's report files: XLSX by their zip archive, everything else as separated text. Implements `ReadReportFiles` of
 * domain/reportFile.ts.
 */
export async function* readReportFiles(
  files: readonly ReportFile[],
  tell: (page: FilePage) => void,
  now: EpochMs,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  yield Buffer.from(AROUND_ROWS.before);
  let isFirst = true;
  for (const [index, file] of files.entries()) {
    const count = { rows: 0, faults: 0 };
    for await (const { rows, faults, share } of namingProblems(file.name, pagesOf(file, now, signal))) {
      count.rows += rows.length;
      count.faults += faults.length;
      tell({ file: index, rows, faults, share: (index + share) / files.length });
      if (rows.length === 0) continue;
      yield Buffer.from(`${isFirst ? "" : ","}${rows.map(elementOf).join(",")}`);
      isFirst = false;
    }
    if (count.rows === 0) throw notAReport(`“${file.name}”: ${emptyBecause(count.faults)}`);
  }
  yield Buffer.from(AROUND_ROWS.behind);
}

function emptyBecause(faults: number): string {
  return faults === 0 ? "There is no row below its heading" : `None of its ${faults} rows can be read`;
}

const [ID, AT, PRODUCT, STATUS, MESSAGE, CHARGE] = ["id", "at", "product", "status", "message", "charge"].map((field) =>
  JSON.stringify(REPORT_ROW_FIELDS[field as keyof typeof REPORT_ROW_FIELDS]),
);

/** As the service writes a row, so that it is read as fast as one of its own. */
function elementOf({ id, at, product, status, message, charge }: Transaction): string {
  const head = `{${ID}:${JSON.stringify(id)},${AT}:"${formatTimestamp(at)}",${PRODUCT}:${JSON.stringify(product)}`;
  return `${head},${STATUS}:${status},${MESSAGE}:${JSON.stringify(message)},${CHARGE}:${moneyToDecimal(charge)}}`;
}

type Page = Omit<FilePage, "file">;

async function* namingProblems(name: string, pages: AsyncIterable<Page>): AsyncGenerator<Page, void, void> {
  try {
    yield* pages;
  } catch (error) {
    if (!isProblemError(error) || error.problem.kind !== "notAReport") throw error;
    throw notAReport(`“${name}”: ${error.problem.detail}`, error);
  }
}

async function* pagesOf(file: ReportFile, now: EpochMs, signal: AbortSignal): AsyncGenerator<Page, void, void> {
  stopIfCancelled(signal);
  const handle = await openedFile(file.path);
  try {
    const status = await handle.stat();
    if (!status.isFile()) throw notAReport("It is no file");
    if (status.size === 0) throw notAReport("It is empty");
    if (status.size > MOST_FILE_BYTES) {
      throw notAReport(`It has ${Math.round(status.size / 1e6)} MB, and 268 MB is the most; split it by dates`);
    }
    const turns = new Turns();
    const read = (await isZip(handle)) ? workbookPages : textPages;
    for await (const page of read(handle, status.size, file.name, now, signal)) {
      stopIfCancelled(signal);
      yield page;
      await turns.give();
    }
  } finally {
    await handle.close();
  }
}

async function openedFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, "r");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    // The message of the system holds the path, which names the user.
    throw notAReport(code === "ENOENT" ? "It is no longer there" : `It can not be opened: ${code}`);
  }
}

async function isZip(handle: FileHandle): Promise<boolean> {
  const start = await startOf(handle, 4);
  return start.length === 4 && start.readUInt32LE(0) === 0x04034b50;
}

async function startOf(handle: FileHandle, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0);
  return buffer.subarray(0, bytesRead);
}

async function* workbookPages(
  handle: FileHandle,
  bytes: number,
  name: string,
  now: EpochMs,
  signal: AbortSignal,
): AsyncGenerator<Page, void, void> {
  const workbook = await Workbook.open(await ZipFile.open(handle, bytes), signal);
  for (const sheet of workbook.sheets) {
    const reader = new ReportReader(workbook.countsFrom1904, now, name);
    let share = 0;
    for await (const rows of workbook.rows(sheet, signal, (read) => (share = read))) {
      const page = reader.read(rows);
      if (page !== undefined) yield { ...page, share };
      // Of a sheet that is something else, not every row needs to be looked at.
      else if (reader.hasGivenUp) break;
    }
    if (reader.hasHeading) return;
    reader.complain();
  }
  throw noHeading();
}

async function* textPages(
  handle: FileHandle,
  bytes: number,
  name: string,
  now: EpochMs,
  signal: AbortSignal,
): AsyncGenerator<Page, void, void> {
  const start = await startOf(handle, START_BYTES);
  const encoding = encodingOf(start);
  if (encoding === "utf-8" && start.includes(0)) {
    throw notAReport(
      /\.xlsx?$/i.test(name)
        ? "It is no workbook in the XLSX format; save it as XLSX or CSV"
        : "It is neither XLSX nor CSV",
    );
  }
  const decoder = new TextDecoder(encoding);
  const rows = new SeparatedReader(separatorOf(new TextDecoder(encoding).decode(start)));
  const reader = new ReportReader(false, now, name);
  const buffer = Buffer.alloc(TEXT_BYTES);
  let lastRow: SheetRow | undefined;
  for (let at = 0; at < bytes; ) {
    stopIfCancelled(signal);
    const { bytesRead } = await handle.read(buffer, 0, TEXT_BYTES, at);
    if (bytesRead === 0) break;
    at += bytesRead;
    rows.write(decoder.decode(buffer.subarray(0, bytesRead), { stream: true }));
    if (at >= bytes) {
      rows.write(decoder.decode());
      rows.end();
    }
    const read = rows.take();
    lastRow = read.at(-1) ?? lastRow;
    const page = reader.read(read);
    if (page !== undefined) yield { ...page, share: at / bytes };
    else if (reader.hasGivenUp) break;
  }
  if (!reader.hasHeading) {
    reader.complain();
    throw noHeading();
  }
  if (lastRow !== undefined && lastRow.cells.length < reader.columnCount) {
    throw notAReport("It ends in the middle of a row: copy or download it again");
  }
}

function encodingOf(start: Buffer): "utf-8" | "utf-16le" | "utf-16be" {
  if (start[0] === 0xff && start[1] === 0xfe) return "utf-16le";
  return start[0] === 0xfe && start[1] === 0xff ? "utf-16be" : "utf-8";
}

function noHeading(): ProblemError {
  const names = Object.values(REPORT_ROW_FIELDS).join(", ");
  return notAReport(`It has no row with the headings ${names}`);
}

/** Finds the heading among a sheet's first rows, and reads the rows below it. */
class ReportReader {
  readonly #countsFrom1904: boolean;
  readonly #now: EpochMs;
  readonly #file: string;
  #reading: Reading | undefined;
  #rowsAbove = 0;
  #complaint: string | undefined;
  /** Cells that a whole row has. */
  columnCount = 0;

  constructor(countsFrom1904: boolean, now: EpochMs, file: string) {
    this.#countsFrom1904 = countsFrom1904;
    this.#now = now;
    this.#file = file;
  }

  get hasHeading(): boolean {
    return this.#reading !== undefined;
  }

  get hasGivenUp(): boolean {
    return !this.hasHeading && this.#rowsAbove >= MOST_ROWS_ABOVE;
  }

  /** Throws `ProblemError` (notAReport) where a row was nearly a heading. */
  complain(): void {
    if (this.#complaint !== undefined) throw notAReport(this.#complaint);
  }

  /** What is in some rows; undefined until the heading was found. */
  read(sheetRows: readonly SheetRow[]): Omit<Page, "share"> | undefined {
    const rows: Transaction[] = [];
    const faults: FileFault[] = [];
    for (const { row, cells } of sheetRows) {
      if (this.#reading === undefined) {
        this.#look(cells);
        continue;
      }
      const read = readSheetRow(cells, this.#reading);
      if ("reason" in read) faults.push({ file: this.#file, row, field: read.field, reason: read.reason });
      else rows.push(read);
    }
    return this.hasHeading ? { rows, faults } : undefined;
  }

  #look(cells: SheetRow["cells"]): void {
    if (this.#rowsAbove++ >= MOST_ROWS_ABOVE) return;
    const heading = headingOf(cells);
    if (heading?.kind === "columns") {
      this.#reading = readingOf(heading.columns, this.#countsFrom1904, this.#now);
      this.columnCount = Math.max(...Object.values(heading.columns)) + 1;
    }
    if (heading?.kind === "twice") this.#complaint = `It has two columns “${heading.column}”`;
    if (heading?.kind === "lacks") {
      const names = heading.missing.map((name) => `“${name}”`).join(", ");
      this.#complaint = `It has no column ${names}`;
    }
  }
}
