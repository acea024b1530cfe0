// The deadline of a whole run, as the process that measures the machine puts it off, and the one that has started it hears of it.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";

const DEADLINE = new URL("../../../scripts/setup/deadline.mjs", import.meta.url).href;
const MINUTE = 60_000;

/** The deadlines that a process tells, in minutes from its start, as it finds its machine so many times slower. */
async function deadlinesTold(factors: readonly number[], inherited: boolean): Promise<number[]> {
  const start = Date.now();
  const program = `const { stretchDeadline } = await import(${JSON.stringify(DEADLINE)});
    for (const factor of ${JSON.stringify(factors)}) stretchDeadline(factor);`;
  const { DEEPVUE_USAGE_DEADLINE: _, ...env } = process.env;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    env: inherited ? { ...env, DEEPVUE_USAGE_DEADLINE: String(start + 43 * MINUTE) } : env,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const told: number[] = [];
  child.on("message", ({ deadline }: { deadline: number }) => void told.push((deadline - start) / MINUTE));
  const [code] = await once(child, "close");
  assert.equal(code, 0);
  return told;
}

test("a run has 43 minutes, on a machine more than three times slower pro rata, and at most 86", async () => {
  assert.deepEqual(await deadlinesTold([1, 3], true), [], "nothing to tell");
  assert.deepEqual(await deadlinesTold([1, 4.5, 3, 6, 20], true), [64.5, 86], "never sooner than it was told");
});

test("without a deadline there is none to put off", async () => {
  assert.deepEqual(await deadlinesTold([20], false), []);
});
