import { availableParallelism } from "node:os";
import { buildThread } from "../builtThread.ts";
import { measurePatience } from "../calibration.ts";
import type { Counts } from "../counts.ts";
import { type NodeTestFiles, runNodeTests } from "../nodeTests.ts";
import { node22 } from "../setup/node22.mjs";

/** What runs on the SQLite or the streams of older VS Code versions is tested there too; the clocks of zones run on neither. */
const alsoOnNode22 = ["test/unit/ledger/!(rows)/**/*.test.ts", "test/unit/deepvue/**/*.test.ts"];

/** Where files are that wait for minutes, for servers, processes and clocks: they are first, so that the others fill their waits. */
const LONG_WAITS = "test/unit/{app,cli,scripts,team}/**/*.test.ts";

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
  const limits = { filesAtATime, testMs, fileMs, limitMs };
  if (args.length > 0) return runNodeTests({ ...limits, files: [on(...args)] });
  console.log(`unit tests, Node ${process.version}; those of ledger and service also on Node 22`);
  const older = { node: node22, name: "Node 22", patterns: alsoOnNode22 };
  return runNodeTests({ ...limits, files: [on(LONG_WAITS), older, on("test/unit/**/*.test.ts")] });
}

function on(...patterns: string[]): NodeTestFiles {
  return { node: process.execPath, patterns };
}
