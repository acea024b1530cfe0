import { bareId } from "../../domain/labelRules.ts";
import { ID_BYTES } from "../../domain/transactionIds.ts";
import { blob, type Snapshot, text } from "../file/database.ts";

/** Two bytes, by which most ids are told from those that are looked for. */
const HEADS = 65_536;
const HEAD_DIGITS = 4;
const NONE = -1;
/** Ids that begin so have to be looked at as a whole. */
const LOOK = -2;

/**
 * Tells by which of some prefixes an id begins. Ids lie by time and not in their own order (an index on them cost a tenth of the intake's
 * speed and twice the size), so all of a period are looked at; what a prefix says of the first two bytes stands in a table, and hardly
 * any id needs another look.
 */
export class IdPrefixes {
  readonly #byHead = new Int16Array(HEADS).fill(NONE);
  /** By head, longest first: places and digits of the prefixes that are longer than a head. */
  readonly #longer = new Map<number, { readonly place: number; readonly digits: string }[]>();
  /** By head: the place of the prefix that is not longer. */
  readonly #short = new Int16Array(HEADS).fill(NONE);
  /** Ids that are no UUIDs, by the bytes under which they are stored. */
  readonly #foreign = new Map<string, number>();

  /** `prefixes`: bare, longest first. */
  constructor(snapshot: Snapshot, account: number, prefixes: readonly string[]) {
    for (const [place, digits] of [...prefixes.entries()].toReversed()) {
      if (!/^[0-9a-f]{1,32}$/.test(digits)) continue;
      const head = digits.slice(0, HEAD_DIGITS);
      const from = Number.parseInt(head.padEnd(HEAD_DIGITS, "0"), 16);
      const to = Number.parseInt(head.padEnd(HEAD_DIGITS, "f"), 16) + 1;
      if (digits.length > HEAD_DIGITS) {
        this.#longer.set(from, [{ place, digits }, ...(this.#longer.get(from) ?? [])]);
        this.#byHead[from] = LOOK;
      } else {
        this.#short.fill(place, from, to);
        this.#byHead.fill(place, from, to);
      }
    }
    for (const row of snapshot.all("SELECT id, text FROM foreign_ids WHERE account = ?", account)) {
      const id = blob(row, "id");
      const bare = bareId(text(row, "text"));
      const place = prefixes.findIndex((prefix) => bare.startsWith(prefix));
      this.#foreign.set(hexAt(id, 0), place);
      this.#byHead[headAt(id, 0)] = LOOK;
    }
  }

  /** The place of the longest prefix of a row's id among an hour's ids; -1 where it has none. */
  at(ids: Uint8Array, row: number): number {
    const offset = row * ID_BYTES;
    const place = this.#byHead[headAt(ids, offset)] ?? NONE;
    return place === LOOK ? this.#looked(ids, offset) : place;
  }

  #looked(ids: Uint8Array, offset: number): number {
    const hex = hexAt(ids, offset);
    const foreign = this.#foreign.get(hex);
    if (foreign !== undefined) return foreign;
    const head = headAt(ids, offset);
    const longer = this.#longer.get(head)?.find(({ digits }) => hex.startsWith(digits));
    return longer?.place ?? this.#short[head] ?? NONE;
  }
}

function headAt(ids: Uint8Array, offset: number): number {
  return ((ids[offset] ?? 0) << 8) | (ids[offset + 1] ?? 0);
}

function hexAt(ids: Uint8Array, offset: number): string {
  return Buffer.from(ids.buffer, ids.byteOffset + offset, ID_BYTES).toString("hex");
}
