import type { TransactionFilter } from "../domain/filter.ts";
import type { Outcome } from "../domain/outcome.ts";
import { judgedOutcome, type OutcomeWords } from "../domain/outcomeWords.ts";
import type { CountedKinds } from "../domain/summaryCount.ts";

interface TeamKind {
  readonly kind: number;
  readonly product: string;
  readonly status: number;
  readonly message: string;
}

/** What the calls of one answer say, numbered as they come. Outcomes are derived here, so a changed rule rewrites nothing. */
export class TeamKinds implements CountedKinds {
  readonly #words: OutcomeWords;
  readonly #kinds: TeamKind[] = [];
  readonly #numbers = new Map<string, number>();

  constructor(words: OutcomeWords) {
    this.#words = words;
  }

  numberOf(product: string, status: number, message: string): number {
    const key = JSON.stringify([product, status, message]);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const kind = this.#kinds.length;
    this.#kinds.push({ kind, product, status, message });
    this.#numbers.set(key, kind);
    return kind;
  }

  get(kind: number): TeamKind {
    return this.#kinds[kind] ?? { kind, product: "", status: 0, message: "" };
  }

  outcome(kind: number): Outcome {
    return judgedOutcome(this.get(kind), this.#words);
  }

  all(): readonly TeamKind[] {
    return this.#kinds;
  }

  /** Whether calls of a kind pass what a filter says of product, status, message and outcome. */
  passing({ products, statuses, messages, outcomes }: TransactionFilter): (kind: number) => boolean {
    return (number) => {
      const { product, status, message } = this.get(number);
      return (
        (products?.includes(product) ?? true) &&
        (statuses?.includes(status) ?? true) &&
        (messages?.includes(message) ?? true) &&
        (outcomes?.includes(this.outcome(number)) ?? true)
      );
    };
  }
}

/** Whether a filter asks for more than the sums of kinds can tell. */
export function isRowQuestion({ charged, minCharge, maxCharge, weekdays, hours, text }: TransactionFilter): boolean {
  const ofRows = [charged, minCharge, maxCharge, weekdays, hours, text?.trim() === "" ? undefined : text];
  return ofRows.some((value) => value !== undefined);
}
