import { setImmediate } from "node:timers/promises";
import { RequestFailure } from "./failure.ts";
import { FILE_PATH } from "./wire.ts";

/** Longest address that is believed to be one; presigned addresses have about 500 to 2,000 characters. */
const MAX_STRING_BYTES = 8 * 1024;

/** How long the scan may keep the extension host's thread to itself. */
const MAX_BUSY_MS = 8;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Finds the address of the Excel file in the raw bytes of a report: the same document carries all rows, 85 MB of them, before or
 * after it, so it is neither kept nor parsed. Reading stops as soon as the address is there. Undefined when the document ends
 * without one, or has null in its place. Throws what the body throws.
 */
export async function findFileAddress(body: AsyncIterable<Uint8Array>): Promise<string | undefined> {
  const scanner = new Scanner();
  let lastBreath = performance.now();
  for await (const chunk of body) {
    const found = scanner.scan(chunk);
    if (found !== undefined) return found;
    // Bytes that are already buffered follow each other without the event loop in between; others need the thread too.
    if (performance.now() - lastBreath > MAX_BUSY_MS) {
      await setImmediate();
      lastBreath = performance.now();
    }
  }
  if (!scanner.isComplete)
    throw new RequestFailure({ kind: "unexpectedAnswer", detail: "the answer is not a whole JSON document" });
  return undefined;
}

/** Knows where in a JSON document it is, two levels deep; what lies below is only counted. */
class Scanner {
  #depth = 0;
  #opened = false;
  #inString = false;
  #escaped = false;
  /** Key of the current member, per depth (1 and 2). */
  readonly #keys: (string | undefined)[] = [];
  /** Bytes of the current string, without quotes. */
  #bytes: number[] = [];
  #lastString: string | undefined;

  get isComplete(): boolean {
    return this.#opened && this.#depth === 0 && !this.#inString;
  }

  scan(chunk: Uint8Array): string | undefined {
    for (let index = 0; index < chunk.length; index++) {
      if (this.#depth > 2) index = this.#skipRows(chunk, index);
      const byte = chunk[index];
      if (byte === undefined) break;
      if (!this.#inString) this.#between(byte);
      else if (this.#inside(byte) && this.#atFileUrl()) return this.#lastString;
    }
    return undefined;
  }

  /**
   * Counts brackets below depth 2, where nearly all bytes are; local variables make it several times faster. Returns the index of
   * the bracket that leads back to depth 2, or the chunk's length.
   */
  #skipRows(chunk: Uint8Array, from: number): number {
    let [depth, inString, escaped, index] = [this.#depth, this.#inString, this.#escaped, from];
    for (; index < chunk.length; index++) {
      const byte = chunk[index];
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inString = false;
      } else if (byte === QUOTE) {
        inString = true;
      } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        depth++;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        if (depth === 3) break;
        depth--;
      }
    }
    [this.#depth, this.#inString, this.#escaped] = [depth, inString, escaped];
    return index;
  }

  #atFileUrl(): boolean {
    const [outer, inner] = FILE_PATH;
    return this.#depth === 2 && this.#keys[1] === outer && this.#keys[2] === inner && this.#lastString !== undefined;
  }

  /** A byte of a string at depth 1 or 2; true when it ends it. */
  #inside(byte: number): boolean {
    if (byte === QUOTE && !this.#escaped) {
      this.#inString = false;
      this.#lastString = unquote(this.#bytes);
      return true;
    }
    this.#escaped = byte === BACKSLASH && !this.#escaped;
    if (this.#bytes.length <= MAX_STRING_BYTES) this.#bytes.push(byte);
    return false;
  }

  /** A byte outside strings, at depth 1 or 2 or on the way there. */
  #between(byte: number): void {
    switch (byte) {
      case QUOTE:
        this.#inString = true;
        this.#bytes = [];
        break;
      case OPEN_OBJECT:
      case OPEN_ARRAY:
        this.#depth++;
        this.#opened = true;
        if (this.#depth <= 2) this.#keys[this.#depth] = undefined;
        break;
      case CLOSE_OBJECT:
      case CLOSE_ARRAY:
        this.#depth--;
        break;
      case COLON:
        this.#keys[this.#depth] = this.#lastString;
        break;
      case COMMA:
        this.#keys[this.#depth] = undefined;
        break;
      default:
    }
  }
}

/** The text that the bytes between two quotes stand for; undefined when they are no JSON string or too many. */
function unquote(bytes: readonly number[]): string | undefined {
  if (bytes.length > MAX_STRING_BYTES) return undefined;
  try {
    return JSON.parse(`"${Buffer.from(bytes).toString("utf8")}"`) as string;
  } catch {
    return undefined;
  }
}
