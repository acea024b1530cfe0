import assert from "node:assert/strict";
import { test } from "node:test";
import { atMostCalibrated, ratioAtMost } from "../bench/figures.ts";

const parsing = (ms: number) => ({ name: "JSON.parse", ms, referenceMs: 300 });

test("an absolute goal holds pro rata on a slower machine, and as it is on a faster one", () => {
  const met = (value: number, parseMs: number): boolean => atMostCalibrated("block", value, 16, parsing(parseMs)).met;
  assert.deepEqual([met(16, 300), met(16.1, 300)], [true, false]);
  assert.deepEqual([met(32, 600), met(32.1, 600)], [true, false]);
  assert.deepEqual([met(16, 150), met(16.1, 150)], [true, false]);
  assert.match(atMostCalibrated("block", 20, 16, parsing(450)).goal, /at most 16 ms \(24\.0 ms here, .* 1\.50 x/);
});

test("a ratio is of two figures of the same run", () => {
  const reference = { name: "JSON.parse", value: 400 };
  const { ratio, met } = ratioAtMost("intake", 480, "ms", reference, 1.2);
  assert.deepEqual([ratio, met], [1.2, true]);
  assert.equal(ratioAtMost("intake", 481, "ms", reference, 1.2).met, false);
});
