import assert from "node:assert/strict";
import { test } from "node:test";
import { PLAN_LIMITS, PLANS } from "../../../src/domain/account.ts";

test("every plan has the published limits, each plan more than the one before", () => {
  assert.deepEqual(Object.keys(PLAN_LIMITS), [...PLANS]);
  const rows = PLANS.map((plan) => Object.values(PLAN_LIMITS[plan]));
  assert.deepEqual(rows, [
    [1, 30, 1_000],
    [2, 100, 10_000],
    [5, 500, 20_000],
    [17, 1_000, 50_000],
  ]);
  for (const plan of PLANS) {
    const { perSecond, perMinute, perDay } = PLAN_LIMITS[plan];
    assert.ok(perSecond <= perMinute && perMinute <= perDay);
  }
});
