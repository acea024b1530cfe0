import type { FileHandle } from "node:fs/promises";
import { Readable } from "node:stream";
import { crc32, createInflateRaw } from "node:zlib";
import { notAReport, stopIfCancelled } from "./notAReport.ts";

/** PKWARE APPNOTE 4.3: the end of the directory, the 64-bit form of it and where that lies, an entry of it, an entry's own header. */
const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const ENTRY = 0x02014b50;
const HEADER = 0x04034b50;
const END_BYTES = 22;
const LOCATOR_BYTES = 20;
const LONGEST_COMMENT = 0xffff;
const IN_64_BITS = 0xffff_ffff;

const CHUNK_BYTES = 1 << 14;
/** A workbook has a few dozen. */
const MOST_ENTRIES = 10_000;
const MOST_DIRECTORY_BYTES = 8 << 20;
/** Sheets shrink to a tenth; what shrinks to less than a hundredth is made to fill a disk. */
const MOST_GROWTH = 100;
/** Up to here anything may grow: an empty sheet does. */
const UNSUSPECTED_BYTES = 16 << 20;

interface ZipEntry {
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly packed: number;
  readonly size: number;
  readonly checksum: number;
  readonly at: number;
}

/** The entries of a zip file, each read as a stream: nothing is held but the directory. Methods throw `ProblemError` (notAReport). */
export class ZipFile {
  readonly #handle: FileHandle;
  readonly #entries: ReadonlyMap<string, ZipEntry>;

  private constructor(handle: FileHandle, entries: ReadonlyMap<string, ZipEntry>) {
    this.#handle = handle;
    this.#entries = entries;
  }

  static async open(handle: FileHandle, bytes: number): Promise<ZipFile> {
    const { at, length } = await findDirectory(handle, bytes);
    if (length > MOST_DIRECTORY_BYTES || at + length > bytes) throw damaged();
    return new ZipFile(handle, entriesOf(await read(handle, at, length)));
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /** Bytes of an entry as they lie in the file. */
  packedSize(name: string): number {
    return this.#entries.get(name)?.packed ?? 0;
  }

  /** The unpacked bytes of an entry, `most` of them at most; `told` hears how many packed ones have been read. */
  async *stream(
    name: string,
    most: number,
    signal: AbortSignal,
    told: (packed: number) => void = () => undefined,
  ): AsyncGenerator<Uint8Array, void, void> {
    const entry = this.#entries.get(name);
    if (entry === undefined) throw damaged();
    if (entry.isEncrypted) throw notAReport("It is protected by a password; save it without one");
    if (entry.method !== 0 && entry.method !== 8) throw notAReport("It is packed in a way that is not known");
    if (entry.size > most) throw notAReport("What it unpacks to is far too large for a report");
    const header = await read(this.#handle, entry.at, 30);
    if (header.readUInt32LE(0) !== HEADER) throw damaged();
    const start = entry.at + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
    let checksum = 0;
    let size = 0;
    for await (const chunk of this.#unpacked(entry, start, told)) {
      stopIfCancelled(signal);
      size += chunk.length;
      const growth = Math.max(UNSUSPECTED_BYTES, entry.packed * MOST_GROWTH);
      if (size > most || size > growth) throw notAReport("What it unpacks to is far too large for a report");
      checksum = crc32(chunk, checksum);
      yield chunk;
    }
    if (size !== entry.size || checksum !== entry.checksum) throw damaged();
  }

  async *#unpacked(entry: ZipEntry, start: number, told: (packed: number) => void): AsyncGenerator<Buffer, void, void> {
    if (entry.packed === 0) return;
    const packed = this.#packed(start, entry.packed, told);
    if (entry.method === 0) {
      yield* packed;
      return;
    }
    const source = Readable.from(packed);
    const inflate = createInflateRaw({ chunkSize: CHUNK_BYTES });
    source.on("error", (error) => inflate.destroy(error));
    source.pipe(inflate);
    try {
      for await (const chunk of inflate) yield chunk as Buffer;
    } catch (error) {
      throw damaged(error);
    } finally {
      source.destroy();
      inflate.destroy();
    }
  }

  async *#packed(start: number, length: number, told: (packed: number) => void): AsyncGenerator<Buffer, void, void> {
    for (let taken = 0; taken < length; ) {
      const chunk = await read(this.#handle, start + taken, Math.min(CHUNK_BYTES, length - taken));
      taken += chunk.length;
      told(taken);
      yield chunk;
    }
  }
}

async function findDirectory(handle: FileHandle, bytes: number): Promise<{ at: number; length: number }> {
  const length = Math.min(bytes, END_BYTES + LONGEST_COMMENT + LOCATOR_BYTES);
  const tail = await read(handle, bytes - length, length);
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END || at + END_BYTES + tail.readUInt16LE(at + 20) !== tail.length) continue;
    const found = { at: tail.readUInt32LE(at + 16), length: tail.readUInt32LE(at + 12) };
    if (found.at !== IN_64_BITS && found.length !== IN_64_BITS) return found;
    const locator = at - LOCATOR_BYTES;
    if (locator < 0 || tail.readUInt32LE(locator) !== LOCATOR_64) throw damaged();
    const end = await read(handle, numberAt(tail, locator + 8), 56);
    if (end.readUInt32LE(0) !== END_64) throw damaged();
    return { at: numberAt(end, 48), length: numberAt(end, 40) };
  }
  throw notAReport("It ends in the middle: copy or download it again");
}

function entriesOf(directory: Buffer): ReadonlyMap<string, ZipEntry> {
  const entries = new Map<string, ZipEntry>();
  for (let at = 0; at + 46 <= directory.length; ) {
    if (directory.readUInt32LE(at) !== ENTRY || entries.size >= MOST_ENTRIES) throw damaged();
    const [name, extra, comment] = [28, 30, 32].map((offset) => directory.readUInt16LE(at + offset));
    const nameEnd = at + 46 + (name ?? 0);
    const next = nameEnd + (extra ?? 0) + (comment ?? 0);
    if (next > directory.length) throw damaged();
    const long = longNumbers(directory.subarray(nameEnd, nameEnd + (extra ?? 0)));
    const number = (offset: number): number => {
      const short = directory.readUInt32LE(at + offset);
      return short === IN_64_BITS ? (long.shift() ?? short) : short;
    };
    // In this order they stand in the 64-bit form.
    const size = number(24);
    const packed = number(20);
    entries.set(directory.toString("utf8", at + 46, nameEnd), {
      method: directory.readUInt16LE(at + 10),
      isEncrypted: (directory.readUInt16LE(at + 8) & 1) === 1,
      checksum: directory.readUInt32LE(at + 16),
      size,
      packed,
      at: number(42),
    });
    at = next;
  }
  return entries;
}

/** The sizes and the place of an entry that do not fit into 32 bits: extra field 1. */
function longNumbers(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = extra.readUInt16LE(at + 2);
    const end = Math.min(at + 4 + length, extra.length);
    if (extra.readUInt16LE(at) === 1) {
      const numbers: number[] = [];
      for (let place = at + 4; place + 8 <= end; place += 8) numbers.push(numberAt(extra, place));
      return numbers;
    }
    at = end;
  }
  return [];
}

function numberAt(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at));
}

async function read(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at);
  if (bytesRead !== length) throw damaged();
  return buffer;
}

function damaged(cause?: unknown): Error {
  return notAReport("It is damaged: copy or download it again", cause);
}
