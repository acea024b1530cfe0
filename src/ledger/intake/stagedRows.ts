import type { Money } from "../../domain/money.ts";
import { storableText } from "../../domain/storableText.ts";
import type { Micros, Transaction } from "../../domain/transaction.ts";
import { ID_BYTES, writeIdBytes } from "../../domain/transactionIds.ts";
import type { KindFields } from "../rows/kinds.ts";

/** Rows for which there is room at first; two steps further, an Enterprise week fits. */
const FIRST_SIZE = 8_192;
const GROWTH = 8;

/**
 * The readable rows of one report while it streams in: 36 bytes a row in typed arrays (an Enterprise week: 13 MB), so that the
 * ledger is locked only for the moment of writing and nothing is undone when a body breaks off.
 */
export class StagedRows {
  count = 0;
  ids = new Uint8Array(0);
  at = new Float64Array(0);
  charge = new Float64Array(0);
  /** Index into {@link kinds}. */
  kind = new Uint32Array(0);
  readonly kinds: KindFields[] = [];
  /** Texts of ids that are no UUIDs, by row. */
  readonly foreignIds = new Map<number, string>();
  readonly #kindIndex = new Map<string, number>();

  /** Returns the index of the row's kind. */
  add(transaction: Transaction): number {
    const row = this.reserve();
    const text = writeIdBytes(transaction.id, this.ids, row * ID_BYTES);
    if (text !== undefined) this.foreignIds.set(row, text);
    const kind = this.kindOf(transaction);
    this.finish(transaction.at, kind, transaction.charge);
    return kind;
  }

  /** Makes room for one more row and returns its number; its id bytes may then be written. */
  reserve(): number {
    if (this.count === this.at.length) this.#grow();
    return this.count;
  }

  /** Completes the reserved row. */
  finish(at: Micros, kind: number, charge: Money): void {
    this.at[this.count] = at;
    this.kind[this.count] = kind;
    this.charge[this.count] = charge;
    this.count++;
  }

  /** Index of a kind in {@link kinds}. */
  kindOf(fields: KindFields): number {
    const product = storableText(fields.product);
    const message = storableText(fields.message);
    const key = `${fields.status}\n${product.length}\n${product}${message}`;
    const known = this.#kindIndex.get(key);
    if (known !== undefined) return known;
    this.#kindIndex.set(key, this.kinds.length);
    return this.kinds.push({ product, status: fields.status, message }) - 1;
  }

  /**
   * In few large steps: memory that is not written to costs nothing, but what smaller arrays leave behind is not given back.
   * `transfer` frees them at once; garbage of this size would wait for its collection.
   */
  #grow(): void {
    const size = this.at.length === 0 ? FIRST_SIZE : this.at.length * GROWTH;
    this.ids = new Uint8Array(this.ids.buffer.transfer(size * ID_BYTES));
    this.at = new Float64Array(this.at.buffer.transfer(size * 8));
    this.charge = new Float64Array(this.charge.buffer.transfer(size * 8));
    this.kind = new Uint32Array(this.kind.buffer.transfer(size * 4));
  }
}
