import assert from "node:assert/strict";
import { test } from "node:test";
import type { OutcomeWords } from "../../../src/domain/outcomeWords.ts";
import { type MessageUse, NO_SUMMARY, NO_TOTALS, type Summary } from "../../../src/domain/summary.ts";
import {
  classifiedText,
  classifyTitle,
  emptyList,
  messageRow,
  unknownShareText,
} from "../../../src/view/classifyTexts.ts";
import { stateOf } from "../../support/watches.ts";

const NOVEMBER = { since: "2026-11-01", until: "2026-11-30" };
const NONE = { calls: 0, charge: 0 };

function summaryOf(charge: number, unknownCharge: number): Summary {
  return { ...NO_SUMMARY, totals: { ...NO_TOTALS, calls: 1, charge }, unknownCharge };
}

function useOf(parts: Partial<MessageUse>): MessageUse {
  return { product: "PAN-Plus", message: "Other", ...NONE, successes: NONE, failures: NONE, unknowns: NONE, ...parts };
}

test("the share of spend without a known outcome: nothing where it is nothing", () => {
  const cases: readonly (readonly [number, number, string])[] = [
    [100_000_000, 12_040_000, "12.0 % of spend (₹1,204.00) has no known outcome"],
    [100_000_000, 1, "<0.1 % of spend (₹0.0001) has no known outcome"],
    [12_040_000, 12_040_000, "100.0 % of spend (₹1,204.00) has no known outcome"],
    [10_000, 0, ""],
    // Refunds: less than nothing, and a total below one of its parts.
    [10_000, -5_000, ""],
    [10_000, 20_000, "₹2.00 of spend has no known outcome"],
    [-10_000, 20_000, "₹2.00 of spend has no known outcome"],
  ];
  for (const [charge, unknown, expected] of cases) assert.equal(unknownShareText(summaryOf(charge, unknown)), expected);
  assert.equal(
    classifyTitle(summaryOf(100_000_000, 12_040_000), NOVEMBER),
    "Classify Messages, 1–30 Nov 2026: 12.0 % of spend (₹1,204.00) has no known outcome",
  );
  assert.equal(
    classifyTitle(summaryOf(10_000, 0), NOVEMBER),
    "Classify Messages, 1–30 Nov 2026: every charge listed has a known outcome",
  );
  for (const nothing of [undefined, NO_SUMMARY]) {
    assert.equal(classifyTitle(nothing, NOVEMBER), "Classify Messages, 1–30 Nov 2026");
  }
});

test("a row says product, charge, calls, what it counts as and by whose word", () => {
  const words: OutcomeWords = [
    { product: "PAN-Plus", message: "Said", word: "failure" },
    { product: "PAN-Plus", message: "Back", word: "rule" },
  ];
  const sum = { calls: 3, charge: 12_000 };
  const cases: readonly (readonly [Partial<MessageUse>, string, string])[] = [
    [{ ...sum, unknowns: sum }, "unknown", "PAN-Plus · ₹1.20 · 3 calls · unknown by the rule"],
    [{ ...sum, message: "Said", failures: sum }, "failure", "PAN-Plus · ₹1.20 · 3 calls · failure, as you said"],
    [{ ...sum, message: "Back", successes: sum }, "success", "PAN-Plus · ₹1.20 · 3 calls · success by the rule"],
    [
      { ...sum, unknowns: { calls: 1, charge: 0 }, failures: { calls: 2, charge: 12_000 } },
      "unknown",
      "PAN-Plus · ₹1.20 · 3 calls · unknown in part by the rule",
    ],
    [
      { ...sum, successes: { calls: 2, charge: 2_000 }, failures: { calls: 1, charge: 10_000 } },
      "failure",
      "PAN-Plus · ₹1.20 · 3 calls · failure in part by the rule",
    ],
  ];
  for (const [parts, outcome, description] of cases) {
    const row = messageRow(useOf(parts), words);
    assert.deepEqual([row.outcome, row.description], [outcome, description]);
  }
  assert.equal(messageRow(useOf({ message: "" }), words).label, "(no message)");
});

test("an empty list says why, and what to do", () => {
  const measured = { ...NO_SUMMARY };
  const none = stateOf({}, { period: measured, filtered: measured });
  const now = Date.parse("2026-11-23T12:00:00+05:30");
  assert.match(emptyList(none, now)?.text ?? "", /^No calls (in|on) /);
  assert.deepEqual(
    emptyList(none, now)?.actions.map(({ command }) => command),
    ["deepvue.choosePeriod"],
  );
  const unknown = stateOf({}, { period: measured, filtered: measured, known: { extent: "nothing" } });
  assert.match(emptyList(unknown, now)?.text ?? "", /^Nothing is known of /);
  assert.deepEqual(
    emptyList(unknown, now)?.actions.map(({ command }) => command),
    ["deepvue.refresh", "deepvue.choosePeriod"],
  );
  assert.equal(emptyList(stateOf({}, { period: { ...measured, totals: { ...NO_TOTALS, calls: 1 } } }), now), undefined);
});

test("what was done is said with its weight", () => {
  const use = useOf({ calls: 3, charge: 12_000 });
  assert.equal(
    classifiedText({ message: "Other", product: "PAN-Plus", word: "failure", scope: "product" }, use),
    "“Other” of PAN-Plus counts as failure (₹1.20, 3 calls).",
  );
  assert.equal(
    classifiedText({ message: "", product: "PAN-Plus", word: "rule", scope: "product" }, undefined),
    "“(no message)” of PAN-Plus is left to the built-in rule.",
  );
  assert.equal(
    classifiedText({ message: "Other", product: "PAN-Plus", word: "unknown", scope: "everyProduct" }, use),
    "“Other” of every product counts as unknown (₹1.20, 3 calls).",
  );
});
