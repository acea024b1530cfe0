import type { Money } from "./money.ts";
import type { FailureGroup } from "./summary.ts";

/** One kind of failure that was charged. */
export interface ChargedFailureHint {
  readonly product: string;
  readonly message: string;
  readonly calls: number;
  readonly charge: Money;
  /** Of everything spent in the period: above 1 when refunds lowered the total; undefined when nothing was spent. */
  readonly share: number | undefined;
}

/** Statuses are put together, because people read the message. Costliest first; equal charges by product, then message. */
export function chargedFailures(groups: readonly FailureGroup[], periodCharge: Money): readonly ChargedFailureHint[] {
  const sums = new Map<string, FailureGroup>();
  for (const group of groups) {
    const key = JSON.stringify([group.product, group.message]);
    const sum = sums.get(key);
    const { calls, charge } = sum ?? { calls: 0, charge: 0 };
    sums.set(key, { ...group, calls: calls + group.calls, charge: charge + group.charge });
  }
  return [...sums]
    .filter(([, { charge }]) => charge > 0)
    .sort(([a, one], [b, other]) => other.charge - one.charge || (a < b ? -1 : 1))
    .map(([, { product, message, calls, charge }]) => {
      return { product, message, calls, charge, share: periodCharge > 0 ? charge / periodCharge : undefined };
    });
}
