import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as fc from "fast-check";
import { addDays } from "../../../src/domain/day.ts";
import { coverageOf, knownOf, knownStretches } from "../../../src/domain/known.ts";
import { intervalOf, type Period } from "../../../src/domain/period.ts";
import type { CoverageDay } from "../../../src/domain/report.ts";

const HOUR = 3_600_000;
const INDIA = "Asia/Kolkata";

function at(iso: string): number {
  return Date.parse(iso);
}

/** UTC dates since…until, each read at the same instant. */
function read(since: string, until: string, readAt: string): CoverageDay[] {
  const days: CoverageDay[] = [];
  for (let day = since; day <= until; day = addDays(day, 1)) days.push({ day, readAt: at(readAt) });
  return days;
}

/** "wholly until 2026-07-01T12:00", as of `now`. */
function known(period: Period, coverage: readonly CoverageDay[], now: string, calls = 0): string {
  const { extent, until } = knownOf(intervalOf(period, INDIA), knownStretches(coverage, at(now)), at(now), calls);
  return until === undefined ? extent : `${extent} until ${new Date(until / 1000).toISOString().slice(0, 16)}`;
}

describe("what is known of a period", () => {
  const july = { since: "2026-07-01", until: "2026-07-01" };
  const lastDay = { since: "2026-06-30", until: "2026-06-30" };
  const week = { since: "2026-06-25", until: "2026-07-01" };
  const twoDaysOn = { since: "2026-06-25", until: "2026-07-02" };
  // 30 June, 23:50 in India.
  const june = read("2026-06-20", "2026-06-30", "2026-06-30T18:20Z");
  // 1 July, 00:01 in India: the UTC date has been fetched, but before the day in India began.
  const justAfter = "2026-06-30T18:31Z";
  const noon = [
    ...read("2026-06-29", "2026-06-29", "2026-06-29T12:00Z"),
    ...read("2026-06-30", "2026-06-30", "2026-07-01T12:00Z"),
  ];
  const without = (day: string) => june.filter((one) => one.day !== day);
  const cases: readonly (readonly [string, string, string])[] = [
    ["the new month, at 00:01", known(july, june, justAfter), "nothing"],
    [
      "its first reading",
      known(july, read("2026-06-20", "2026-06-30", "2026-06-30T18:40Z"), "2026-06-30T18:41Z"),
      "wholly until 2026-06-30T18:40",
    ],
    ["a day that ended after it was read", known(lastDay, june, justAfter), "partly until 2026-06-30T18:20"],
    ["a week that runs on", known(week, june, justAfter), "wholly until 2026-06-30T18:20"],
    ["the same after a night's sleep", known(week, june, "2026-07-01T03:00Z"), "wholly until 2026-06-30T18:20"],
    ["the same after two days", known(twoDaysOn, june, "2026-07-02T10:00Z"), "partly until 2026-06-30T18:20"],
    [
      "a date in the middle never fetched",
      known(week, without("2026-06-27"), justAfter),
      "partly until 2026-06-27T00:00",
    ],
    ["the first one never fetched", known(week, without("2026-06-24"), justAfter), "partly"],
    ["a date read at its noon and never again", known(lastDay, noon, "2026-07-01T12:00Z"), "partly"],
    [
      "a period long ago, all read later",
      known(lastDay, read("2026-06-29", "2026-06-30", "2026-07-09T00:00Z"), "2026-07-09T10:00Z"),
      "wholly until 2026-06-30T18:30",
    ],
    ["a period to come", known({ since: "2026-08-01", until: "2026-08-31" }, june, justAfter), "nothing"],
    ["nothing fetched", known(july, [], justAfter), "nothing"],
    ["rows that came with a neighbour's report", known(july, [], justAfter, 3), "partly"],
    [
      "a reading stamped by a clock that was days ahead",
      known(july, read("2026-06-30", "2026-07-01", "2026-07-11T00:00Z"), justAfter),
      "nothing",
    ],
  ];
  for (const [name, actual, expected] of cases) test(name, () => assert.equal(actual, expected));
});

test("property: what is known is what was read, hour by hour, and more readings never mean less", () => {
  const now = at("2026-07-05T10:00Z");
  const entry = fc.record({ day: fc.integer({ min: 0, max: 20 }), age: fc.integer({ min: 0, max: 30 * 24 }) });
  const coverageArbitrary = fc
    .uniqueArray(entry, { selector: ({ day }) => day, maxLength: 21 })
    .map((entries) =>
      entries
        .toSorted((a, b) => a.day - b.day)
        .map(({ day, age }): CoverageDay => ({ day: addDays("2026-06-15", day), readAt: now - age * HOUR })),
    );
  fc.assert(
    fc.property(coverageArbitrary, fc.integer({ min: 0, max: 20 }), (coverage, left) => {
      const stretches = knownStretches(coverage, now);
      for (const [index, { from, to }] of stretches.entries()) {
        assert.ok(from < to && to <= now * 1000);
        assert.ok(from > (stretches[index - 1]?.to ?? 0), "apart and ascending");
      }
      for (let hour = at("2026-06-15"); hour < now; hour += HOUR) {
        const day = new Date(hour).toISOString().slice(0, 10);
        const expected = coverage.some((one) => one.day === day && one.readAt >= hour + HOUR);
        const actual = stretches.some(({ from, to }) => from <= hour * 1000 && to >= (hour + HOUR) * 1000);
        assert.equal(actual, expected, new Date(hour).toISOString());
      }
      const fewer = knownStretches(
        coverage.filter((_, index) => index !== left),
        now,
      );
      const period = intervalOf({ since: "2026-06-20", until: "2026-06-25" }, INDIA);
      const rank = { nothing: 0, partly: 1, wholly: 2 };
      assert.ok(rank[knownOf(period, fewer, now).extent] <= rank[knownOf(period, stretches, now).extent]);
    }),
  );
});

test("dates count as fetched when their part of the period is known, and the oldest open reading is the age", () => {
  const now = at("2026-07-01T10:00Z");
  const interval = intervalOf({ since: "2026-06-30", until: "2026-07-01" }, INDIA);
  const days = (...readAt: readonly string[]) =>
    readAt.map((time, index): CoverageDay => ({ day: addDays("2026-06-29", index), readAt: at(time) }));
  const cases: readonly (readonly [readonly CoverageDay[], number, string | undefined])[] = [
    [days("2026-07-09T00:00Z"), 0, undefined],
    // Read before the day in India began at 18:30.
    [days("2026-06-29T18:00Z"), 0, undefined],
    [days("2026-06-30T03:00Z", "2026-07-01T09:00Z", "2026-07-01T09:30Z"), 3, "2026-06-30T03:00Z"],
    // The second one was read in its middle.
    [days("2026-06-30T03:00Z", "2026-06-30T12:00Z", "2026-07-01T09:30Z"), 2, "2026-06-30T03:00Z"],
  ];
  for (const [coverage, fetched, oldest] of cases) {
    assert.deepEqual(coverageOf(interval, coverage, now), {
      dates: 3,
      fetched,
      ...(oldest === undefined ? {} : { oldestOpenReadAt: at(oldest) }),
    });
  }
  assert.deepEqual(coverageOf(intervalOf({ since: "2026-08-01", until: "2026-08-02" }, INDIA), [], now), {
    dates: 0,
    fetched: 0,
  });
});
