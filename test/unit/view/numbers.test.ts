import assert from "node:assert/strict";
import { test } from "node:test";
import {
  formatCalls,
  formatCount,
  formatCounted,
  formatPoints,
  formatShare,
  formatShareOf,
  formatTrend,
} from "../../../src/view/numbers.ts";

test("counts are grouped as money is", () => {
  assert.equal(formatCount(18_250_000), "1,82,50,000");
  assert.deepEqual([formatCalls(0), formatCalls(1), formatCalls(2)], ["0 calls", "1 call", "2 calls"]);
  assert.deepEqual([formatCounted(1, "more group"), formatCounted(1200, "row")], ["1 more group", "1,200 rows"]);
});

test("what is not quite nothing or everything never reads as such", () => {
  assert.deepEqual([0, 0.000001, 0.0005, 0.5, 0.999, 0.999999, 1].map(formatShare), [
    "0.0 %",
    "<0.1 %",
    "0.1 %",
    "50.0 %",
    "99.9 %",
    ">99.9 %",
    "100.0 %",
  ]);
  assert.notEqual(formatShare(0.9995), "100.0 %");
});

test("two amounts that read alike are all of each other, others never", () => {
  const spent = 7_440_000;
  // Amounts are whole numbers; a fraction that a calculation left would not be read either.
  const wholes = [spent, spent + 0.2, spent + 1, spent - 1_000_000];
  assert.deepEqual(
    wholes.map((whole) => formatShareOf(spent, whole)),
    ["100.0 %", "100.0 %", ">99.9 %", "115.5 %"],
  );
  assert.equal(formatShareOf(0, 0), "100.0 %");
});

test("changes carry their sign in words that a screen reader says", () => {
  const trends = [
    [1124, 1000],
    [97, 100],
    [10_001, 10_000],
    [5, 0],
    [0, 0],
    [5, -1],
  ] as const;
  assert.deepEqual(
    trends.map(([now, before]) => formatTrend(now, before)),
    ["+12.4 %", "−3.0 %", "±0 %", "new", "±0 %", ""],
  );
  assert.equal(formatPoints(-0.082), "−8.2 pp");
});

test("counts read as the runtime's own en-IN writes them", () => {
  const runtime = new Intl.NumberFormat("en-IN");
  for (const count of [
    0, 7, 999, 1_000, 12_345, 99_999, 100_000, 1_234_567, 123_456_789, -5, -1_000, -100_000, 2.5, 1_234.5678,
  ]) {
    assert.equal(formatCount(count), runtime.format(count));
  }
});
