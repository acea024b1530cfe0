import assert from "node:assert/strict";
import { test } from "node:test";
import { checkChargeRange } from "../../../src/view/chargeChecks.ts";

const WRONG = "Write rupees, such as 2.95.";

test("typed charges become exact bounds; nothing typed is no bound", () => {
  const bounds = [
    ["", ""],
    ["2.95", " "],
    ["", "₹1,23,456.78"],
    ["-4", "0"],
    ["1.0625", "1.0625"],
  ].map(([min = "", max = ""]) => checkChargeRange(min, max).bounds);
  assert.deepEqual(bounds, [
    {},
    { minCharge: 29_500 },
    { maxCharge: 1_234_567_800 },
    { minCharge: -40_000, maxCharge: 0 },
    { minCharge: 10_625, maxCharge: 10_625 },
  ]);
});

test("what is no amount, and a range that ends before it begins, is said at its field", () => {
  assert.deepEqual(checkChargeRange("two", "3"), { minError: WRONG, maxError: "", bounds: undefined });
  assert.deepEqual(checkChargeRange("", "1e999"), { minError: "", maxError: WRONG, bounds: undefined });
  const turned = checkChargeRange("5", "4.99");
  assert.deepEqual([turned.maxError, turned.bounds], ["Must not be below ₹5.00.", undefined]);
});
