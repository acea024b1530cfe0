import type { Money } from "./money.ts";
import type { Outcome } from "./outcome.ts";

/** Narrows the transactions of a period. An absent field does not narrow; several fields are joined by "and". */
export interface TransactionFilter {
  readonly products?: readonly string[];
  readonly outcomes?: readonly Outcome[];
  readonly statuses?: readonly number[];
  readonly messages?: readonly string[];
  /** True: only transactions with a charge other than zero; false: only free ones. */
  readonly charged?: boolean;
  readonly minCharge?: Money;
  readonly maxCharge?: Money;
  /** Days of the week in the billing time zone, 0 = Monday … 6 = Sunday. */
  readonly weekdays?: readonly number[];
  /** Hours of the day in the billing time zone, 0 … 23; together with weekdays: these hours of these days. */
  readonly hours?: readonly number[];
  /**
   * Text that occurs in the message, or, from {@link LEAST_ID_PART} characters on, in the id (dashes ignored); without regard to
   * case.
   */
  readonly text?: string;
}

export interface TransactionSort {
  readonly column: "at" | "charge" | "product" | "message" | "status";
  readonly direction: "ascending" | "descending";
}

/** Shorter parts are in so many ids that they narrow nothing. */
export const LEAST_ID_PART = 3;

export const NO_FILTER: TransactionFilter = {};

export function isFiltering(filter: TransactionFilter): boolean {
  return Object.values(filter).some((value) => value !== undefined);
}
