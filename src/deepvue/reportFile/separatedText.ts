import { notAReport } from "./notAReport.ts";
import { LONGEST_CELL, type SheetRow } from "./sheetCell.ts";

const SEPARATORS = [",", ";", "\t"] as const;
type Separator = (typeof SEPARATORS)[number];

/** The heading line is looked for in so much of a file's start. */
const LONGEST_START = 1 << 16;

/**
 * Which character separates the cells: the one that the first line with cells has most often outside of quotation marks; or the one that
 * a line "sep=;", as Excel understands it, names.
 */
export function separatorOf(start: string): Separator {
  const named = /^\uFEFF?sep=(.)\r?$/m.exec(start.slice(0, 16))?.[1];
  const known = SEPARATORS.find((separator) => separator === named);
  if (known !== undefined) return known;
  const [first = ""] = start
    .slice(0, LONGEST_START)
    .replace(/"[^"]*"/g, "")
    .split(/\r\n|\r|\n/);
  const counts = SEPARATORS.map((separator) => first.split(separator).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ",";
}

/** Reads comma-separated values (RFC 4180) and their kin, chunk by chunk; quoted cells may hold line breaks. */
export class SeparatedReader {
  readonly #separator: string;
  #rows: SheetRow[] = [];
  #row = 0;
  #cells: string[] = [];
  #cell = "";
  #state: "plain" | "quoted" | "quoteInQuoted" | "start" = "start";
  #isAfterReturn = false;

  constructor(separator: Separator) {
    this.#separator = separator;
  }

  write(text: string): void {
    for (const character of text) this.#take(character);
    if (this.#cell.length > LONGEST_CELL) throw notAReport("A cell of it is longer than a report's can be");
  }

  /** Throws `ProblemError` (notAReport) where the text ends within a quoted cell. */
  end(): void {
    if (this.#state === "quoted") throw notAReport("It ends in the middle of a row: copy or download it again");
    if (this.#cells.length > 0 || this.#cell !== "") this.#endRow();
  }

  take(): readonly SheetRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  #take(character: string): void {
    if (this.#state === "quoted") {
      if (character === '"') this.#state = "quoteInQuoted";
      else this.#cell += character;
      return;
    }
    if (character === '"' && this.#state !== "plain") {
      // Two of them in a quoted cell are one of its text.
      if (this.#state === "quoteInQuoted") this.#cell += character;
      this.#state = "quoted";
      this.#isAfterReturn = false;
      return;
    }
    const wasAfterReturn = this.#isAfterReturn;
    this.#isAfterReturn = character === "\r";
    if (character === "\n" && wasAfterReturn) return;
    if (character === "\n" || character === "\r") this.#endRow();
    else if (character === this.#separator) this.#endCell();
    else {
      this.#cell += character;
      this.#state = "plain";
    }
  }

  #endCell(): void {
    this.#cells.push(this.#cell);
    this.#cell = "";
    this.#state = "start";
  }

  #endRow(): void {
    this.#endCell();
    this.#row++;
    if (this.#cells.some((cell) => cell !== "")) this.#rows.push({ row: this.#row, cells: this.#cells });
    this.#cells = [];
  }
}
