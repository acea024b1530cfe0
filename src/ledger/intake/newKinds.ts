import type { Money } from "../../domain/money.ts";
import { integer, type WriteTransaction } from "../file/database.ts";
import { chargeIn, type KindFields } from "../rows/kinds.ts";
import type { StagedRows } from "./stagedRows.ts";

/** So many different charges of what is alike otherwise are kinds of their own; all further ones are one kind together. */
const MOST_CHARGES = 32;

/**
 * The stored numbers of a report's rows; unknown kinds are added.
 *
 * Charges are part of a kind because a product has few prices: whatever is asked about charges is then answered from the roll-ups.
 */
export function ensureKinds(transaction: WriteTransaction, account: number, rows: StagedRows): Uint32Array {
  const byFields = rows.kinds.map((fields) => new KindsOfCharges(transaction, account, fields));
  const numbers = new Uint32Array(rows.count);
  for (let row = 0; row < numbers.length; row++) {
    numbers[row] = byFields[rows.kind[row] ?? 0]?.numberOf(rows.charge[row] ?? 0) ?? 0;
  }
  return numbers;
}

/** The kinds that differ in nothing but the charge. */
class KindsOfCharges {
  readonly #transaction: WriteTransaction;
  readonly #account: number;
  readonly #fields: KindFields;
  readonly #byCharge = new Map<Money | null, number>();

  constructor(transaction: WriteTransaction, account: number, fields: KindFields) {
    this.#transaction = transaction;
    this.#account = account;
    this.#fields = fields;
    const { product, status, message } = fields;
    const sql = "SELECT kind, charge FROM kinds WHERE account = ? AND product = ? AND status = ? AND message = ?";
    for (const row of transaction.all(sql, account, product, status, message)) {
      this.#byCharge.set(chargeIn(row) ?? null, integer(row, "kind"));
    }
  }

  numberOf(charge: Money): number {
    const known = this.#byCharge.get(charge);
    if (known !== undefined) return known;
    if (this.#byCharge.size < MOST_CHARGES) return this.#add(charge);
    return this.#byCharge.get(null) ?? this.#add(null);
  }

  #add(charge: Money | null): number {
    const { product, status, message } = this.#fields;
    const sql = "INSERT INTO kinds (account, product, status, message, charge) VALUES (?, ?, ?, ?, ?) RETURNING kind";
    const kind = integer(this.#transaction.get(sql, this.#account, product, status, message, charge), "kind");
    this.#byCharge.set(charge, kind);
    return kind;
  }
}
