import assert from "node:assert/strict";
import { test } from "node:test";
import { readSampleYear, storedSampleYear } from "../../../support/sampleYear.ts";

test("every surface says of the sample account's year what it said before", async () => {
  const [before, now] = [storedSampleYear(), await readSampleYear()];
  assert.deepEqual(Object.keys(now), Object.keys(before));
  for (const [situation, texts] of Object.entries(now)) assert.deepEqual(texts, before[situation], situation);
});
