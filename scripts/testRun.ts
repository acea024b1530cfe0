// One run of a test program: within its limit, its failures by name, nothing left behind.
import type { Counts } from "./counts.ts";
import { type LimitedRunOptions, runLimited } from "./limitedRun.ts";
import { PROGRESS_FILE, withProgress } from "./testProgress.ts";

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
  const { result, progress } = await withProgress((file) =>
    runLimited(command, args, { ...limits, env: { ...(limits.env ?? process.env), [PROGRESS_FILE]: file } }),
  );
  const { code, timedOut, leftBehind } = result;
  const { counts, running, isWhole, isEmpty, heldBy } = progress;
  const faults = [
    ...(timedOut ? [`${what}: not finished after ${Math.round(limits.limitMs / 1000)} s, and ended by force.`] : []),
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
  return { ...counts, failed };
}
