import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import {
  addDays,
  type Day,
  dayFromNumber,
  dayIn,
  dayNumber,
  daysInclusive,
  isDay,
  isTimeZone,
  minuteIn,
  offsetAt,
  startOfDay,
  utcDayOf,
  weekdayOf,
} from "../../../src/domain/day.ts";
import { hourIn } from "../../support/hourIn.ts";

const micros = (text: string): number => Date.parse(text) * 1000;

test("only existing days are days", () => {
  for (const day of ["2026-01-01", "2024-02-29", "2000-02-29", "9999-12-31"]) assert.ok(isDay(day), day);
  const wrong = [
    "2026-02-30",
    "2023-02-29",
    "1900-02-29",
    "2026-13-01",
    "2026-00-10",
    "2026-1-1",
    "2026-01-01T00:00",
    "",
  ];
  for (const text of [...wrong, "20260101", "today", "2026-01-32"]) assert.ok(!isDay(text), text);
});

test("arithmetic crosses months, years and leap days", () => {
  const cases: readonly (readonly [Day, number, Day])[] = [
    ["2026-01-31", 1, "2026-02-01"],
    ["2024-02-28", 1, "2024-02-29"],
    ["2023-02-28", 1, "2023-03-01"],
    ["2025-12-31", 1, "2026-01-01"],
    ["2026-01-01", -1, "2025-12-31"],
    ["2026-05-05", 0, "2026-05-05"],
    ["2026-01-01", 365, "2027-01-01"],
  ];
  for (const [day, count, expected] of cases) {
    assert.equal(addDays(day, count), expected);
    assert.equal(daysInclusive(day, expected), count + 1);
  }
  fc.assert(fc.property(fc.integer({ min: -100_000, max: 2_000_000 }), (n) => dayNumber(dayFromNumber(n)) === n));
});

test("weeks start on Monday, before 1970 as well", () => {
  const cases: readonly (readonly [Day, number])[] = [
    ["1970-01-01", 3],
    ["2026-11-23", 0],
    ["2026-11-29", 6],
    ["1969-12-31", 2],
    ["1834-01-05", 6],
  ];
  for (const [day, expected] of cases) assert.equal(weekdayOf(day), expected, day);
});

test("the billing day turns at midnight of its zone", () => {
  const cases: readonly (readonly [string, string, Day, number])[] = [
    ["Asia/Kolkata", "2026-05-04T18:29:59.999Z", "2026-05-04", 23],
    ["Asia/Kolkata", "2026-05-04T18:30:00Z", "2026-05-05", 0],
    ["Asia/Kolkata", "2026-12-31T18:30:00Z", "2027-01-01", 0],
    ["UTC", "2026-05-04T23:59:59.999Z", "2026-05-04", 23],
    ["Asia/Kathmandu", "2026-05-04T18:15:00Z", "2026-05-05", 0],
    // Spring forward and fall back.
    ["America/New_York", "2026-03-08T06:59:59Z", "2026-03-08", 1],
    ["America/New_York", "2026-03-08T07:00:00Z", "2026-03-08", 3],
    ["America/New_York", "2026-11-01T05:30:00Z", "2026-11-01", 1],
    ["America/New_York", "2026-11-01T06:30:00Z", "2026-11-01", 1],
    ["Europe/London", "2026-03-29T00:59:59Z", "2026-03-29", 0],
    ["Europe/London", "2026-03-29T01:00:00Z", "2026-03-29", 2],
    ["Europe/London", "2026-06-30T23:00:00Z", "2026-07-01", 0],
    ["Pacific/Kiritimati", "2026-05-04T10:00:00Z", "2026-05-05", 0],
  ];
  for (const [zone, at, day, hour] of cases) {
    assert.equal(dayIn(zone, micros(at)), day, `${zone} ${at}`);
    assert.equal(hourIn(zone, micros(at)), hour, `${zone} ${at}`);
  }
  assert.equal(minuteIn("Asia/Kolkata", micros("2026-05-04T18:29:30Z")), 1439.5);
  assert.equal(minuteIn("Asia/Kolkata", micros("2026-05-04T18:30:00Z")), 0);
  assert.equal(utcDayOf(micros("2026-05-04T23:59:59.999Z") + 999), "2026-05-04");
  assert.equal(utcDayOf(-1), "1969-12-31");
});

test("a day starts at its first instant that exists", () => {
  const cases: readonly (readonly [string, Day, string])[] = [
    ["Asia/Kolkata", "2026-05-05", "2026-05-04T18:30:00Z"],
    ["UTC", "2026-05-05", "2026-05-05T00:00:00Z"],
    ["America/New_York", "2026-03-08", "2026-03-08T05:00:00Z"],
    ["America/New_York", "2026-03-09", "2026-03-09T04:00:00Z"],
    ["America/New_York", "2026-11-01", "2026-11-01T04:00:00Z"],
    ["America/New_York", "2026-11-02", "2026-11-02T05:00:00Z"],
    ["Europe/London", "2026-10-25", "2026-10-24T23:00:00Z"],
    ["Europe/London", "2026-10-26", "2026-10-26T00:00:00Z"],
    // Midnight was skipped here, and repeated there.
    ["America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"],
    ["America/Sao_Paulo", "2018-02-18", "2018-02-18T03:00:00Z"],
    ["America/Havana", "2026-11-01", "2026-11-01T04:00:00Z"],
    ["Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z"],
    // Samoa left this day out, so it starts where the next one does.
    ["Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"],
    ["Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"],
  ];
  for (const [zone, day, expected] of cases) {
    assert.equal(
      new Date(startOfDay(zone, day) / 1000).toISOString(),
      new Date(expected).toISOString(),
      `${zone} ${day}`,
    );
  }
});

test("every instant lies between the start of its day and the start of the next", () => {
  const zones = [
    "Asia/Kolkata",
    "America/New_York",
    "Europe/London",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Africa/Cairo",
  ];
  const instant = fc.integer({ min: micros("2000-01-01T00:00:00Z"), max: micros("2040-01-01T00:00:00Z") });
  fc.assert(
    fc.property(fc.constantFrom(...zones), instant, (zone, at) => {
      const day = dayIn(zone, at);
      const start = startOfDay(zone, day);
      assert.ok(start <= at);
      assert.ok(at < startOfDay(zone, addDays(day, 1)));
      assert.equal(dayIn(zone, start), day);
      assert.ok(dayIn(zone, start - 1) < day);
    }),
    { numRuns: 500 },
  );
});

test("India's clocks are where the runtime has them, also before they came to rest", () => {
  const wall = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Kolkata", dateStyle: "short", timeStyle: "medium" });
  const from = Date.UTC(1944, 0, 1);
  for (let ms = from; ms < Date.UTC(2040, 0, 1); ms += 41 * 86_400_000 + 3_600_000) {
    const shown = Date.parse(`${wall.format(ms).replace(" ", "T")}Z`);
    assert.equal(offsetAt("Asia/Kolkata", ms * 1000), (shown - ms) * 1000, new Date(ms).toISOString());
  }
});

test("only names that the runtime knows are time zones", () => {
  for (const zone of ["Asia/Kolkata", "UTC", "America/New_York"]) assert.ok(isTimeZone(zone));
  for (const zone of ["", "Asia/Nowhere", "IST+5", "🕰"]) assert.ok(!isTimeZone(zone), zone);
});
