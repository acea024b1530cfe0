import { MOST_OF_A_CALL, type Money } from "../../domain/money.ts";
import { MICROS_PER_DAY, MICROS_PER_SECOND, type Micros, parseTimestamp } from "../../domain/transaction.ts";
import { ID_BYTES } from "../../domain/transactionIds.ts";
import type { StagedRows } from "./stagedRows.ts";

/** Names of a row's fields in the order in which the service writes them. */
export interface RowFieldNames {
  readonly id: string;
  readonly at: string;
  readonly product: string;
  readonly status: string;
  readonly message: string;
  readonly charge: string;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const DASH = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const SPACE = 0x20;
const LETTER_T = 0x54;
const OBJECT_CLOSE = 0x7d;

/** Value of a hex digit by its character code; 255 for any other character. */
const HEX = new Uint8Array(256).fill(255);
for (let digit = 0; digit < 16; digit++) {
  const character = digit.toString(16);
  HEX[character.charCodeAt(0)] = digit;
  HEX[character.toUpperCase().charCodeAt(0)] = digit;
}

const ID_LENGTH = 36;
/** "2024-05-11T23:33:32.092089+00:00" */
const TIME_LENGTH = 32;
const ZONE = Buffer.from("+00:00");
const DATE_LENGTH = 10;

/** Powers that bring a number with so many decimals to ten-thousandths of a rupee. */
const TO_MONEY = [10_000, 1_000, 100, 10, 1];
const MAX_WHOLE_DIGITS = 10;

const MAX_KNOWN = 4_096;
const MAX_KNOWN_LENGTH = 1_024;
/** Kinds whose texts begin alike are told apart one by one. */
const MAX_ALIKE = 64;

/** What {@link QuickRowReader.read} says when a row must be read the careful way. */
export const UNUSUAL = -1;

/** Bytes that are compared four at a time. */
interface Pattern {
  readonly length: number;
  readonly words: Int32Array;
  /** The last four bytes again, because the length need not be a multiple of four. */
  readonly last: number;
}

interface KnownKind {
  /** Everything from behind the time to the charge: the keys, product, status and message. */
  readonly pattern: Pattern;
  readonly kind: number;
}

/** The constant parts of a row that was read the careful way. */
interface Lesson {
  readonly head: Pattern;
  readonly middle: Pattern;
  readonly rest: Pattern;
  readonly key: number;
}

/**
 * Reads a row straight from its bytes when it is written exactly as documented: the six fields in order, a dashed UUID, UTC with
 * six decimals, a plain decimal charge, no escapes. No text is made on the way: what does not vary from row to row is learned
 * from the rows before and compared as bytes; product, status and message stand side by side, few different ones exist, and are
 * compared as a whole. Anything else (also a kind that is seen for the first time) is left to the careful reader, which decides
 * what is right; tests hold both against each other.
 */
export class QuickRowReader {
  readonly #rows: StagedRows;
  readonly #keys: readonly Uint8Array[];
  /** What stands before the id, and between id and time. */
  #head: Pattern | undefined;
  #middle: Pattern | undefined;
  readonly #known = new Map<number, KnownKind[]>();
  #knownCount = 0;
  /** What the row that `read` gave up last would teach. */
  #lesson: Lesson | undefined;
  readonly #date = new Uint8Array(DATE_LENGTH);
  #midnight: Micros = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  /** Result of the last part that was read; a field, so that no object is made per row. */
  #number = 0;

  constructor(rows: StagedRows, names: RowFieldNames) {
    this.#rows = rows;
    const { id, at, product, status, message, charge } = names;
    this.#keys = [id, at, product, status, message, charge].map((name) => Buffer.from(JSON.stringify(name)));
  }

