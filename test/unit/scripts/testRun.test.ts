// Whatever hangs or fails in a run of tests: it ends, it is red, it says who it was, and it leaves no process behind.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import type { Counts } from "../../../scripts/counts.ts";
import { runNodeTests } from "../../../scripts/nodeTests.ts";
import { patient } from "../../../scripts/patience.ts";
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

function node(files: readonly string[], { limitMs, fileMs }: { limitMs: number; fileMs: number }): Promise<Outcome> {
  const patterns = files.map((file) => join(PLANTED, "nodeTests", `${file}.planted.ts`));
  const flags = [`--test-timeout=${patient(fileMs)}`];
  return outcomeOf((told) => runNodeTests({ node: process.execPath, patterns, flags, limitMs, ...told }));
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
  assert.match(text, /Not finished after \d+ s/);
  assert.match(text, /hung: workerHangs\.spec\.ts › blocks where nobody watches/);
  assert.deepEqual(counts, { passed: 0, failed: 1 });
  assert.deepEqual(leftBehind, []);
});

test("test files: a hang in a test and after the last one end with the file's limit", async () => {
  const { counts, text, leftBehind } = await node(["sound", "hangs", "afterHangs"], {
    limitMs: AMPLE_MS,
    fileMs: 5_000,
  });
  assert.match(text, /✖ waits for ever/);
  assert.match(text, /✖ .*afterHangs\.planted\.ts/);
  assert.ok(counts.passed >= 2 && counts.failed >= 2, JSON.stringify(counts));
  assert.deepEqual(leftBehind, []);
});

test("test files: one that neither yields nor obeys is cut off by the limit of the run, and named", async () => {
  const { counts, text, leftBehind } = await node(["sound", "blocks"], { limitMs: 8_000, fileMs: 2_000 });
  assert.match(text, /Not finished after \d+ s/);
  assert.match(text, /hung: .*blocks\.planted\.ts/);
  assert.ok(counts.failed >= 1, JSON.stringify(counts));
  assert.deepEqual(leftBehind, []);
});

test("test files: what they and their threads load is compiled once for all runs", async () => {
  const { counts, text } = await node(["compiled"], { limitMs: AMPLE_MS, fileMs: AMPLE_MS });
  assert.deepEqual(counts, { passed: 1, failed: 0 }, text);
});
