import { promisify } from "node:util";
import { constants, crc32, deflateRaw } from "node:zlib";
import { ProblemError } from "../../domain/problem.ts";
import type { ByteSink } from "./exportRow.ts";

const deflate = promisify(deflateRaw);

/** Sheets are so repetitive that more effort hardly makes them smaller. */
const LEVEL = 3;
/** Without the zip64 extension, which not every reader of workbooks knows, sizes and positions have 32 bits. */
const MOST_BYTES = 0xffff_ffff;
const NAMES_ARE_UTF8 = 0x0800;
const SIZES_FOLLOW_THE_DATA = 0x0008;
const METHOD_DEFLATE = 8;
/** 1980-01-01, the first day a zip can name: the same rows give the same bytes. */
const DOS_DATE = 0x0021;
const VERSION = 20;

interface Entry {
  readonly name: Buffer;
  readonly start: number;
  readonly flags: number;
  checksum: number;
  packed: number;
  size: number;
}

/** Writes a zip file front to back, one entry after the other, without holding any of them. */
export interface ZipWriter {
  /** Ends the entry before, if any. */
  readonly startEntry: (name: string) => Promise<void>;
  /** Appends to the entry that was started last. */
  readonly write: (text: string) => Promise<void>;
  /** A whole entry, its sizes in front of it: some readers look at the first entries without unpacking any. */
  readonly addEntry: (name: string, text: string) => Promise<void>;
  readonly end: () => Promise<void>;
}

/**
 * Every piece of an entry is deflated by itself, on a thread of Node's pool, up to a byte boundary; put together they are one valid
 * stream. Throws `ProblemError` (file) when the file would pass 4 GB.
 */
export function openZip(write: ByteSink): ZipWriter {
  const entries: Entry[] = [];
  let current: Entry | undefined;
  let position = 0;

  const put = async (bytes: Uint8Array) => {
    position += bytes.length;
    if (position > MOST_BYTES) throw tooLarge();
    await write(bytes);
  };
  const append = async (bytes: Uint8Array, flush: number) => {
    if (current === undefined) return;
    const packed = await deflate(bytes, { level: LEVEL, finishFlush: flush });
    current.checksum = crc32(bytes, current.checksum);
    current.size += bytes.length;
    current.packed += packed.length;
    if (current.size > MOST_BYTES) throw tooLarge();
    await put(packed);
  };
  const endEntry = async () => {
    if (current === undefined) return;
    await append(new Uint8Array(), constants.Z_FINISH);
    await put(descriptorOf(current));
    current = undefined;
  };
  return {
    async startEntry(name) {
      await endEntry();
      const flags = NAMES_ARE_UTF8 | SIZES_FOLLOW_THE_DATA;
      current = { name: Buffer.from(name), start: position, flags, checksum: 0, packed: 0, size: 0 };
      entries.push(current);
      await put(localHeaderOf(current));
    },
    write: (text) => append(Buffer.from(text), constants.Z_SYNC_FLUSH),
    async addEntry(name, text) {
      await endEntry();
      const bytes = Buffer.from(text);
      const packed = await deflate(bytes, { level: LEVEL });
      const entry = {
        name: Buffer.from(name),
        start: position,
        flags: NAMES_ARE_UTF8,
        checksum: crc32(bytes),
        packed: packed.length,
        size: bytes.length,
      };
      entries.push(entry);
      await put(localHeaderOf(entry));
      await put(packed);
    },
    async end() {
      await endEntry();
      const start = position;
      await put(Buffer.concat(entries.map(directoryRecordOf)));
      await put(endRecordOf(entries.length, start, position - start));
    },
  };
}

function tooLarge(): ProblemError {
  return new ProblemError({
    kind: "file",
    reason: "other",
    detail: "An Excel workbook, and each sheet of it unpacked, can not be larger than 4 GB; CSV and Parquet files can",
  });
}

/** A record of little-endian fields: [bytes, value] each. */
function record(fields: readonly (readonly [2 | 4, number])[], tail: Uint8Array = new Uint8Array()): Buffer {
  const bytes = Buffer.alloc(fields.reduce((length, [width]) => length + width, 0));
  let at = 0;
  for (const [width, value] of fields) at = bytes.writeUIntLE(value, at, width);
  return Buffer.concat([bytes, tail]);
}

function localHeaderOf({ name, flags, checksum, packed, size }: Entry): Buffer {
  return record(
    [
      [4, 0x04034b50],
      [2, VERSION],
      [2, flags],
      [2, METHOD_DEFLATE],
      [2, 0],
      [2, DOS_DATE],
      // Zeros as long as they are not known.
      [4, checksum],
      [4, packed],
      [4, size],
      [2, name.length],
      [2, 0],
    ],
    name,
  );
}

function descriptorOf({ checksum, packed, size }: Entry): Buffer {
  return record([
    [4, 0x08074b50],
    [4, checksum],
    [4, packed],
    [4, size],
  ]);
}

function directoryRecordOf({ name, start, flags, checksum, packed, size }: Entry): Buffer {
  return record(
    [
      ...([
        [4, 0x02014b50],
        [2, VERSION],
        [2, VERSION],
        [2, flags],
        [2, METHOD_DEFLATE],
        [2, 0],
        [2, DOS_DATE],
      ] as const),
      ...([
        [4, checksum],
        [4, packed],
        [4, size],
        [2, name.length],
        [2, 0],
        [2, 0],
        [2, 0],
        [2, 0],
        [4, 0],
        [4, start],
      ] as const),
    ],
    name,
  );
}

function endRecordOf(count: number, start: number, length: number): Buffer {
  return record([
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, count],
    [2, count],
    [4, length],
    [4, start],
    [2, 0],
  ]);
}
