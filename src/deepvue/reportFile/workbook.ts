import { posix } from "node:path";
import { notAReport } from "./notAReport.ts";
import { LONGEST_CELL, type SheetCell, type SheetRow } from "./sheetCell.ts";
import { piecesOf, Turns } from "./turns.ts";
import { XmlReader } from "./xmlEvents.ts";
import type { ZipFile } from "./zipFile.ts";

/** A million rows of a report take about half of it. */
const MOST_SHEET_BYTES = 1 << 30;
/** Held in memory, unlike a sheet: the texts of a million rows. */
const MOST_TEXT_BYTES = 192 << 20;
const MOST_SMALL_BYTES = 4 << 20;
/** Further columns are none of a report's. */
const MOST_COLUMNS = 256;

interface Sheet {
  readonly part: string;
}

/** The sheets of an Excel workbook (ECMA-376), row by row. Nothing is held but the table of texts that many writers keep apart. */
export class Workbook {
  /** Days count from 1904 in it, as on old Macs. */
  readonly countsFrom1904: boolean;
  readonly sheets: readonly Sheet[];
  readonly #zip: ZipFile;
  readonly #texts: readonly string[];

  private constructor(zip: ZipFile, sheets: readonly Sheet[], countsFrom1904: boolean, texts: readonly string[]) {
    this.#zip = zip;
    this.sheets = sheets;
    this.countsFrom1904 = countsFrom1904;
    this.#texts = texts;
  }

  static async open(zip: ZipFile, signal: AbortSignal): Promise<Workbook> {
    const relations = await readRelations(zip, "_rels/.rels", signal);
    const [root] = relations.filter(({ type }) => type.endsWith("/officeDocument"));
    const main = root === undefined ? "xl/workbook.xml" : posix.join(root.target);
    if (!zip.has(main)) throw notAReport("It is a zip archive, but no Excel workbook");
    const folder = posix.dirname(main);
    const own = await readRelations(zip, posix.join(folder, "_rels", `${posix.basename(main)}.rels`), signal);
    const partOf = (target: string): string => (target.startsWith("/") ? target.slice(1) : posix.join(folder, target));
    const ids: string[] = [];
    let countsFrom1904 = false;
    await readSmall(zip, main, signal, (name, attributes) => {
      if (name === "workbookPr") countsFrom1904 = /^(1|true)$/.test(attributes["date1904"] ?? "");
      const id = Object.entries(attributes).find(([key]) => /^(\w+:)?id$/.test(key) && key !== "id")?.[1];
      if (name === "sheet" && id !== undefined) ids.push(id);
    });
    const sheets = ids.flatMap((id) => {
      const relation = own.find((known) => known.id === id);
      const part = relation === undefined ? "" : partOf(relation.target);
      return zip.has(part) ? [{ part }] : [];
    });
    const texts = own.find(({ type }) => type.endsWith("/sharedStrings"));
    const part = texts === undefined ? "" : partOf(texts.target);
    return new Workbook(zip, sheets, countsFrom1904, zip.has(part) ? await readTexts(zip, part, signal) : []);
  }

  /** The rows of a sheet that are not empty, some at a time; `told` hears which share of it has been read, 0…1. */
  async *rows(
    { part }: Sheet,
    signal: AbortSignal,
    told: (share: number) => void,
  ): AsyncGenerator<readonly SheetRow[], void, void> {
    const packed = this.#zip.packedSize(part);
    const reader = new SheetReader(this.#texts);
    const xml = new XmlReader(reader);
    const turns = new Turns();
    for await (const chunk of this.#zip.stream(part, MOST_SHEET_BYTES, signal, (bytes) => told(bytes / packed))) {
      for (const piece of piecesOf(chunk)) {
        xml.write(piece);
        const rows = reader.take();
        if (rows.length > 0) yield rows;
        else await turns.give();
      }
    }
    xml.end();
  }
}

/** Makes rows of a sheet's XML. */
class SheetReader {
  readonly #texts: readonly string[];
  #rows: SheetRow[] = [];
  #row = 0;
  #cells: SheetCell[] = [];
  #column = -1;
  #type = "";
  /** What of the cell is being read: its value or a text of its own. */
  #isInText = false;
  #isPhonetic = false;
  #text = "";

