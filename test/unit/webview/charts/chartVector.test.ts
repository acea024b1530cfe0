import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { BucketState } from "../../../../src/protocol.ts";
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

function drawn(
  type: ChartModel["type"],
  values: readonly (readonly (number | null)[])[],
  label = "PAN-Plus",
  states: readonly BucketState[] = [],
  atLeastFrom?: number,
): string {
  const series = values.map((some, index): ModelSeries => {
    return { label, look: { kind: "series", index }, values: some, texts: some.map(String) };
  });
  const labels = values[0]?.map((_, index) => `${index + 1} Nov`) ?? [];
  return chartVector(
    {
      type,
      unit: "money",
      description: "Spend & more",
      labels,
      names: labels,
      states,
      series,
      ...(atLeastFrom !== undefined && { atLeastFrom }),
    },
    "Spend",
    theme,
    (key) => key,
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

  test("what is not known is a hatched gap with a name, and what may still grow is a light bar with an outline", () => {
    const svg = drawn("bar", [[5, null, 3, 2]], "PAN-Plus", ["whole", "unknown", "atLeast", "soFar"]);
    assert.equal(svg.match(/<rect [^>]*height="300"[^>]*fill="url\(#gap\)"/g)?.length, 1);
    assert.equal(svg.match(/fill="url\(#look-0\)" fill-opacity="[\d.]+" stroke=/g)?.length, 2);
    for (const text of ["notFetched", "soFarOrInPart"]) assert.ok(svg.includes(`>${text}</text>`), text);
    assert.equal(bars(drawn("bar", [[0, 0]])).length, 0);
  });

  test("a line is cut where nothing is known", () => {
    const svg = drawn("line", [[1, 2, null, 4, 5]], "PAN-Plus", ["whole", "whole", "unknown", "whole", "whole"]);
    const lines = [...svg.matchAll(/<polyline points="([^"]*)"/g)].map(([, points = ""]) => points.split(" ").length);
    assert.deepEqual(lines, [2, 2]);
  });

  test("nothing measured is an empty chart, not a broken one", () => {
    for (const svg of [drawn("bar", []), drawn("line", [[]]), drawn("bar", [[0, 0]])])
      assert.doesNotMatch(svg, /NaN|Infinity/);
  });
});
