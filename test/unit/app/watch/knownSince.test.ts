import assert from "node:assert/strict";
import { test } from "node:test";
import { knownHistory } from "../../../../src/app/watch/knownSince.ts";
import { addDays } from "../../../../src/domain/day.ts";
import { knownStretches } from "../../../../src/domain/known.ts";
import type { CoverageDay } from "../../../../src/domain/report.ts";

/** UTC dates up to `until` but the missing ones; the last one was read at `readAt`, the others later. */
function coverage(since: string, until: string, readAt: string, missing: readonly string[] = []): CoverageDay[] {
  const days: CoverageDay[] = [];
  for (let day = since; day <= until; day = addDays(day, 1)) {
    if (missing.includes(day)) continue;
    days.push({ day, readAt: Date.parse(readAt) + (day === until ? 0 : 60_000) });
  }
  return days;
}

test("from when to when every row is in the ledger", () => {
  const cases: readonly (readonly [string, readonly CoverageDay[], string, string | undefined])[] = [
    ["nothing fetched", [], "Asia/Kolkata", undefined],
    // A day in India begins in the UTC date before: without 31 October, 1 November is not whole.
    ["IST", coverage("2026-11-01", "2026-11-23", "2026-11-23T06:00Z"), "Asia/Kolkata", "2026-11-02"],
    ["UTC", coverage("2026-11-01", "2026-11-23", "2026-11-23T06:00Z"), "UTC", "2026-11-01"],
    ["a gap", coverage("2026-11-01", "2026-11-23", "2026-11-23T06:00Z", ["2026-11-10"]), "UTC", "2026-11-11"],
    ["not before what was asked", coverage("2026-09-01", "2026-11-23", "2026-11-23T06:00Z"), "UTC", "2026-10-01"],
    ["just after midnight in UTC", coverage("2026-11-01", "2026-11-22", "2026-11-22T23:50Z"), "UTC", "2026-11-01"],
    [
      "evening in UTC, next day in India",
      coverage("2026-11-20", "2026-11-22", "2026-11-22T20:00Z"),
      "Asia/Kolkata",
      "2026-11-21",
    ],
    ["only an old period was fetched", coverage("2026-10-01", "2026-10-10", "2026-11-23T06:00Z"), "UTC", undefined],
    [
      "daylight saving ends",
      coverage("2026-10-30", "2026-11-05", "2026-11-05T12:00Z"),
      "America/New_York",
      "2026-10-30",
    ],
  ];
  for (const [name, days, zone, knownSince] of cases) {
    const lastReading = Math.max(0, ...days.map(({ readAt }) => readAt));
    const known = knownHistory(knownStretches(days, lastReading), lastReading, "2026-10-01", zone);
    assert.equal(known?.knownSince, knownSince, name);
    // The end of a run is later than the reading of the newest date, which comes first.
    if (known !== undefined) assert.equal(known.filledUntil, days.at(-1)?.readAt, name);
  }
});
