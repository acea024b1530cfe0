import { type CycleStart, unitAround } from "../calendar.ts";
import type { Day } from "../day.ts";
import type { Extent } from "../known.ts";
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

/** A limit in the span that `today` falls into. */
interface Limit {
  /** Stable name of the limit, "month" or "month/PAN-Plus" (product id percent-encoded): for states, snooze and mute. */
  readonly scope: string;
  readonly span: BudgetSpan;
  /** Absent: the account's total. */
  readonly product?: string;
  /** The day, or the billing month up to today. */
  readonly period: Period;
  readonly limit: Money;
}

/** How much of a limit is used, as far as known. */
export interface MeasuredUse extends Limit {
  /** `partly`: at least so much. */
  readonly extent: "partly" | "wholly";
  /** Net of refunds, so it may be negative. */
  readonly spent: Money;
  /** spent / limit, never clamped: above 1 is over budget, below 0 is a net refund. */
  readonly share: number;
}

/** Nothing has been read of this span yet, so there is no number to tell, to judge or to compare. */
export interface UnmeasuredUse extends Limit {
  readonly extent: "nothing";
}

export type BudgetUse = MeasuredUse | UnmeasuredUse;

export function isMeasured(use: BudgetUse): use is MeasuredUse {
  return use.extent !== "nothing";
}

/** The day that limits are judged on, and where its billing month starts. */
export interface BudgetDate {
  readonly today: Day;
  readonly cycleStart: CycleStart;
}

/**
 * The use of every limit: the total's first (day, month), then products by id. `days` are daily totals per product that
 * hold at least the whole billing month of `today`; other days are ignored. `extentOf` says how much of a period is known.
 */
export function budgetUses(
  budget: Budget,
  days: readonly SeriesPoint[],
  { today, cycleStart }: BudgetDate,
  extentOf: (period: Period) => Extent,
): readonly BudgetUse[] {
  const month = unitAround(today, "billingMonth", cycleStart).since;
  const products = Object.entries(budget.products ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    ...usesOf(undefined, budget, days, { day: today, month }, extentOf),
    ...products.flatMap(([product, limits]) => usesOf(product, limits, days, { day: today, month }, extentOf)),
  ];
}

function usesOf(
  product: string | undefined,
  limits: BudgetLimits,
  days: readonly SeriesPoint[],
  starts: Readonly<Record<BudgetSpan, Day>>,
  extentOf: (period: Period) => Extent,
): BudgetUse[] {
  const spans: readonly (readonly [BudgetSpan, Day, Money | undefined])[] = [
    ["day", starts.day, limits.daily],
    ["month", starts.month, limits.monthly],
  ];
  return spans.flatMap(([span, since, limit]): readonly BudgetUse[] => {
    if (limit === undefined || !Number.isFinite(limit) || limit <= 0) return [];
    const scope = product === undefined ? span : `${span}/${encodeURIComponent(product.toWellFormed())}`;
    const period = { since, until: starts.day };
    const use = { scope, span, period, limit, ...(product === undefined ? {} : { product }) };
    const extent = extentOf(period);
    if (extent === "nothing") return [{ ...use, extent }];
    const spent = spentIn(days, product, since, starts.day);
    return [{ ...use, extent, spent, share: spent / limit }];
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
