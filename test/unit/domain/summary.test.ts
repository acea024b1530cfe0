import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import {
  addTotals,
  chargePerSuccess,
  NO_TOTALS,
  rupeesForDrawing,
  successRate,
  type Totals,
} from "../../../src/domain/summary.ts";
import { totalsOf } from "../../support/totalsOf.ts";

test("totals of identical transactions count them under their outcome", () => {
  assert.deepEqual(totalsOf("success", 3, 90, 3), { ...NO_TOTALS, calls: 3, charge: 90, successes: 3 });
  assert.deepEqual(totalsOf("unknown", 2, 0, 0), { ...NO_TOTALS, calls: 2, unknowns: 2 });
  const charged = { chargedFailures: 2, chargedFailureCharge: 60 };
  assert.deepEqual(totalsOf("failure", 2, 60, 2), { ...NO_TOTALS, calls: 2, charge: 60, failures: 2, ...charged });
  assert.deepEqual(totalsOf("failure", 2, 0, 0), { ...NO_TOTALS, calls: 2, failures: 2 });
  // A refund is not a charged failure.
  assert.deepEqual(totalsOf("failure", 1, -30, 0), { ...NO_TOTALS, calls: 1, charge: -30, failures: 1 });
});

function totals(part: Partial<Totals>): Totals {
  return { ...NO_TOTALS, ...part };
}

test("rates and prices are undefined where there is nothing to divide by", () => {
  assert.equal(successRate(NO_TOTALS), undefined);
  assert.equal(successRate(totals({ calls: 5, unknowns: 5 })), undefined);
  assert.equal(successRate(totals({ successes: 3, failures: 1, unknowns: 9 })), 0.75);
  assert.equal(successRate(totals({ failures: 2 })), 0);
  assert.equal(chargePerSuccess(totals({ charge: 100 })), undefined);
  assert.equal(chargePerSuccess(totals({ charge: 100, successes: 3 })), 33);
  assert.equal(rupeesForDrawing(29_500), 2.95);
});

test("adding totals is exact, in any order", () => {
  const money = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });
  const anyTotals = fc
    .tuple(fc.constantFrom("success", "failure", "unknown"), fc.nat(1000), money)
    .map(([outcome, calls, charge]) => totalsOf(outcome, calls, charge, calls));
  fc.assert(
    fc.property(fc.array(anyTotals), (parts) => {
      const forth = parts.reduce(addTotals, NO_TOTALS);
      assert.deepEqual(parts.toReversed().reduce(addTotals, NO_TOTALS), forth);
      assert.equal(forth.calls, forth.successes + forth.failures + forth.unknowns);
    }),
  );
});
