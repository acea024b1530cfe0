import assert from "node:assert/strict";
import { test } from "node:test";
import type { Alert } from "../../../src/domain/watch/alert.ts";
import type { Finding } from "../../../src/domain/watch/anomaly/finding.ts";
import type { MeasuredUse } from "../../../src/domain/watch/budget.ts";
import type { Runway } from "../../../src/domain/watch/runway.ts";
import { alertLabel, alertsText, alertText, shortRunwayText, topicText } from "../../../src/view/alertTexts.ts";
import { RUPEE } from "../../support/usageCells.ts";
import { budgetUse, finding, runwayOfDays, walletChange } from "../../support/watches.ts";

const ZONE = "Asia/Kolkata";
const budget = (use: MeasuredUse, threshold: number): Alert => ({
  kind: "budget",
  use,
  threshold,
  topic: "budget/month",
});
const runway = (of: Runway): Alert => ({ kind: "runway", topic: "runway", runway: of });
const found = (fields: Partial<Finding>): Alert => ({ kind: "finding", topic: "anomaly", finding: finding(fields) });
const spike = { kind: "spendSpike", observed: 9_100 * RUPEE, hours: { from: 2, to: 5 } } as const;
const usual = (low: number, typical: number, high: number) => ({ usual: { low, typical, high, days: 8 } });
const { usual: _, ...unknownUsual } = finding({
  kind: "newProduct",
  observed: 240 * RUPEE,
  driver: { product: "UPI" },
});

test("every alert says what, since when, how unusual and what drove it", () => {
  const upi = {
    product: "UPI",
    scope: "day/UPI",
    span: "day",
    period: { since: "2026-11-23", until: "2026-11-23" },
  } as const;
  const cases: readonly (readonly [string, Alert, string])[] = [
    ["Budget", budget(budgetUse(8_120), 80), "80 % of the budget is spent. Nov 2026: ₹8,120.00 of ₹10,000.00, 81.2 %."],
    ["Budget", budget(budgetUse(10_000), 100), "The budget is spent. Nov 2026: ₹10,000.00 of ₹10,000.00, 100.0 %."],
    ["Budget", budget(budgetUse(31_000), 100), "Over budget. Nov 2026: ₹31,000.00 of ₹10,000.00, 310.0 %."],
    [
      "Budget",
      budget(budgetUse(9_000, upi), 80),
      "80 % of the budget is spent. UPI, 23 Nov 2026: ₹9,000.00 of ₹10,000.00, 90.0 %.",
    ],
    [
      "Runway",
      runway(runwayOfDays(4.9, 6.4, 9.1)),
      "The wallet is running short: ₹6,448.00 lasts about 6 days (4–10) at the recent pace, until 30 Nov 2026 at the earliest.",
    ],
    [
      "Runway",
      runway(runwayOfDays(0.4, 0.9, 365)),
      "The wallet is running short: ₹6,448.00 lasts about 1 day (0–a year or more) at the recent pace, until 30 Nov 2026 at the earliest.",
    ],
    [
      "Wallet",
      { kind: "wallet", topic: "wallet", change: walletChange() },
      "The wallet fell by ₹250.00 more than the known charges explain, between 19 Nov, 14:30 and 20 Nov, 10:05.",
    ],
    [
      "Spend spike",
      found({ ...spike, ...usual(0, 10 * RUPEE, 60 * RUPEE), driver: { product: "UPI", message: "Invalid VPA." } }),
      "UPI: ₹9,100.00 on 23 Nov from 2:00 to 5:00, 910 times the usual (about ₹0–₹60). Mostly “Invalid VPA”.",
    ],
    [
      "Spend spike",
      {
        kind: "finding",
        topic: "anomaly",
        finding: { ...finding(spike), product: undefined, driver: { product: "UPI" } } as unknown as Finding,
      },
      "All products: ₹9,100.00 on 23 Nov from 2:00 to 5:00, usual is about ₹0.00–₹0.01. Mostly UPI.",
    ],
    [
      "Failure spike",
      found({ kind: "failureSpike", observed: 0.62, ...usual(0.03, 0.051, 0.07) }),
      "UPI: 62.0 % of the calls failed since 23 Nov; usual is 5.1 %.",
    ],
    [
      "New product",
      { kind: "finding", topic: "anomaly", finding: unknownUsual },
      "New product UPI since 23 Nov: ₹240.00 so far.",
    ],
    [
      "Price change",
      found({ kind: "priceChange", observed: 36_875, ...usual(29_500, 29_500, 29_500) }),
      "UPI costs ₹3.69 a call since 23 Nov; before it was ₹2.95.",
    ],
    ["Silence", found({}), "UPI: no calls since 23 Nov; usual on 23 Nov from 9:00 to 12:00 is 38–62."],
  ];
  for (const [label, alert, text] of cases) {
    assert.equal(alertText(alert, ZONE), text);
    assert.equal(alertLabel(alert), label);
  }
});

