import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { dayFromNumber, dayIn, startOfDay } from "../../../../src/domain/day.ts";
import { ZoneClock } from "../../../../src/ledger/rows/zoneClock.ts";
import { hourIn } from "../../../support/hourIn.ts";
import { micros } from "../../../support/ledgers.ts";

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
