// Whatever hangs or fails in a run of tests: it ends, it is red, it says who it was, and it leaves no process behind.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { Counts } from "../../../scripts/counts.ts";
import { fromNow, whenOver } from "../../../scripts/limitedRun.ts";
import { type NodeTestOptions, runNodeTests } from "../../../scripts/nodeTests.ts";
import { PATIENCE, PATIENCE_NOW, patient } from "../../../scripts/patience.ts";
import { runPlaywright } from "../../../scripts/playwrightTests.ts";
import { newRun, processesOf, runToItsEnd } from "../../../scripts/setup/runProcesses.mjs";
import { atEnd } from "../../support/endings.ts";

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

/** Without what has failed and why, which says where files and lines are. */
function numbersOf({ failures: _, ...numbers }: Counts): Counts {
  return numbers;
}

type Limits = Partial<Pick<NodeTestOptions, "limitMs" | "testMs" | "fileMs" | "triedAgain">>;

function node(files: readonly string[], limits: Limits): Promise<Outcome> {
  const patterns = files.map((file) => join(PLANTED, "nodeTests", `${file}.planted.ts`));
  const ample = { limitMs: AMPLE_MS, testMs: AMPLE_MS, fileMs: AMPLE_MS };
  const options = { files: [{ node: process.execPath, patterns }], filesAtATime: 4, ...ample, ...limits };
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
    /✘ .*blocks\.spec\.ts.*never gives up its thread/,
    /did nothing else for \d+ s, and is ended/,
    /✘ .*teardownHangs\.spec\.ts.*has a server that does not end/,
  ])
    assert.match(text, words);
  assert.deepEqual([counts.passed, counts.failed >= 6], [2, true], text);
  const named = counts.failures?.filter((failure) => /^(?:setUpFails|beforeAllFails)\.spec/.test(failure));
  assert.deepEqual(named?.toSorted(), [
    "beforeAllFails.spec.ts › first of a story\n  Error: planted: before all of them",
    "setUpFails.spec.ts › needs a server\n  Error: planted: the server did not start",
  ]);
  assert.deepEqual(counts.flaky, ["secondTry.spec.ts › passes when tried again"]);
  assert.deepEqual(leftBehind, []);
});

test("specs: a run that is over its limit is cut off, and says who hung", async () => {
  const { counts, text, leftBehind } = await playwright(["workerHangs"], 12_000);
  assert.match(text, /not finished after \d+ s/);
  assert.match(text, /hung: workerHangs\.spec\.ts › blocks where nobody watches/);
  assert.deepEqual(numbersOf(counts), { passed: 0, failed: 1 });
  assert.match(counts.failures?.join("\n") ?? "", /^hung: workerHangs\.spec\.ts › blocks where nobody watches$/m);
  assert.deepEqual(leftBehind, []);
});

test("test files: one that neither yields nor obeys is ended by the limit of its file, and named", async () => {
  const { counts, text, leftBehind } = await node(["sound", "blocks"], { fileMs: 5_000 });
  assert.match(text, /blocks\.planted\.ts: not finished after \d+ s/);
  assert.match(text, /hung: .*blocks\.planted\.ts:\d+ never gives up its thread/);
  assert.deepEqual(numbersOf(counts), { passed: 1, failed: 1, flaky: [] }, text);
  assert.deepEqual(leftBehind, []);
});

test("test files: a machine that becomes slower meanwhile has more time, and for tests that begin then", async (t) => {
  const file = join(mkdtempSync(join(tmpdir(), "deepvue-usage-patience-")), "now");
  const before = { start: process.env[PATIENCE], now: process.env[PATIENCE_NOW] };
  atEnd(t, () => {
    for (const [name, value] of [
      [PATIENCE, before.start],
      [PATIENCE_NOW, before.now],
    ] as const) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    rmSync(dirname(file), { recursive: true });
  });
  Object.assign(process.env, { [PATIENCE]: "1", [PATIENCE_NOW]: file });
  assert.equal(patient(1_000), 1_000, "before there is a file");
  writeFileSync(file, "");
  assert.equal(patient(1_000), 1_000, "while it says nothing");
  const becomesSlower = delay(1_000).then(() => writeFileSync(file, "6.00"));
  const { counts, text } = await node(["takesAWhile"], { fileMs: 4_000, limitMs: 4_000 });
  await becomesSlower;
  assert.deepEqual(numbersOf(counts), { passed: 1, failed: 0, flaky: [] }, text);
  assert.equal(patient(1_000), 6_000);
});

test("test files: what fails or leaves something behind, and does not with nothing beside it, is flaky and named; what fails again, or among many, or by its limit, is not", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "deepvue-usage-second-try-"));
  atEnd(t, () => {
    delete process.env["PLANTED_MARK"];
    rmSync(folder, { recursive: true });
  });
  const tried = async (name: string, files: readonly string[], limits: Limits): Promise<Outcome> => {
    process.env["PLANTED_MARK"] = join(folder, name);
    return node(files, limits);
  };
  const again = await tried("again", ["secondTry", "leavesBehindOnce", "fails", "sound"], { triedAgain: 3 });
  const flaky = ["leavesBehindOnce", "secondTry"].map((name) => join(PLANTED, "nodeTests", `${name}.planted.ts`));
  const { flaky: named = [], ...numbers } = numbersOf(again.counts);
  assert.deepEqual({ ...numbers, flaky: named.toSorted() }, { passed: 3, failed: 1, flaky }, again.text);
  assert.match(again.text, /planted: the first try/);
  assert.equal(again.counts.failures?.length, 1, "what has passed then is no failure");
  assert.match(again.counts.failures[0] ?? "", /fails\.planted\.ts:\d+ .*\n {2}.*planted/);
  const many = await tried("many", ["secondTry", "fails"], { triedAgain: 1 });
  assert.deepEqual(numbersOf(many.counts), { passed: 0, failed: 2, flaky: [] }, many.text);
  const cutOff = await tried("cut off", ["blocks"], { triedAgain: 1, fileMs: 2_000 });
  assert.equal(cutOff.text.match(/^▶/gm)?.length, 2, `once as it runs, once among the failed: ${cutOff.text}`);
});

