// One run of a test program: within its limit, its failures by name, nothing left behind.
import { join } from "node:path";
import type { Counts } from "./counts.ts";
import { type LimitedRunOptions, runLimited } from "./limitedRun.ts";
import { root } from "./setup/root.mjs";
import { PROGRESS_FILE, withProgress } from "./testProgress.ts";

/**
 * Every file of tests is a process, and every ledger in it a thread, which load TypeScript; every window of VS Code has an extension
 * host. Node keeps here what it has stripped and compiled, by a file's path and checksum and by its own version, and does it once
 * instead of thousands of times.
 */
const COMPILED = join(root, "node_modules", ".cache", "compiled");

export interface TestRunOptions extends Omit<LimitedRunOptions, "output"> {
  /** What is run, to begin what is said of it as a whole. */
  readonly what?: string;
  readonly say?: (text: string) => void;
  readonly output?: (text: string) => void;
}

/**
 * Runs a test program whose reporter writes its progress into a file, and counts its tests. A run that hangs, that ends badly
 * without a failed test, that tells of no test, or that leaves processes behind has failed, and says why.
 */
export async function runTests(command: string, args: string[], options: TestRunOptions): Promise<Counts> {
  const { say = console.error, what = "The tests", ...limits } = options;
  const { result, progress } = await withProgress((file) => {
    const env = { ...(limits.env ?? process.env), NODE_COMPILE_CACHE: COMPILED, [PROGRESS_FILE]: file };
    return runLimited(command, args, { ...limits, env });
  });
  const { code, timedOut, seconds, leftBehind } = result;
  const { counts, running, isWhole, isEmpty, heldBy } = progress;
  const faults = [
    ...(timedOut ? [`${what}: not finished after ${Math.round(seconds)} s, and ended by force.`] : []),
    ...running.map((test) =>
      timedOut ? `hung: ${test}` : `not ended when its process did (exit code ${code}): ${test}`,
    ),
    ...(heldBy
      ? [`${what}: did not end after the last test, and was ended by force. It was held by: ${heldBy.join(", ")}.`]
      : []),
    ...leftBehind.map((left) => `${what} left behind, and it was ended: ${left.slice(0, 200)}`),
  ];
  if (faults.length === 0 && isEmpty) faults.push(`${what} told of no test, and ended with exit code ${code}.`);
  if (faults.length === 0 && (!isWhole || (code !== 0 && counts.failed === 0)))
    faults.push(`${what}: ended with exit code ${code}.`);
  for (const fault of faults) say(`✖ ${fault}`);
  // A test that has failed may be why something is left or goes on.
  const failed = Math.max(counts.failed, faults.length > 0 ? 1 : 0);
  const failures = [...(counts.failures ?? []), ...faults];
  return { ...counts, failed, ...(failures.length > 0 && { failures }) };
}
