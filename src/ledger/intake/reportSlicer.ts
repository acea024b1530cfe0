import { ProblemError } from "../../domain/problem.ts";

/** Receives what the slicer finds. */
export interface SliceSink {
  /**
   * Offered the start of an object in the array: may read it at once and return the offset behind it, or return -1 (unusual
   * notation, or the rest is not there yet); then `element` gets it.
   */
  tryElement(bytes: Uint8Array, start: number, end: number, index: number): number;
  /** One complete element, bytes[start, end). Its JSON has not been checked. */
  element(bytes: Uint8Array, start: number, end: number, index: number): void;
}

/** The object around the array, with the array empty. */
export type Envelope = Readonly<Record<string, unknown>>;

/** Two keys: of an object in the document's, and of the array in that. */
export type RowsPath = readonly [outer: string, inner: string];

/** An element or an envelope beyond this is no usage report. */
const MAX_ELEMENT_BYTES = 1 << 20;
const MAX_ENVELOPE_BYTES = 1 << 20;
/** Longest spelling of a letter in a key: an escape of six bytes. */
const ESCAPE_BYTES = 6;

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const ARRAY_OPEN = 0x5b;
const ARRAY_CLOSE = 0x5d;
const OBJECT_OPEN = 0x7b;
const OBJECT_CLOSE = 0x7d;

type Mode = "envelope" | "firstElement" | "element" | "insideElement" | "afterElement";

/**
 * Cuts a usage report into the elements of its array of rows, found by its path whatever order the keys come in,
 * from chunks cut anywhere. Everything around the array is kept, with the array empty, and checked by `JSON.parse` at the end;
 * so the slicer accepts exactly what `JSON.parse` accepts (proved by tests), without holding more than one element.
 */
export class ReportSlicer {
  readonly #sink: SliceSink;
  readonly #rowsPath: RowsPath;
  /** A longer key is none of the path. */
  readonly #mostKeyBytes: number;
  #mode: Mode = "envelope";
  /** Elements found so far. */
  count = 0;

  // Envelope
  readonly #envelope: Buffer[] = [];
  #envelopeBytes = 0;
  /** Opening brackets around the current position. */
  readonly #stack: number[] = [];
  #inString = false;
  #escaped = false;
  #expectsKey = false;
  /** Bytes of the key that is being read; undefined outside keys. */
  #keyBytes: number[] | undefined;
  /** Last key at depth 1 and at depth 2. */
  readonly #path: [string, string] = ["", ""];
  #found = false;

  // Element
  /** The beginning of an element whose end has not come yet. */
  #carry: Buffer = Buffer.alloc(0);
  #depth = 0;

  constructor(sink: SliceSink, rowsPath: RowsPath) {
    this.#sink = sink;
    this.#rowsPath = rowsPath;
    this.#mostKeyBytes = ESCAPE_BYTES * Math.max(...rowsPath.map((key) => key.length));
  }

  /** Takes the next bytes; they are not kept beyond the call. */
  push(bytes: Uint8Array): void {
    let at = this.#mode === "insideElement" ? this.#resumeElement(bytes) : 0;
    while (at < bytes.length) {
      at = this.#mode === "envelope" ? this.#readEnvelope(bytes, at) : this.#readArray(bytes, at);
    }
  }

