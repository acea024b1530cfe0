import assert from "node:assert/strict";
import { test } from "node:test";
import {
  datesOnScreen,
  nextHistoryAt,
  nextRefreshAt,
  pacedMinutes,
  restsUntil,
} from "../../../../src/app/sync/refreshPlan.ts";
import { type HistoryIntent, IDLE_LANE, type LaneState } from "../../../../src/app/sync/syncState.ts";
import { PLAN_LIMITS, type PlanLimits } from "../../../../src/domain/account.ts";
import type { RequestUse } from "../../../../src/domain/quota.ts";

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
    [
      "quota: when it frees",
      lane({ attemptedAt: NOW, failures: 9, problem: { kind: "quota", detail: "", retryAt: NOW + 300 * MINUTE } }),
      20,
      NOW + 300 * MINUTE,
    ],
    [
      "the service's own word, but never sooner than the interval",
      lane({ attemptedAt: NOW, failures: 1, problem: { kind: "rateLimit", detail: "", retryAt: NOW + 5 * MINUTE } }),
      20,
      NOW + 20 * MINUTE,
    ],
    [
      "a pause of the service: its end",
      lane({ attemptedAt: NOW, failures: 1, problem: { kind: "rateLimit", detail: "", retryAt: NOW + 240 * MINUTE } }),
      20,
      NOW + 240 * MINUTE,
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

function use(dayBackground: number, freesInHours: number): RequestUse {
  return { day: 500, dayBackground, backgroundFreesAt: NOW + freesInHours * 60 * MINUTE };
}

test("how long an editor window leaves a lane alone", () => {
  const rest = { from: NOW, ms: 60_000 };
  const cases: readonly (readonly [string, number | undefined, number, number])[] = [
    ["just begun", undefined, NOW, NOW + 60_000],
    ["half of it is over", NOW - 1, NOW + 30_000, NOW + 60_000],
    ["somebody has refreshed since", NOW + 1, NOW + 30_000, 0],
    ["begun by a clock that was an hour ahead", undefined, NOW - 3_600_000, 0],
    ["by one that was ten years ahead", NOW - 4e11, NOW - 3e11, 0],
  ];
  for (const [name, syncedAt, now, expected] of cases) assert.equal(restsUntil(rest, syncedAt, now), expected, name);
  assert.equal(restsUntil(undefined, NOW, NOW), 0);
});

test("the interval grows where the plan's background share would not last the day at its pace", () => {
  const { starter, business } = PLAN_LIMITS;
  const cases: readonly (readonly [string, number, RequestUse, PlanLimits, number])[] = [
    ["a fresh day on Starter: what 100 requests give", 15, { day: 0, dayBackground: 0 }, starter, 20],
    ["the setting, where it is longer", 30, { day: 0, dayBackground: 0 }, starter, 30],
    ["half of it used, half of the day left", 15, use(50, 12), starter, 20],
    ["much of it used at once", 15, use(80, 20), starter, 92],
    ["little of it used", 15, use(20, 4), starter, 15],
    ["a larger plan", 5, use(200, 20), business, 5],
    ["all used: a run that says so", 15, use(100, 4), starter, 15],
    ["turned off", 0, use(80, 20), starter, 0],
  ];
  for (const [name, minutes, used, limits, expected] of cases) {
    assert.equal(pacedMinutes(minutes, used, limits, NOW), expected, name);
  }
});

test("when an unfinished backfill goes on", () => {
  const running: HistoryIntent = { since: "2026-01-01", status: "running" };
  const offline = { kind: "offline", detail: "" } as const;
  const refused = { kind: "credentials", detail: "" } as const;
  const quota = { kind: "quota", detail: "", retryAt: NOW + 90 * MINUTE } as const;
  const never = lane({});
  const cases: readonly (readonly [string, HistoryIntent | undefined, LaneState, LaneState, number | undefined])[] = [
    ["nobody wished for one", undefined, lane({}), never, undefined],
    ["paused", { ...running, status: "paused" }, lane({}), never, undefined],
    ["complete", { ...running, status: "complete" }, lane({}), never, undefined],
    ["just wished for: now", running, lane({}), never, NOW],
    ["interrupted by a reload: now", running, lane({ attemptedAt: NOW - MINUTE, syncedAt: NOW - MINUTE }), never, NOW],
    [
      "another window works on it: when its heartbeat runs out",
      running,
      lane({ phase: { phase: "waiting", until: NOW }, aliveUntil: NOW + 9_000 }),
      never,
      NOW + 9_000,
    ],
    ["offline once", running, lane({ attemptedAt: NOW, failures: 1, problem: offline }), never, NOW + MINUTE],
    ["offline for long", running, lane({ attemptedAt: NOW, failures: 5, problem: offline }), never, NOW + 16 * MINUTE],
    ["quota: when it frees", running, lane({ attemptedAt: NOW, failures: 7, problem: quota }), never, quota.retryAt],
    ["a refused key", running, lane({ attemptedAt: NOW, failures: 1, problem: refused }), never, undefined],
    [
      "a refused key, and a refresh that succeeded since",
      running,
      lane({ attemptedAt: NOW - 5, failures: 1, problem: refused }),
      lane({ syncedAt: NOW - 1 }),
      NOW,
    ],
  ];
  for (const [name, intent, history, refresh, expected] of cases) {
    assert.equal(nextHistoryAt(intent, history, refresh, NOW), expected, name);
  }
});

test("dates on screen: period, month, unsettled dates, and the period before unless it is long", () => {
  const place = { today: "2026-11-20", zone: "Asia/Kolkata", cycleStart: 1 };
  const month = datesOnScreen({ ...place, choice: { preset: "thisMonth" } }, NOW);
  assert.deepEqual(month[0], { since: "2026-10-31", until: "2026-11-20" }, "IST begins in the UTC date before");
  assert.deepEqual(month[2], { since: "2026-09-30", until: "2026-10-20" });
  assert.deepEqual(month.at(-1), { since: "2026-11-17", until: "2026-11-20" });
  const year = datesOnScreen({ ...place, choice: { preset: "last12Months" } }, NOW);
  assert.equal(year.length, 3, "a year is not compared with the year before at the cost of 61 requests");
  const cycle = datesOnScreen({ ...place, cycleStart: 25, choice: { preset: "today" } }, NOW);
  assert.deepEqual(cycle[1], { since: "2026-10-24", until: "2026-11-20" }, "the status item's cycle");
});
