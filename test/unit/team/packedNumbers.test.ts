import assert from "node:assert/strict";
import { test } from "node:test";
import { integersIn } from "../../../src/team/packedNumbers.ts";

test("integers are read out of a text as an engine packs them", () => {
  const cases: readonly (readonly [string, readonly number[]])[] = [
    ["", []],
    ["7", [7]],
    ["20500 3 29500 2 0", [20_500, 3, 29_500, 2, 0]],
    ["20500 1 -2950 0 0,20501 12 10 0 0", [20_500, 1, -2_950, 0, 0, 20_501, 12, 10, 0, 0]],
    ["-1 -0 0", [-1, 0, 0]],
    ["9007199254740991,-9007199254740991", [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]],
  ];
  for (const [text, integers] of cases) assert.deepEqual(integersIn(text), integers, text);
});
