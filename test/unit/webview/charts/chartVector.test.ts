import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Theme } from "../../../../src/webview/base/theme.ts";
import type { ChartModel, ModelSeries } from "../../../../src/webview/charts/chartModel.ts";
import { chartVector } from "../../../../src/webview/charts/chartVector.ts";
import { HOSTILE_TEXTS } from "../../../sandbox/faults.ts";

const gray = [128, 128, 128, 1] as const;
const theme = {
  series: [gray],
  other: gray,
  success: gray,
  failure: gray,
  unknown: gray,
  background: [255, 255, 255, 1],
  foreground: "#000",
  muted: "#555",
  grid: "#ddd",
  fontFamily: '"Segoe UI", sans-serif',
} as unknown as Theme;

function drawn(type: ChartModel["type"], values: readonly (readonly number[])[], label = "PAN-Plus"): string {
  const series = values.map((some, index): ModelSeries => {
    return { label, look: { kind: "series", index }, values: some, texts: some.map(String) };
  });
  const labels = values[0]?.map((_, index) => `${index + 1} Nov`) ?? [];
  return chartVector(
    { type, unit: "money", description: "Spend & more", labels, names: labels, series },
    "Spend",
    theme,
  );
}

/** The bars as [y, height], in pixels. */
function bars(svg: string): readonly (readonly [number, number])[] {
  const found = svg.matchAll(/<rect x="[\d.]+" y="([\d.]+)" width="56" height="([\d.]+)"/g);
  return [...found].map(([, y, height]) => [Number(y), Number(height)]);
}

describe("a chart as a drawing", () => {
  test("stacks bars on one another, refunds below the line", () => {
    // The axis goes from -50 to 100 over 300 pixels from 52 on.
    assert.deepEqual(
      bars(
        drawn("bar", [
          [50, 20],
          [50, -50],
        ]),
      ),
      [
        [152, 100],
        [212, 40],
        [52, 100],
        [252, 100],
      ],
    );
  });

  test("draws a line through every value, and names axis and legend", () => {
    const svg = drawn("line", [[0, 50, 100]]);
    assert.match(svg, /<polyline points="217.33,352 508,202 798.67,52"/);
    for (const text of ["₹100", "₹0", "1 Nov", "3 Nov", "PAN-Plus", "Spend"])
      assert.ok(svg.includes(`>${text}</text>`), text);
  });

  test("holds nothing of foreign texts but text", () => {
    for (const hostile of [...HOSTILE_TEXTS, '"><script>alert(1)</script>', "\u0000\ud800\uffff", "]]>"]) {
      const svg = drawn("bar", [[1]], hostile);
      const tags = new Set([...svg.matchAll(/<\/?([^\s>/]*)/g)].map(([, tag]) => tag));
      const known = ["svg", "title", "desc", "defs", "pattern", "rect", "path", "g", "text", "line"];
      assert.deepEqual(
        [...tags].filter((tag) => !known.includes(tag ?? "")),
        [],
        hostile.slice(0, 80),
      );
      assert.doesNotMatch(svg, /&(?!#\d+;)|\p{Cs}|(?![\t\n\r])\p{Cc}|[\ufffe\uffff]/u, hostile.slice(0, 80));
    }
  });

  test("nothing measured is an empty chart, not a broken one", () => {
    for (const svg of [drawn("bar", []), drawn("line", [[]]), drawn("bar", [[0, 0]])])
      assert.doesNotMatch(svg, /NaN|Infinity/);
  });
});
