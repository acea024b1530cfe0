import { type Outcome, outcomeOf } from "../domain/outcome.ts";
import { type Database, integer, text } from "./database.ts";

/** What a transaction says besides its id, time and charge. Stored once and referred to by a small integer. */
export interface KindFields {
  readonly product: string;
  readonly status: number;
  readonly message: string;
}

export interface Kind extends KindFields {
  readonly kind: number;
}

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
    const sql = "SELECT kind, product, status, message FROM kinds WHERE account = ? AND kind > ? ORDER BY kind";
    for (const row of database.all(sql, account, this.#last)) {
      this.#last = integer(row, "kind");
      this.#byNumber.set(this.#last, {
        kind: this.#last,
        product: text(row, "product"),
        status: integer(row, "status"),
        message: text(row, "message"),
      });
    }
    return this;
  }

  get(kind: number): Kind {
    return this.#byNumber.get(kind) ?? { kind, product: "", status: 0, message: "" };
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

/** The stored numbers of `fields`, in the same order; unknown ones are added. Inside a write only. */
export function ensureKinds(database: Database, account: number, fields: readonly KindFields[]): Uint32Array {
  const numbers = new Uint32Array(fields.length);
  for (const [index, { product, status, message }] of fields.entries()) {
    const find = "SELECT kind FROM kinds WHERE account = ? AND product = ? AND status = ? AND message = ?";
    let row = database.get(find, account, product, status, message);
    if (row === undefined) {
      const add = "INSERT INTO kinds (account, product, status, message) VALUES (?, ?, ?, ?) RETURNING kind";
      row = database.get(add, account, product, status, message);
    }
    numbers[index] = integer(row, "kind");
  }
  return numbers;
}
