import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { dayFromNumber, dayIn, offsetAt, startOfDay } from "../../../src/domain/day.ts";
import { ZoneClock } from "../../../src/domain/zoneClock.ts";
import { hourIn } from "../../support/hourIn.ts";
import { micros } from "../../support/ledgers.ts";

/** Half-hour offsets, half-hour daylight saving, a skipped midnight, a skipped day, whole hours. */
const ZONES = [
  "UTC",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "America/New_York",
  "Australia/Lord_Howe",
  "America/Santiago",
  "Pacific/Apia",
];
const QUARTER = 900_000_000;

/** Every change of a zone's offset, to the second. No zone keeps an offset for less than a week. */
function* changesOf(
  zone: string,
  since: number,
  before: number,
): Generator<{ at: number; before: number; after: number }> {
  const week = 7 * 86_400;
  const offset = (second: number): number => offsetAt(zone, second * 1e6);
  const end = Date.UTC(before, 0, 1) / 1000;
  let known = offset(Date.UTC(since, 0, 1) / 1000);
  for (let start = Date.UTC(since, 0, 1) / 1000; start < end; start += week) {
    const next = offset(start + week);
    if (next === known) continue;
    let [low, high] = [start, start + week];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (offset(middle) === known) low = middle;
      else high = middle;
    }
    yield { at: high * 1e6, before: known, after: next };
    known = next;
  }
}

describe("zone clock", () => {
  for (const zone of ZONES) {
    it(`agrees with the calendar of ${zone} in every quarter of an hour of the years it changed`, () => {
      const clock = new ZoneClock(zone);
      for (const year of ["2011-12-20", "2025-03-01", "2025-09-01"]) {
        const start = micros(`${year}T00:00:00Z`);
        for (let at = start; at < start + 45 * 86_400e6; at += QUARTER) {
          for (const instant of [at, at + QUARTER - 1]) {
            const hours = clock.localHour(instant);
            const day = Math.floor(hours / 24);
            const expected = `${dayIn(zone, instant)} ${hourIn(zone, instant)}`;
            assert.equal(`${dayFromNumber(day)} ${hours - day * 24}`, expected, new Date(instant / 1000).toISOString());
          }
        }
      }
    });
  }

  it("knows the minute past one at which Antarctica/Casey changed", () => {
    const clock = new ZoneClock("Antarctica/Casey");
    const change = micros("2020-10-03T16:01:00Z");
    const hours = [change - 60e6, change - 1, change, change + 14 * 60e6].map((at) => clock.localHour(at) % 24);
    assert.deepEqual(hours, [0, 0, 3, 3]);
    assert.equal(clock.endOfHour(change - 1), change);
  });

  it("is exact around every change of every zone from 1990 to 2035, and days are stretches of time from 2012 on", () => {
    let changes = 0;
    for (const zone of Intl.supportedValuesOf("timeZone")) {
      const clock = new ZoneClock(zone);
      for (const { at, before, after } of changesOf(zone, 1990, 2036)) {
        changes++;
        const day = Math.floor(at / 86_400e6) * 86_400e6;
        const what = `${zone} ${new Date(at / 1000).toISOString()}`;
        assert.deepEqual(
          clock.spans(day, day + 86_400e6),
          [
            { from: day, to: at, offset: before },
            { from: at, to: day + 86_400e6, offset: after },
          ].filter(({ from, to }) => from < to),
          what,
        );
        if (at < micros("2012-01-01T00:00:00Z")) continue;
        // Billing days by the hour's number and by their first instant are the same days.
        for (const instant of [at - 1, at, at - 3_600e6, at + 3_600e6]) {
          const number = Math.floor(clock.localHour(instant) / 24);
          const { from, to } = clock.dayInterval(number);
          assert.ok(from <= instant && instant < to, `${what}, day ${dayFromNumber(number)}`);
        }
      }
    }
    assert.ok(changes > 10_000, `${changes} changes`);
  });

  it("cuts time into stretches of one offset, without gaps", () => {
    const clock = new ZoneClock("America/New_York");
    const [from, to] = [micros("2025-01-15T07:30:00Z"), micros("2025-12-15T00:00:00Z")];
    const spans = clock.spans(from, to);
    assert.deepEqual(
      spans.map((span) => [new Date(span.from / 1000).toISOString(), span.offset / 3_600e6]),
      [
        ["2025-01-15T07:30:00.000Z", -5],
        ["2025-03-09T07:00:00.000Z", -4],
        ["2025-11-02T06:00:00.000Z", -5],
      ],
    );
    assert.equal(spans.at(-1)?.to, to);
    assert.equal(clock.dayInterval(20_156).from, startOfDay("America/New_York", dayFromNumber(20_156)));
  });
});
