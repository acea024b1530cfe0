import assert from "node:assert/strict";
import { test } from "node:test";
import type { ProductOfEndpoint } from "../../../../src/code/endpointProducts.ts";
import { endpointOf } from "../../../../src/code/endpoints.ts";
import type { Multiplier } from "../../../../src/code/findings.ts";
import type { Extent } from "../../../../src/domain/known.ts";
import type { ProductCost } from "../../../../src/domain/productCost.ts";
import { NO_TOTALS } from "../../../../src/domain/summary.ts";
import { type CostOfCall, callHover, lensText, runText, wrapperText } from "../../../../src/view/code/callTexts.ts";
import { endpointRow, fileCostText } from "../../../../src/view/code/workspaceTexts.ts";

const pan = endpointOf("/v1/verification/pan-plus");
assert.ok(pan);
const PAN = pan;

const CONFIRMED: ProductOfEndpoint = { kind: "confirmed", product: "PAN-Plus" };
const GUESS: ProductOfEndpoint = { kind: "guess", product: "PAN-Plus", isBilled: true };

const COST: ProductCost = {
  ...NO_TOTALS,
  product: "PAN-Plus",
  calls: 1204,
  charge: 35_518_000,
  chargedFailures: 10,
  chargedFailureCharge: 1_420_720,
  price: { amount: 29_500, isExact: true, change: { before: 25_000, since: "2026-11-03" } },
  firstDay: "2026-10-28",
  paidFailures: [{ message: "No [record](command:x)", calls: 10, charge: 1_420_720 }],
  halves: { earlier: 10_000_000, later: 25_518_000 },
};

function cost(product: ProductOfEndpoint, known: { extent?: Extent; cost?: ProductCost } = { cost: COST }): CostOfCall {
  const { extent = "wholly" } = known;
  const products = new Map(known.cost === undefined ? [] : [[known.cost.product, known.cost]]);
  const period = { since: "2026-10-28", until: "2026-11-26" };
  return { endpoint: PAN, product, account: "live", costs: { period, extent, askedAt: 0, products } };
}

test("above a call", () => {
  const table: readonly [CostOfCall, string][] = [
    [cost(CONFIRMED), "PAN-Plus · ₹2.95 a call · 1,204 calls · ₹3,551.80 in 30 days · 4.0 % paid for failures"],
    [cost(GUESS), "probably PAN-Plus? · ₹2.95 a call · 1,204 calls · ₹3,551.80 in 30 days · 4.0 % paid for failures"],
    [
      cost(CONFIRMED, { extent: "partly", cost: { ...COST, chargedFailureCharge: 0 } }),
      "PAN-Plus · ₹2.95 a call · ≥ 1,204 calls · ≥ ₹3,551.80 in 30 days",
    ],
    [cost(CONFIRMED, { extent: "nothing", cost: COST }), "PAN-Plus · not fetched yet"],
    [cost(CONFIRMED, {}), "PAN-Plus · no calls in 30 days"],
    [cost(CONFIRMED, { extent: "partly" }), "PAN-Plus · no calls in the days fetched of the last 30"],
    [cost({ kind: "free", isConfirmed: false }), "PAN Plus · not charged"],
    [cost({ kind: "unknown" }), "PAN Plus · which product is it on the bill?"],
    [{ endpoint: PAN, product: GUESS, account: "none" }, "probably PAN-Plus? · sign in to see what it costs"],
    [{ endpoint: PAN, product: CONFIRMED, account: "live" }, "PAN-Plus"],
    [{ ...cost(CONFIRMED, {}), account: "sample" }, "SAMPLE · PAN-Plus · no calls in 30 days"],
  ];
  for (const [given, expected] of table) assert.equal(lensText(given), expected);
});

test("what a run costs, above the loop", () => {
  const range = { start: 0, end: 1 };
  const multiplier = (fields: Partial<Multiplier>): Multiplier => {
    return { kind: "loop", range, calls: [0], wrapperCalls: [], ...fields };
  };
  const table: readonly [Multiplier, CostOfCall[], string | undefined][] = [
    [multiplier({ times: 500 }), [cost(CONFIRMED)], "Repeated 500 times here · about ₹1,475 a run"],
    [multiplier({}), [cost(CONFIRMED)], "Repeated here · per 1,000: ₹2,950"],
    [multiplier({}), [cost(CONFIRMED), cost(CONFIRMED)], "Repeated here · per 1,000: ₹5,900"],
    [
      multiplier({ kind: "schedule", runsPerDay: 24 }),
      [cost(CONFIRMED)],
      "24 runs a day: about ₹71 a day, ₹2,124 in 30 days",
    ],
    [multiplier({ kind: "tests" }), [cost(CONFIRMED)], "Each run of these tests: ₹2.95, where they reach the service"],
    [multiplier({}), [cost({ kind: "unknown" })], undefined],
    [multiplier({}), [cost({ kind: "free", isConfirmed: true })], undefined],
    [multiplier({}), [cost(CONFIRMED, {})], undefined],
  ];
  for (const [given, costs, expected] of table) assert.equal(runText(given, costs), expected);
});

test("above a function that holds a call", () => {
  assert.equal(wrapperText([cost(CONFIRMED)], 3), "₹2.95 each time it is called · 3 callers");
  assert.equal(wrapperText([cost(GUESS)], 1), "about ₹2.95 each time it is called · 1 caller");
  assert.equal(wrapperText([cost({ kind: "unknown" })], 2), "2 callers");
});

test("the hover of a call", () => {
  const text = callHover(cost(CONFIRMED), 2, { showTransactions: "command:a", confirm: "command:b" });
  assert.equal(
    text,
    [
      "**PAN Plus** · `/v1/verification/pan-plus`",
      "Product PAN\\-Plus",
      "28 Oct – 26 Nov 2026: ₹3,551.80, 1,204 calls; its second half +155.2 % against its first",
      "₹2.95 a call; ₹2.50 before 3 Nov 2026",
      "Paid for failures: ₹142.072\n- No \\[record\\]\\(command\\:x\\): 10 calls, ₹142.072",
      "The function that holds this call is called in 2 places of this workspace.",
      "[Show transactions](command:a) · [Change product](command:b)",
    ].join("\n\n"),
  );
});

test("rows of the workspace, and a file's tooltip", () => {
  assert.deepEqual(endpointRow(cost(GUESS)), {
    label: "PAN Plus",
    description: "probably PAN-Plus? · ₹3,551.80, 1,204 calls in 30 days",
  });
  assert.deepEqual(endpointRow(cost(CONFIRMED, {})).description, "PAN-Plus · this account made no calls in 30 days");
  assert.equal(
    fileCostText([cost(CONFIRMED), cost(CONFIRMED)]),
    "Calls PAN Plus, PAN Plus: ₹3,551.80 in 30 days, from all code together",
  );
  assert.equal(fileCostText([cost(GUESS)]), "Calls PAN Plus");
});
