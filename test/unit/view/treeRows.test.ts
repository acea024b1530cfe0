import assert from "node:assert/strict";
import { test } from "node:test";
import { productRows } from "../../../src/view/treeRows.ts";
import { createPanelHost, type PanelHostOptions } from "../../support/panelHost.ts";

/** The row of the costliest product's tooltip that speaks of the period before. */
function trendOf(options: PanelHostOptions): string {
  const [row] = productRows(createPanelHost(options).state());
  return row?.tooltip.split("\n").find((line) => line.startsWith("| 1–23 Oct")) ?? "";
}

test("a product's tooltip says what the period before cost and how that changed", () => {
  assert.match(trendOf({}), /^\| 1–23 Oct 2026 \| ₹[\d,.]+ \([+−][\d,.]+ %\) \|$/);
});

test("a product's tooltip has no trend where the period before was not fetched as a whole", () => {
  assert.equal(trendOf({ previousFetched: 23 }), "| 1–23 Oct 2026 | 23 of 24 dates fetched |");
  assert.equal(trendOf({ previousFetched: 0 }), "| 1–23 Oct 2026 | not fetched |");
});
