import { RequestFailure } from "./failure.ts";

/** Longest `file_url` that is believed to be one; presigned addresses have about 500 to 2,000 characters. */
const MAX_STRING_BYTES = 8 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Finds the text at `data.file_url` in the raw bytes of a report: the same document carries all rows, 85 MB of them, before or
 * after it, so it is neither kept nor parsed. Reading stops as soon as the address is there. Undefined when the document ends
 * without one, or has null in its place. Throws what the body throws.
 */
export async function findFileAddress(body: AsyncIterable<Uint8Array>): Promise<string | undefined> {
  const scanner = new Scanner();
  for await (const chunk of body) {
    const found = scanner.scan(chunk);
    if (found !== undefined) return found;
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
  /** Bytes of the current string, without quotes; kept at depth 1 and 2 only. */
  #bytes: number[] = [];
  #lastString: string | undefined;

  get isComplete(): boolean {
    return this.#opened && this.#depth === 0 && !this.#inString;
  }

  scan(chunk: Uint8Array): string | undefined {
    for (const byte of chunk) {
      if (this.#inString) {
        const ended = this.#inside(byte);
        if (ended && this.#atFileUrl()) return this.#lastString;
      } else {
        this.#between(byte);
      }
    }
    return undefined;
  }

  #atFileUrl(): boolean {
    return (
      this.#depth === 2 && this.#keys[1] === "data" && this.#keys[2] === "file_url" && this.#lastString !== undefined
    );
  }

  /** A byte of a string; true when it ends it. */
  #inside(byte: number): boolean {
    if (byte === QUOTE && !this.#escaped) {
      this.#inString = false;
      this.#lastString = this.#depth <= 2 ? unquote(this.#bytes) : undefined;
      return true;
    }
    this.#escaped = byte === BACKSLASH && !this.#escaped;
    if (this.#depth <= 2 && this.#bytes.length <= MAX_STRING_BYTES) this.#bytes.push(byte);
    return false;
  }

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
        if (this.#depth <= 2) this.#keys[this.#depth] = this.#lastString;
        break;
      case COMMA:
        if (this.#depth <= 2) this.#keys[this.#depth] = undefined;
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
