import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { GstRule } from "../../../src/domain/gst.ts";
import type { Extent } from "../../../src/domain/known.ts";
import { NO_TOTALS } from "../../../src/domain/summary.ts";
import { gstAssumption, gstFigures, gstText } from "../../../src/view/gstTexts.ts";
import { statusItemOf } from "../../../src/view/statusItem.ts";
import { createPanelHost } from "../../support/panelHost.ts";
import { NOON, NOTHING_KNOWN, spend, stateOf } from "../../support/watches.ts";

const INCLUDED: GstRule = { treatment: "included", rate: 1_800 };
const EXCLUDED: GstRule = { treatment: "excluded", rate: 1_800 };
const OFF: GstRule = { treatment: "off", rate: 1_800 };

/** An amount and its word do not part at the end of a line. */
function spaced(text: string): string {
  assert.doesNotMatch(text, / (taxable|GST|in all)(,|$)/);
  return text.replaceAll("\u00A0", " ");
}

describe("the tax in a sum, in words", () => {
  // Ten-thousandths of a rupee; what is said was worked out by hand.
  const CASES: readonly (readonly [charge: number, extent: Extent, rule: GstRule, text: string])[] = [
    [1_180_000, "wholly", INCLUDED, "₹100.00 taxable, ₹18.00 GST"],
    [1_180_000, "partly", INCLUDED, "at least ₹100.00 taxable, ₹18.00 GST"],
    [1_180_000, "nothing", INCLUDED, ""],
    [0, "wholly", INCLUDED, "₹0.00 taxable, ₹0.00 GST"],
    [0, "nothing", EXCLUDED, ""],
    [-29_500, "wholly", INCLUDED, "-₹2.50 taxable, -₹0.45 GST"],
    // ₹118.0042 on screen: the parts alone would not add up to it.
    [1_180_042, "wholly", INCLUDED, "₹100.00 taxable, ₹18.00 GST, ₹118.00 in all, rounded"],
    [1_180_000, "wholly", EXCLUDED, "₹118.00 taxable, ₹21.24 GST, ₹139.24 in all"],
    [1_180_042, "partly", EXCLUDED, "at least ₹118.00 taxable, ₹21.24 GST, ₹139.24 in all, rounded"],
    [123_456_780_000, "wholly", INCLUDED, "₹1,04,62,438.98 taxable, ₹18,83,239.02 GST"],
    [1_125_000, "wholly", { treatment: "included", rate: 1_250 }, "₹100.00 taxable, ₹12.50 GST"],
    [1_000_000, "wholly", { treatment: "excluded", rate: 0 }, "₹100.00 taxable, ₹0.00 GST"],
    [1_180_000, "wholly", OFF, ""],
  ];
  for (const [charge, extent, rule, text] of CASES) {
    test(`${charge} of which ${extent} is known, ${rule.treatment} at ${rule.rate / 100} %`, () => {
      const sum = { totals: { ...NO_TOTALS, charge }, extent };
      assert.equal(spaced(gstText(sum, rule)), text);
      assert.equal(spaced(gstFigures(sum, rule)), text.replace("at least", "≥"));
    });
  }

  test("comes with its assumption", () => {
    assert.equal(gstAssumption(INCLUDED), "assuming charges include 18 % GST; setting deepvue.gst");
    assert.equal(
      gstAssumption({ treatment: "excluded", rate: 1_250 }),
      "assuming charges exclude 12.5 % GST; setting deepvue.gst",
    );
    assert.equal(gstAssumption(OFF), "");
  });
});

function hover(gst: GstRule, ...state: Parameters<typeof stateOf>): string {
  const item = statusItemOf(stateOf(...state), { mode: "today", openAlerts: 0, runwayDays: 0, gst }, NOON);
  return (item?.tooltip ?? "").replaceAll("\u00A0", " ");
}

describe("the status item's hover", () => {
  test("shows taxable value and tax of the chosen period, with the assumption", () => {
    assert.match(
      hover(INCLUDED),
      /^This month: ₹6,779\.66 taxable, ₹1,220\.34 GST \(assuming charges include 18 % GST; setting deepvue\.gst\)$/m,
    );
    assert.match(hover(EXCLUDED), /^This month: ₹8,000\.00 taxable, ₹1,440\.00 GST, ₹9,440\.00 in all \(assuming/m);
    const days = { since: "2026-11-02", until: "2026-11-03" };
    assert.match(hover(INCLUDED, { choice: days, period: days }), /^2–3 Nov 2026: ₹6,779\.66 taxable/m);
    assert.match(hover(INCLUDED, {}, { known: { extent: "partly" } }), /^This month: at least ₹6,779\.66 taxable/m);
  });

  test("says nothing of it when it is off, or nothing is known", () => {
    assert.doesNotMatch(hover(OFF), /GST|taxable/);
    assert.doesNotMatch(hover(INCLUDED, {}, { known: NOTHING_KNOWN }), /GST|taxable/);
    const { usage: _, ...unread } = stateOf();
    assert.doesNotMatch(
      statusItemOf(unread, { mode: "balance", openAlerts: 0, runwayDays: 0, gst: INCLUDED }, NOON)?.tooltip ?? "",
      /GST|taxable/,
    );
    assert.equal(spend(8_000, 1).charge, 80_000_000, "so the sums above are of ₹8,000");
  });
});

describe("the dashboard's tiles", () => {
  const calls = [29_500, 29_500, 59_000].map((charge, i) => ({
    id: `00000000-0000-4000-8000-00000000000${i}`,
    at: Date.parse("2026-11-20T10:00:00Z") * 1000 + i,
    product: i === 0 ? "UPI" : "PAN-Plus",
    status: 200,
    message: "Verified",
    charge,
  }));
  function tilesFor(gst: GstRule, filter = {}) {
    const host = createPanelHost({ transactions: calls, gst });
    host.answer({ type: "setFilter", change: 1, filter });
    const message = host.snapshot();
    assert.ok(message.type === "snapshot");
    return message.snapshot;
  }

  test("show the tax of the spend on screen, and of nothing else", () => {
    const { tiles, gstNote } = tilesFor(INCLUDED);
    assert.deepEqual(
      tiles.map(({ key, tax }) => [key, spaced(tax)]),
      [
        ["spend", "₹10.00 taxable, ₹1.80 GST"],
        ["calls", ""],
        ["successRate", ""],
        ["chargePerSuccess", ""],
        ["chargedFailures", ""],
      ],
    );
    assert.equal(
      gstNote,
      "Taxable value and GST: assuming charges include 18 % GST; setting deepvue.gst. Rounded to the paisa once for the whole sum, as on an invoice.",
    );
    assert.equal(
      spaced(tilesFor(EXCLUDED, { products: ["UPI"] }).tiles[0]?.tax ?? ""),
      "₹2.95 taxable, ₹0.53 GST, ₹3.48 in all",
    );
  });

  test("show nothing of it when it is off", () => {
    const { tiles, gstNote } = tilesFor(OFF);
    assert.deepEqual([...tiles.map(({ tax }) => tax), gstNote], ["", "", "", "", "", ""]);
  });
});
