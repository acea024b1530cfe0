// That a thread which is kept would be noticed by the tests which say that it is not.
import assert from "node:assert/strict";
import { test } from "node:test";
import { patient } from "../../scripts/patience.ts";
import { assertShortBlocks } from "../support/threadTime.ts";

test("work that keeps the thread is found in every round, and told in milliseconds", async () => {
  let rounds = 0;
  const keepsIt = async (): Promise<void> => {
    rounds += 1;
    const end = performance.now() + patient(500);
    while (performance.now() < end);
  };
  await assert.rejects(assertShortBlocks(2, keepsIt), /longest block of each round, in ms.*taken\), .*taken\)/);
  assert.equal(rounds, 2);
});
