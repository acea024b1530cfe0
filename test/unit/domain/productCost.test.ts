import assert from "node:assert/strict";
import { test } from "node:test";
import { productCostsOf } from "../../../src/domain/productCost.ts";
import { NO_TOTALS, type SeriesPoint, type Summary } from "../../../src/domain/summary.ts";

/** A day of calls in rupees times ten thousand; `failed` of them failed and cost `failedCharge`. */
function day(start: string, calls: number, charge: number, failed = 0, failedCharge = 0): SeriesPoint {
  return {
    ...NO_TOTALS,
    start,
    product: "PAN",
    calls,
    charge,
    successes: calls - failed,
    failures: failed,
    chargedFailures: failedCharge === 0 ? 0 : failed,
    chargedFailureCharge: failedCharge,
  };
}

function costOf(series: readonly SeriesPoint[], failures: Summary["failures"] = []) {
  const products = [{ ...NO_TOTALS, product: "PAN", calls: 1 }];
  const summary = { totals: NO_TOTALS, products, series, failures, heat: [] } as unknown as Summary;
  return productCostsOf(summary, "2026-11-12").get("PAN");
}

test("the price of a call, as the days' sums show it", () => {
  const table: readonly [what: string, series: readonly SeriesPoint[], expected: unknown][] = [
    ["nothing was paid", [day("2026-11-01", 3, 0)], undefined],
    ["one call is a price", [day("2026-11-01", 1, 29_500)], { amount: 29_500, isExact: true }],
    [
      "two days agree",
      [day("2026-11-01", 2, 59_000), day("2026-11-02", 5, 147_500)],
      { amount: 29_500, isExact: true },
    ],
    [
      "free failures and charged ones are left out",
      [day("2026-11-01", 4, 60_000, 2, 1_000), day("2026-11-02", 3, 29_500, 2, 0)],
      { amount: 29_500, isExact: true },
    ],
    ["several prices in a day are an average", [day("2026-11-01", 2, 60_001)], { amount: 30_001, isExact: false }],
    ["one day of several calls proves nothing", [day("2026-11-01", 2, 60_000)], { amount: 30_000, isExact: false }],
    [
      "a change, and the day it began",
      [day("2026-11-01", 2, 50_000), day("2026-11-02", 1, 29_500), day("2026-11-03", 3, 88_500)],
      { amount: 29_500, isExact: true, change: { before: 25_000, since: "2026-11-02" } },
    ],
  ];
  for (const [what, series, expected] of table) assert.deepEqual(costOf(series)?.price, expected, what);
});

test("halves of the period, the first day, and messages that were paid for", () => {
  const failure = { product: "PAN", status: 200, calls: 2, charge: 20_000 };
  const cost = costOf(
    [day("2026-11-15", 1, 30_000), day("2026-11-03", 1, 10_000), day("2026-11-12", 1, 500)],
    [
      { ...failure, message: "Invalid", charge: 5_000 },
      { ...failure, message: "No record" },
      { ...failure, message: "Invalid", status: 422, charge: 1_000 },
      { ...failure, message: "Free", charge: 0 },
    ],
  );
  assert.deepEqual(cost?.halves, { earlier: 10_000, later: 30_500 });
  assert.equal(cost?.firstDay, "2026-11-03");
  assert.deepEqual(cost?.paidFailures, [
    { message: "No record", calls: 2, charge: 20_000 },
    { message: "Invalid", calls: 4, charge: 6_000 },
  ]);
});
