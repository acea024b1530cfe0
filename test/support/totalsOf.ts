import type { Money } from "../../src/domain/money.ts";
import type { Outcome } from "../../src/domain/outcome.ts";
import type { Totals } from "../../src/domain/summary.ts";

/** Totals of `calls` identical transactions with this outcome and total charge. */
export function totalsOf(outcome: Outcome, calls: number, charge: Money, chargedCalls: number): Totals {
  const failed = outcome === "failure";
  return {
    calls,
    charge,
    successes: outcome === "success" ? calls : 0,
    failures: failed ? calls : 0,
    unknowns: outcome === "unknown" ? calls : 0,
    chargedFailures: failed ? chargedCalls : 0,
    chargedFailureCharge: failed && charge > 0 ? charge : 0,
  };
}
