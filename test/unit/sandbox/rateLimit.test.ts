import assert from "node:assert/strict";
import { test } from "node:test";
import { PLAN_LIMITS } from "../../../src/domain/account.ts";
import { fixedAccount } from "../../../src/sandbox/sandboxAccount.ts";
import { createRateLimiter, observedRates } from "../../sandbox/rateLimit.ts";
import { askReport, sandboxFor, signIn } from "./asking.ts";

const NOW = Date.parse("2026-03-10T12:00:00Z");

/** Requests granted when one is made every `stepMs` for `lengthMs`. */
function granted(stepMs: number, lengthMs: number): number {
  const limiter = createRateLimiter(PLAN_LIMITS.starter);
  let count = 0;
  for (let at = 0; at < lengthMs; at += stepMs) if (limiter(at) === 0) count++;
  return count;
}

test("each window is judged on its own: 1 a second, 30 a minute, 1,000 a day", () => {
  assert.equal(granted(100, 10_000), 10);
  assert.equal(granted(1_000, 60_000), 30);
  assert.equal(granted(1_000, 61_000), 31);
  assert.equal(granted(2_000, 86_400_000), 1_000);
  assert.equal(granted(2_000, 86_400_000 + 2_000), 1_001);
});

test("a refusal says how long the fullest window lasts, and does not count itself", () => {
  const limiter = createRateLimiter(PLAN_LIMITS.starter);
  assert.equal(limiter(0), 0);
  assert.equal(limiter(400), 600);
  assert.equal(limiter(999), 1);
  assert.equal(limiter(1_000), 0);
});

test("over the plan's limit: 429 with the documented body, and Retry-After only when switched on", async (t) => {
  const query = { since_date: "2026-03-02", until_date: "2026-03-02" };
  for (const retryAfter of ["sent", "absent"] as const) {
    let now = NOW;
    const sandbox = await sandboxFor(t, {
      account: fixedAccount(() => []),
      clock: () => now,
      plan: "starter",
      retryAfter,
    });
    await signIn(sandbox);
    const refused = await askReport(sandbox, query);
    assert.equal(refused.status, 429);
    assert.equal(refused.headers.get("retry-after"), retryAfter === "sent" ? "1" : null);
    assert.equal(await refused.text(), '{"detail":"Rate limit exceeded. Please retry after some time."}');
    now += 1_000;
    assert.equal((await askReport(sandbox, query)).status, 200);
    assert.deepEqual(sandbox.observedRates(), { perSecond: 2, perMinute: 3, perDay: 3 });
  }
});

test("observed rates are the most in any span", () => {
  const times = [0, 500, 999, 1_000, 30_000, 60_500, 86_400_000, 86_400_001];
  assert.deepEqual(observedRates(times), { perSecond: 3, perMinute: 5, perDay: 7 });
  assert.deepEqual(observedRates([]), { perSecond: 0, perMinute: 0, perDay: 0 });
});
