// Runs a program that may hang: it has a limit, and nothing that it started outlives it.
import { spawn } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { timeLeft } from "./setup/deadline.mjs";
import { endProcessesOf, newRun, processesOf } from "./setup/runProcesses.mjs";

export interface LimitedRunOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Milliseconds after which everything is ended by force, or sooner when the deadline of the whole run comes. */
  readonly limitMs: number;
  /** Where the program writes to; by default to this terminal. */
  readonly output?: (text: string) => void;
}

export interface LimitedRun {
  /** 128 when a signal ended it. */
  readonly code: number;
  readonly timedOut: boolean;
  /** The commands of processes that were still there a while after the end, and were ended then. */
  readonly leftBehind: readonly string[];
}

/** What a browser or a server may take to end after whoever started it. */
const AFTERWARDS_MS = 5_000;

export async function runLimited(command: string, args: string[], options: LimitedRunOptions): Promise<LimitedRun> {
  const { cwd, limitMs, output } = options;
  const { mark, env } = newRun();
  const child = spawn(command, args, {
    cwd,
    env: { ...(options.env ?? process.env), ...env },
    stdio: output ? ["ignore", "pipe", "pipe"] : ["ignore", "inherit", "inherit"],
  });
  if (output) for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", output);
  const endAll = (): void => endProcessesOf(mark);
  process.prependOnceListener("exit", endAll);
  let timedOut = false;
  const limit = setTimeout(
    () => {
      timedOut = true;
      child.kill("SIGKILL");
      endAll();
    },
    Math.min(limitMs, timeLeft()),
  );
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      // Not "close": what it left behind may hold its output open.
      child.once("exit", (exitCode) => resolve(exitCode ?? 128));
    });
    const leftBehind = timedOut ? [] : await commandsLeft(mark);
    return { code, timedOut, leftBehind };
  } finally {
    clearTimeout(limit);
    endAll();
    process.removeListener("exit", endAll);
  }
}

async function commandsLeft(mark: string): Promise<string[]> {
  const until = Date.now() + AFTERWARDS_MS;
  for (;;) {
    const left = processesOf(mark);
    if (left.length === 0 || Date.now() > until) return left.map(({ command }) => command);
    await delay(100);
  }
}
