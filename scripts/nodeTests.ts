// Runs test files with Node's own test runner and counts them.
import { existsSync, globSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Counts, none } from "./counts.ts";
import { root } from "./setup/root.mjs";
import { run } from "./setup/run.mjs";

export interface NodeTestOptions {
  node: string;
  patterns: string[];
  flags?: string[];
  env?: Record<string, string>;
}

export async function runNodeTests({ node, patterns, flags = [], env }: NodeTestOptions): Promise<Counts> {
  const files = globSync(patterns, { cwd: root }).toSorted();
  if (files.length === 0) {
    console.log(`no test files match ${patterns.join(" ")}`);
    return none;
  }
  const countsFile = join(tmpdir(), `deepvue-usage-counts-${process.pid}.json`);
  rmSync(countsFile, { force: true });
  const reporters = [
    "--test-reporter=spec",
    "--test-reporter-destination=stdout",
    `--test-reporter=${join(root, "scripts", "countReporter.ts")}`,
    `--test-reporter-destination=${countsFile}`,
  ];
  const code = await run(node, ["--test", "--experimental-strip-types", ...quiet, ...flags, ...reporters, ...files], {
    cwd: root,
    env: { ...process.env, ...env },
  });
  const counts: Counts = readCounts(countsFile);
  rmSync(countsFile, { force: true });
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

// Node 22 says of type stripping and of SQLite that they are experimental, once for every file.
const quiet = ["--disable-warning=ExperimentalWarning"];

function readCounts(file: string): Counts {
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  return text === "" ? none : JSON.parse(text);
}
