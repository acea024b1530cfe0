import assert from "node:assert/strict";
import { test } from "node:test";
import type { LabelTotals } from "../../../../src/domain/labelCount.ts";
import { NO_TOTALS } from "../../../../src/domain/summary.ts";
import { labelCardOf } from "../../../../src/view/dashboard/dashboardLabels.ts";

const totals: readonly LabelTotals[] = [
  {
    ...NO_TOTALS,
    label: "GST team",
    calls: 3,
    charge: 300_000,
    successes: 2,
    failures: 1,
    same: { products: ["A", "B"] },
  },
  { ...NO_TOTALS, label: "Retries", calls: 1, charge: 60_000, same: { messages: ["m"] } },
  { ...NO_TOTALS, label: "Asha", calls: 1, charge: 40_000 },
  { ...NO_TOTALS, calls: 1, charge: 600_000, same: { products: ["C"] } },
];
const shown = { totals, isPending: false, ignored: [] };

test("rows with their shares, the rest last, and what a click says", () => {
  const card = labelCardOf(shown, { charged: true, products: ["A", "B", "C", "D"] }, "wholly");
  assert.equal(card.summary, "₹40.00 of ₹100.00 (40.0 %) has a label");
  assert.deepEqual(
    card.rows.map(({ label, isRest, charge, calls, shareText, successRate }) => [
      label,
      isRest,
      charge,
      calls,
      shareText,
      successRate,
    ]),
    [
      ["GST team", false, "₹30.00", "3 calls", "30.0 %", "66.7 %"],
      ["Retries", false, "₹6.00", "1 call", "6.0 %", "—"],
      ["Asha", false, "₹4.00", "1 call", "4.0 %", "—"],
      ["No label", true, "₹60.00", "1 call", "60.0 %", "—"],
    ],
  );
  const others = { charged: true, products: ["A", "B", "C", "D"] };
  assert.deepEqual(
    card.rows.map(({ narrows }) => narrows),
    [
      { charged: true, products: ["A", "B"] },
      { ...others, messages: ["m"] },
      undefined,
      { charged: true, products: ["C"] },
    ],
  );
});

test("a label that the filter is on is lifted by the next click; where all has one label nothing is narrowed", () => {
  const only: readonly LabelTotals[] = [
    { ...NO_TOTALS, label: "GST team", calls: 3, charge: 3, same: { products: ["A", "B"] } },
    NO_TOTALS,
  ];
  const chosen = labelCardOf({ ...shown, totals: only }, { products: ["B", "A"], messages: ["x"] }, "wholly");
  assert.deepEqual([chosen.rows[0]?.selected, chosen.rows[0]?.narrows], [true, { messages: ["x"] }]);
  const free = labelCardOf({ ...shown, totals: only }, {}, "wholly");
  assert.deepEqual([free.rows[0]?.selected, free.rows[0]?.narrows], [false, undefined]);
});

test("known in part says at least; pending, faults and failures are said", () => {
  const partly = labelCardOf({ ...shown, isPending: true, ignored: ["rule 2: not an object"] }, {}, "partly");
  assert.equal(partly.rows[0]?.charge, "≥ ₹30.00");
  assert.deepEqual([partly.pending, partly.summary], [true, "Being added up…"]);
  assert.deepEqual(partly.faults, ["deepvue.labels, ignored: rule 2: not an object"]);
  const failed = labelCardOf(
    { totals: [], isPending: false, ignored: [], problem: { kind: "storage", reason: "other", detail: "" } },
    {},
    "wholly",
  );
  assert.deepEqual([failed.rows, failed.summary, failed.faults.length], [[], "", 1]);
});
