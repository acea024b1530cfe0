import assert from "node:assert/strict";
import { test } from "node:test";
import { datesOnScreen, nextRefreshAt } from "../../../src/app/refreshPlan.ts";
import { IDLE_LANE, type LaneState } from "../../../src/app/syncState.ts";

const NOW = Date.parse("2026-11-20T10:00:00Z");
const MINUTE = 60_000;
const lane = (state: Partial<LaneState>): LaneState => ({ ...IDLE_LANE, ...state });

test("when the next background refresh is due", () => {
  const offline = { kind: "offline", detail: "" } as const;
  const cases: readonly (readonly [string, LaneState, number, number | undefined])[] = [
    ["never refreshed: now", lane({}), 20, NOW],
    ["after the interval", lane({ attemptedAt: NOW - 5 * MINUTE }), 20, NOW + 15 * MINUTE],
    ["overdue", lane({ attemptedAt: NOW - 50 * MINUTE }), 20, NOW - 30 * MINUTE],
    ["turned off", lane({}), 0, undefined],
    ["one failure: the interval", lane({ attemptedAt: NOW, failures: 1, problem: offline }), 20, NOW + 20 * MINUTE],
    ["three failures: four times", lane({ attemptedAt: NOW, failures: 3, problem: offline }), 20, NOW + 80 * MINUTE],
    ["many: four hours at most", lane({ attemptedAt: NOW, failures: 30, problem: offline }), 20, NOW + 240 * MINUTE],
    [
      "a refused key waits for a sign-in",
      lane({ attemptedAt: NOW, failures: 1, problem: { kind: "credentials", detail: "" } }),
      20,
      undefined,
    ],
    ["clock set back", lane({ attemptedAt: NOW + 900 * MINUTE }), 20, NOW + 20 * MINUTE],
    [
      "a window died at work: when its heartbeat runs out",
      lane({ phase: { phase: "waiting", until: 0 }, aliveUntil: NOW + 9_000 }),
      20,
      NOW + 9_000,
    ],
    ["it died long ago: now", lane({ phase: { phase: "waiting", until: 0 }, aliveUntil: NOW - 9_000 }), 20, NOW],
  ];
  for (const [name, state, minutes, expected] of cases)
    assert.equal(nextRefreshAt(state, minutes, NOW), expected, name);
});

test("dates on screen: period, month, unsettled dates, and the period before unless it is long", () => {
  const month = datesOnScreen({ preset: "thisMonth" }, "2026-11-20", "Asia/Kolkata", NOW);
  assert.deepEqual(month[0], { since: "2026-10-31", until: "2026-11-20" }, "IST begins in the UTC date before");
  assert.deepEqual(month[2], { since: "2026-09-30", until: "2026-10-20" });
  assert.deepEqual(month.at(-1), { since: "2026-11-17", until: "2026-11-20" });
  const year = datesOnScreen({ preset: "last12Months" }, "2026-11-20", "Asia/Kolkata", NOW);
  assert.equal(year.length, 3, "a year is not compared with the year before at the cost of 61 requests");
});