  constructor(texts: readonly string[]) {
    this.#texts = texts;
  }

  take(): readonly SheetRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    switch (name) {
      case "row":
        this.#row = Number(attributes["r"] ?? this.#row + 1);
        this.#cells = [];
        this.#column = -1;
        break;
      case "c":
        this.#column = columnOf(attributes["r"]) ?? this.#column + 1;
        this.#type = attributes["t"] ?? "n";
        this.#text = "";
        break;
      case "rPh":
        this.#isPhonetic = true;
        break;
      case "v":
      case "t":
        this.#isInText = !this.#isPhonetic;
        break;
    }
  }

  text(text: string): void {
    if (!this.#isInText) return;
    this.#text += text;
    if (this.#text.length > LONGEST_CELL) throw notAReport("A cell of it is longer than a report's can be");
  }

  close(name: string): void {
    switch (name) {
      case "v":
      case "t":
        this.#isInText = false;
        break;
      case "rPh":
        this.#isPhonetic = false;
        break;
      case "c":
        if (this.#column < MOST_COLUMNS) this.#cells[this.#column] = this.#cell();
        break;
      case "row":
        if (this.#cells.some((cell) => cell !== undefined)) {
          this.#rows.push({ row: this.#row, cells: Array.from(this.#cells) });
        }
        break;
    }
  }

  #cell(): SheetCell {
    const text = this.#text;
    if (text === "") return undefined;
    switch (this.#type) {
      case "s":
        return unescaped(this.#texts[Number(text)] ?? "");
      case "n":
        return { number: text.trim() };
      default:
        return unescaped(text);
    }
  }
}

/** "C12" is column 2; undefined where the cell does not say. */
function columnOf(place: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(place ?? "")?.[0];
  if (letters === undefined) return undefined;
  // The letters are digits of a number that has no zero.
  return Buffer.from(letters).reduce((number, letter) => number * 26 + letter - 64, 0) - 1;
}

/** Excel writes characters that XML has no notation for as `_x000D_`, and an underscore before such a text as `_x005F_`. */
function unescaped(text: string): string {
  return text.includes("_x")
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;
}

async function readTexts(zip: ZipFile, part: string, signal: AbortSignal): Promise<readonly string[]> {
  const texts: string[] = [];
  let text = "";
  let isInText = false;
  let isPhonetic = false;
  const xml = new XmlReader({
    open: (name) => {
      if (name === "si") text = "";
      if (name === "rPh") isPhonetic = true;
      if (name === "t") isInText = !isPhonetic;
    },
    text: (more) => {
      if (isInText) text += more;
    },
    close: (name) => {
      if (name === "t") isInText = false;
      if (name === "rPh") isPhonetic = false;
      if (name === "si") texts.push(text);
    },
  });
  const turns = new Turns();
  for await (const chunk of zip.stream(part, MOST_TEXT_BYTES, signal)) {
    for (const piece of piecesOf(chunk)) {
      xml.write(piece);
      await turns.give();
    }
  }
  xml.end();
  return texts;
}

interface Relation {
  readonly id: string;
  readonly type: string;
  readonly target: string;
}

async function readRelations(zip: ZipFile, part: string, signal: AbortSignal): Promise<readonly Relation[]> {
  const relations: Relation[] = [];
  if (!zip.has(part)) return relations;
  await readSmall(zip, part, signal, (name, { Id: id = "", Type: type = "", Target: target = "" }) => {
    if (name === "Relationship") relations.push({ id, type, target });
  });
  return relations;
}

async function readSmall(
  zip: ZipFile,
  part: string,
  signal: AbortSignal,
  open: (name: string, attributes: Readonly<Record<string, string>>) => void,
): Promise<void> {
  const xml = new XmlReader({ open, close: () => undefined, text: () => undefined });
  for await (const chunk of zip.stream(part, MOST_SMALL_BYTES, signal)) xml.write(chunk);
  xml.end();
}
