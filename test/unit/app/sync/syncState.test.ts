import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { IDLE_LANE, type LaneState, readIntent, readLane } from "../../../../src/app/sync/syncState.ts";
import type { Ledger } from "../../../../src/domain/ledgerPorts.ts";
import { problemText } from "../../../../src/view/wording.ts";

const NOW = 10;

function stored(text: string): Ledger {
  const answers = { readState: async () => text, isLeaseHeld: async () => true, replaceState: async () => true };
  return answers as unknown as Ledger;
}

test("a lane that was stored well is believed", async () => {
  const lane: LaneState = {
    phase: { phase: "syncing", work: "refresh", done: 1, total: 2, rows: 3 },
    aliveUntil: 5,
    attemptedAt: 4,
    failures: 2,
    problem: { kind: "refused", status: 400, detail: "no", said: "no" },
  };
  assert.deepEqual(await readLane(stored(JSON.stringify(lane)), "a", "refresh", NOW), lane);
});

test("what does not fit in a lane falls away", async () => {
  for (const wrong of [
    { phase: { phase: "dancing" }, aliveUntil: "soon", failures: null },
    { problem: { kind: "aliens", detail: "x" } },
    { problem: { kind: "storage", reason: "moths", detail: "x" } },
    { problem: { kind: "refused", detail: "x" } },
    { problem: { kind: "constructor", detail: "x" } },
    [],
    7,
  ]) {
    assert.deepEqual(
      await readLane(stored(JSON.stringify(wrong)), "a", "refresh", NOW),
      IDLE_LANE,
      JSON.stringify(wrong),
    );
  }
});

test("anything at all gives a lane that can be worded, and a wish or none", async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.json(), fc.string()), async (text) => {
      const { problem, failures } = await readLane(stored(text), "a", "refresh", NOW);
      assert.equal(typeof failures, "number");
      if (problem !== undefined) assert.equal(typeof problemText(problem).what, "string");
      const intent = await readIntent(stored(text), "a", NOW);
      if (intent !== undefined) assert.match(intent.since, /^\d{4}-\d\d-\d\d$/);
    }),
    { numRuns: 200 },
  );
});
