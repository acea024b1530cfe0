import type { Day } from "../day.ts";
import type { Money } from "../money.ts";
import type { Period } from "../period.ts";
import type { SeriesPoint } from "../summary.ts";

/** Limits in {@link Money}. Absent, zero, negative or not finite: no limit. */
export interface BudgetLimits {
  readonly daily?: Money;
  readonly monthly?: Money;
}

/** What the account may spend, in total and per product id. */
export interface Budget extends BudgetLimits {
  readonly products?: Readonly<Record<string, BudgetLimits>>;
}

export type BudgetSpan = "day" | "month";

/** How much of one limit is used in the span that `today` falls into. */
export interface BudgetUse {
  /** Stable name of the limit, "month" or "month/PAN-Plus" (product id percent-encoded): for states, snooze and mute. */
  readonly scope: string;
  readonly span: BudgetSpan;
  /** Absent: the account's total. */
  readonly product?: string;
  /** The day, or the first of the month up to today. */
  readonly period: Period;
  readonly limit: Money;
  /** Net of refunds, so it may be negative. */
  readonly spent: Money;
  /** spent / limit, never clamped: above 1 is over budget, below 0 is a net refund. */
  readonly share: number;
}

/**
 * The use of every limit: the total's first (day, month), then products by id. `days` are daily totals per product that
 * hold at least the whole month of `today`; other days are ignored.
 */
export function budgetUses(budget: Budget, days: readonly SeriesPoint[], today: Day): readonly BudgetUse[] {
  const products = Object.entries(budget.products ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    ...usesOf(undefined, budget, days, today),
    ...products.flatMap(([product, limits]) => usesOf(product, limits, days, today)),
  ];
}

function usesOf(
  product: string | undefined,
  limits: BudgetLimits,
  days: readonly SeriesPoint[],
  today: Day,
): BudgetUse[] {
  const spans: readonly (readonly [BudgetSpan, Day, Money | undefined])[] = [
    ["day", today, limits.daily],
    ["month", `${today.slice(0, 8)}01`, limits.monthly],
  ];
  return spans.flatMap(([span, since, limit]) => {
    if (limit === undefined || !Number.isFinite(limit) || limit <= 0) return [];
    const spent = spentIn(days, product, since, today);
    const scope = product === undefined ? span : `${span}/${encodeURIComponent(product)}`;
    const use = { scope, span, period: { since, until: today }, limit, spent, share: spent / limit };
    return [product === undefined ? use : { ...use, product }];
  });
}

function spentIn(days: readonly SeriesPoint[], product: string | undefined, since: Day, until: Day): Money {
  let sum = 0;
  for (const point of days) {
    if (point.start < since || point.start > until) continue;
    if (product === undefined || point.product === product) sum += point.charge;
  }
  return sum;
}
