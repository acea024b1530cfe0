// Runs test files with Node's own test runner and counts them.
import { globSync } from "node:fs";
import { join } from "node:path";
import { type Counts, none } from "./counts.ts";
import { patient } from "./patience.ts";
import { root } from "./setup/root.mjs";
import { runTests, type TestRunOptions } from "./testRun.ts";

export interface NodeTestOptions extends Pick<TestRunOptions, "say" | "output"> {
  node: string;
  patterns: string[];
  flags?: string[];
  /** Milliseconds for the whole run, on the reference machine. */
  limitMs: number;
}

export async function runNodeTests({ node, patterns, flags = [], limitMs, ...told }: NodeTestOptions): Promise<Counts> {
  const files = globSync(patterns, { cwd: root }).toSorted();
  if (files.length === 0) {
    console.log(`no test files match ${patterns.join(" ")}`);
    return none;
  }
  // Without its forced end a file whose test has run out of time would stay for whatever that test still waits for.
  // Node's runner refuses to run inside one of its own tests, as it does when it is tested itself.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  return runTests(
    node,
    (file) => [
      "--test",
      "--test-force-exit",
      "--experimental-strip-types",
      ...quiet,
      ...flags,
      ...reporters(file),
      ...files,
    ],
    { cwd: root, env: { ...env, NODE_COMPILE_CACHE: compiled }, limitMs: patient(limitMs), ...told },
  );
}

function reporters(progressFile: string): string[] {
  return [
    "--test-reporter=spec",
    "--test-reporter-destination=stdout",
    `--test-reporter=${join(root, "scripts", "nodeReporter.ts")}`,
    `--test-reporter-destination=${progressFile}`,
  ];
}

/**
 * Every file is a process, and every ledger in it a thread, which load TypeScript. Node keeps what it has stripped and compiled here,
 * by a file's path and checksum and by its own version, and does it once instead of thousands of times.
 */
const compiled = join(root, "node_modules", ".cache", "compiled");

// Node 22 says of type stripping and of SQLite that they are experimental, once for every file.
const quiet = ["--disable-warning=ExperimentalWarning"];
