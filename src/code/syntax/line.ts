import { namesWhomLast } from "../address.ts";
import { type LineState, type Span, scanLine } from "./lineScan.ts";
import type { Syntax } from "./syntax.ts";

/** Lines that are longer were written by a machine. */
const LONGEST = 20_000;

const INTEREST =
  /deepvue|https?:\/\/|verification\/|business-compliance\/|mobile-intelligence\/|financial-services\/|ekyc\/aadhaar|kyc\/digilocker|documents\/extraction|facematch|liveness-check|\/authorize|usage-report|wallet-balance|secret|client[_-]?id|api[_-]?key|token|expires_in|bearer/i;

/** A string that may be an address, a path of the service, or a base for one. */
const ADDRESS =
  /https?:\/\/|deepvue|verification\/|business-compliance\/|mobile-intelligence\/|financial-services\/|ekyc\/aadhaar|kyc\/digilocker|documents\/extraction|facematch|liveness-check|authorize|usage-report|wallet-balance/i;

/**
 * One line of a text. What it says of itself is a function of its text and of the state it begins in, and of nothing else; it is found
 * out when it is first asked for, and kept.
 */
export class Line {
  readonly text: string;
  readonly before: LineState;
  readonly after: LineState;
  /** Columns of blanks before its first sign, a tab counts four; -1 for an empty line. */
  readonly indent: number;
  /** Whether something here may name the service, a path, an address, a secret. */
  readonly isOfInterest: boolean;
  readonly #syntax: Syntax;
  #spans: readonly Span[] | undefined;
  #code: string | undefined;
  #addresses: readonly Span[] | undefined;
  #asked: RegExp | undefined;
  #mentions = false;
  #whom: "deepvue" | "other" | "nobody" | undefined;

  constructor(text: string, before: LineState, syntax: Syntax) {
    const scanned = scanLine(text, before, syntax);
    this.text = text;
    this.before = before;
    this.after = scanned.after;
    this.indent = indentOf(text);
    this.isOfInterest = text.length <= LONGEST && INTEREST.test(text);
    this.#syntax = syntax;
    if (this.isOfInterest) this.#spans = scanned.spans;
  }

  /** Strings and comments. */
  get spans(): readonly Span[] {
    this.#spans ??= scanLine(this.text, this.before, this.#syntax).spans;
    return this.#spans;
  }

  /** The line without what its strings and comments say: every sign of theirs is a blank, quotes stay, columns too. */
  get code(): string {
    this.#code ??= this.spans.reduce(
      (code, { start, end }) => code.slice(0, start) + " ".repeat(end - start) + code.slice(end),
      this.text,
    );
    return this.#code;
  }

  /** Strings that may be an address or a path. */
  get addresses(): readonly Span[] {
    if (!this.isOfInterest) return [];
    this.#addresses ??= this.spans.filter(
      ({ kind, start, end }) => kind === "string" && ADDRESS.test(this.text.slice(start, end)),
    );
    return this.#addresses;
  }

  /** Whether a pattern occurs in the text; the answer for the last pattern is kept. */
  mentions(pattern: RegExp): boolean {
    if (this.#asked !== pattern) {
      this.#asked = pattern;
      pattern.lastIndex = 0;
      this.#mentions = pattern.test(this.text);
      pattern.lastIndex = 0;
    }
    return this.#mentions;
  }

  /** The service that is named last here, in code, comments or strings. */
  get whom(): "deepvue" | "other" | undefined {
    this.#whom ??= this.text.length > LONGEST ? "nobody" : (namesWhomLast(this.text) ?? "nobody");
    return this.#whom === "nobody" ? undefined : this.#whom;
  }
}

function indentOf(text: string): number {
  let column = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === " ") column++;
    else if (character === "\t") column += 4;
    else return character === "\r" ? -1 : column;
  }
  return -1;
}
