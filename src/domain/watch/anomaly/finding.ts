import type { Day } from "../../day.ts";
import type { TransactionFilter } from "../../filter.ts";
import { MONEY_SCALE, type Money } from "../../money.ts";
import type { Period } from "../../period.ts";
import type { FailureGroup } from "../../summary.ts";
import type { LocalTime, UsageHistory } from "../usageHistory.ts";

export type FindingKind = "spendSpike" | "failureSpike" | "newProduct" | "priceChange" | "silence";

/** Something unusual, with everything that is needed to say what, since when, how unusual and why, and to open its rows. */
export interface Finding {
  readonly kind: FindingKind;
  /** Absent: the account's total. */
  readonly product?: string;
  /** Of the billing time zone; without an hour the day is all that is known. */
  readonly since: { readonly day: Day; readonly hour?: number };
  /**
   * In the unit of the kind. spendSpike: Money in `hours`. failureSpike: share of the day's calls that failed, 0…1.
   * newProduct: Money since its first call. priceChange: Money per paid call. silence: calls in `hours`, which is 0.
   */
  readonly observed: number;
  /** What would have been usual, in the same unit and the same hours. Absent for a new product. */
  readonly usual?: UsualRange;
  /**
   * Hours of the judged day that `observed` and `usual` are about, [from, to); absent: the kind says it all. `to` has a fraction
   * where the judgement fell within an hour: an hour to come is never named.
   */
  readonly hours?: { readonly from: number; readonly to: number };
  /** What drove it, as far as known; `message` only when one message makes up most of it. */
  readonly driver?: { readonly product: string; readonly message?: string };
  /** The same event has the same key on every evaluation, so that it is told once. */
  readonly key: string;
  readonly opens: { readonly period: Period; readonly filter: TransactionFilter };
}

export interface UsualRange {
  readonly low: number;
  readonly typical: number;
  readonly high: number;
  /** Number of days it was learned from. */
  readonly days: number;
}

/** What a rule judges: the state of the ledger as of `time`. */
export interface Judgement {
  readonly history: UsageHistory;
  readonly time: LocalTime;
  /** Failures of the judged day by message, as far as known: names the message that drove a finding. */
  readonly failures: readonly FailureGroup[];
  /** Excess or loss below this is nobody's concern. */
  readonly floor: Money;
}

/** The least rupee floor; larger accounts have a higher one, see `floorOf`. */
export const MIN_FLOOR: Money = 100 * MONEY_SCALE;

/** "spendSpike/product/PAN-Plus/2026-05-04", "silence/total/2026-05-04": the event began on that day. */
export function keyOf(kind: FindingKind, product: string | undefined, since: Day): string {
  return `${subjectOf(kind, product)}/${since}`;
}

/** The part of a key that names what was found, without when. */
export function subjectOf(kind: FindingKind, product: string | undefined): string {
  return `${kind}/${product === undefined ? "total" : `product/${encodeURIComponent(product.toWellFormed())}`}`;
}

/** The product part of a finding or filter, absent for the total. */
export function productOf(product: string | undefined): { readonly product?: string } {
  return product === undefined ? {} : { product };
}

export function filterOf(product: string | undefined): TransactionFilter {
  return product === undefined ? {} : { products: [product] };
}
