import type { Money } from "../../domain/money.ts";
import type { Outcome } from "../../domain/outcome.ts";
import { judgedOutcome, type OutcomeWords } from "../../domain/outcomeWords.ts";
import { integer, type Row, type Snapshot, text } from "../file/database.ts";

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

/** The kinds of one account, with the outcome of each under what the user has said about messages. */
export class AccountKinds {
  readonly #byNumber = new Map<number, Kind>();
  readonly #outcomes = new Map<number, Outcome>();
  readonly #words: OutcomeWords;
  #last = 0;

  constructor(words: OutcomeWords) {
    this.#words = words;
  }

  /** Reads what was added since the last call, by this connection or another; kinds never change. */
  refresh(snapshot: Snapshot, account: number): this {
    const sql = "SELECT kind, product, status, message, charge FROM kinds WHERE account = ? AND kind > ? ORDER BY kind";
    for (const row of snapshot.all(sql, account, this.#last)) {
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
    const outcome = judgedOutcome(this.get(kind), this.#words);
    this.#outcomes.set(kind, outcome);
    return outcome;
  }

  all(): Iterable<Kind> {
    return this.#byNumber.values();
  }
}

/** The charge that all transactions of a stored kind have; undefined where it is theirs alone. */
export function chargeIn(row: Row): Money | undefined {
  return row["charge"] === null ? undefined : integer(row, "charge");
}
