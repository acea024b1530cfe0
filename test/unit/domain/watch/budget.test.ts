import assert from "node:assert/strict";
import { test } from "node:test";
import { NO_TOTALS, type SeriesPoint } from "../../../../src/domain/summary.ts";
import { type Budget, budgetUses, type MeasuredUse } from "../../../../src/domain/watch/budget.ts";
import { RUPEE } from "../../../support/usageCells.ts";

const point = (start: string, product: string, rupees: number): SeriesPoint => ({
  ...NO_TOTALS,
  start,
  product,
  calls: 1,
  charge: rupees * RUPEE,
});

/** Uses of which everything is known. */
function measuredUses(budget: Budget, days: readonly SeriesPoint[], today: string): readonly MeasuredUse[] {
  return budgetUses(budget, days, { today, cycleStart: 1 }, () => "wholly").map((use) => {
    assert.ok(use.extent === "wholly");
    return use;
  });
}

const DAYS = [
  point("2026-04-30", "UPI", 1_000),
  point("2026-05-01", "UPI", 100),
  point("2026-05-03", "UPI", 50),
  point("2026-05-03", "PAN-Plus", 30),
  point("2026-05-04", "PAN-Plus", 999),
];

test("the day and the month of today are measured, in total and per product", () => {
  const budget: Budget = {
    daily: 100 * RUPEE,
    monthly: 150 * RUPEE,
    products: { UPI: { monthly: 300 * RUPEE }, "PAN-Plus": { daily: 60 * RUPEE } },
  };
  const uses = measuredUses(budget, DAYS, "2026-05-03");
  assert.deepEqual(
    uses.map(({ scope, spent, share, period }) => [scope, spent / RUPEE, share, period.since, period.until]),
    [
      ["day", 80, 0.8, "2026-05-03", "2026-05-03"],
      // Over budget is more than 100 %, never clamped.
      ["month", 180, 1.2, "2026-05-01", "2026-05-03"],
      ["day/PAN-Plus", 30, 0.5, "2026-05-03", "2026-05-03"],
      ["month/UPI", 150, 0.5, "2026-05-01", "2026-05-03"],
    ],
  );
  assert.deepEqual(
    uses.map(({ product }) => product),
    [undefined, undefined, "PAN-Plus", "UPI"],
  );
});

test("the first day of a month knows nothing of the month before", () => {
  const uses = measuredUses({ monthly: 100 * RUPEE }, DAYS, "2026-05-01");
  assert.equal(uses[0]?.spent, 100 * RUPEE);
  assert.equal(measuredUses({ monthly: 100 * RUPEE }, DAYS, "2026-06-01")[0]?.spent, 0);
  assert.equal(measuredUses({ monthly: 100 * RUPEE }, DAYS, "2026-04-30")[0]?.spent, 1_000 * RUPEE);
});

test("a net refund is a negative share", () => {
  const [use] = measuredUses({ daily: 10 * RUPEE }, [point("2026-05-03", "UPI", -5)], "2026-05-03");
  assert.equal(use?.share, -0.5);
});

test("what is not a limit is none", () => {
  const odd: Budget = {
    daily: 0,
    monthly: Number.NaN,
    products: { UPI: { daily: -1, monthly: Number.POSITIVE_INFINITY } },
  };
  assert.deepEqual(measuredUses(odd, DAYS, "2026-05-03"), []);
  assert.deepEqual(measuredUses({}, DAYS, "2026-05-03"), []);
});

test("product ids are foreign text", () => {
  const products = JSON.parse(
    '{"__proto__": {"daily": 10000}, "a/b": {"daily": 10000}, "": {"daily": 10000}}',
  ) as Budget["products"];
  const uses = measuredUses({ products: products ?? {} }, [point("2026-05-03", "__proto__", 1)], "2026-05-03");
  assert.deepEqual(
    uses.map(({ scope, share }) => [scope, share]),
    [
      ["day/", 0],
      ["day/__proto__", 1],
      ["day/a%2Fb", 0],
    ],
  );
});

test("of what nobody has read no number is made, and of a part it is said that it is one", () => {
  const budget: Budget = { daily: 100 * RUPEE, monthly: 150 * RUPEE };
  // Just after midnight: nothing of the day is known, most of the month is.
  const uses = budgetUses(budget, DAYS, { today: "2026-05-03", cycleStart: 1 }, ({ since }) =>
    since === "2026-05-03" ? "nothing" : "partly",
  );
  assert.deepEqual(uses, [
    {
      scope: "day",
      span: "day",
      period: { since: "2026-05-03", until: "2026-05-03" },
      limit: 100 * RUPEE,
      extent: "nothing",
    },
    {
      scope: "month",
      span: "month",
      period: { since: "2026-05-01", until: "2026-05-03" },
      limit: 150 * RUPEE,
      extent: "partly",
      spent: 180 * RUPEE,
      share: 1.2,
    },
  ]);
});

test("a product whose name in the settings is no whole text has a budget like any other", () => {
  const [use] = measuredUses({ products: { "UPI\ud83d": { monthly: 300 * RUPEE } } }, DAYS, "2026-05-03");
  assert.deepEqual([use?.scope, use?.spent], ["month/UPI%EF%BF%BD", 0]);
});
