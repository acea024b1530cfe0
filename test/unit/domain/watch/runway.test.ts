import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import {
  decideRunwayAlert,
  MAX_RUNWAY_DAYS,
  type Runway,
  type RunwayAnswer,
  runwayOf,
} from "../../../../src/domain/watch/runway.ts";
import { mute, NOTHING_SILENCED, snooze } from "../../../../src/domain/watch/silencing.ts";
import { historyOf, ist, RUPEE, steadyUsage } from "../../../support/usageCells.ts";

const MIDNIGHT = ist("2026-05-20T00:00");
/** ₹480 a day. */
const STEADY = historyOf(steadyUsage("2026-03-02", "2026-05-19"));

function runway(rupees: number, now = MIDNIGHT, history = STEADY, at = now): Runway {
  const answer = runwayOf({ at, balance: rupees * RUPEE }, history, now);
  assert.ok(answer.kind === "runway", JSON.stringify(answer));
  return answer;
}

const near = (actual: number, expected: number, within = 0.02) =>
  assert.ok(Math.abs(actual - expected) <= within, `${actual} is not ${expected}`);

test("a steady account lasts balance divided by daily spend, as a range", () => {
  const { expected, low, high, emptyFrom, emptyUntil, basis } = runway(4_800);
  near(expected, 10);
  assert.ok(low < 10 && high > 10 && low > 8 && high < 12);
  assert.equal(emptyFrom, "2026-05-29");
  assert.equal(emptyUntil, "2026-05-30");
  assert.equal(basis.days, 56);
  // At noon half of today's spend is still to come.
  near(runway(240, MIDNIGHT + 12 * 3_600_000).expected, 0.5);
  near(runway(720, MIDNIGHT + 12 * 3_600_000).expected, 1.5);
});

test("weekends stretch it", () => {
  const office = historyOf(steadyUsage("2026-03-02", "2026-05-21", { calls: (_, weekday) => (weekday < 5 ? 10 : 0) }));
  // Friday 22 May: one day's money lasts until the end of Friday, a little more until Monday.
  near(runway(480, ist("2026-05-22T00:00"), office).expected, 1);
  near(runway(500, ist("2026-05-22T00:00"), office).expected, 3.04, 0.05);
});

test("what was charged since the reading is taken off", () => {
  const history = historyOf(steadyUsage("2026-03-02", "2026-05-20", { calls: () => 10 }));
  const now = ist("2026-05-20T10:00") - 1;
  // Read in the hour from 00:00; nine full hours at 20 rupees have passed since.
  const { balance } = runway(1_000, now, history, ist("2026-05-20T00:30"));
  assert.equal(balance, 820 * RUPEE);
  // A reading from the future (clock set back) is taken as it is.
  assert.equal(runway(1_000, now, history, now + 86_400_000).balance, 1_000 * RUPEE);
});

test("an empty or overdrawn wallet lasts no time, a huge one is cut off", () => {
  for (const rupees of [0, -50]) {
    const { low, expected, high, emptyFrom } = runway(rupees);
    assert.deepEqual([low, expected, high, emptyFrom], [0, 0, 0, "2026-05-20"]);
  }
  const { low, expected, high } = runway(10_000_000);
  assert.deepEqual([low, expected, high], [MAX_RUNWAY_DAYS, MAX_RUNWAY_DAYS, MAX_RUNWAY_DAYS]);
});

