import type { Money } from "./money.ts";
import type { FailureGroup } from "./summary.ts";

/** The costliest kind of failure that was charged. */
export interface ChargedFailureHint {
  readonly product: string;
  readonly message: string;
  readonly calls: number;
  readonly charge: Money;
  /** Of everything spent in the period: above 1 when refunds lowered the total; undefined when nothing was spent. */
  readonly share: number | undefined;
}

/** Statuses are put together, because people read the message. Equal charges: by product, then message. Undefined without any. */
export function topChargedFailure(
  groups: readonly FailureGroup[],
  periodCharge: Money,
): ChargedFailureHint | undefined {
  const sums = new Map<string, FailureGroup>();
  for (const group of groups) {
    const key = JSON.stringify([group.product, group.message]);
    const sum = sums.get(key);
    const { calls, charge } = sum ?? { calls: 0, charge: 0 };
    sums.set(key, { ...group, calls: calls + group.calls, charge: charge + group.charge });
  }
  const [top] = [...sums].sort(([a, one], [b, other]) => other.charge - one.charge || (a < b ? -1 : 1));
  if (top === undefined || top[1].charge <= 0) return undefined;
  const { product, message, calls, charge } = top[1];
  return { product, message, calls, charge, share: periodCharge > 0 ? charge / periodCharge : undefined };
}
