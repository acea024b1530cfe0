import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { addDays, type Day, dayNumber } from "../../../../src/domain/day.ts";
import { forecastMonth, type MonthForecast } from "../../../../src/domain/watch/forecast.ts";
import type { NotEnoughData } from "../../../../src/domain/watch/spendModel.ts";
import { historyOf, ist, RUPEE, steadyUsage, type UsageCell } from "../../../support/usageCells.ts";

/** ₹480 a day. */
const STEADY = steadyUsage("2026-03-02", "2026-05-15");

function forecast(cells: readonly UsageCell[], now: string | number, zone?: string): MonthForecast {
  const history = historyOf(cells, zone === undefined ? {} : { zone });
  const answer = forecastMonth(history, undefined, typeof now === "number" ? now : ist(now), 1);
  assert.ok(answer.kind === "forecast", JSON.stringify(answer));
  return answer;
}

test("a steady account is forecast to the month's length", () => {
  const { spent, low, expected, high, month, basis } = forecast(STEADY, "2026-05-15T23:59:59.999");
  assert.equal(spent, 15 * 480 * RUPEE);
  assert.ok(Math.abs(expected - 31 * 480 * RUPEE) < 2 * RUPEE);
  assert.ok(low < expected && expected < high);
  assert.deepEqual(month, { since: "2026-05-01", until: "2026-05-31" });
  assert.deepEqual(basis, { days: 56, since: "2026-03-20", until: "2026-05-14" });
});

test("the rest of today is what such days usually still have", () => {
  const evening = steadyUsage("2026-03-02", "2026-05-15", { calls: (hour) => (hour >= 18 ? 40 : 0) });
  const atNoon = evening.filter(({ day }) => day < "2026-05-15");
  assert.equal(forecast(atNoon, "2026-05-15T12:00").expected, 31 * 480 * RUPEE);
  // What was spent early is not expected a second time beyond the usual rest.
  const early = [...atNoon, ...steadyUsage("2026-05-15", "2026-05-15", { calls: (hour) => (hour === 3 ? 500 : 0) })];
  assert.equal(forecast(early, "2026-05-15T12:00").expected, (31 * 480 + 1_000) * RUPEE);
});

test("weekends are forecast as weekends", () => {
  const office = steadyUsage("2026-03-02", "2026-05-28", { calls: (_, weekday) => (weekday < 5 ? 10 : 0) });
  // 29 May 2026 is a Friday; the month ends with a weekend.
  assert.equal(forecast(office, "2026-05-28T23:59:59.999").expected, 21 * 480 * RUPEE);
  assert.equal(forecast(office, "2026-05-29T23:59:59.999").expected, 20 * 480 * RUPEE);
});

test("a runaway night that was paid does not swell the rest of the month", () => {
  const night = STEADY.map((cell) => (cell.day === "2026-05-12" && cell.hour < 5 ? { ...cell, calls: 2_000 } : cell));
  const calm = forecast(STEADY, "2026-05-15T23:59:59.999");
  const after = forecast(night, "2026-05-15T23:59:59.999");
  assert.equal(after.spent - calm.spent, 5 * 1_990 * 2 * RUPEE);
  assert.ok(Math.abs(after.expected - after.spent - (calm.expected - calm.spent)) < 0.01 * calm.expected);
});

test("at the month's ends", () => {
  const whole = steadyUsage("2026-01-05", "2026-02-28");
  const last = forecast(whole, "2026-02-28T23:59:59.999");
  assert.deepEqual([last.low, last.expected, last.high], [last.spent, last.spent, last.spent]);
  const first = forecast(steadyUsage("2026-01-05", "2026-01-31"), "2026-02-01T00:00");
  assert.equal(first.spent, 0);
  assert.equal(first.expected, 28 * 480 * RUPEE);
  assert.equal(first.month.until, "2026-02-28");
  assert.equal(forecast(steadyUsage("2024-01-05", "2024-02-10"), "2024-02-11T00:00").month.until, "2024-02-29");
  assert.equal(forecast(steadyUsage("2025-11-05", "2025-12-31"), "2025-12-31T12:00").month.until, "2025-12-31");
});

