import type { Day } from "./day.ts";
import type { EpochMs } from "./epoch.ts";
import type { Extent } from "./known.ts";
import type { Money } from "./money.ts";
import type { Period } from "./period.ts";
import type { ProductTotals, SeriesPoint, Summary } from "./summary.ts";

/** What one call costs, as the bill shows it; Deepvue publishes no prices. */
export interface CallPrice {
  readonly amount: Money;
  /** True when every paid call of the newest days was charged exactly this; else it is an average. */
  readonly isExact: boolean;
  /** The price before, and the first day of this one, where both lie in the period. */
  readonly change?: { readonly before: Money; readonly since: Day };
}

/** Charged failures of one product with one message. */
interface PaidFailure {
  readonly message: string;
  readonly calls: number;
  readonly charge: Money;
}

/** One product's part of a period. */
export interface ProductCost extends ProductTotals {
  /** Absent while no paid call that did not fail is known. */
  readonly price?: CallPrice;
  /** First billing day with a call, in the period. */
  readonly firstDay?: Day;
  /** Costliest first. */
  readonly paidFailures: readonly PaidFailure[];
  /** Charge of the second half of the period's days, and of the first. */
  readonly halves: { readonly later: Money; readonly earlier: Money };
}

/** What the products of an account cost in a period, and how much of the period is known. */
export interface ProductCosts {
  readonly period: Period;
  readonly extent: Extent;
  /** When it was asked. */
  readonly askedAt: EpochMs;
  readonly products: ReadonlyMap<string, ProductCost>;
}

/**
 * The products of a summary by day. `middle`: first day of the period's second half.
 */
export function productCostsOf(summary: Summary, middle: Day): ReadonlyMap<string, ProductCost> {
  const points = Map.groupBy(summary.series, ({ product }) => product);
  const failures = Map.groupBy(summary.failures, ({ product }) => product);
  return new Map(
    summary.products.map((totals) => {
      const days = (points.get(totals.product) ?? []).toSorted((a, b) => (a.start < b.start ? -1 : 1));
      const price = priceOf(days);
      const firstDay = days.find(({ calls }) => calls > 0)?.start;
      return [
        totals.product,
        {
          ...totals,
          ...(price !== undefined && { price }),
          ...(firstDay !== undefined && { firstDay }),
          paidFailures: byMessage(failures.get(totals.product) ?? []),
          halves: {
            earlier: chargeOf(days.filter(({ start }) => start < middle)),
            later: chargeOf(days.filter(({ start }) => start >= middle)),
          },
        },
      ];
    }),
  );
}

function chargeOf(days: readonly SeriesPoint[]): Money {
  return days.reduce((sum, { charge }) => sum + charge, 0);
}

/**
 * The charge of a call that did not fail. Where a day's calls have one charge, their average is that charge, to the last digit; two
 * days that agree, or a day with a single call, are taken for proof. Calls of several charges give an average that is said to be one.
 */
function priceOf(days: readonly SeriesPoint[]): CallPrice | undefined {
  const paid = days
    .map((day) => ({
      start: day.start,
      calls: day.calls - day.failures,
      charge: day.charge - day.chargedFailureCharge,
    }))
    .filter(({ calls, charge }) => calls > 0 && charge > 0);
  const newest = paid.at(-1);
  if (newest === undefined) return undefined;
  const amount = newest.charge / newest.calls;
  const run = paid.length - 1 - paid.findLastIndex((day) => priceAt(day) !== amount);
  if (!Number.isInteger(amount) || (run < 2 && newest.calls > 1)) {
    const recent = paid.slice(-7);
    const sum = (of: "calls" | "charge") => recent.reduce((total, day) => total + day[of], 0);
    return { amount: Math.round(sum("charge") / sum("calls")), isExact: false };
  }
  const [earlier, first] = [paid.at(-run - 1), paid.at(-run)];
  const before = earlier === undefined ? undefined : priceAt(earlier);
  if (before === undefined || first === undefined || !Number.isInteger(before)) return { amount, isExact: true };
  return { amount, isExact: true, change: { before, since: first.start } };
}

function priceAt({ calls, charge }: { readonly calls: number; readonly charge: Money }): number {
  return charge / calls;
}

function byMessage(groups: Summary["failures"]): readonly PaidFailure[] {
  const sums = new Map<string, PaidFailure>();
  for (const { message, calls, charge } of groups) {
    const sum = sums.get(message) ?? { message, calls: 0, charge: 0 };
    sums.set(message, { message, calls: sum.calls + calls, charge: sum.charge + charge });
  }
  return [...sums.values()].filter(({ charge }) => charge > 0).sort((a, b) => b.charge - a.charge);
}
