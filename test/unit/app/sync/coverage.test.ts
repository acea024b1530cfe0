import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import {
  datesToFetch,
  type Freshness,
  type PlannedWindow,
  planReportWindows,
  smallerWindows,
} from "../../../../src/app/sync/coverage.ts";
import { addDays, daysInclusive } from "../../../../src/domain/day.ts";
import { finalityOf } from "../../../../src/domain/known.ts";

const at = (text: string): number => Date.parse(text);
const HOUR = 3_600_000;
const unsettledSince = (since: number): Freshness => ({ unsettledSince: since, sealedSince: Number.NEGATIVE_INFINITY });

test("finality of a UTC date follows from when it was read", () => {
  const day = "2026-11-10";
  const cases: readonly (readonly [string | undefined, string])[] = [
    [undefined, "missing"],
    ["2026-11-10T12:00:00Z", "open"],
    ["2026-11-10T23:59:59Z", "open"],
    ["2026-11-11T00:00:00Z", "settling"],
    ["2026-11-12T23:59:59Z", "settling"],
    ["2026-11-13T00:00:00Z", "sealed"],
  ];
  for (const [readAt, expected] of cases) {
    assert.equal(finalityOf(day, readAt === undefined ? undefined : at(readAt)), expected, readAt);
  }
});

test("a refresh asks for what is missing or may still change, and never for a sealed date", () => {
  const now = at("2026-11-20T10:00:00Z");
  const coverage = [
    { day: "2026-11-15", readAt: at("2026-11-19T00:00:00Z") },
    { day: "2026-11-17", readAt: at("2026-11-18T09:00:00Z") },
    { day: "2026-11-18", readAt: now - HOUR },
    { day: "2026-11-19", readAt: now - HOUR },
    { day: "2026-11-20", readAt: now - HOUR },
  ];
  const dates = { since: "2026-11-15", until: "2026-11-25" };
  assert.deepEqual(datesToFetch(dates, coverage, now, unsettledSince(now)), [
    "2026-11-16",
    "2026-11-17",
    "2026-11-18",
    "2026-11-19",
    "2026-11-20",
  ]);
  assert.deepEqual(datesToFetch(dates, coverage, now, unsettledSince(now - 2 * HOUR)), ["2026-11-16", "2026-11-17"]);
  assert.deepEqual(datesToFetch(dates, coverage, now, unsettledSince(Number.NEGATIVE_INFINITY)), ["2026-11-16"]);
  const again = { unsettledSince: Number.NEGATIVE_INFINITY, sealedSince: at("2026-11-19T00:00:00Z") };
  assert.deepEqual(
    datesToFetch(dates, coverage, now, again),
    ["2026-11-15", "2026-11-16"],
    "unless the user wants what was read before an instant",
  );
});

test("dates that have not begun are not asked for", () => {
  const now = at("2026-11-20T10:00:00Z");
  assert.deepEqual(datesToFetch({ since: "2026-11-21", until: "2026-11-30" }, [], now, unsettledSince(now)), []);
});

test("windows: today's reaches to tomorrow, and a week takes two because neighbours overlap", () => {
  assert.deepEqual(windowsOf(["2026-11-20"]), [["2026-11-20", "2026-11-21"]]);
  const week = Array.from({ length: 7 }, (_, index) => addDays("2026-11-14", index));
  assert.deepEqual(windowsOf(week), [
    ["2026-11-15", "2026-11-21"],
    ["2026-11-14", "2026-11-15"],
  ]);
});

function windowsOf(dates: readonly string[]): readonly (readonly [string, string])[] {
  return planReportWindows(dates).map(({ since, until }) => [since, until]);
}

const someDates = fc
  .uniqueArray(fc.integer({ min: 0, max: 400 }), { maxLength: 120 })
  .map((offsets) => offsets.toSorted((a, b) => a - b).map((offset) => addDays("2025-01-01", offset)));

test("property: at most 6 days apart, newest first; every date, and no other, is covered under either reading of until_date", () => {
  fc.assert(
    fc.property(someDates, (dates) => {
      const windows = planReportWindows(dates);
      for (const { since, until, covers } of windows) {
        assert.ok(daysInclusive(since, until) - 1 <= 6);
        assert.deepEqual([covers[0], covers.at(-1)], [since, addDays(until, -1)]);
      }
      assert.deepEqual(windows.flatMap(({ covers }) => covers).toSorted(), dates);
      for (const [index, window] of windows.slice(1).entries())
        assert.ok(window.until <= (windows[index]?.since ?? ""));
    }),
  );
});

const planned = (since: string, until: string): PlannedWindow => ({
  since,
  until,
  covers: Array.from({ length: daysInclusive(since, until) - 1 }, (_, index) => addDays(since, index)),
});

test("a refused window: cut back to today first, then halved, then given up", () => {
  const now = at("2026-11-20T10:00:00Z");
  const [cut] = smallerWindows(planned("2026-11-15", "2026-11-21"), now);
  assert.deepEqual([cut?.since, cut?.until], ["2026-11-15", "2026-11-20"]);
  assert.equal(cut?.covers.at(-1), "2026-11-20", "today stays covered: it is open in any case");
  const halves = smallerWindows(planned("2026-11-01", "2026-11-07"), now);
  assert.deepEqual(
    halves.map(({ since, until }) => [since, until]),
    [
      ["2026-11-04", "2026-11-07"],
      ["2026-11-01", "2026-11-04"],
    ],
  );
  assert.deepEqual(
    halves.flatMap(({ covers }) => covers).toSorted(),
    planned("2026-11-01", "2026-11-07").covers,
    "no date is lost",
  );
  assert.deepEqual(smallerWindows(planned("2026-11-01", "2026-11-02"), now), []);
});
