import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { PLAN_LIMITS, PLANS } from "../../../src/domain/account.ts";
import { decideQuota, type QuotaHistory, type QuotaUse } from "../../../src/domain/quota.ts";

const NOW = 1_800_000_000_000;
const IDLE: QuotaHistory = { recent: [], day: 0, dayBackground: 0, dayFreesAt: NOW };
const STARTER = PLAN_LIMITS.starter;

test("the first request may start at once", () => {
  for (const use of ["background", "user"] as const) {
    assert.deepEqual(decideQuota(IDLE, STARTER, use, NOW), { grant: true });
  }
});

test("a request waits for the second and for the minute", () => {
  const wait = (recent: readonly number[], limits = STARTER) => {
    const decision = decideQuota({ ...IDLE, recent }, limits, "user", NOW);
    return decision.grant ? 0 : decision.waitMs;
  };
  assert.equal(wait([NOW]), 1_100);
  assert.equal(wait([NOW - 400]), 700);
  assert.equal(wait([NOW - 1_099]), 1);
  assert.equal(wait([NOW - 1_100]), 0);
  // Two a second: the second to last decides.
  assert.equal(wait([NOW - 500, NOW - 100], PLAN_LIMITS.business), 600);
  assert.equal(wait([NOW - 500], PLAN_LIMITS.business), 0);
  // Thirty in a minute.
  const thirty = Array.from({ length: 30 }, (_, index) => NOW - 50_000 + index * 1_500);
  assert.equal(wait(thirty), 10_100);
  assert.equal(wait(thirty.slice(1)), 0);
});

test("the day has a limit, and background work a tenth of it", () => {
  const decide = (day: number, dayBackground: number, use: QuotaUse, dayFreesAt = NOW + 3_600_000) =>
    decideQuota({ recent: [], day, dayBackground, dayFreesAt }, STARTER, use, NOW);
  assert.deepEqual(decide(99, 99, "background"), { grant: true });
  assert.deepEqual(decide(100, 100, "background"), { grant: false, waitMs: 3_600_000, reason: "day" });
  assert.deepEqual(decide(100, 100, "user"), { grant: true });
  assert.deepEqual(decide(999, 0, "user"), { grant: true });
  assert.deepEqual(decide(1_000, 0, "user"), { grant: false, waitMs: 3_600_000, reason: "day" });
  assert.deepEqual(decide(1_000, 0, "background"), { grant: false, waitMs: 3_600_000, reason: "day" });
  // A day that frees now is not asked again in a busy loop.
  assert.deepEqual(decide(1_000, 0, "user", NOW - 5), { grant: false, waitMs: 60_000, reason: "day" });
});

test("a clock that was set back does not stop all requests until it has caught up", () => {
  const recent = [NOW + 3_600_000, NOW + 3_601_500];
  assert.deepEqual(decideQuota({ ...IDLE, recent }, STARTER, "user", NOW), { grant: true });
  // A request that another editor window was granted a moment ago still counts.
  assert.deepEqual(decideQuota({ ...IDLE, recent: [NOW + 3] }, STARTER, "user", NOW), {
    grant: false,
    waitMs: 1_103,
    reason: "rate",
  });
});

test("whoever waits as told never passes a limit", () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 120 });
  fc.assert(
    fc.property(fc.constantFrom(...PLANS), gaps, (plan, pauses) => {
      const limits = PLAN_LIMITS[plan];
      const granted: number[] = [];
      let now = NOW;
      for (const pause of pauses) {
        now += pause;
        for (;;) {
          const recent = granted.filter((at) => at > now - 60_000 - 100);
          const decision = decideQuota({ ...IDLE, recent, day: granted.length }, limits, "user", now);
          if (decision.grant) break;
          assert.ok(decision.waitMs > 0);
          now += decision.waitMs;
        }
        granted.push(now);
        assert.ok(granted.filter((at) => at > now - 1_000).length <= limits.perSecond);
        assert.ok(granted.filter((at) => at > now - 60_000).length <= limits.perMinute);
      }
    }),
    { numRuns: 60 },
  );
});
