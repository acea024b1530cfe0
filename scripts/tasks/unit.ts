import { availableParallelism } from "node:os";
import { buildThread } from "../builtThread.ts";
import { measurePatience } from "../calibration.ts";
import { type Counts, sumOf } from "../counts.ts";
import { runNodeTests } from "../nodeTests.ts";
import { node22 } from "../setup/node22.mjs";

/** What runs on the SQLite or the streams of older VS Code versions is tested there too; the clocks of zones run on neither. */
const alsoOnNode22 = ["test/unit/ledger/!(rows)/**/*.test.ts", "test/unit/deepvue/**/*.test.ts"];

/** Files at a time, by processor: many of them wait for timers, threads and other processes more than they work. */
const FILES_PER_PROCESSOR = 2;
/** Each several times what the slowest takes. */
const testMs = 120_000;
const fileMs = 180_000;
/** Several times what all files take on a quiet machine. */
const limitMs = 600_000;

export async function run(args: string[]): Promise<Counts> {
  await measurePatience();
  await buildThread();
  const filesAtATime = FILES_PER_PROCESSOR * availableParallelism();
  const current = { node: process.execPath, filesAtATime, testMs, fileMs, limitMs };
  if (args.length > 0) return runNodeTests({ ...current, patterns: args });
  console.log(`unit tests, Node ${process.version}`);
  const all = await runNodeTests({ ...current, patterns: ["test/unit/**/*.test.ts"] });
  console.log("unit tests of ledger and service, Node 22");
  const older = await runNodeTests({ ...current, node: node22, patterns: alsoOnNode22 });
  return sumOf([all, older]);
}
