import assert from "node:assert/strict";
import { test } from "node:test";
import { delay } from "../../../src/deepvue/delay.ts";
import { createThrottle } from "../../../src/deepvue/throttle.ts";
import type { RequestGate } from "../../../src/domain/ports.ts";
import { decideQuota, type QuotaDecision, type QuotaUse } from "../../../src/domain/quota.ts";
import { never, problemFrom } from "./support.ts";

/** For gates whose answers nobody looks at. */
const NO_ANSWERS = {
  settle: () => Promise.resolve(),
  refuse: () => Promise.reject(new Error("nobody refuses here")),
};

/** A gate over prepared decisions; once they are used up everybody passes. Waits pass at once and are noted. */
function gateOf(decisions: readonly QuotaDecision[]): { gate: RequestGate; waits: number[]; asked: QuotaUse[] } {
  const waits: number[] = [];
  const asked: QuotaUse[] = [];
  const left = [...decisions];
  const gate = createThrottle({
    take: (use) => {
      asked.push(use);
      return Promise.resolve(left.shift() ?? { grant: true });
    },
    ...NO_ANSWERS,
    clock: () => 1_000,
    delay: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
  });
  return { gate, waits, asked };
}

function rate(waitMs: number): QuotaDecision {
  return { grant: false, waitMs, reason: "rate" };
}

function paused(waitMs: number): QuotaDecision {
  return { grant: false, waitMs, reason: "paused", pause: { until: 1_000 + waitMs, refusedAt: 1_000, refusals: 1 } };
}

test("a granted request passes without waiting", async () => {
  const { gate, waits, asked } = gateOf([]);
  await gate.acquire("background", never());
  assert.deepEqual(waits, []);
  assert.deepEqual(asked, ["background"]);
});

test("a refused one waits as long as it is told and asks again", async () => {
  const { gate, waits, asked } = gateOf([rate(300), rate(200)]);
  await gate.acquire("user", never());
  assert.deepEqual(waits, [300, 200]);
  assert.equal(asked.length, 3);
});

test("the day's share is a problem with the time at which it frees, not a wait", async () => {
  const { gate, waits } = gateOf([{ grant: false, waitMs: 60_000, reason: "day" }]);
  const problem = await problemFrom(gate.acquire("background", never()));
  assert.equal(problem.kind === "quota" ? problem.retryAt : undefined, 61_000);
  assert.deepEqual(waits, []);
});

test("a long pause by the service is a problem too", async () => {
  const pause = { until: 3_601_000, refusedAt: 1_000, refusals: 9, limit: "day", said: "Enough for today." } as const;
  const { gate } = gateOf([{ grant: false, waitMs: 3_600_000, reason: "paused", pause }]);
  const problem = await problemFrom(gate.acquire("user", never()));
  assert.deepEqual(problem, {
    kind: "rateLimit",
    detail: "paused after a refusal of the service",
    retryAt: 3_601_000,
    limit: "day",
    said: "Enough for today.",
  });
});

test("a short pause is waited for, and looked at again every two seconds, because it may end before its time", async () => {
  const { gate, waits } = gateOf([paused(30_000), paused(28_000), paused(500)]);
  await gate.acquire("user", never());
  assert.deepEqual(waits, [2_000, 2_000, 500]);
});

test("requests pass in the order in which they came, whatever the first one waits for", async () => {
  const order: number[] = [];
  let refusals = 1;
  const gate = createThrottle({
    take: () => Promise.resolve(refusals-- > 0 ? rate(30) : { grant: true }),
    ...NO_ANSWERS,
    clock: Date.now,
  });
  await Promise.all([1, 2, 3, 4].map((number) => gate.acquire("user", never()).then(() => order.push(number))));
  assert.deepEqual(order, [1, 2, 3, 4]);
});

