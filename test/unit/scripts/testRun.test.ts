// Whatever hangs or fails in a run of tests: it ends, it is red, it says who it was, and it leaves no process behind.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import type { Counts } from "../../../scripts/counts.ts";
import { runNodeTests } from "../../../scripts/nodeTests.ts";
import { runPlaywright } from "../../../scripts/playwrightTests.ts";
import { newRun, processesOf } from "../../../scripts/setup/runProcesses.mjs";

const PLANTED = "test/unit/scripts/planted";
/** Of a run that is not to be cut off. */
const AMPLE_MS = 120_000;

interface Outcome {
  readonly counts: Counts;
  /** Everything that was printed. */
  readonly text: string;
  readonly leftBehind: readonly string[];
}

/** Runs tests with a mark of its own around everything, by which its processes are found afterwards. */
async function outcomeOf(run: (told: { say: (t: string) => void; output: (t: string) => void }) => Promise<Counts>) {
  const { mark, env } = newRun();
  const before = process.env["DEEPVUE_USAGE_RUN"];
  Object.assign(process.env, env);
  let text = "";
  const note = (more: string): void => {
    text += `${more}\n`;
  };
  try {
    const counts = await run({ say: note, output: note });
    return { counts, text, leftBehind: processesOf(mark).map(({ command }) => command) } satisfies Outcome;
  } finally {
    if (before === undefined) delete process.env["DEEPVUE_USAGE_RUN"];
    else process.env["DEEPVUE_USAGE_RUN"] = before;
  }
}

function playwright(specs: readonly string[], limitMs: number): Promise<Outcome> {
  const config = join(PLANTED, "playwright.config.ts");
  // A filter is looked for anywhere in the path.
  const args = specs.map((spec) => `/planted/${spec}.spec.ts`);
  return outcomeOf((told) => runPlaywright({ config, args, limitMs, ...told }));
}

function node(
  files: readonly string[],
  { limitMs = AMPLE_MS, testMs = AMPLE_MS, fileMs = AMPLE_MS }: { limitMs?: number; testMs?: number; fileMs?: number },
): Promise<Outcome> {
  const patterns = files.map((file) => join(PLANTED, "nodeTests", `${file}.planted.ts`));
  const options = { files: [{ node: process.execPath, patterns }], filesAtATime: 4, testMs, fileMs, limitMs };
  return outcomeOf((told) => runNodeTests({ ...options, ...told }));
}

test("specs: a set-up that fails, hangs of every kind, and a sound test among them", async () => {
  const specs = ["sound", "setUpFails", "beforeAllFails", "hangs", "blocks", "teardownHangs", "secondTry"];
  const { counts, text, leftBehind } = await playwright(specs, AMPLE_MS);
  for (const words of [
    /✓ .*sound\.spec\.ts.*is sound/,
    /✘ .*setUpFails\.spec\.ts.*needs a server/,
    /planted: the server did not start/,
    /✘ .*beforeAllFails\.spec\.ts.*first of a story/,
    /planted: before all of them/,
    /✘ .*hangs\.spec\.ts.*waits for ever/,
    /✘ .*blocks\.spec\.ts.*never gives up the processor/,
    /did nothing else for \d+ s, and is ended/,
    /✘ .*teardownHangs\.spec\.ts.*has a server that does not end/,
  ])
    assert.match(text, words);
  assert.deepEqual([counts.passed, counts.failed >= 6], [2, true], text);
  assert.deepEqual(counts.flaky, ["secondTry.spec.ts › passes when tried again"]);
  assert.deepEqual(leftBehind, []);
});

test("specs: a run that is over its limit is cut off, and says who hung", async () => {
  const { counts, text, leftBehind } = await playwright(["workerHangs"], 12_000);
  assert.match(text, /not finished after \d+ s/);
  assert.match(text, /hung: workerHangs\.spec\.ts › blocks where nobody watches/);
  assert.deepEqual(counts, { passed: 0, failed: 1 });
  assert.deepEqual(leftBehind, []);
});

test("test files: one that neither yields nor obeys is ended by the limit of its file, and named", async () => {
  const { counts, text, leftBehind } = await node(["sound", "blocks"], { fileMs: 5_000 });
  assert.match(text, /blocks\.planted\.ts: not finished after \d+ s/);
  assert.match(text, /hung: .*blocks\.planted\.ts:\d+ never gives up the processor/);
  assert.deepEqual(counts, { passed: 1, failed: 1, flaky: [] }, text);
  assert.deepEqual(leftBehind, []);
});

test("test files: what the limit of the run cuts off is named, and so is what it did not reach", async () => {
  const files = ["blocks", "hangs", "sound", "compiled", "afterHangs"];
  const { counts, text, leftBehind } = await node(files, { limitMs: 3_000 });
  assert.match(text, /blocks\.planted\.ts: not finished after \d+ s/);
  assert.ok(counts.failed >= 2, text);
  assert.deepEqual(leftBehind, []);
});

test("test files: a test that hangs fails by its limit; a process that goes on after its last test is ended, has failed, and it is said what held it", async () => {
  const { counts, text, leftBehind } = await node(["holdsOn", "afterHangs", "hangs", "sound"], { testMs: 2_000 });
  assert.match(text, /✖ waits for ever .*\n.*test timed out after \d+ms/);
  assert.match(text, /holdsOn\.planted\.ts: did not end after the last test.* held by: .*TCPServerWrap/);
  assert.match(text, /afterHangs\.planted\.ts: did not end after the last test.* held by: .*Timeout/);
  assert.doesNotMatch(text, /sound\.planted\.ts: /);
  assert.deepEqual(counts, { passed: 4, failed: 3, flaky: [] }, text);
  assert.deepEqual(leftBehind, []);
});

test("test files: one that tells of no test has failed, and so has one that breaks before its tests", async () => {
  const { counts, text } = await node(["noTest", "breaks", "sound"], {});
  assert.match(text, /noTest\.planted\.ts told of no test, and ended with exit code 0/);
  assert.match(text, /breaks\.planted\.ts told of no test, and ended with exit code 1/);
  assert.match(text, /planted: broken before its tests/);
  assert.deepEqual(counts, { passed: 1, failed: 2, flaky: [] }, text);
});

test("test files: whatever ends a process, what its tests have shown is counted", async () => {
  const { counts, text } = await node(["ends", "endsInside"], {});
  assert.match(text, /ends\.planted\.ts: ended with exit code 0/);
  assert.match(text, /not ended when its process did \(exit code 0\): .*endsInside\.planted\.ts:\d+ ends its process/);
  // 40 sound ones and a failed one; a sound one and one that did not come to its end.
  assert.deepEqual(counts, { passed: 41, failed: 2, flaky: [] }, text);
});

test("test files: a program that is left behind is ended, and its file has failed", async () => {
  const { counts, text, leftBehind } = await node(["leavesBehind"], {});
  assert.match(text, /leavesBehind\.planted\.ts left behind, and it was ended: .*planted-program/);
  assert.deepEqual(counts, { passed: 1, failed: 1, flaky: [] }, text);
  assert.deepEqual(leftBehind, []);
});

test("test files: a pattern that fits none has failed", async () => {
  const { counts, text } = await node(["missing"], {});
  assert.match(text, /No test files match .*missing\.planted\.ts/);
  assert.equal(counts.failed, 1);
});

test("test files: what they and their threads load is compiled once for all runs", async () => {
  const { counts, text } = await node(["compiled"], {});
  assert.deepEqual(counts, { passed: 1, failed: 0, flaky: [] }, text);
});