test("the month turns at midnight of the billing zone", () => {
  const cells = steadyUsage("2026-03-02", "2026-05-31");
  assert.equal(forecast(cells, Date.parse("2026-05-31T18:29:59Z")).month.since, "2026-05-01");
  assert.equal(forecast(cells, Date.parse("2026-05-31T18:30:00Z")).month.since, "2026-06-01");
  assert.equal(forecast(cells, Date.parse("2026-06-01T03:59:59Z"), "America/New_York").month.since, "2026-05-01");
  assert.equal(forecast(cells, Date.parse("2026-06-01T04:00:00Z"), "America/New_York").month.since, "2026-06-01");
});

function answerFor(since: Day, until: Day, now: string): MonthForecast | NotEnoughData {
  return forecastMonth(historyOf(steadyUsage(since, until)), undefined, ist(now), 1);
}

test("too little to go by is said", () => {
  assert.deepEqual(answerFor("2026-05-10", "2026-05-10", "2026-05-10T12:00"), {
    kind: "notEnoughData",
    days: 0,
    needed: 7,
  });
  assert.deepEqual(answerFor("2026-04-30", "2026-05-05", "2026-05-06T12:00"), {
    kind: "notEnoughData",
    days: 6,
    needed: 7,
  });
  // A month that is known in part has no total.
  assert.deepEqual(answerFor("2026-05-05", "2026-05-20", "2026-05-20T12:00"), {
    kind: "notEnoughData",
    days: 16,
    needed: 20,
  });
  assert.equal(answerFor("2026-04-29", "2026-05-05", "2026-05-06T12:00").kind, "forecast");
  assert.deepEqual(forecastMonth(historyOf([]), undefined, ist("2025-05-06"), 1), {
    kind: "notEnoughData",
    days: 0,
    needed: 7,
  });
  // Known days without any spend are data.
  const idle = answerFor("2026-04-01", "2026-04-01", "2026-05-06T12:00");
  assert.ok(idle.kind === "forecast" && idle.expected === 0 && idle.high === 0);
});

test("weekdays that bring refunds take nothing off what is spent", () => {
  const refundedSundays = STEADY.map((cell) =>
    new Date(cell.day).getUTCDay() === 0 ? { ...cell, price: -RUPEE } : cell,
  );
  const { spent, low, expected } = forecast(refundedSundays, "2026-05-15T23:59:59.999");
  // Sixteen days remain, three of them Sundays.
  assert.equal(expected - spent, 13 * 480 * RUPEE);
  assert.ok(low >= spent);
});

test("one product is forecast like the total", () => {
  const cells = [...STEADY, ...steadyUsage("2026-03-02", "2026-05-15", { product: "UPI", price: RUPEE })];
  const answer = forecastMonth(historyOf(cells), "UPI", ist("2026-05-15T23:59:59.999"), 1);
  assert.ok(answer.kind === "forecast" && Math.abs(answer.expected - 31 * 240 * RUPEE) < RUPEE);
});

test("a forecast is never below what is already spent, refunds and wild days included", () => {
  const day = fc.record({ calls: fc.integer({ min: 0, max: 500 }), price: fc.integer({ min: -50_000, max: 300_000 }) });
  const days = fc.array(day, { minLength: 40, maxLength: 75 });
  fc.assert(
    fc.property(days, fc.integer({ min: 0, max: 1439 }), (amounts, minute) => {
      const cells = amounts.map((amount, index) => ({
        ...amount,
        day: addDays("2026-03-02", index),
        hour: index % 24,
        product: "UPI",
      }));
      const history = historyOf(cells, { knownSince: "2026-03-02" });
      const today = addDays("2026-03-02", amounts.length - 1);
      const answer = forecastMonth(history, undefined, ist(today) + minute * 60_000, 1);
      assert.ok(answer.kind === "forecast");
      let spent = 0;
      for (let number = dayNumber(answer.month.since); number <= dayNumber(today); number++) {
        spent += history.totals(undefined, number).charge;
      }
      assert.equal(answer.spent, spent);
      assert.ok(answer.spent <= answer.low && answer.low <= answer.expected && answer.expected <= answer.high);
      for (const amount of [answer.low, answer.expected, answer.high]) assert.ok(Number.isSafeInteger(amount));
    }),
    { numRuns: 200 },
  );
});