test("no number where there is too little data or no spend", () => {
  const reading = { at: MIDNIGHT, balance: 1_000 * RUPEE };
  const answer = (since: string, until: string, known = since) =>
    runwayOf(reading, historyOf(steadyUsage(since, until), { knownSince: known }), MIDNIGHT);
  assert.deepEqual(runwayOf(reading, historyOf([], { knownSince: "2026-05-20" }), MIDNIGHT), {
    kind: "notEnoughData",
    days: 0,
    needed: 7,
  });
  assert.deepEqual(answer("2026-05-19", "2026-05-19"), { kind: "notEnoughData", days: 1, needed: 7 });
  assert.deepEqual(answer("2026-05-14", "2026-05-19"), { kind: "notEnoughData", days: 6, needed: 7 });
  assert.equal(answer("2026-05-13", "2026-05-19").kind, "runway");
  assert.deepEqual(answer("2026-03-01", "2026-03-02"), { kind: "noSpend" });
  // Refunds alone are no spend.
  const refunds = historyOf(steadyUsage("2026-03-02", "2026-05-19", { price: -RUPEE }));
  assert.deepEqual(runwayOf(reading, refunds, MIDNIGHT), { kind: "noSpend" });
  // A clock that was set back before all history.
  assert.equal(runwayOf(reading, STEADY, ist("2020-01-01")).kind, "notEnoughData");
});

test("a runaway night last week does not shorten it", () => {
  const cells = steadyUsage("2026-03-02", "2026-05-19");
  const night = cells.map((cell) => (cell.day === "2026-05-15" && cell.hour < 5 ? { ...cell, calls: 2_000 } : cell));
  near(runway(4_800, MIDNIGHT, historyOf(night)).expected, 10, 0.3);
});

test("low, expected and high are in order, and more money never means fewer days", () => {
  const calls = fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 7, maxLength: 7 });
  const rupees = fc.integer({ min: 0, max: 200_000 });
  fc.assert(
    fc.property(calls, rupees, rupees, fc.nat(1439), (perWeekday, one, other, minute) => {
      const history = historyOf(
        steadyUsage("2026-03-02", "2026-05-19", {
          calls: (hour, weekday) => (hour === 10 ? (perWeekday[weekday] ?? 0) : 0),
        }),
        { knownSince: "2026-03-02" },
      );
      const now = MIDNIGHT + minute * 60_000;
      const answers = [Math.min(one, other), Math.max(one, other)].map((balance) =>
        runwayOf({ at: now, balance: balance * RUPEE }, history, now),
      );
      const [less, more] = answers;
      if (less?.kind !== "runway" || more?.kind !== "runway")
        return assert.ok(perWeekday.every((count) => count === 0));
      for (const { low, expected, high } of [less, more]) {
        assert.ok(0 <= low && low <= expected && expected <= high && high <= MAX_RUNWAY_DAYS);
      }
      assert.ok(less.expected <= more.expected);
    }),
    { numRuns: 60 },
  );
});

function lasting(days: number): Runway {
  return { ...runway(4_800), expected: days };
}

test("a short runway is told once, and again after it was clearly longer", () => {
  const steps: readonly (readonly [RunwayAnswer, boolean])[] = [
    [lasting(9), false],
    [lasting(7), true],
    [lasting(6), false],
    // Hovers around the limit.
    [lasting(8), false],
    [lasting(6), false],
    // Not enough data for a while.
    [{ kind: "noSpend" }, false],
    [lasting(5), false],
    // A top-up.
    [lasting(30), false],
    [lasting(7), true],
  ];
  let state = { told: false };
  for (const [index, [answer, expected]] of steps.entries()) {
    const decision = decideRunwayAlert(answer, 7, state, NOTHING_SILENCED, MIDNIGHT);
    assert.equal(decision.alert, expected, `step ${index}`);
    state = decision.state;
  }
});

test("a runway alert can be switched off, snoozed and muted", () => {
  const short: RunwayAnswer = { ...runway(4_800), expected: 2 };
  const untold = { told: false };
  const decide = (days: number, silencing = NOTHING_SILENCED) =>
    decideRunwayAlert(short, days, untold, silencing, MIDNIGHT);
  assert.deepEqual(decide(0), { alert: false, state: untold });
  assert.deepEqual(decide(7, snooze(NOTHING_SILENCED, "runway", MIDNIGHT + 1, MIDNIGHT)), {
    alert: false,
    state: untold,
  });
  assert.deepEqual(decide(7, mute(NOTHING_SILENCED, "runway")), { alert: false, state: { told: true } });
  assert.deepEqual(decide(7), { alert: true, state: { told: true } });
});
