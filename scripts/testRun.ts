// One run of a test program: within its limit, its failures by name, nothing left behind.
import type { Counts } from "./counts.ts";
import { type LimitedRunOptions, runLimited } from "./limitedRun.ts";
import { withProgress } from "./testProgress.ts";

export interface TestRunOptions extends Omit<LimitedRunOptions, "output"> {
  readonly say?: (text: string) => void;
  readonly output?: (text: string) => void;
}

/**
 * Runs a test program whose reporter writes its progress into a file, and counts its tests. A run that hangs, that ends badly
 * without a failed test, or that leaves processes behind has failed, and says why.
 */
export async function runTests(
  command: string,
  argsFor: (progressFile: string) => string[],
  options: TestRunOptions,
): Promise<Counts> {
  const { say = console.error, ...limits } = options;
  const { result, progress } = await withProgress((file) =>
    runLimited(command, argsFor(file), { ...limits, env: { ...(limits.env ?? process.env), [PROGRESS_FILE]: file } }),
  );
  const { code, timedOut, leftBehind } = result;
  const { counts, running, isWhole } = progress;
  let { failed } = counts;
  if (timedOut) say(`✖ Not finished after ${Math.round(limits.limitMs / 1000)} s, and ended by force.`);
  for (const test of running) say(`✖ hung: ${test}`);
  for (const left of leftBehind) say(`✖ left behind, and ended: ${left.slice(0, 200)}`);
  if (leftBehind.length > 0) failed += 1;
  if (failed === 0 && (timedOut || !isWhole || code !== 0)) {
    say(`✖ The tests ended with exit code ${code}.`);
    failed = 1;
  }
  return { ...counts, failed };
}

/** The environment variable that names the file for the reporter of a program that takes no such option. */
export const PROGRESS_FILE = "DEEPVUE_USAGE_PROGRESS";
