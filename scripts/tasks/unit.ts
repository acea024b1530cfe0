import { availableParallelism } from "node:os";
import { join } from "node:path";
import { buildPrograms } from "../builtPrograms.ts";
import { measurePatience } from "../calibration.ts";
import type { Counts } from "../counts.ts";
import { type NodeTestFiles, runNodeTests } from "../nodeTests.ts";
import { node22 } from "../setup/node22.mjs";
import { root } from "../setup/root.mjs";

/** What runs on the SQLite or the streams of older VS Code versions is tested there too; the clocks of zones run on neither. */
const ledgerOnNode22 = "test/unit/ledger/!(rows)/**/*.test.ts";
const SHARING_ON_NODE_22 = ["ledger/intake", "deepvue"];

/** Waits for two thirds of what all others take at its side: begun among them it would end alone. */
const LONGEST_WAIT = "test/unit/scripts/testRun.test.ts";

/** Where files are that wait for minutes, for servers, processes and clocks: they are first, so that the others fill their waits. */
const LONG_WAITS = "test/unit/{app,app/{report,screen,sync,watch},cli,scripts,team}/*.test.ts";

/**
 * Floors (docs/architecture.md) and parts of them whose files have a process together: pure functions, a client that each test gives a
 * server of its own, and what each test gives a ledger of its own. What a test of theirs changes of its process, it puts back.
 */
const SHARING = ["ledger/intake", "app/export", "app/bill", "domain", "view", "webview", "code", "deepvue"];

/** Of theirs, what takes so long that it had better have a process of its own. */
const LONG_WORK = "test/unit/{domain/watch/anomaly/score,domain/zoneClock,view/midnight}.test.ts";

/** For Node 22 half of what a small file takes is stripping types, again in every process. */
const STRIPPED_ONCE = join(root, "scripts", "strippedOnce.mjs");

/** Files at a time, by processor: many wait for timers, threads and other processes more than they work. With two a twentieth was idle. */
const FILES_PER_PROCESSOR = 2.5;
/** As many tests may be flaky on a busy machine. */
const TRIED_AGAIN = 3;
/** Each several times what the slowest takes. */
const testMs = 120_000;
const fileMs = 180_000;
/** Several times what all files take on a quiet machine. */
const limitMs = 600_000;

export async function run(args: string[]): Promise<Counts> {
  await measurePatience();
  await buildPrograms();
  const filesAtATime = Math.round(FILES_PER_PROCESSOR * availableParallelism());
  const limits = { filesAtATime, testMs, fileMs, limitMs };
  if (args.length > 0) return runNodeTests({ ...limits, files: [on(...args)] });
  console.log(`unit tests, Node ${process.version}; those of ledger and service also on Node 22`);
  const older = { node: node22, name: "Node 22", flags: [`--import=${STRIPPED_ONCE}`] };
  const shared = SHARING.map((floor) => sharing(floor, on(filesOf(floor))));
  return runNodeTests({
    ...limits,
    triedAgain: TRIED_AGAIN,
    files: [
      on(LONGEST_WAIT),
      on(LONG_WAITS),
      on(LONG_WORK),
      ...shared,
      ...SHARING_ON_NODE_22.map((floor) => sharing(floor, { ...older, patterns: [filesOf(floor)] })),
      { ...older, patterns: [ledgerOnNode22] },
      on("test/unit/**/*.test.ts"),
    ],
  });
}

function on(...patterns: string[]): NodeTestFiles {
  return { node: process.execPath, patterns };
}

function filesOf(floor: string): string {
  return `test/unit/${floor}/**/*.test.ts`;
}

function sharing(floor: string, files: NodeTestFiles): NodeTestFiles {
  return { ...files, together: `test/unit/${floor}` };
}
