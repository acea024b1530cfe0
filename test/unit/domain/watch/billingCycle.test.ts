import assert from "node:assert/strict";
import { test } from "node:test";
import { addDays, type Day } from "../../../../src/domain/day.ts";
import { NO_TOTALS, type SeriesPoint } from "../../../../src/domain/summary.ts";
import { budgetUses, isMeasured } from "../../../../src/domain/watch/budget.ts";
import { forecastMonth } from "../../../../src/domain/watch/forecast.ts";
import { NOTHING_SILENCED } from "../../../../src/domain/watch/silencing.ts";
import { decideThresholds, NOTHING_TOLD } from "../../../../src/domain/watch/threshold.ts";
import { historyOf, ist, RUPEE, steadyUsage } from "../../../support/usageCells.ts";

const CYCLE_START = 5;

/** ₹10 a day. */
function daysFrom(since: Day, until: Day): readonly SeriesPoint[] {
  const days: SeriesPoint[] = [];
  for (let start = since; start <= until; start = addDays(start, 1))
    days.push({ ...NO_TOTALS, start, product: "UPI", calls: 1, charge: 10 * RUPEE });
  return days;
}

test("a monthly budget is that of the cycle, which turns on its day and not with the month", () => {
  const days = daysFrom("2026-03-01", "2026-05-31");
  const budget = { daily: 20 * RUPEE, monthly: 300 * RUPEE };
  const spentOn = (today: Day) =>
    budgetUses(budget, days, { today, cycleStart: CYCLE_START }, () => "wholly").map((use) => {
      assert.ok(isMeasured(use));
      return [use.scope, use.period.since, use.spent / RUPEE];
    });
  assert.deepEqual(spentOn("2026-04-30"), [
    ["day", "2026-04-30", 10],
    ["month", "2026-04-05", 260],
  ]);
  assert.deepEqual(spentOn("2026-05-01")[1], ["month", "2026-04-05", 270]);
  assert.deepEqual(spentOn("2026-05-04")[1], ["month", "2026-04-05", 300]);
  assert.deepEqual(spentOn("2026-05-05")[1], ["month", "2026-05-05", 10]);
});

test("a budget's crossing is told once in each cycle, also where a month turns within it", () => {
  const days = daysFrom("2026-03-01", "2026-06-30");
  const told: string[] = [];
  let state = NOTHING_TOLD;
  for (let today = "2026-04-05"; today < "2026-06-05"; today = addDays(today, 1)) {
    const uses = budgetUses({ monthly: 250 * RUPEE }, days, { today, cycleStart: CYCLE_START }, () => "wholly");
    const decision = decideThresholds(uses, [80, 100], state, NOTHING_SILENCED, ist(`${today}T12:00`));
    ({ state } = decision);
    for (const { threshold } of decision.alerts) told.push(`${today}: ${threshold} %`);
  }
  // ₹200 on the 20th day of a cycle, ₹250 on the 25th.
  assert.deepEqual(told, ["2026-04-24: 80 %", "2026-04-29: 100 %", "2026-05-24: 80 %", "2026-05-29: 100 %"]);
});

test("the forecast is that of the cycle: its days, what was spent since its start, and what is still to come", () => {
  // ₹480 a day.
  const history = historyOf(steadyUsage("2026-03-02", "2026-05-03"));
  const forecast = forecastMonth(history, undefined, ist("2026-05-03T23:59:59.999"), CYCLE_START);
  assert.ok(forecast.kind === "forecast");
  assert.deepEqual(forecast.month, { since: "2026-04-05", until: "2026-05-04" });
  assert.equal(forecast.spent, 29 * 480 * RUPEE);
  assert.ok(Math.abs(forecast.expected - 30 * 480 * RUPEE) < 2 * RUPEE, String(forecast.expected / RUPEE));
  const next = forecastMonth(
    historyOf(steadyUsage("2026-03-02", "2026-05-05")),
    undefined,
    ist("2026-05-05T12:00"),
    CYCLE_START,
  );
  assert.ok(next.kind === "forecast");
  assert.deepEqual(next.month, { since: "2026-05-05", until: "2026-06-04" });
});

test("a cycle of which the first days are not known has no total", () => {
  const history = historyOf(steadyUsage("2026-04-10", "2026-05-02"));
  assert.deepEqual(forecastMonth(history, undefined, ist("2026-05-02T12:00"), CYCLE_START), {
    kind: "notEnoughData",
    days: 23,
    needed: 28,
  });
});
