import { ID_BYTES } from "../../domain/transactionIds.ts";
import type { StagedRows } from "./stagedRows.ts";

/**
 * Finds staged rows by id: open addressing over the rows' 16-byte ids. Ids are UUIDs or hashes, but a report could hold ids
 * that were made to collide, so all 16 bytes are mixed.
 */
export class RowIndex {
  /** Words of all ids, four per row, in the machine's byte order. */
  readonly words: Uint32Array;
  /** Row + 1 per slot; 0 is free. */
  readonly #slots: Uint32Array;
  readonly #mask: number;
  /** Rows whose id a row before them has as well. */
  readonly duplicates = new Set<number>();

  constructor(rows: StagedRows) {
    this.words = wordsOf(rows.ids);
    let size = 16;
    while (size < rows.count * 2) size *= 2;
    this.#slots = new Uint32Array(size);
    this.#mask = size - 1;
    for (let row = 0; row < rows.count; row++) {
      const slot = this.#slotOf(this.words, row * 4);
      if (this.#slots[slot] === 0) this.#slots[slot] = row + 1;
      else this.duplicates.add(row);
    }
  }

  /** The first row with the id at `words[at…at+3]`, or -1. */
  find(words: Uint32Array, at: number): number {
    return (this.#slots[this.#slotOf(words, at)] ?? 0) - 1;
  }

  /** The slot that holds the id at `words[at…at+3]`, or the free slot where it belongs. */
  #slotOf(words: Uint32Array, at: number): number {
    const a = words[at] ?? 0;
    const b = words[at + 1] ?? 0;
    const c = words[at + 2] ?? 0;
    const d = words[at + 3] ?? 0;
    let slot = hashOf(words, at) & this.#mask;
    for (;;) {
      const row = (this.#slots[slot] ?? 0) - 1;
      if (row < 0) return slot;
      const other = row * 4;
      const own = this.words;
      if (own[other] === a && own[other + 1] === b && own[other + 2] === c && own[other + 3] === d) return slot;
      slot = (slot + 1) & this.#mask;
    }
  }
}

/** Mixes all bits of the id at `words[at…at+3]`. */
export function hashOf(words: Uint32Array, at: number): number {
  let hash =
    Math.imul(words[at] ?? 0, 0x9e3779b1) ^
    Math.imul(words[at + 1] ?? 0, 0x85ebca6b) ^
    Math.imul(words[at + 2] ?? 0, 0xc2b2ae35) ^
    Math.imul(words[at + 3] ?? 0, 0x27d4eb2f);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}

/** Ids as 32-bit words, four each, in the machine's byte order. */
export function wordsOf(ids: Uint8Array): Uint32Array {
  const aligned = ids.byteOffset % 4 === 0 ? ids : ids.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, Math.floor(aligned.byteLength / 4));
}

/** Row numbers in the order in which the ledger stores them: by time, then id bytes. Reports come newest first, mostly. */
export function storageOrder(rows: StagedRows): Uint32Array {
  const order = new Uint32Array(rows.count);
  if (isDescending(rows)) {
    for (let row = 0; row < order.length; row++) order[row] = order.length - 1 - row;
    return order;
  }
  for (let row = 0; row < order.length; row++) order[row] = row;
  return order.sort((a, b) => compareRows(rows, a, b));
}

function isDescending(rows: StagedRows): boolean {
  for (let row = 1; row < rows.count; row++) if (compareRows(rows, row - 1, row) < 0) return false;
  return true;
}

function compareRows(rows: StagedRows, a: number, b: number): number {
  const byTime = (rows.at[a] ?? 0) - (rows.at[b] ?? 0);
  if (byTime !== 0) return byTime;
  for (let byte = 0; byte < ID_BYTES; byte++) {
    const byId = (rows.ids[a * ID_BYTES + byte] ?? 0) - (rows.ids[b * ID_BYTES + byte] ?? 0);
    if (byId !== 0) return byId;
  }
  return 0;
}