/** The day that is judged. */
function until(day: string): Pick<Finding, "opens"> {
  return { opens: { period: { since: day, until: day }, filter: {} } };
}

test("since when, and which hours are compared", () => {
  const night = { ...spike, ...usual(300 * RUPEE, 350 * RUPEE, 400 * RUPEE), hours: { from: 0, to: 24 } };
  const cases: readonly (readonly [Partial<Finding>, string])[] = [
    [
      { ...night, since: { day: "2026-11-19", hour: 2 }, ...until("2026-11-19") },
      "UPI: ₹9,100.00 on 19 Nov, 26 times the usual (about ₹300–₹400). It began at 2:00.",
    ],
    [
      { ...night, since: { day: "2026-11-18", hour: 22 }, ...until("2026-11-19") },
      "UPI: ₹9,100.00 on 19 Nov, 26 times the usual (about ₹300–₹400). It began on 18 Nov at 22:00.",
    ],
    [
      { ...night, hours: { from: 0, to: 7 }, since: { day: "2026-11-23", hour: 0 } },
      "UPI: ₹9,100.00 on 23 Nov by 7:00, 26 times the usual (about ₹300–₹400).",
    ],
    [
      { since: { day: "2026-11-22", hour: 17 }, hours: { from: 0, to: 11 } },
      "UPI: no calls since 22 Nov, 17:00; usual on 23 Nov by 11:00 is 38–62.",
    ],
    // A day that was judged at half past ten; a zone's hours that begin at half past; and what a division leaves of a minute.
    [
      { since: { day: "2026-11-22", hour: 17 }, hours: { from: 0, to: 10.5 } },
      "UPI: no calls since 22 Nov, 17:00; usual on 23 Nov by 10:30 is 38–62.",
    ],
    [
      { since: { day: "2026-11-22", hour: 17 }, hours: { from: 2.5, to: 2.5 + 19 / 60 } },
      "UPI: no calls since 22 Nov, 17:00; usual on 23 Nov from 2:30 to 2:49 is 38–62.",
    ],
  ];
  for (const [fields, text] of cases) assert.equal(alertText(found(fields), ZONE), text);
});

test("a refund can take a budget below zero", () => {
  assert.match(alertText(budget(budgetUse(-250), 0), ZONE), /-₹250\.00 of ₹10,000\.00, -2\.5 %/);
});

test("several alerts are one notification", () => {
  const silent = found({});
  assert.equal(alertsText([], ZONE), "");
  assert.equal(alertsText([silent], ZONE), alertText(silent, ZONE));
  assert.equal(alertsText([silent, silent], ZONE), `${alertText(silent, ZONE)} And 1 more alert.`);
  assert.match(alertsText([silent, silent, silent], ZONE), / And 2 more alerts\.$/);
});

test("foreign text stays one short line", () => {
  const text = alertText(found({ product: `a\nb\u202e${"x".repeat(500)}` }), ZONE);
  assert.match(text, /^a b\ufffdx+…: no calls/);
});

test("short runways", () => {
  assert.equal(shortRunwayText(runwayOfDays(1, 1.2, 2)), "~1 day");
  assert.equal(shortRunwayText(runwayOfDays(200, 365, 365)), "over a year");
});

test("silenced topics in words", () => {
  const cases = [
    ["budget/month", "Budget per month, all products"],
    ["budget/day/PAN-Plus%20%2F%20x", "Budget per day, PAN-Plus / x"],
    ["runway", "Wallet runway"],
    ["wallet", "Unexplained falls of the wallet"],
    ["anomaly/silence/product/UPI", "Silence, UPI"],
    ["anomaly/spendSpike/total", "Spend spike, all products"],
    ["anomaly", "Anomalies, all products"],
    ["wallet", "Unexplained falls of the wallet"],
    ["budget/month/%", "Another version's alerts: budget/month/%"],
    ["quota", "Another version's alerts: quota"],
  ] as const;
  for (const [topic, text] of cases) assert.equal(topicText(topic, 1), text);
  assert.equal(topicText("budget/month/PAN-Plus", 5), "Budget per cycle, PAN-Plus");
});