  /** Checks that the document is complete and returns what is around the array. */
  end(): Envelope {
    if (this.#mode !== "envelope") throw unexpected(`The report breaks off in row ${this.count}`);
    let envelope: unknown;
    try {
      envelope = JSON.parse(Buffer.concat(this.#envelope).toString());
    } catch {
      const size = this.#envelopeBytes;
      throw unexpected(
        size === 0 ? "The answer is empty" : `The answer is no complete JSON document (${this.count} rows)`,
      );
    }
    if (typeof envelope !== "object" || envelope === null) throw unexpected("The answer is no JSON object");
    return envelope as Envelope;
  }

  #readEnvelope(bytes: Uint8Array, start: number): number {
    for (let at = start; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      if (this.#inString) this.#readStringByte(byte);
      else if (byte === QUOTE) this.#openString();
      else if (byte === COMMA) this.#expectsKey = this.#stack.at(-1) === OBJECT_OPEN;
      else if (byte === OBJECT_OPEN) {
        this.#stack.push(byte);
        this.#expectsKey = true;
      } else if (byte === ARRAY_OPEN) {
        if (this.#atRows()) {
          this.#keepEnvelope(bytes.subarray(start, at + 1));
          this.#mode = "firstElement";
          this.#stack.push(byte);
          return at + 1;
        }
        this.#stack.push(byte);
        this.#expectsKey = false;
      } else if (byte === OBJECT_CLOSE || byte === ARRAY_CLOSE) {
        this.#stack.pop();
        this.#expectsKey = false;
      }
    }
    this.#keepEnvelope(bytes.subarray(start));
    return bytes.length;
  }

  #openString(): void {
    this.#inString = true;
    const depth = this.#stack.length;
    if (this.#expectsKey && (depth === 1 || depth === 2)) this.#keyBytes = [];
    this.#expectsKey = false;
  }

  #readStringByte(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) {
      this.#inString = false;
      if (this.#keyBytes !== undefined) this.#path[this.#stack.length === 1 ? 0 : 1] = this.#keyText(this.#keyBytes);
      this.#keyBytes = undefined;
      return;
    }
    if (this.#keyBytes !== undefined && this.#keyBytes.length <= this.#mostKeyBytes) this.#keyBytes.push(byte);
  }

  #keyText(bytes: readonly number[]): string {
    if (bytes.length > this.#mostKeyBytes) return "";
    try {
      return String(JSON.parse(`"${Buffer.from(bytes).toString()}"`));
    } catch {
      return "";
    }
  }

  #atRows(): boolean {
    const [outer, inner] = this.#rowsPath;
    const here =
      this.#stack.length === 2 &&
      this.#stack[0] === OBJECT_OPEN &&
      this.#stack[1] === OBJECT_OPEN &&
      this.#path[0] === outer &&
      this.#path[1] === inner;
    if (here && this.#found) throw unexpected(`The report has ${outer}.${inner} twice`);
    this.#found ||= here;
    return here;
  }

  #keepEnvelope(part: Uint8Array): void {
    this.#envelopeBytes += part.length;
    if (this.#envelopeBytes > MAX_ENVELOPE_BYTES)
      throw unexpected(`The answer is no usage report: no ${this.#rowsPath.join(".")} in 1 MB`);
    this.#envelope.push(Buffer.from(part));
  }

  #readArray(bytes: Uint8Array, start: number): number {
    let at = start;
    for (; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) continue;
      if (this.#mode === "afterElement") {
        if (byte === COMMA) this.#mode = "element";
        else if (byte === ARRAY_CLOSE) return this.#closeArray(at);
        else throw unexpected(`The report is no JSON after row ${this.count - 1}`);
      } else if (byte === ARRAY_CLOSE && this.#mode === "firstElement") return this.#closeArray(at);
      else if (byte === OBJECT_OPEN) {
        const end = this.#sink.tryElement(bytes, at, bytes.length, this.count);
        if (end < 0) return this.#beginElement(bytes, at);
        this.count++;
        this.#mode = "afterElement";
        at = end - 1;
      } else return this.#beginElement(bytes, at);
    }
    return at;
  }

  #closeArray(at: number): number {
    this.#mode = "envelope";
    return at;
  }

  #beginElement(bytes: Uint8Array, start: number): number {
    this.#mode = "insideElement";
    this.#depth = 0;
    const end = this.#endOfElement(bytes, start, start);
    if (end >= 0) return this.#finishElement(bytes, start, end, end);
    this.#carry = this.#bounded(Buffer.from(bytes.subarray(start)));
    return bytes.length;
  }

  /** Goes on with the element whose beginning is carried. Only the element is put together, not the whole chunk. */
  #resumeElement(bytes: Uint8Array): number {
    const end = this.#endOfElement(bytes, -1, 0);
    const element = this.#bounded(Buffer.concat([this.#carry, end < 0 ? bytes : bytes.subarray(0, end)]));
    if (end >= 0) return this.#finishElement(element, 0, element.length, end);
    this.#carry = element;
    return bytes.length;
  }

  #bounded(element: Buffer): Buffer {
    if (element.length > MAX_ELEMENT_BYTES) throw unexpected(`Row ${this.count} is longer than 1 MB`);
    return element;
  }

  #finishElement(bytes: Uint8Array, start: number, end: number, next: number): number {
    this.#sink.element(bytes, start, end, this.count);
    this.count++;
    this.#mode = "afterElement";
    return next;
  }

  /** Offset behind the element, or -1 when it does not end in `bytes`. */
  #endOfElement(bytes: Uint8Array, start: number, from: number): number {
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) {
          this.#inString = false;
          if (this.#depth === 0) return at + 1;
        }
      } else if (byte === QUOTE) {
        // A string behind a number ("1\"a\"") ends the number; JSON then misses the comma.
        if (this.#depth === 0 && at > start) return at;
        this.#inString = true;
      } else if (byte === OBJECT_OPEN || byte === ARRAY_OPEN) this.#depth++;
      else if (byte === OBJECT_CLOSE || byte === ARRAY_CLOSE) {
        if (this.#depth === 0) return at;
        this.#depth--;
        if (this.#depth === 0) return at + 1;
      } else if (this.#depth === 0 && (byte === COMMA || byte <= 0x20)) return at;
    }
    return -1;
  }
}

function unexpected(detail: string): ProblemError {
  return new ProblemError({ kind: "unexpectedAnswer", detail });
}
