import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { believedPause, type Pause, pauseAfter, type Refusal } from "../../../src/domain/pause.ts";

const START = Date.parse("2026-11-20T10:00:00Z");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Asks at the end of every pause and is refused each time; the waits in seconds. */
function waits(count: number, refusal: Refusal, jitter = 0): readonly number[] {
  const found: number[] = [];
  let pause: Pause | undefined;
  for (let now = START; found.length < count; now = pause.until) {
    pause = pauseAfter(believedPause(pause, now), refusal, { grantedAt: now, now: now + 200, jitter });
    found.push((pause.until - now - 200) / 1000);
  }
  return found;
}

test("refusals in a row pause for longer and longer, up to four hours", () => {
  assert.deepEqual(waits(12, {}), [1, 2, 4, 8, 16, 32, 300, 900, 3_600, 7_200, 14_400, 14_400]);
});

test("a limit that the service names begins where it can be over", () => {
  assert.deepEqual(waits(3, { limit: "second" }), [1, 2, 4]);
  assert.deepEqual(waits(4, { limit: "minute" }), [60, 300, 900, 3_600]);
  assert.deepEqual(waits(4, { limit: "day" }), [3_600, 7_200, 14_400, 14_400]);
});

test("what the service asks for is kept, from a second to a day; a moment asked for again and again is not", () => {
  assert.deepEqual(waits(2, { waitMs: 20_000 }), [20, 20]);
  assert.deepEqual(waits(1, { waitMs: 0 }), [1]);
  assert.deepEqual(waits(1, { waitMs: 978_307_200_000 }), [86_400]);
  assert.deepEqual(waits(9, { waitMs: 1_000 }), [1, 1, 1, 1, 1, 1, 300, 900, 3_600]);
});

test("24 hours of refusals cost at most 20 requests, whatever the jitter and whatever a 429 says", () => {
  const refusal = fc.record(
    {
      waitMs: fc.oneof(fc.constant(1_000), fc.nat(5_000), fc.nat(DAY * 400)),
      limit: fc.constantFrom("second" as const, "minute", "day"),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(refusal, fc.double({ min: 0, max: 1, noNaN: true }), (said, jitter) => {
      let passed = 0;
      let count = 0;
      for (const wait of waits(25, said, jitter)) {
        if (passed < 24 * 3_600) count++;
        passed += wait;
        assert.ok(wait <= 86_400);
      }
      assert.ok(count <= 20, `${count} requests`);
    }),
  );
});

test("requests that were on their way together are refused once", () => {
  let pause: Pause | undefined;
  for (let sent = 0; sent < 17; sent++) {
    pause = pauseAfter(pause, {}, { grantedAt: START + sent * 58, now: START + 1_000 + sent * 58, jitter: 0 });
  }
  assert.equal(pause?.refusals, 1);
});

test("a pause written under a clock that was ahead is not believed; neither is a row of refusals that ended a day ago", () => {
  const pause: Pause = { until: START + HOUR, refusedAt: START, refusals: 9 };
  assert.deepEqual(believedPause(pause, START + MINUTE), pause);
  for (const ahead of [2 * MINUTE, HOUR, DAY, 3_650 * DAY])
    assert.equal(believedPause(pause, START - ahead), undefined);
  assert.equal(believedPause({ ...pause, until: START + 3_650 * DAY }, START), undefined);
  assert.notEqual(believedPause(pause, START + 20 * HOUR), undefined);
  assert.equal(believedPause(pause, START + 26 * HOUR), undefined);
});
