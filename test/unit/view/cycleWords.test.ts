import assert from "node:assert/strict";
import { test } from "node:test";
import type { AppState } from "../../../src/domain/appState.ts";
import { FIRST_GST_RULE } from "../../../src/domain/gst.ts";
import { budgetText } from "../../../src/view/alertTexts.ts";
import { bucketsOf } from "../../../src/view/dashboard/buckets.ts";
import { dashboardSnapshotOf } from "../../../src/view/dashboard/dashboardSnapshot.ts";
import { statusItemOf } from "../../../src/view/statusItem.ts";
import { RUPEE } from "../../support/usageCells.ts";
import { budgetUse, NOON, stateOf, watchOf } from "../../support/watches.ts";

/** What a person reads of the running billing month, from the fifth on, on 23 November. */
const CYCLE = { since: "2026-11-05", until: "2026-11-23" };
const WATCH = watchOf();

function cycleState(fields: Partial<AppState> = {}): AppState {
  assert.ok(WATCH.forecast.kind === "forecast");
  const forecast = { ...WATCH.forecast, month: { since: "2026-11-05", until: "2026-12-04" } };
  const budgets = [budgetUse(8_120, { period: CYCLE, limit: 10_000 * RUPEE })];
  const watch = { ...WATCH, forecast, budgets, monthlyBudget: 10_000 * RUPEE };
  return stateOf({ cycleStart: 5, period: CYCLE, watch, ...fields });
}

const OPTIONS = { mode: "month", openAlerts: 0, runwayDays: 0, gst: FIRST_GST_RULE } as const;
const PANEL = { rowsRevision: 0, expanded: false, gst: FIRST_GST_RULE };

test("the status item and its hover speak of the cycle, and never of a month", () => {
  const item = statusItemOf(cycleState(), OPTIONS, NOON);
  assert.match(item?.spoken ?? "", /^Deepvue spend this cycle: /);
  const hover = (item?.tooltip ?? "").replaceAll("\\", "");
  assert.match(hover, /\*\*This cycle\*\* \(5–23 Nov 2026\)/);
  assert.match(hover, /Cycle 5 Nov – 4 Dec 2026 forecast about ₹10,000/);
  assert.match(hover, /Budget cycle 5 Nov – 4 Dec 2026: ₹8,120\.00 of ₹10,000\.00/);
  assert.doesNotMatch(`${hover} ${item?.spoken}`, /month|Nov 2026 forecast/i);
  const elsewhere = statusItemOf(cycleState({ choice: { preset: "thisCalendarMonth" } }), OPTIONS, NOON);
  assert.match(elsewhere?.tooltip ?? "", /\| This cycle \|/);
  assert.match(elsewhere?.tooltip ?? "", /\*\*This calendar month\*\*/);
});

test("where billing months are calendar months, no word of cycles is said", () => {
  const state = stateOf({ watch: watchOf() });
  const item = statusItemOf(state, OPTIONS, NOON);
  assert.match(item?.spoken ?? "", /^Deepvue spend this month: /);
  const { period, spend, outcomes, monthsAreCycles } = dashboardSnapshotOf(state, NOON, PANEL);
  assert.equal(monthsAreCycles, false);
  const said = JSON.stringify([item, period, spend.description, outcomes.description]);
  assert.doesNotMatch(said, /cycle/i);
  assert.match(said, /This month/);
});

test("what was made for other billing months is not shown under their name", () => {
  // The setting has just been changed; the watch is still that of the calendar's month.
  const state = stateOf({ cycleStart: 5, watch: watchOf({ budgets: [budgetUse(8_120)] }) });
  const hover = statusItemOf(state, OPTIONS, NOON)?.tooltip ?? "";
  assert.doesNotMatch(hover, /forecast|Budget /);
  assert.match(hover, /Today so far/);
});

test("a budget's period is named by its own first day", () => {
  assert.match(budgetText(budgetUse(8_120, { period: CYCLE })), /^cycle 5 Nov – 4 Dec 2026: /);
  assert.match(budgetText(budgetUse(8_120)), /^Nov 2026: /);
  const acrossYears = { since: "2026-12-05", until: "2026-12-31" };
  assert.match(budgetText(budgetUse(8_120, { period: acrossYears })), /^cycle 5 Dec 2026 – 4 Jan 2027: /);
});

test("a chart's months are cycles, whole ones named so, parts by their dates", () => {
  const buckets = bucketsOf({ since: "2026-10-01", until: "2026-12-10" }, "month", 5);
  assert.deepEqual(
    buckets.map(({ start, label, name }) => [start, label, name]),
    [
      ["2026-09-05", "1–4 Oct", "1–4 Oct 2026"],
      ["2026-10-05", "5 Oct – 4 Nov", "cycle 5 Oct – 4 Nov 2026"],
      ["2026-11-05", "5 Nov – 4 Dec", "cycle 5 Nov – 4 Dec 2026"],
      ["2026-12-05", "5–10 Dec", "5–10 Dec 2026"],
    ],
  );
  const months = bucketsOf({ since: "2026-10-05", until: "2026-11-30" }, "month", 1);
  assert.deepEqual(
    months.map(({ start, label, name }) => [start, label, name]),
    [
      ["2026-10-01", "Oct 2026", "5–31 Oct 2026"],
      ["2026-11-01", "Nov 2026", "Nov 2026"],
    ],
  );
});

function lineOf(period: AppState["period"]): string | undefined {
  return dashboardSnapshotOf(cycleState({ period }), NOON, PANEL).cumulative.budget?.text;
}

test("the budget's line stands where the period is the cycle, and only there", () => {
  assert.equal(lineOf(CYCLE), "₹10,000.00");
  assert.equal(lineOf({ since: "2026-11-05", until: "2026-12-04" }), "₹10,000.00");
  assert.equal(lineOf({ since: "2026-11-01", until: "2026-11-23" }), undefined);
  assert.equal(lineOf({ since: "2026-11-05", until: "2026-12-05" }), undefined);
});
