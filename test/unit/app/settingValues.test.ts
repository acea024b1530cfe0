import assert from "node:assert/strict";
import { test } from "node:test";
import { alertSettingsOf, cycleStartOf, planIn, refreshMinutesOf, zoneOf } from "../../../src/app/settingValues.ts";

const NONSENSE = [null, undefined, {}, [], true, "", "constructor", "__proto__", Number.NaN];

test("a plan that there is not is the narrowest, which never asks too much", () => {
  for (const value of [...NONSENSE, "Starter", "ENTERPRISE", " growth", 7])
    assert.equal(planIn(value), "starter", JSON.stringify(value));
  for (const plan of ["starter", "business", "growth", "enterprise"]) assert.equal(planIn(plan), plan);
});

test("an interval of 1 to 4 minutes acts as 5, one of more than a day as a day, and what is none as off", () => {
  const cases = [
    [1, 5],
    [0.5, 5],
    [4.9, 5],
    [5, 5],
    [15, 15],
    [1_440, 1_440],
    [100_000, 1_440],
    [0, 0],
    [-3, 0],
    [Number.POSITIVE_INFINITY, 0],
    ["15", 0],
  ] as const;
  for (const [value, minutes] of cases) assert.equal(refreshMinutesOf(value), minutes, String(value));
  for (const value of NONSENSE) assert.equal(refreshMinutesOf(value), 0, JSON.stringify(value));
});

test("a zone or a first day that there is not is the usual one; of alerts what is no number falls away", () => {
  for (const value of [...NONSENSE, "Asia/Nowhere", 5.5, 29]) {
    assert.equal(zoneOf(value), "Asia/Kolkata", JSON.stringify(value));
    assert.equal(cycleStartOf(value), 1, JSON.stringify(value));
  }
  assert.deepEqual([zoneOf("Europe/Paris"), cycleStartOf(28)], ["Europe/Paris", 28]);
  assert.deepEqual(alertSettingsOf("no", [80, "100", Number.NaN, 120], "7"), {
    enabled: true,
    thresholds: [80, 120],
    runwayDays: 0,
  });
});
