import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Bucket, BucketState } from "../../../../src/protocol.ts";
import {
  type ChartModel,
  type ChartPoint,
  isFlat,
  type ModelSeries,
  movePoint,
  pointText,
  spendModel,
  stateKeys,
} from "../../../../src/webview/charts/chartModel.ts";

const BUCKETS: readonly Bucket[] = [
  { state: "whole", since: "2026-11-01", until: "2026-11-01", label: "1 Nov", name: "Sun 1 Nov 2026" },
  { state: "whole", since: "2026-11-02", until: "2026-11-02", label: "2 Nov", name: "Mon 2 Nov 2026" },
];
const chart = spendModel(
  {
    series: [{ key: "PAN-Plus", label: "PAN-Plus", values: [1, 2], texts: ["₹1.00", "₹2.00"] }],
    other: { key: "", label: "Other (2 products)", values: [3, 4], texts: ["₹3.00", "₹4.00"] },
    expanded: false,
    totals: ["₹4.00", "₹6.00"],
    description: "",
  },
  BUCKETS,
);

function walk(keys: string): ChartPoint | undefined {
  return keys.split(" ").reduce<ChartPoint | undefined>((point, key) => movePoint(point, key, chart), undefined);
}

function flat(...values: readonly (readonly number[])[]): boolean {
  return isFlat({ series: seriesOf(values), states: [] });
}

function seriesOf(values: readonly (readonly (number | null)[])[]): readonly ModelSeries[] {
  return values.map((one) => ({ label: "", look: { kind: "other" }, values: one, texts: [] }));
}

test("only a chart of zeros, or of nothing, has nothing to draw", () => {
  assert.equal(flat(), true);
  assert.equal(flat([0, 0], [0, 0]), true);
  assert.equal(flat([0, 0], [0, 0.01]), false);
  assert.equal(flat([0, -1]), false, "a refund is drawn");
  assert.equal(isFlat(chart), false);
  assert.equal(isFlat({ series: seriesOf([[null, 0]]), states: ["unknown", "whole"] }), false, "a gap is no zero");
});

test("the legend explains what bars that are lighter, and gaps, mean; a line says by itself where it ends", () => {
  const cases: readonly (readonly [ChartModel["type"], readonly BucketState[], readonly string[]])[] = [
    ["bar", ["whole", "whole"], []],
    ["bar", ["whole", "soFar"], ["open soFar"]],
    ["bar", ["atLeast", "whole"], ["open inPart"]],
    ["bar", ["unknown", "atLeast", "soFar"], ["open soFarOrInPart", "gap notFetched"]],
    ["line", ["unknown", "atLeast", "soFar"], ["gap notFetched"]],
  ];
  for (const [type, states, expected] of cases) {
    assert.deepEqual(
      stateKeys({ type, states }).map(({ look, text }) => `${look} ${text}`),
      expected,
    );
  }
});

describe("a chart under the arrow keys", () => {
  test("any arrow enters at the newest bucket", () => {
    assert.deepEqual(walk("ArrowUp"), { bucket: 1, series: 0 });
  });

  test("left and right go through time, up and down through the series, no further than the ends", () => {
    assert.deepEqual(walk("ArrowLeft ArrowLeft"), { bucket: 0, series: 0 });
    assert.deepEqual(walk("ArrowLeft ArrowLeft ArrowLeft ArrowUp ArrowUp"), { bucket: 0, series: 1 });
    assert.deepEqual(walk("Home"), { bucket: 0, series: 0 });
    assert.equal(movePoint({ bucket: 0, series: 0 }, "x", chart), undefined);
    assert.equal(movePoint(undefined, "Home", { labels: [], series: [] }), undefined);
  });

  test("a point is named with its bucket, series and amount", () => {
    assert.equal(pointText(chart, { bucket: 1, series: 1 }), "Mon 2 Nov 2026: Other (2 products) ₹4.00");
  });

  test("only single products can be narrowed to", () => {
    assert.deepEqual(
      chart.series.map(({ narrows }) => narrows),
      [{ product: "PAN-Plus" }, undefined],
    );
  });
});
