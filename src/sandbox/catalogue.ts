import { type Outcome, outcomeOf } from "../domain/outcome.ts";
import { PRODUCTS, type Pricing } from "./products.ts";

/** One kind of row: a product with one message. Rows of a generated date store its index only. */
export interface Entry {
  readonly product: number;
  readonly status: number;
  readonly text: string;
  readonly pricing: Pricing | "refund";
  readonly outcome: Outcome;
}

interface ProductEntries {
  /** Index of the product's first message in `ENTRIES`; the others follow in the price list's order. */
  readonly first: number;
  /** Running sums of the messages' weights. */
  readonly cumulative: readonly number[];
  readonly refund: number;
  /** What a check says before its final message is known. */
  readonly pending: number;
}

const REFUND_TEXT = "Refund processed against a duplicate charge.";
const PENDING_TEXT = "Request accepted";

const entries: Entry[] = [];

export const ENTRIES_OF_PRODUCT: readonly ProductEntries[] = PRODUCTS.map(({ messages }, product) => {
  const first = entries.length;
  let sum = 0;
  const cumulative: number[] = [];
  for (const { text, status, pricing, weight } of messages) {
    sum += weight;
    cumulative.push(sum);
    addEntry(product, status, text, pricing);
  }
  const refund = addEntry(product, 200, REFUND_TEXT, "refund");
  return { first, cumulative, refund, pending: addEntry(product, 200, PENDING_TEXT, "full") };
});

export const ENTRIES: readonly Entry[] = entries;

function addEntry(product: number, status: number, text: string, pricing: Entry["pricing"]): number {
  return entries.push({ product, status, text, pricing, outcome: outcomeOf(status, text) }) - 1;
}

/** The entry of a product's message. Throws when the price list has no such message. */
export function entryIndex(product: number, text: string): number {
  const index = ENTRIES.findIndex((entry) => entry.product === product && entry.text === text);
  if (index < 0) throw new RangeError(`No such message: ${text}`);
  return index;
}
