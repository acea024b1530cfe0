import type { Money } from "../domain/money.ts";
import { MICROS_PER_SECOND, type Micros, parseTimestamp } from "../domain/transaction.ts";
import type { StagedRows } from "./stagedRows.ts";
import { ID_BYTES } from "./transactionIds.ts";

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

interface KnownKind {
  readonly bytes: Uint8Array;
  readonly kind: number;
}

/** What {@link QuickRowReader.read} says when a row must be read the careful way. */
export const UNUSUAL = -1;

/**
 * Reads a row straight from its bytes when it is written exactly as documented: the six fields in order, a dashed UUID, UTC with
 * six decimals, a plain decimal charge, no escapes. No text is made on the way: product, status and message stand side by side,
 * and few different ones exist, so their bytes are looked up as a whole. Anything else (also a kind that is seen for the first
 * time) is left to the careful reader, which decides what is right; tests hold both against each other.
 */
export class QuickRowReader {
  readonly #rows: StagedRows;
  readonly #keys: readonly Uint8Array[];
  readonly #known = new Map<number, KnownKind[]>();
  #knownCount = 0;
  /** Bytes and hash of the kind that the last row had, when only that was unknown. */
  #unknown: { readonly bytes: Uint8Array; readonly hash: number } | undefined;
  readonly #date = new Uint8Array(DATE_LENGTH);
  #midnight: Micros = 0;

  // Results of the parts; fields, so that no object is made per row.
  #number = 0;

  constructor(rows: StagedRows, names: RowFieldNames) {
    this.#rows = rows;
    const { id, at, product, status, message, charge } = names;
    this.#keys = [id, at, product, status, message, charge].map((name) => Buffer.from(JSON.stringify(name)));
  }

  /** Reads the object that begins at `start` into the rows; the offset behind it, or {@link UNUSUAL}. */
  read(bytes: Uint8Array, start: number, end: number): number {
    this.#unknown = undefined;
    const row = this.#rows.reserve();

    let at = this.#valueOf(0, bytes, blank(bytes, start + 1, end), end);
    if (at < 0 || !readId(bytes, at, end, this.#rows.ids, row * ID_BYTES)) return UNUSUAL;
    at = this.#valueOf(1, bytes, afterComma(bytes, at + ID_LENGTH + 2, end), end);
    if (at < 0 || !this.#readTime(bytes, at, end)) return UNUSUAL;
    const time = this.#number;
    at = this.#valueOf(2, bytes, afterComma(bytes, at + TIME_LENGTH + 2, end), end);
    const kindStart = at;
    at = this.#valueOf(3, bytes, afterComma(bytes, afterText(bytes, at, end), end), end);
    at = this.#valueOf(4, bytes, afterComma(bytes, afterDigits(bytes, at, end), end), end);
    const kindEnd = afterText(bytes, at, end);
    at = this.#valueOf(5, bytes, afterComma(bytes, kindEnd, end), end);
    at = this.#readCharge(bytes, at, end);
    if (at < 0) return UNUSUAL;
    at = blank(bytes, at, end);
    if (at >= end || bytes[at] !== OBJECT_CLOSE) return UNUSUAL;

    const kind = this.#kindOf(bytes, kindStart, kindEnd);
    if (kind < 0) return UNUSUAL;
    this.#rows.finish(time, kind, this.#number);
    return at + 1;
  }

  /** The careful reader has read the row that `read` gave up last, as `kind`: if only its kind was unknown, it is known now. */
  learn(kind: number): void {
    if (this.#unknown === undefined || this.#knownCount >= MAX_KNOWN) return;
    const { bytes, hash } = this.#unknown;
    const sameHash = this.#known.get(hash);
    if (sameHash === undefined) this.#known.set(hash, [{ bytes, kind }]);
    else sameHash.push({ bytes, kind });
    this.#knownCount++;
    this.#unknown = undefined;
  }

  /** Offset of the value of the field that begins at `at`, or negative when it is another field. */
  #valueOf(field: number, bytes: Uint8Array, at: number, end: number): number {
    if (at < 0) return UNUSUAL;
    const key = this.#keys[field] as Uint8Array;
    if (at + key.length >= end) return UNUSUAL;
    for (let n = 0; n < key.length; n++) if (bytes[at + n] !== key[n]) return UNUSUAL;
    const colon = blank(bytes, at + key.length, end);
    return bytes[colon] === COLON ? blank(bytes, colon + 1, end) : UNUSUAL;
  }

  #readTime(bytes: Uint8Array, start: number, end: number): boolean {
    const at = start + 1;
    if (at + TIME_LENGTH >= end || bytes[start] !== QUOTE || bytes[at + TIME_LENGTH] !== QUOTE) return false;
    for (let n = 0; n < ZONE.length; n++) if (bytes[at + TIME_LENGTH - ZONE.length + n] !== ZONE[n]) return false;
    if (bytes[at + 10] !== 0x54 || bytes[at + 13] !== COLON || bytes[at + 16] !== COLON || bytes[at + 19] !== DOT)
      return false;
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
    for (let n = 0; n < DATE_LENGTH && isSame; n++) isSame = bytes[at + n] === date[n];
    if (isSame) return true;
    const text = Buffer.from(bytes.subarray(at, at + DATE_LENGTH)).toString("latin1");
    const midnight = parseTimestamp(`${text}T00:00:00Z`);
    if (midnight === undefined) return false;
    date.set(bytes.subarray(at, at + DATE_LENGTH));
    this.#midnight = midnight;
    return true;
  }

  /** Reads a decimal number with at most four decimals; more, or an exponent, needs rounding and care. */
  #readCharge(bytes: Uint8Array, start: number, end: number): number {
    if (start < 0) return UNUSUAL;
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
    // Behind the number only its end may come ("1e5", "1x").
    const next = bytes[at];
    if (at >= end || (next !== OBJECT_CLOSE && next !== SPACE)) return UNUSUAL;
    const charge: Money = value * (TO_MONEY[decimals] as number);
    this.#number = isNegative && charge !== 0 ? -charge : charge;
    return at;
  }

  /** Index of the kind that these bytes spell (product, status and message with what is between them), or negative. */
  #kindOf(bytes: Uint8Array, start: number, end: number): number {
    let hash = end - start;
    for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + (bytes[at] as number)) | 0;
    const candidates = this.#known.get(hash);
    if (candidates !== undefined) {
      for (const candidate of candidates) if (isSame(bytes, start, end, candidate.bytes)) return candidate.kind;
    }
    if (end - start <= MAX_KNOWN_LENGTH) this.#unknown = { bytes: bytes.slice(start, end), hash };
    return UNUSUAL;
  }
}

function isSame(bytes: Uint8Array, start: number, end: number, known: Uint8Array): boolean {
  if (known.length !== end - start) return false;
  for (let n = 0; n < known.length; n++) if (bytes[start + n] !== known[n]) return false;
  return true;
}

function readId(bytes: Uint8Array, start: number, end: number, ids: Uint8Array, offset: number): boolean {
  if (start + ID_LENGTH + 1 >= end || bytes[start] !== QUOTE || bytes[start + ID_LENGTH + 1] !== QUOTE) return false;
  let at = start + 1;
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
