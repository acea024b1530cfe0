import { namesWhomLast } from "../address.ts";
import { type LineState, type Span, scanLine } from "./lineScan.ts";
import type { Syntax } from "./syntax.ts";

/** Lines that are longer were written by a machine. */
const LONGEST = 20_000;

const INTEREST =
  /deepvue|https?:\/\/|verification\/|business-compliance\/|mobile-intelligence\/|financial-services\/|ekyc\/aadhaar|kyc\/digilocker|documents\/extraction|facematch|liveness-check|\/authorize|usage-report|wallet-balance|secret|client[_-]?id|api[_-]?key|token|expires_in|bearer/i;

const GOES_ON = /^\s*(?:\)|\{|\]|then\b|do\b\s*$)/;

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
  /** It goes on with the head above it: a closing bracket, a brace of its own. */
  readonly goesOn: boolean;
  readonly #syntax: Syntax;
  #spans: readonly Span[] | undefined;
  #code: string | undefined;
  #addresses: readonly Span[] | undefined;
  #memo: Map<object, unknown> | undefined;
  #asked: string | undefined;
  #mentions = false;

  constructor(text: string, before: LineState, syntax: Syntax) {
    const scanned = scanLine(text, before, syntax);
    this.text = text;
    this.before = before;
    this.after = scanned.after;
    this.indent = indentOf(text);
    this.isOfInterest = text.length <= LONGEST && INTEREST.test(text);
    this.goesOn = this.indent >= 0 && GOES_ON.test(text);
    this.#syntax = syntax;
    if (this.isOfInterest) this.#spans = scanned.spans;
  }

  get isTooLong(): boolean {
    return this.text.length > LONGEST;
  }

  /** Strings and comments. */
  get spans(): readonly Span[] {
    this.#spans ??= scanLine(this.text, this.before, this.#syntax).spans;
    return this.#spans;
  }

  /** The line without what its strings and comments say: every sign of theirs is a blank, quotes stay, columns too. Nothing for a line that is too long. */
  get code(): string {
    this.#code ??= this.isTooLong ? "" : codeIn(this);
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

  /** What somebody makes of this line alone, made once; `key`: whose it is. */
  memo<T>(key: (line: Line) => T): T {
    this.#memo ??= new Map();
    if (!this.#memo.has(key)) this.#memo.set(key, key(this));
    return this.#memo.get(key) as T;
  }

  /** Whether a pattern occurs in the text; the answer for the last pattern is kept. `key`: its source, which is slow to ask for. */
  mentions(pattern: RegExp, key: string): boolean {
    if (this.#asked !== key) {
      this.#asked = key;
      pattern.lastIndex = 0;
      this.#mentions = pattern.test(this.text);
      pattern.lastIndex = 0;
    }
    return this.#mentions;
  }

  get namesDeepvue(): boolean {
    return this.isOfInterest && this.memo(namesDeepvueIn);
  }

  /** The service that is named last here, in code, comments or strings. */
  get whom(): "deepvue" | "other" | undefined {
    return this.text.length > LONGEST ? undefined : this.memo(whomIn);
  }
}

function codeIn({ text, spans }: Line): string {
  let code = "";
  let at = 0;
  // A string that stands in another's code comes before it.
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    if (end <= at) continue;
    code += text.slice(at, Math.max(at, start)) + " ".repeat(end - Math.max(at, start));
    at = end;
  }
  return code + text.slice(at);
}

function whomIn({ text }: Line): "deepvue" | "other" | undefined {
  return namesWhomLast(text);
}

function namesDeepvueIn({ text }: Line): boolean {
  return /deepvue/i.test(text);
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
