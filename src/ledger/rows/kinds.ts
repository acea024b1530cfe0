import type { Money } from "../../domain/money.ts";
import { type Outcome, outcomeOf } from "../../domain/outcome.ts";
import { type Database, integer, type Row, text } from "../file/database.ts";
import type { StagedRows } from "../intake/stagedRows.ts";

/** What a transaction says besides its id, time and charge. */
export interface KindFields {
  readonly product: string;
  readonly status: number;
  readonly message: string;
}

/** What a transaction says besides its id and time. Stored once and referred to by a small integer. */
export interface Kind extends KindFields {
  readonly kind: number;
  /** What each of its transactions costs; undefined where only the transactions themselves know. */
  readonly charge: Money | undefined;
}

/** So many different charges of what is alike otherwise are kinds of their own; all further ones are one kind together. */
const MOST_CHARGES = 32;

/** The kinds of one account, with the outcome of each under the current failure messages. */
export class AccountKinds {
  readonly #byNumber = new Map<number, Kind>();
  readonly #outcomes = new Map<number, Outcome>();
  readonly #failureMessages: readonly string[];
  #last = 0;

  constructor(failureMessages: readonly string[]) {
    this.#failureMessages = failureMessages;
  }

  /** Reads what was added since the last call, by this connection or another; kinds never change. */
  refresh(database: Database, account: number): this {
    const sql = "SELECT kind, product, status, message, charge FROM kinds WHERE account = ? AND kind > ? ORDER BY kind";
    for (const row of database.all(sql, account, this.#last)) {
      this.#last = integer(row, "kind");
      this.#byNumber.set(this.#last, {
        kind: this.#last,
        product: text(row, "product"),
        status: integer(row, "status"),
        message: text(row, "message"),
        charge: chargeIn(row),
      });
    }
    return this;
  }

  get(kind: number): Kind {
    return this.#byNumber.get(kind) ?? { kind, product: "", status: 0, message: "", charge: undefined };
  }

  /** Derived when it is read, so that a changed rule rewrites nothing. */
  outcome(kind: number): Outcome {
    const known = this.#outcomes.get(kind);
    if (known !== undefined) return known;
    const { status, message } = this.get(kind);
    const outcome = outcomeOf(status, message, this.#failureMessages);
    this.#outcomes.set(kind, outcome);
    return outcome;
  }

  all(): Iterable<Kind> {
    return this.#byNumber.values();
  }
}

/**
 * The stored numbers of a report's rows; unknown kinds are added. Inside a write only.
 *
 * Charges are part of a kind because a product has few prices: whatever is asked about charges is then answered from the roll-ups.
 */
export function ensureKinds(database: Database, account: number, rows: StagedRows): Uint32Array {
  const byFields = rows.kinds.map((fields) => new KindsOfCharges(database, account, fields));
  const numbers = new Uint32Array(rows.count);
  for (let row = 0; row < numbers.length; row++) {
    numbers[row] = byFields[rows.kind[row] ?? 0]?.numberOf(rows.charge[row] ?? 0) ?? 0;
  }
  return numbers;
}

/** The kinds that differ in nothing but the charge. */
class KindsOfCharges {
  readonly #database: Database;
  readonly #account: number;
  readonly #fields: KindFields;
  readonly #byCharge = new Map<Money | null, number>();

  constructor(database: Database, account: number, fields: KindFields) {
    this.#database = database;
    this.#account = account;
    this.#fields = fields;
    const { product, status, message } = fields;
    const sql = "SELECT kind, charge FROM kinds WHERE account = ? AND product = ? AND status = ? AND message = ?";
    for (const row of database.all(sql, account, product, status, message)) {
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
    const kind = integer(this.#database.get(sql, this.#account, product, status, message, charge), "kind");
    this.#byCharge.set(charge, kind);
    return kind;
  }
}

function chargeIn(row: Row): Money | undefined {
  return row["charge"] === null ? undefined : integer(row, "charge");
}
