// Rows of a tree that a window still draws.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { SetTimer } from "../../../../src/domain/timer.ts";
import { revealWhenDrawn } from "../../../../src/ui/surfaces/revealing.ts";

/** What VS Code says across its processes. */
const NOT_DRAWN = "TreeError [deepvue.transactions] Data tree node not found: 1/transaction:1";

/** A window that refuses so many times with these words; the waits pass at once and are noted. */
function refusing(times: number, words = NOT_DRAWN) {
  const waits: number[] = [];
  let asked = 0;
  const timer: SetTimer = (ms, callback) => {
    waits.push(ms);
    queueMicrotask(callback);
    return () => undefined;
  };
  const reveal = async (): Promise<void> => {
    asked += 1;
    if (asked <= times) throw new Error(words);
  };
  return { waits, timer, reveal, asked: () => asked };
}

test("a row that is not drawn yet is asked for again, at growing intervals", async () => {
  const { reveal, timer, waits, asked } = refusing(3);
  await revealWhenDrawn(reveal, timer, new AbortController().signal);
  assert.deepEqual([asked(), waits], [4, [50, 100, 200]]);
});

test("one that never comes is an error in VS Code's words, after three seconds", async () => {
  const { reveal, timer, waits, asked } = refusing(99);
  await assert.rejects(revealWhenDrawn(reveal, timer, new AbortController().signal), { message: NOT_DRAWN });
  assert.deepEqual([asked(), waits.reduce((sum, ms) => sum + ms, 0)], [7, 3_150]);
});

test("any other error is one at once", async () => {
  const { reveal, timer, asked } = refusing(1, "The view is gone");
  await assert.rejects(revealWhenDrawn(reveal, timer, new AbortController().signal), /The view is gone/);
  assert.equal(asked(), 1);
});

test("cancelled while it waits: at once", async () => {
  const cancel = new AbortController();
  const { reveal, asked } = refusing(99);
  const never: SetTimer = () => {
    cancel.abort();
    return () => undefined;
  };
  await assert.rejects(revealWhenDrawn(reveal, never, cancel.signal), { name: "ProblemError" });
  assert.equal(asked(), 1);
});
