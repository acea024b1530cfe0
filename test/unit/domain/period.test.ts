import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { type Day, dayFromNumber, isDay } from "../../../src/domain/day.ts";
import {
  intervalOf,
  isPeriodInBounds,
  PERIOD_PRESETS,
  type PeriodPreset,
  parseDateInput,
  resolvePeriod,
  todayIn,
  utcDatesOf,
} from "../../../src/domain/period.ts";

test("presets mean days relative to today", () => {
  const cases: readonly (readonly [PeriodPreset, Day, Day, Day])[] = [
    ["today", "2026-03-01", "2026-03-01", "2026-03-01"],
    ["yesterday", "2026-03-01", "2026-02-28", "2026-02-28"],
    ["yesterday", "2024-03-01", "2024-02-29", "2024-02-29"],
    ["last7Days", "2026-03-01", "2026-02-23", "2026-03-01"],
    ["last30Days", "2026-03-01", "2026-01-31", "2026-03-01"],
    ["last90Days", "2026-01-01", "2025-10-04", "2026-01-01"],
    ["thisMonth", "2026-03-01", "2026-03-01", "2026-03-01"],
    ["thisMonth", "2026-03-31", "2026-03-01", "2026-03-31"],
    ["lastMonth", "2026-03-31", "2026-02-01", "2026-02-28"],
    ["lastMonth", "2026-01-15", "2025-12-01", "2025-12-31"],
    ["thisYear", "2026-12-31", "2026-01-01", "2026-12-31"],
    ["thisYear", "2026-01-01", "2026-01-01", "2026-01-01"],
    ["last12Months", "2026-05-31", "2025-06-01", "2026-05-31"],
  ];
  for (const [preset, today, since, until] of cases) {
    assert.deepEqual(resolvePeriod({ preset }, today), { since, until }, `${preset} on ${today}`);
  }
  assert.deepEqual(resolvePeriod({ since: "2025-01-05", until: "2025-01-09" }, "2026-01-01"), {
    since: "2025-01-05",
    until: "2025-01-09",
  });
});

test("every preset ends today or earlier", () => {
  const day = fc.integer({ min: 0, max: 30_000 }).map(dayFromNumber);
  fc.assert(
    fc.property(fc.constantFrom(...PERIOD_PRESETS), day, (preset, today) => {
      const period = resolvePeriod({ preset }, today);
      assert.ok(isDay(period.since) && isDay(period.until));
      assert.ok(period.since <= period.until && period.until <= today);
    }),
  );
});

test("a period covers its days of the zone, whatever the clocks did", () => {
  const cases: readonly (readonly [string, Day, Day, number])[] = [
    ["Asia/Kolkata", "2026-05-01", "2026-05-31", 31 * 24],
    ["America/New_York", "2026-03-08", "2026-03-08", 23],
    ["America/New_York", "2026-11-01", "2026-11-01", 25],
    ["Europe/London", "2026-03-29", "2026-03-29", 23],
    ["Australia/Lord_Howe", "2026-04-05", "2026-04-05", 24.5],
  ];
  for (const [zone, since, until, hours] of cases) {
    const { from, to } = intervalOf({ since, until }, zone);
    assert.equal((to - from) / 3_600_000_000, hours, zone);
  }
});

test("an IST day needs two UTC dates", () => {
  const day = { since: "2026-05-05", until: "2026-05-05" };
  assert.deepEqual(utcDatesOf(day, "Asia/Kolkata"), { since: "2026-05-04", until: "2026-05-05" });
  assert.deepEqual(utcDatesOf(day, "UTC"), day);
  assert.deepEqual(utcDatesOf(day, "America/New_York"), { since: "2026-05-05", until: "2026-05-06" });
});

test("typed dates are read as they are, or relative to today", () => {
  const today = "2026-05-31";
  const cases: readonly (readonly [string, Day | undefined])[] = [
    ["2026-02-28", "2026-02-28"],
    [" 2026-02-28 ", "2026-02-28"],
    ["2026-02-30", undefined],
    ["today", today],
    ["Yesterday", "2026-05-30"],
    ["-0d", today],
    ["-7d", "2026-05-24"],
    ["-2w", "2026-05-17"],
    ["-3m", "2026-02-28"],
    ["-1M", "2026-04-30"],
    ["-12m", "2025-05-31"],
    ["-27m", "2024-02-29"],
    ["-5m", "2025-12-31"],
    ["7d", undefined],
    ["-7", undefined],
    ["-99999d", undefined],
    ["31-05-2026", undefined],
    ["", undefined],
  ];
  for (const [text, expected] of cases) assert.equal(parseDateInput(text, today), expected, text);
});

test("today is a day of the billing time zone", () => {
  const at = Date.parse("2026-05-04T18:30:00Z") * 1000;
  assert.equal(todayIn("Asia/Kolkata", at), "2026-05-05");
  assert.equal(todayIn("Asia/Kolkata", at - 1), "2026-05-04");
});

test("a period has a first day, a longest length, and days that exist", () => {
  const cases: readonly (readonly [Day, Day, boolean])[] = [
    ["2026-11-01", "2026-11-23", true],
    ["2015-01-01", "2025-01-07", true],
    ["2015-01-01", "2025-01-08", false],
    ["2014-12-31", "2015-01-01", false],
    ["0206-11-01", "2026-11-23", false],
    ["2026-11-02", "2026-11-01", false],
    ["2026-02-30", "2026-03-01", false],
    ["2026-11-01", "", false],
  ];
  for (const [since, until, expected] of cases) assert.equal(isPeriodInBounds({ since, until }), expected, since);
});