test("a cancel ends the wait at once, and the others keep their places", async () => {
  const asked: number[] = [];
  let refuse = true;
  const pause = Promise.withResolvers<void>();
  const gate = createThrottle({
    take: () => {
      asked.push(1);
      return Promise.resolve(refuse ? rate(40) : { grant: true });
    },
    ...NO_ANSWERS,
    clock: Date.now,
    delay: () => pause.promise,
  });
  const first = new AbortController();
  const one = gate.acquire("user", never());
  const two = problemFrom(gate.acquire("user", first.signal));
  const passed: number[] = [];
  const three = gate.acquire("user", never()).then(() => passed.push(3));
  first.abort();
  assert.equal((await two).kind, "cancelled");
  // What could let the third through has had its turns.
  await delay(5, never());
  assert.equal(asked.length, 1, "the third must not overtake the first because the second left");
  assert.deepEqual(passed, []);
  refuse = false;
  pause.resolve();
  await Promise.all([one, three]);
});

test("a cancel while the first in line waits lets the next one through", async () => {
  const gate = createThrottle({
    take: (use) => Promise.resolve(use === "background" ? rate(60_000) : { grant: true }),
    ...NO_ANSWERS,
    clock: Date.now,
  });
  const controller = new AbortController();
  const first = problemFrom(gate.acquire("background", controller.signal));
  const second = gate.acquire("user", never());
  controller.abort();
  assert.equal((await first).kind, "cancelled");
  await second;
});

test("a cancel does not wait for an answer of the shared budget", async () => {
  const gate = createThrottle({ take: () => new Promise(() => {}), ...NO_ANSWERS, clock: Date.now });
  const controller = new AbortController();
  const waiting = problemFrom(gate.acquire("user", controller.signal));
  await delay(1, never());
  controller.abort();
  assert.equal((await waiting).kind, "cancelled");
  assert.equal((await problemFrom(gate.acquire("user", controller.signal))).kind, "cancelled");
});

test("with the domain's rule, 40 requests of a Starter plan keep to a second and to a minute", async () => {
  let now = 0;
  const granted: number[] = [];
  const limits = { perSecond: 1, perMinute: 30, perDay: 1_000 };
  const gate = createThrottle({
    take: (use) => {
      const recent = granted.filter((at) => now - at <= 60_200);
      const decision = decideQuota({ recent, day: granted.length, dayBackground: 0, dayFreesAt: 0 }, limits, use, now);
      if (decision.grant) granted.push(now);
      return Promise.resolve(decision);
    },
    ...NO_ANSWERS,
    clock: () => now,
    delay: (ms) => {
      now += ms;
      return Promise.resolve();
    },
  });
  await Promise.all(Array.from({ length: 40 }, () => gate.acquire("user", never())));
  for (const [index, at] of granted.entries()) {
    assert.ok(
      granted.filter((other) => other > at - 1_000 && other <= at).length <= 1,
      `second before request ${index}`,
    );
    assert.ok(
      granted.filter((other) => other > at - 60_000 && other <= at).length <= 30,
      `minute before request ${index}`,
    );
  }
  assert.equal(granted.length, 40);
});

test("a request is moved to the instant of its answer, and waits are told", async () => {
  let now = 1_000;
  const settled: (readonly [number, number, string])[] = [];
  const refused: (readonly [number | undefined, number, number])[] = [];
  const told: number[] = [];
  const decisions: QuotaDecision[] = [rate(500)];
  const gate = createThrottle({
    take: () => Promise.resolve(decisions.shift() ?? { grant: true }),
    settle: async (grantedAt, answeredAt, outcome) => void settled.push([grantedAt, answeredAt, outcome]),
    refuse: async ({ waitMs }, grantedAt, at) => {
      refused.push([waitMs, grantedAt, at]);
      return { until: 9_000, refusedAt: at, refusals: 1 };
    },
    onWait: (until) => void told.push(until),
    clock: () => now,
    delay: (ms) => {
      now += ms;
      return Promise.resolve();
    },
  });
  const passage = await gate.acquire("user", never());
  now = 2_300;
  passage.answered("passed");
  assert.deepEqual(settled, [[1_500, 2_300, "passed"]]);
  const other = await gate.acquire("user", never());
  now = 2_800;
  assert.equal(await other.refused({ waitMs: 6_000 }), 9_000);
  assert.deepEqual(refused, [[6_000, 2_300, 2_800]]);
  assert.deepEqual(told, [1_500, 9_000]);
});
