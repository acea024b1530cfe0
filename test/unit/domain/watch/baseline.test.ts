import assert from "node:assert/strict";
import { test } from "node:test";
import { dayNumber } from "../../../../src/domain/day.ts";
import { todayAgainstUsual, usualBetween } from "../../../../src/domain/watch/baseline.ts";
import { amountBetween, amountSoFar, localTime } from "../../../../src/domain/watch/usageHistory.ts";
import { historyOf, ist, RUPEE, steadyUsage } from "../../../support/usageCells.ts";

const NOON = 12 * 60;

test("the wall clock of the zone tells day and minute, at IST midnight and through daylight saving", () => {
  const cases: readonly (readonly [string, string, string, number])[] = [
    ["Asia/Kolkata", "2026-05-04T18:29:59.999Z", "2026-05-04", 1439.99],
    ["Asia/Kolkata", "2026-05-04T18:30:00Z", "2026-05-05", 0],
    ["America/New_York", "2026-03-08T06:59:00Z", "2026-03-08", 119],
    ["America/New_York", "2026-03-08T07:01:00Z", "2026-03-08", 181],
    ["America/New_York", "2026-11-01T05:30:00Z", "2026-11-01", 90],
    ["America/New_York", "2026-11-01T06:30:00Z", "2026-11-01", 90],
    ["Europe/London", "2026-03-29T01:00:00Z", "2026-03-29", 120],
  ];
  for (const [zone, at, day, minute] of cases) {
    const time = localTime(zone, Date.parse(at));
    assert.equal(time.day, dayNumber(day), at);
    assert.ok(Math.abs(time.minute - minute) < 0.02, `${at}: ${time.minute}`);
  }
});

test("amounts are interpolated on days that are over, and taken as known on the day that runs", () => {
  const history = historyOf(steadyUsage("2026-05-01", "2026-05-04"));
  const day = dayNumber("2026-05-04");
  assert.equal(amountBetween(history, undefined, "calls", day, 0, 1440), 240);
  assert.equal(amountBetween(history, "PAN-Plus", "calls", day, 90, 150), 10);
  assert.equal(amountBetween(history, "PAN-Plus", "charge", day, 0, 30), 10 * RUPEE);
  assert.equal(amountBetween(history, "UPI", "charge", day, 0, 1440), 0);
  assert.equal(amountBetween(history, undefined, "calls", day + 1, 0, 1440), 0);
  // At 10:30 all that is known of the hour from 10:00 counts, at 10:00 nothing of it.
  assert.equal(amountSoFar(history, undefined, "calls", { day, minute: 630 }, 0), 110);
  assert.equal(amountSoFar(history, undefined, "calls", { day, minute: 600 }, 0), 100);
  assert.equal(amountSoFar(history, undefined, "calls", { day, minute: 600 }, 8), 20);
  assert.equal(amountSoFar(history, undefined, "calls", { day, minute: 0 }, 0), 0);
});

test("usual is what this weekday had by this hour", () => {
  const history = historyOf(
    steadyUsage("2026-03-02", "2026-05-31", { calls: (_, weekday) => (weekday === 0 ? 100 : 10) }),
  );
  const monday = usualBetween(history, undefined, "calls", dayNumber("2026-06-01"), 0, NOON);
  const tuesday = usualBetween(history, undefined, "calls", dayNumber("2026-06-02"), 0, NOON);
  assert.deepEqual([monday?.typical, monday?.days, monday?.basis], [1_200, 8, "sameWeekday"]);
  assert.deepEqual([tuesday?.typical, tuesday?.days], [120, 8]);
  assert.equal(usualBetween(history, undefined, "charge", dayNumber("2026-06-01"), 0, NOON)?.typical, 2_400 * RUPEE);
  assert.ok(monday !== undefined && monday.low < 1_200 && monday.high > 1_200);
});

test("one wild Monday moves nothing", () => {
  const calm = steadyUsage("2026-03-02", "2026-05-31");
  const wild = calm.map((cell) => (cell.day === "2026-05-25" ? { ...cell, calls: 5_000 } : cell));
  const day = dayNumber("2026-06-01");
  const [before, after] = [calm, wild].map((cells) => usualBetween(historyOf(cells), undefined, "calls", day, 0, NOON));
  assert.equal(after?.typical, before?.typical);
  assert.ok((after?.high ?? 0) < 160);
});

test("with little history all days stand in for the weekday, and below ten days nothing is usual", () => {
  const day = dayNumber("2026-06-01");
  const basis = (since: string) => {
    const usual = usualBetween(historyOf(steadyUsage(since, "2026-05-31")), undefined, "calls", day, 0, NOON);
    return usual && [usual.basis, usual.days];
  };
  assert.deepEqual(basis("2026-05-04"), ["sameWeekday", 4]);
  assert.deepEqual(basis("2026-05-05"), ["allDays", 27]);
  assert.deepEqual(basis("2026-05-22"), ["allDays", 10]);
  assert.equal(basis("2026-05-23"), undefined);
  assert.equal(basis("2026-05-31"), undefined);
  assert.equal(usualBetween(historyOf([], { knownSince: "2026-06-01" }), undefined, "calls", day, 0, NOON), undefined);
});

test("days before a product's first call do not count as days without calls", () => {
  const cells = [
    ...steadyUsage("2026-03-02", "2026-05-31"),
    ...steadyUsage("2026-05-20", "2026-05-31", { product: "UPI" }),
  ];
  const usual = usualBetween(historyOf(cells), "UPI", "calls", dayNumber("2026-06-01"), 0, NOON);
  assert.deepEqual([usual?.typical, usual?.days, usual?.basis], [120, 12, "allDays"]);
});

test("today so far stands against a usual day by this hour", () => {
  const cells = steadyUsage("2026-03-02", "2026-05-31");
  const today = steadyUsage("2026-06-01", "2026-06-01", { calls: (hour) => (hour < 10 ? 20 : hour === 10 ? 7 : 0) });
  const history = historyOf([...cells, ...today]);
  const comparison = todayAgainstUsual(history, undefined, "charge", ist("2026-06-01T10:30"));
  assert.equal(comparison.soFar, 207 * 2 * RUPEE);
  assert.equal(comparison.usual?.typical, 105 * 2 * RUPEE);
  // One minute before and after midnight in India.
  assert.equal(todayAgainstUsual(history, undefined, "calls", ist("2026-05-31T23:59")).soFar, 240);
  assert.equal(todayAgainstUsual(history, undefined, "calls", ist("2026-06-01T00:00")).soFar, 0);
  // A clock that was set back before all history: nothing is known.
  assert.deepEqual(todayAgainstUsual(history, undefined, "calls", ist("2020-01-01T12:00")), {
    soFar: 0,
    usual: undefined,
  });
});

test("in a zone with daylight saving, wall-clock hours are compared", () => {
  // An office in New York, before and after the clocks went forward on 8 March.
  const cells = steadyUsage("2026-01-05", "2026-03-09", { calls: (hour) => (hour >= 9 && hour < 17 ? 30 : 0) });
  const history = historyOf(cells, { zone: "America/New_York" });
  const noon = Date.parse("2026-03-09T16:00:00Z");
  const { soFar, usual } = todayAgainstUsual(history, undefined, "calls", noon);
  assert.equal(soFar, 90);
  assert.equal(usual?.typical, 90);
});
