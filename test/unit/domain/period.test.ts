import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import type { CycleStart } from "../../../src/domain/calendar.ts";
import { type Day, dayFromNumber, dayNumber, isDay } from "../../../src/domain/day.ts";
import {
  intervalOf,
  isPeriodInBounds,
  namedChoice,
  PERIOD_PRESETS,
  type PeriodPreset,
  resolvePeriod,
  todayIn,
  utcDatesOf,
} from "../../../src/domain/period.ts";

test("presets mean days relative to today", () => {
  const cases: readonly (readonly [PeriodPreset, Day, Day, Day, CycleStart?])[] = [
    ["today", "2026-03-01", "2026-03-01", "2026-03-01"],
    ["yesterday", "2026-03-01", "2026-02-28", "2026-02-28"],
    ["yesterday", "2024-03-01", "2024-02-29", "2024-02-29"],
    ["last7Days", "2026-03-01", "2026-02-23", "2026-03-01"],
    ["last30Days", "2026-03-01", "2026-01-31", "2026-03-01"],
    ["last90Days", "2026-01-01", "2025-10-04", "2026-01-01"],
    // 26 November 2026 is a Thursday.
    ["thisWeek", "2026-11-26", "2026-11-23", "2026-11-26"],
    ["thisWeek", "2026-11-22", "2026-11-16", "2026-11-22"],
    ["thisWeek", "2026-11-23", "2026-11-23", "2026-11-23"],
    ["lastWeek", "2026-11-26", "2026-11-16", "2026-11-22"],
    ["lastWeek", "2026-01-01", "2025-12-22", "2025-12-28"],
    ["thisMonth", "2026-03-01", "2026-03-01", "2026-03-01"],
    ["thisMonth", "2026-03-31", "2026-03-01", "2026-03-31"],
    ["lastMonth", "2026-03-31", "2026-02-01", "2026-02-28"],
    ["lastMonth", "2026-01-15", "2025-12-01", "2025-12-31"],
    ["thisMonth", "2026-11-26", "2026-11-05", "2026-11-26", 5],
    ["thisMonth", "2026-12-04", "2026-11-05", "2026-12-04", 5],
    ["thisMonth", "2026-12-05", "2026-12-05", "2026-12-05", 5],
    ["thisMonth", "2026-01-04", "2025-12-05", "2026-01-04", 5],
    ["lastMonth", "2026-11-26", "2026-10-05", "2026-11-04", 5],
    ["lastMonth", "2026-03-10", "2026-01-28", "2026-02-27", 28],
    ["lastMonth", "2024-03-28", "2024-02-28", "2024-03-27", 28],
    ["thisCalendarMonth", "2026-12-04", "2026-12-01", "2026-12-04", 5],
    ["lastCalendarMonth", "2026-12-04", "2026-11-01", "2026-11-30", 5],
    ["thisQuarter", "2026-11-26", "2026-10-01", "2026-11-26"],
    ["thisQuarter", "2026-12-31", "2026-10-01", "2026-12-31", 5],
    ["lastQuarter", "2026-11-26", "2026-07-01", "2026-09-30"],
    ["lastQuarter", "2026-03-31", "2025-10-01", "2025-12-31"],
    ["thisFinancialYear", "2026-11-26", "2026-04-01", "2026-11-26"],
    ["thisFinancialYear", "2026-03-31", "2025-04-01", "2026-03-31"],
    ["thisFinancialYear", "2026-04-01", "2026-04-01", "2026-04-01", 5],
    ["lastFinancialYear", "2026-11-26", "2025-04-01", "2026-03-31"],
    ["lastFinancialYear", "2024-04-01", "2023-04-01", "2024-03-31"],
    ["lastFinancialYear", "2026-03-31", "2024-04-01", "2025-03-31"],
    ["financialQuarter1", "2026-11-26", "2026-04-01", "2026-06-30"],
    ["financialQuarter2", "2026-11-26", "2026-07-01", "2026-09-30"],
    ["financialQuarter3", "2026-11-26", "2026-10-01", "2026-11-26"],
    // One that has not begun is that of the year before.
    ["financialQuarter4", "2026-11-26", "2026-01-01", "2026-03-31"],
    ["financialQuarter4", "2027-03-31", "2027-01-01", "2027-03-31"],
    ["financialQuarter4", "2027-04-01", "2027-01-01", "2027-03-31"],
    ["financialQuarter1", "2027-04-01", "2027-04-01", "2027-04-01"],
    ["financialQuarter2", "2027-04-01", "2026-07-01", "2026-09-30"],
    ["thisYear", "2026-12-31", "2026-01-01", "2026-12-31"],
    ["thisYear", "2026-01-01", "2026-01-01", "2026-01-01"],
    ["last12Months", "2026-05-31", "2025-06-01", "2026-05-31"],
  ];
  for (const [preset, today, since, until, cycleStart = 1] of cases) {
    assert.deepEqual(
      resolvePeriod({ preset }, today, cycleStart),
      { since, until },
      `${preset} on ${today}, ${cycleStart}`,
    );
  }
  assert.deepEqual(new Set(cases.map(([preset]) => preset)), new Set(PERIOD_PRESETS), "every preset has its cases");
  assert.deepEqual(resolvePeriod({ since: "2025-01-05", until: "2025-01-09" }, "2026-01-01", 5), {
    since: "2025-01-05",
    until: "2025-01-09",
  });
});

test("every preset ends today or earlier, and fits into any bound", () => {
  const day = fc.integer({ min: 17_000, max: 30_000 }).map(dayFromNumber);
  fc.assert(
    fc.property(fc.constantFrom(...PERIOD_PRESETS), day, fc.integer({ min: 1, max: 28 }), (preset, today, from) => {
      const period = resolvePeriod({ preset }, today, from);
      assert.ok(isDay(period.since) && isDay(period.until));
      assert.ok(period.since <= period.until && period.until <= today);
      assert.ok(isPeriodInBounds(period));
    }),
  );
});

test("property: cycles follow each other without a gap, each of 28 to 31 days, and begin on their day", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 30_000 }), fc.integer({ min: 1, max: 28 }), (number, from) => {
      const today = dayFromNumber(number);
      const { since } = resolvePeriod({ preset: "thisMonth" }, today, from);
      const before = resolvePeriod({ preset: "lastMonth" }, today, from);
      assert.equal(Number(since.slice(8)), from);
      assert.equal(Number(before.since.slice(8)), from);
      assert.equal(dayNumber(before.until) + 1, dayNumber(since));
      const days = dayNumber(since) - dayNumber(before.since);
      assert.ok(days >= 28 && days <= 31, String(days));
      assert.ok(dayNumber(today) - dayNumber(since) < 31);
    }),
  );
});

test("where billing months are calendar months, both names of a month are one choice", () => {
  assert.deepEqual(namedChoice({ preset: "thisCalendarMonth" }, 1), { preset: "thisMonth" });
  assert.deepEqual(namedChoice({ preset: "lastCalendarMonth" }, 1), { preset: "lastMonth" });
  assert.deepEqual(namedChoice({ preset: "thisCalendarMonth" }, 5), { preset: "thisCalendarMonth" });
  assert.deepEqual(namedChoice({ preset: "thisMonth" }, 5), { preset: "thisMonth" });
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
