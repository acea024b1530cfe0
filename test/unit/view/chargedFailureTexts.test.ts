import assert from "node:assert/strict";
import { test } from "node:test";
import { NO_SUMMARY } from "../../../src/domain/summary.ts";
import { chargedFailureLines } from "../../../src/view/chargedFailureTexts.ts";
import { productRows } from "../../../src/view/treeRows.ts";
import { RUPEE } from "../../support/usageCells.ts";
import { spend, stateOf } from "../../support/watches.ts";

const totals = { ...spend(1_000, 400), failures: 150, chargedFailures: 150, chargedFailureCharge: 415 * RUPEE };
const failure = (product: string, message: string, calls: number, rupees: number, status = 200) => {
  return { product, status, message, calls, charge: rupees * RUPEE };
};

test("a product's tooltip says which messages it was charged for", () => {
  const failures = [
    failure("PAN-Plus", "Invalid Pan Number.", 100, 300),
    failure("UPI", "Invalid VPA.", 9, 250),
    failure("PAN-Plus", "Invalid Pan Number.", 40, 112, 422),
    failure("PAN-Plus", "a | b", 1, 2),
    failure("PAN-Plus", "c", 1, 1),
    failure("PAN-Plus", "d", 1, 0.5),
  ];
  const summary = { ...NO_SUMMARY, totals, products: [{ product: "PAN-Plus", ...totals }], failures };
  const [row] = productRows(stateOf({}, { filtered: summary }));
  assert.deepEqual(row?.tooltip.split("\n").slice(-7, -2), [
    "| Failed and charged | |",
    "|:--|--:|",
    "| “Invalid Pan Number\\.” | ₹412.00 (140 calls, 41.2 %) |",
    "| “a \\| b” | ₹2.00 (1 call, 0.2 %) |",
    "| “c” | ₹1.00 (1 call, 0.1 %) |",
  ]);
});

test("no charged failure, no word; without spend no share", () => {
  const clean = { ...totals, chargedFailures: 0, chargedFailureCharge: 0 };
  assert.deepEqual(chargedFailureLines(clean, [], "This month"), []);
  assert.doesNotMatch(productRows(stateOf())[0]?.tooltip ?? "", /Failed and charged/);
  const refunded = { ...totals, charge: -10 };
  assert.deepEqual(chargedFailureLines(refunded, [failure("UPI", "", 1, 415)], "Today"), [
    "$(warning) Today: ₹415.00 for 150 calls that failed",
    "- ₹415.00 on no message (UPI), 1 call",
  ]);
});