test("a limit that others began before is over with theirs", async () => {
  const ofAll = fromNow(50);
  await delay(200);
  const ofOne = fromNow(AMPLE_MS);
  const start = performance.now();
  await new Promise<void>((resolve) => void whenOver(() => Math.min(ofOne(), ofAll()), resolve));
  assert.ok(performance.now() - start < patient(AMPLE_MS / 4));
});

test("test files: what the limit of the run cuts off is named, and so is what it did not reach", async () => {
  const files = ["blocks", "hangs", "sound", "compiled", "afterHangs"];
  const { counts, text, leftBehind } = await node(files, { limitMs: 3_000 });
  const [, seconds] = /blocks\.planted\.ts: not finished after (\d+) s/.exec(text) ?? [];
  assert.ok(
    Number(seconds) * 1_000 < patient(AMPLE_MS / 4),
    `cut off by the limit of the run, not by its own: ${text}`,
  );
  assert.ok(counts.failed >= 2, text);
  assert.deepEqual(leftBehind, []);
});

test("test files: a test that hangs fails by its limit; a process that goes on after its last test is ended, has failed, and it is said what held it", async () => {
  const { counts, text, leftBehind } = await node(["holdsOn", "afterHangs", "hangs", "sound"], { testMs: 2_000 });
  assert.match(text, /✖ waits for ever .*\n.*test timed out after \d+ms/);
  assert.match(text, /holdsOn\.planted\.ts: did not end after the last test.* held by: .*TCPServerWrap/);
  assert.match(text, /afterHangs\.planted\.ts: did not end after the last test.* held by: .*Timeout/);
  assert.doesNotMatch(text, /sound\.planted\.ts: /);
  assert.deepEqual(numbersOf(counts), { passed: 4, failed: 3, flaky: [] }, text);
  assert.deepEqual(leftBehind, []);
});

test("test files: one that tells of no test has failed, and so has one that breaks before its tests", async () => {
  const { counts, text } = await node(["noTest", "breaks", "sound"], {});
  assert.match(text, /noTest\.planted\.ts told of no test, and ended with exit code 0/);
  assert.match(text, /breaks\.planted\.ts told of no test, and ended with exit code 1/);
  assert.match(text, /planted: broken before its tests/);
  assert.deepEqual(numbersOf(counts), { passed: 1, failed: 2, flaky: [] }, text);
});

test("test files: whatever ends a process, what its tests have shown is counted", async () => {
  const { counts, text } = await node(["ends", "endsInside"], {});
  assert.match(text, /ends\.planted\.ts: ended with exit code 0/);
  assert.match(text, /not ended when its process did \(exit code 0\): .*endsInside\.planted\.ts:\d+ ends its process/);
  // 40 sound ones and a failed one; a sound one and one that did not come to its end.
  assert.deepEqual(numbersOf(counts), { passed: 41, failed: 2, flaky: [] }, text);
});

test("test files: a program that is left behind is ended, and its file has failed", async () => {
  const { counts, text, leftBehind } = await node(["leavesBehind"], {});
  assert.match(text, /leavesBehind\.planted\.ts left behind, and it was ended: .*planted-program/);
  assert.deepEqual(numbersOf(counts), { passed: 1, failed: 1, flaky: [] }, text);
  assert.deepEqual(leftBehind, []);
});

test("test files: a pattern that fits none has failed", async () => {
  const { counts, text } = await node(["missing"], {});
  assert.match(text, /No test files match .*missing\.planted\.ts/);
  assert.equal(counts.failed, 1);
});

test("test files: what they and their threads load is compiled once for all runs", async () => {
  const { counts, text } = await node(["compiled"], {});
  assert.deepEqual(numbersOf(counts), { passed: 1, failed: 0, flaky: [] }, text);
});

test("a run has a folder of its own for temporary files: what ends by force in it leaves none", async (t) => {
  const note = join(mkdtempSync(join(tmpdir(), "deepvue-usage-note-")), "folders.json");
  atEnd(t, () => rmSync(dirname(note), { recursive: true }));
  const program = `
    const made = require("node:fs").mkdtempSync(require("node:path").join(require("node:os").tmpdir(), "left-"));
    require("node:fs").writeFileSync(made + "/file", "left behind");
    require("node:fs").writeFileSync(process.argv[1], JSON.stringify([require("node:os").tmpdir(), made]));
    process.kill(process.pid, "SIGKILL");`;
  const { mark, env } = newRun();
  const options = { cwd: tmpdir(), env: { ...process.env, ...env }, mark, onMessage: () => undefined };
  assert.equal(await runToItsEnd(process.execPath, ["-e", program, note], options), 1);
  const folders: string[] = JSON.parse(readFileSync(note, "utf8"));
  assert.notEqual(folders[0], tmpdir());
  assert.deepEqual(folders.filter(existsSync), []);
});
