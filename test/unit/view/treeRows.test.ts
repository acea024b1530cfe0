import assert from "node:assert/strict";
import { test } from "node:test";
import { productRows, productTransactionRow, transactionRow } from "../../../src/view/treeRows.ts";
import { createPanelHost, NOW, type PanelHostOptions } from "../../support/panelHost.ts";

/** The row of the costliest product's tooltip that speaks of the period before. */
function trendOf(options: PanelHostOptions): string {
  const [row] = productRows(createPanelHost(options).state());
  return row?.tooltip.split("\n").find((line) => /^\| (Spent by|Before)/.test(line)) ?? "";
}

test("a product's tooltip says what the period before cost and how that changed", () => {
  assert.match(trendOf({}), /^\| Spent by the same time in 1–23 Oct 2026 \| ₹[\d,.]+ \([+−][\d,.]+ %\) \|$/);
});

test("a product's tooltip has no trend where the period before was not fetched as a whole", () => {
  assert.equal(trendOf({ previousFetched: 23 }), "| Before | 1–23 Oct 2026: 23 of 24 dates fetched |");
  assert.equal(trendOf({ previousFetched: 0 }), "| Before | 1–23 Oct 2026: not fetched |");
});

test("a transaction's row begins with what is short, so that only the message is cut", () => {
  const state = createPanelHost({}).state();
  const at = (NOW - 120_000) * 1000;
  const transaction = { id: "1", at, product: "UPI", status: 200, message: "Invalid VPA.", charge: 29_500 };
  const row = transactionRow(transaction, state, NOW);
  assert.deepEqual([row.label, row.description], ["UPI", "₹2.95 · 2 min · Invalid VPA."]);
  const below = productTransactionRow(transaction, state, NOW);
  assert.deepEqual([below.label, below.description], ["Invalid VPA.", "₹2.95 · 2 min"]);
});
