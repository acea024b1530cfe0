import type { Money } from "../domain/money.ts";
import type { Micros } from "../domain/transaction.ts";
import type { Random } from "./random.ts";

/** All rows of one UTC date in ascending time, as columns: 350,000 rows must not become 350,000 objects before they are needed. */
export interface GeneratedRows {
  readonly count: number;
  readonly at: Float64Array;
  /** Index in `ENTRIES`. */
  readonly entry: Uint16Array;
  readonly charge: Int32Array;
  /** Four words per row: the 128 bits of the transaction id. */
  readonly idWords: Uint32Array;
  /** The few rows that the report does not simply list once, at once and for good; by row index. */
  readonly oddities: ReadonlyMap<number, Oddity>;
}

export interface Oddity {
  /** The report lists the row from this instant on; absent: at once. */
  readonly visibleAt?: Micros;
  /** Until then the report shows `first` instead of the row's final form. */
  readonly revisedAt?: Micros;
  readonly first?: { readonly entry: number; readonly charge: Money };
  /** One report lists the row twice. */
  readonly repeated?: true;
}

/** Fills the columns row by row, in ascending time. */
export class RowWriter {
  readonly #at: Float64Array;
  readonly #entry: Uint16Array;
  readonly #charge: Int32Array;
  readonly #idWords: Uint32Array;
  readonly #oddities = new Map<number, Oddity>();
  #count = 0;

  constructor(capacity: number) {
    this.#at = new Float64Array(capacity);
    this.#entry = new Uint16Array(capacity);
    this.#charge = new Int32Array(capacity);
    this.#idWords = new Uint32Array(capacity * 4);
  }

  add(random: Random, at: Micros, entry: number, charge: Money): void {
    const row = this.#count++;
    this.#at[row] = at;
    this.#entry[row] = entry;
    this.#charge[row] = charge;
    const word = row * 4;
    this.#idWords[word] = random();
    // Version 4 and variant 1, as the service's ids have.
    this.#idWords[word + 1] = (random() & 0xffff0fff) | 0x4000;
    this.#idWords[word + 2] = (random() & 0x3fffffff) | 0x80000000;
    this.#idWords[word + 3] = random();
  }

  /** Attaches an oddity to the row added last. */
  mark(oddity: Oddity): void {
    this.#oddities.set(this.#count - 1, oddity);
  }

  finish(): GeneratedRows {
    return {
      count: this.#count,
      at: this.#at,
      entry: this.#entry,
      charge: this.#charge,
      idWords: this.#idWords,
      oddities: this.#oddities,
    };
  }
}

const HEX4 = Array.from({ length: 0x10000 }, (_, value) => value.toString(16).padStart(4, "0"));

/** A row's transaction id as a dashed UUID. */
export function idText(words: Uint32Array, row: number): string {
  const hex = (word: number, shift: number): string =>
    HEX4[((words[row * 4 + word] as number) >>> shift) & 0xffff] as string;
  return `${hex(0, 16)}${hex(0, 0)}-${hex(1, 16)}-${hex(1, 0)}-${hex(2, 16)}-${hex(2, 0)}${hex(3, 16)}${hex(3, 0)}`;
}
