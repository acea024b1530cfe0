import type { CodeLanguage } from "./languages.ts";
import { Line } from "./line.ts";
import { firstState, type LineState } from "./lineScan.ts";
import { SYNTAXES } from "./syntax.ts";

/** A replacement in a text, as editors tell it: offsets of the text before it. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * A text line by line, with what is known of each. An edit looks at the lines that it changed, and at further ones only as long as a
 * string or a comment that it opened or closed makes them another.
 */
export class ScannedText {
  readonly language: CodeLanguage;
  #lines: Line[] = [];
  #starts: number[] = [];
  #length = 0;
  #lastText = "";
  #interesting: readonly number[] | undefined;

  private constructor(language: CodeLanguage) {
    this.language = language;
  }

  static of(text: string, language: CodeLanguage): ScannedText {
    const scanned = new ScannedText(language);
    const slices = scanned.#fill(text);
    while (slices.next().done !== true);
    return scanned;
  }

  /** The same in slices: yields after about every 20,000 characters; returns the whole. */
  static *inSlices(text: string, language: CodeLanguage): Generator<undefined, ScannedText> {
    const scanned = new ScannedText(language);
    yield* scanned.#fill(text);
    return scanned;
  }

  get lines(): readonly Line[] {
    return this.#lines;
  }

  /** Lines of interest, in order. */
  get interesting(): readonly number[] {
    if (this.#interesting !== undefined) return this.#interesting;
    const interesting: number[] = [];
    for (let at = 0; at < this.#lines.length; at++) if (this.#lines[at]?.isOfInterest === true) interesting.push(at);
    this.#interesting = interesting;
    return interesting;
  }

  /** The text itself, or the equal one that was asked about last: the same object is compared at once. */
  sameText(text: string): string {
    if (this.#lastText !== text) this.#lastText = text;
    return this.#lastText;
  }

  get length(): number {
    return this.#length;
  }

  /** Offset of a line's first character. */
  startOf(line: number): number {
    return this.#starts[line] ?? this.#length;
  }

  /** The line that an offset lies in. */
  lineAt(offset: number): number {
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return Math.max(low, 0);
  }

  text(): string {
    return this.#lines.map(({ text }) => text).join("\n");
  }

  /** Takes an edit in. Offsets that lie outside are taken as the nearest that do not. */
  edit({ start, end, text }: TextEdit): void {
    const from = Math.min(Math.max(start, 0), this.#length);
    const to = Math.min(Math.max(end, from), this.#length);
    const [first, last] = [this.lineAt(from), this.lineAt(to)];
    const head = (this.#lines[first]?.text ?? "").slice(0, from - this.startOf(first));
    const tail = (this.#lines[last]?.text ?? "").slice(to - this.startOf(last));
    const texts = `${head}${text}${tail}`.split("\n");
    let before = this.#lines[first]?.before ?? firstState(SYNTAXES[this.language]);
    const changed = texts.map((each) => {
      const line = this.#lineOf(each, before);
      before = line.after;
      return line;
    });
    this.#lines = this.#lines.slice(0, first).concat(changed, this.#lines.slice(last + 1));
    for (let index = first + changed.length; index < this.#lines.length; index++) {
      const line = this.#lines[index];
      if (line === undefined || line.before === before) break;
      const again = this.#lineOf(line.text, before);
      this.#lines[index] = again;
      before = again.after;
    }
    this.#countFrom(first);
  }

  *#fill(text: string): Generator<undefined> {
    let before = firstState(SYNTAXES[this.language]);
    let sliceEnd = SLICE;
    for (let from = 0; from <= text.length; ) {
      const newline = text.indexOf("\n", from);
      const end = newline === -1 ? text.length : newline;
      const line = this.#lineOf(text.slice(from, end), before);
      this.#lines.push(line);
      before = line.after;
      from = end + 1;
      if (from < sliceEnd) continue;
      sliceEnd = from + SLICE;
      yield;
    }
    this.#countFrom(0);
  }

  #lineOf(text: string, before: LineState): Line {
    return new Line(text, before, SYNTAXES[this.language]);
  }

  #countFrom(first: number): void {
    this.#interesting = undefined;
    let at = first === 0 ? 0 : (this.#starts[first] ?? 0);
    this.#starts.length = Math.min(this.#starts.length, first);
    for (let index = first; index < this.#lines.length; index++) {
      this.#starts.push(at);
      at += (this.#lines[index]?.text.length ?? 0) + 1;
    }
    this.#length = Math.max(at - 1, 0);
  }
}

const SLICE = 20_000;
