import assert from "node:assert/strict";
import { once } from "node:events";
import { getCompileCacheDir } from "node:module";
import { test } from "node:test";
import { Worker } from "node:worker_threads";

test("has what was stripped and compiled before, and its threads have", async () => {
  const thread = new Worker(
    "require('node:worker_threads').parentPort.postMessage(require('node:module').getCompileCacheDir())",
    { eval: true },
  );
  const [folder] = await once(thread, "message");
  assert.ok(folder);
  assert.equal(folder, getCompileCacheDir());
});
