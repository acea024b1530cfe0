import assert from "node:assert/strict";
import { test } from "node:test";
import { budgetOf, withLimit } from "../../../../src/app/watch/budgetSetting.ts";
import type { Budget } from "../../../../src/domain/watch/budget.ts";

test("what a setting means; what is malformed is no limit", () => {
  const cases: readonly (readonly [unknown, Budget])[] = [
    [undefined, {}],
    [null, {}],
    ["10000", {}],
    [[10_000], {}],
    [{}, {}],
    [
      { daily: 250.5, monthly: 10_000 },
      { daily: 2_505_000, monthly: 100_000_000 },
    ],
    [{ daily: 0, monthly: -5 }, {}],
    [{ daily: "300", monthly: Number.NaN }, {}],
    [{ daily: Number.POSITIVE_INFINITY, monthly: 1e300 }, {}],
    [{ monthly: 1e-9 }, {}],
    [{ weekly: 5, monthly: 7 }, { monthly: 70_000 }],
    [{ products: null }, {}],
    [{ products: [{ monthly: 5 }] }, {}],
    [{ products: { UPI: 5, "PAN-Plus": { monthly: 5 } } }, { products: { UPI: {}, "PAN-Plus": { monthly: 50_000 } } }],
  ];
  for (const [setting, expected] of cases) assert.deepEqual(budgetOf(setting), expected, JSON.stringify(setting));
});

test("one limit is changed, everything else stays", () => {
  const setting = { monthly: 100, note: "kept", products: { UPI: { daily: 5 } } };
  const cases: readonly (readonly [unknown, string | undefined, "daily" | "monthly", number | undefined, unknown])[] = [
    [setting, undefined, "daily", 7, { ...setting, daily: 7 }],
    [setting, undefined, "monthly", undefined, { note: "kept", products: setting.products }],
    [setting, "UPI", "monthly", 9, { ...setting, products: { UPI: { daily: 5, monthly: 9 } } }],
    [setting, "PAN", "daily", 9, { ...setting, products: { UPI: { daily: 5 }, PAN: { daily: 9 } } }],
    [setting, "UPI", "daily", undefined, { monthly: 100, note: "kept" }],
    [setting, "PAN", "daily", undefined, setting],
    ["nonsense", undefined, "daily", 3, { daily: 3 }],
    [{ products: 4 }, "UPI", "daily", 3, { products: { UPI: { daily: 3 } } }],
    [undefined, undefined, "daily", undefined, {}],
  ];
  for (const [before, product, span, rupees, after] of cases)
    assert.deepEqual(withLimit(before, product, span, rupees), after, JSON.stringify([before, product, span, rupees]));
  assert.deepEqual(
    setting,
    { monthly: 100, note: "kept", products: { UPI: { daily: 5 } } },
    "the setting itself is not touched",
  );
});

test("a product may have any name", () => {
  const hostile = withLimit({}, "__proto__", "monthly", 5);
  const read = budgetOf(JSON.parse(JSON.stringify(hostile)));
  assert.deepEqual(Object.entries(read.products ?? {}), [["__proto__", { monthly: 50_000 }]]);
});
