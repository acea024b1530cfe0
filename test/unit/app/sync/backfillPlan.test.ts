import assert from "node:assert/strict";
import { test } from "node:test";
import { historyPlanOf, historyRequest, paceOf } from "../../../../src/app/sync/backfillPlan.ts";
import { progressMeter } from "../../../../src/app/sync/progressMeter.ts";

const MINUTE = 60_000;

test("what a backfill costs: windows, share of the day, time at the slowest of the plan's limits", () => {
  assert.deepEqual(historyPlanOf(0, "starter"), { windows: 0, durationMs: 0, shareOfDay: 0 });
  assert.deepEqual(historyPlanOf(62, "starter"), { windows: 62, durationMs: 124_000, shareOfDay: 0.062 });
  assert.deepEqual(historyPlanOf(62, "enterprise"), { windows: 62, durationMs: 62 * 700, shareOfDay: 62 / 50_000 });
  const long = historyPlanOf(1_001, "starter");
  assert.ok(
    long.shareOfDay > 1 && long.durationMs > 24 * 60 * MINUTE,
    "the rest comes when the next day's requests do",
  );
  assert.deepEqual([paceOf("starter"), paceOf("growth")], [2_000, 700]);
});

test("a backfill asks for the UTC dates of its billing days, sealed ones only when they are wanted again", () => {
  const request = historyRequest({ since: "2026-01-01" }, "2026-11-20", "Asia/Kolkata");
  assert.deepEqual(request.dates, [{ since: "2025-12-31", until: "2026-11-20" }]);
  assert.equal(request.sealedReadBefore, undefined);
  assert.equal(historyRequest({ since: "2026-01-01", readBefore: 7 }, "2026-11-20", "UTC").sealedReadBefore, 7);
});

test("progress: rate, remaining time that never promises more than the plan's pace, and a bar that only grows", () => {
  const measure = progressMeter(2_000);
  const at = (done: number, total: number, now: number) => measure({ done, total, rows: done * 10 }, now);
  assert.deepEqual(at(0, 60, 0), {
    done: 0,
    total: 60,
    rows: 0,
    increment: 0,
    perMinute: undefined,
    remainingMs: 120_000,
  });
  const fast = at(30, 60, 30_000);
  assert.deepEqual(
    [fast.increment, fast.perMinute, fast.remainingMs],
    [50, 60, 60_000],
    "one a second, but two from now on",
  );
  const slow = at(45, 60, 6 * MINUTE);
  assert.deepEqual([slow.increment, slow.perMinute, slow.remainingMs], [25, 7.5, 15 * 8_000]);
  // Another window goes on with the 15 that are left.
  const again = at(0, 15, 7 * MINUTE);
  assert.deepEqual([again.increment, again.perMinute], [0, undefined]);
  assert.equal(at(15, 15, 8 * MINUTE).increment, 25);
  assert.equal(progressMeter(1)({ done: 0, total: 0, rows: 0 }, 0).increment, 100, "nothing to do is done");
});

test("a refused window that becomes two does not set the bar back", () => {
  const measure = progressMeter(1_000);
  measure({ done: 2, total: 4, rows: 0 }, 0);
  assert.equal(measure({ done: 2, total: 5, rows: 0 }, 1).increment, 0);
});
