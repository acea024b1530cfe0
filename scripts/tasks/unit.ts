import { availableParallelism } from "node:os";
import { type Counts, sumOf } from "../counts.ts";
import { runNodeTests } from "../nodeTests.ts";
import { node22 } from "../setup/node22.mjs";

/** What runs on the SQLite or the streams of older VS Code versions is tested there too. */
const alsoOnNode22 = ["test/unit/ledger/**/*.test.ts", "test/unit/deepvue/**/*.test.ts"];

/** A file that hangs fails; its slowest test takes far less. */
const fileTimeoutMs = 300_000;
const flags = [`--test-concurrency=${availableParallelism()}`, `--test-timeout=${fileTimeoutMs}`];

export async function run(args: string[]): Promise<Counts> {
  if (args.length > 0) return runNodeTests({ node: process.execPath, patterns: args, flags });
  console.log(`unit tests, Node ${process.version}`);
  const current = await runNodeTests({ node: process.execPath, patterns: ["test/unit/**/*.test.ts"], flags });
  console.log("unit tests of ledger and service, Node 22");
  const older = await runNodeTests({ node: node22, patterns: alsoOnNode22, flags });
  return sumOf([current, older]);
}
