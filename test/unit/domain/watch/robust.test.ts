import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { median, quantile, robustDeviation, trimmedMean } from "../../../../src/domain/watch/robust.ts";

test("quantiles lie between the values", () => {
  const cases: readonly (readonly [readonly number[], number, number])[] = [
    [[1, 2, 3], 0.5, 2],
    [[3, 1, 2], 0.5, 2],
    [[1, 2], 0.5, 1.5],
    [[1, 2, 3, 4, 5], 0.25, 2],
    [[1, 2], 0, 1],
    [[1, 2], 1, 2],
    [[7], 0.9, 7],
    [[-5, 5], 0.75, 2.5],
  ];
  for (const [values, q, expected] of cases) assert.equal(quantile(values, q), expected);
  assert.ok(Number.isNaN(median([])));
});

test("a few wild values move nothing far", () => {
  const calm = [10, 11, 9, 10, 10, 12, 8, 10];
  assert.equal(median([...calm, 1e9]), 10);
  assert.ok(robustDeviation([...calm, 1e9, -1e9]) < 2);
  assert.ok(Math.abs(trimmedMean([...calm, 1e9], 0.1) - 10) < 1);
  assert.equal(trimmedMean([1, 1, 1, 1e9], 0.1), 1);
  assert.equal(robustDeviation([5, 5, 5]), 0);
});

test("inputs stay as they are, and results lie within them", () => {
  const values = fc.array(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 1 });
  fc.assert(
    fc.property(values, (list) => {
      const before = [...list];
      for (const value of [median(list), trimmedMean(list, 0.1)]) {
        assert.ok(value >= Math.min(...list) && value <= Math.max(...list));
      }
      assert.ok(robustDeviation(list) >= 0);
      assert.deepEqual(list, before);
    }),
  );
});