  /** Reads the object that begins at `start` into the rows; the offset behind it, or {@link UNUSUAL}. */
  read(bytes: Uint8Array, start: number, end: number): number {
    if (this.#bytes !== bytes) {
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    const after = this.#readKnown(bytes, start, end);
    if (after === UNUSUAL) this.#lesson = this.#study(bytes, start, end);
    return after;
  }

  /** The careful reader has read the row that `read` gave up last, as `kind`. */
  learn(kind: number): void {
    const lesson = this.#lesson;
    this.#lesson = undefined;
    if (lesson === undefined) return;
    this.#head = lesson.head;
    this.#middle = lesson.middle;
    const alike = this.#known.get(lesson.key) ?? [];
    const isKnown = alike.some(({ pattern }) => isSamePattern(pattern, lesson.rest));
    if (isKnown || alike.length >= MAX_ALIKE || this.#knownCount >= MAX_KNOWN) return;
    alike.push({ pattern: lesson.rest, kind });
    this.#known.set(lesson.key, alike);
    this.#knownCount++;
  }

  #readKnown(bytes: Uint8Array, start: number, end: number): number {
    const head = this.#head;
    const middle = this.#middle;
    if (head === undefined || middle === undefined) return UNUSUAL;
    const view = this.#view;
    const id = start + head.length;
    const time = id + ID_LENGTH + middle.length;
    const rest = time + TIME_LENGTH;
    if (rest + KEY_OFFSET + 8 > end) return UNUSUAL;
    if (!isAt(view, start, head) || !isAt(view, id + ID_LENGTH, middle)) return UNUSUAL;
    const row = this.#rows.reserve();
    if (!readId(bytes, id, this.#rows.ids, row * ID_BYTES) || !this.#readTime(bytes, time)) return UNUSUAL;
    const at = this.#number;

    const alike = this.#known.get(keyOf(view, rest));
    if (alike === undefined) return UNUSUAL;
    for (const { pattern, kind } of alike) {
      if (rest + pattern.length > end || !isAt(view, rest, pattern)) continue;
      const after = this.#readCharge(bytes, rest + pattern.length, end);
      if (after < 0) return UNUSUAL;
      const close = blank(bytes, after, end);
      if (close >= end || bytes[close] !== OBJECT_CLOSE) return UNUSUAL;
      this.#rows.finish(at, kind, this.#number);
      return close + 1;
    }
    return UNUSUAL;
  }

  /** Takes a row apart that is written as documented; undefined for any other. */
  #study(bytes: Uint8Array, start: number, end: number): Lesson | undefined {
    const id = this.#valueOf(0, bytes, blank(bytes, start + 1, end), end);
    const time = this.#valueOf(1, bytes, afterComma(bytes, afterText(bytes, id, end), end), end);
    const rest = time + 1 + TIME_LENGTH;
    if (id < 0 || time < 0 || rest + KEY_OFFSET + 8 > end) return undefined;
    if (afterText(bytes, id, end) !== id + ID_LENGTH + 2 || afterText(bytes, time, end) !== rest + 1) return undefined;
    let at = this.#valueOf(2, bytes, afterComma(bytes, rest + 1, end), end);
    at = this.#valueOf(3, bytes, afterComma(bytes, afterText(bytes, at, end), end), end);
    at = this.#valueOf(4, bytes, afterComma(bytes, afterDigits(bytes, at, end), end), end);
    at = this.#valueOf(5, bytes, afterComma(bytes, afterText(bytes, at, end), end), end);
    if (at < 0 || at - rest > MAX_KNOWN_LENGTH) return undefined;
    const close = blank(bytes, this.#readCharge(bytes, at, end), end);
    if (bytes[close] !== OBJECT_CLOSE) return undefined;
    return {
      head: patternOf(this.#view, start, id + 1),
      middle: patternOf(this.#view, id + 1 + ID_LENGTH, time + 1),
      rest: patternOf(this.#view, rest, at),
      key: keyOf(this.#view, rest),
    };
  }

  /** Offset of the value of the field that begins at `at`, or negative when it is another field. */
  #valueOf(field: number, bytes: Uint8Array, at: number, end: number): number {
    const key = this.#keys[field];
    if (at < 0 || key === undefined || at + key.length >= end) return UNUSUAL;
    for (let n = 0; n < key.length; n++) if (bytes[at + n] !== key[n]) return UNUSUAL;
    const colon = blank(bytes, at + key.length, end);
    return bytes[colon] === COLON ? blank(bytes, colon + 1, end) : UNUSUAL;
  }

  #readTime(bytes: Uint8Array, at: number): boolean {
    for (let n = 0; n < ZONE.length; n++) if (bytes[at + TIME_LENGTH - ZONE.length + n] !== ZONE[n]) return false;
    if (bytes[at + 10] !== LETTER_T || bytes[at + 13] !== COLON || bytes[at + 16] !== COLON || bytes[at + 19] !== DOT) {
      return false;
    }
    if (!this.#readDate(bytes, at)) return false;
    const hour = digits(bytes, at + 11, 2);
    const minute = digits(bytes, at + 14, 2);
    const second = digits(bytes, at + 17, 2);
    const micros = digits(bytes, at + 20, 6);
    if (hour > 23 || minute > 59 || second > 59 || micros > 999_999) return false;
    this.#number = this.#midnight + (hour * 3600 + minute * 60 + second) * MICROS_PER_SECOND + micros;
    return true;
  }

  /** Sets the midnight of a date; neighbours mostly share it. */
  #readDate(bytes: Uint8Array, at: number): boolean {
    const date = this.#date;
    let isSame = true;
    for (let n = DATE_LENGTH - 1; n >= 0 && isSame; n--) isSame = bytes[at + n] === date[n];
    if (isSame) return true;
    const text = Buffer.from(bytes.subarray(at, at + DATE_LENGTH)).toString("latin1");
    const midnight = parseTimestamp(`${text}T00:00:00Z`);
    if (midnight === undefined || !Number.isSafeInteger(midnight + MICROS_PER_DAY)) return false;
    date.set(bytes.subarray(at, at + DATE_LENGTH));
    this.#midnight = midnight;
    return true;
  }

  /** Reads a decimal number with at most four decimals; more, or an exponent, needs rounding and care. */
  #readCharge(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    const isNegative = bytes[at] === DASH;
    if (isNegative) at++;
    const wholeStart = at;
    let value = 0;
    for (; at < end && isDigit(bytes[at] as number); at++) value = value * 10 + (bytes[at] as number) - ZERO;
    const wholeDigits = at - wholeStart;
    const hasLeadingZero = wholeDigits > 1 && bytes[wholeStart] === ZERO;
    if (wholeDigits === 0 || wholeDigits > MAX_WHOLE_DIGITS || hasLeadingZero) return UNUSUAL;
    let decimals = 0;
    if (bytes[at] === DOT) {
      at++;
      const fractionStart = at;
      for (; at < end && isDigit(bytes[at] as number); at++) value = value * 10 + (bytes[at] as number) - ZERO;
      decimals = at - fractionStart;
      if (decimals === 0 || decimals > 4) return UNUSUAL;
    }
    const charge: Money = value * (TO_MONEY[decimals] as number);
    if (charge > MOST_OF_A_CALL) return UNUSUAL;
    this.#number = isNegative && charge !== 0 ? -charge : charge;
    return at;
  }
}

function patternOf(view: DataView, start: number, end: number): Pattern {
  const length = end - start;
  const words = Int32Array.from({ length: Math.floor(length / 4) }, (_, n) => view.getInt32(start + n * 4, true));
  return { length, words, last: view.getInt32(end - 4, true) };
}

/** The caller has checked that so many bytes are there. The end is compared first: beginnings are often alike. */
function isAt(view: DataView, at: number, { length, words, last }: Pattern): boolean {
  if (view.getInt32(at + length - 4, true) !== last) return false;
  for (let n = 0; n < words.length; n++) if (view.getInt32(at + n * 4, true) !== words[n]) return false;
  return true;
}

function isSamePattern(a: Pattern, b: Pattern): boolean {
  return a.length === b.length && a.last === b.last && a.words.every((word, n) => word === b.words[n]);
}

/** Where the product's text begins behind the time, more or less; the bytes from there tell most kinds apart. */
const KEY_OFFSET = 16;

function keyOf(view: DataView, rest: number): number {
  return Math.imul(view.getInt32(rest + KEY_OFFSET, true), 31) + view.getInt32(rest + KEY_OFFSET + 4, true);
}

function readId(bytes: Uint8Array, start: number, ids: Uint8Array, offset: number): boolean {
  let at = start;
  for (let n = 0; n < ID_BYTES; n++) {
    if (n === 4 || n === 6 || n === 8 || n === 10) {
      if (bytes[at] !== DASH) return false;
      at++;
    }
    const high = HEX[bytes[at] as number] as number;
    const low = HEX[bytes[at + 1] as number] as number;
    // 255 marks what is no digit; either one raises the sum above two digits' worth.
    if (high + low > 30) return false;
    ids[offset + n] = high * 16 + low;
    at += 2;
  }
  return true;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= ZERO + 9;
}

/** The number that so many digits spell; Infinity when one is no digit. */
function digits(bytes: Uint8Array, start: number, count: number): number {
  let number = 0;
  for (let at = start; at < start + count; at++) {
    const byte = bytes[at] as number;
    if (!isDigit(byte)) return Number.POSITIVE_INFINITY;
    number = number * 10 + byte - ZERO;
  }
  return number;
}

/** Skips spaces; other white space is unusual. */
function blank(bytes: Uint8Array, start: number, end: number): number {
  if (start < 0) return UNUSUAL;
  let at = start;
  while (at < end && bytes[at] === SPACE) at++;
  return at;
}

/** Offset of what follows the comma at `at`, or negative. */
function afterComma(bytes: Uint8Array, start: number, end: number): number {
  if (start < 0) return UNUSUAL;
  const at = blank(bytes, start, end);
  return at < end && bytes[at] === COMMA ? blank(bytes, at + 1, end) : UNUSUAL;
}

/** Offset behind the text that begins at `at`, or negative when there is none, or one with escapes. */
function afterText(bytes: Uint8Array, start: number, end: number): number {
  if (start < 0 || bytes[start] !== QUOTE) return UNUSUAL;
  for (let at = start + 1; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) return at + 1;
    if (byte === BACKSLASH) return UNUSUAL;
  }
  return UNUSUAL;
}

function afterDigits(bytes: Uint8Array, start: number, end: number): number {
  if (start < 0) return UNUSUAL;
  let at = start;
  while (at < end && isDigit(bytes[at] as number)) at++;
  return at > start ? at : UNUSUAL;
}
