// Runs a program that may hang: it has a limit, and nothing that it started outlives it.
import { spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { patient } from "./patience.ts";
import { timeLeft } from "./setup/deadline.mjs";
import { endProcessesOf, newRun, processesOf } from "./setup/runProcesses.mjs";

export interface LimitedRunOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Milliseconds until everything is ended by force, at the latest with the deadline of the whole run; see {@link whenOver}. */
  readonly msLeft: () => number;
  /** Given all that the program wrote, once it has ended; by default it writes to this terminal. */
  readonly output?: (text: string) => void;
}

export interface LimitedRun {
  /** 128 when a signal ended it. */
  readonly code: number;
  readonly timedOut: boolean;
  readonly seconds: number;
  /** The commands of processes that were still there a while after the end, and were ended then. */
  readonly leftBehind: readonly string[];
}

/** What a browser or a server may take to end after whoever started it, on the reference machine. */
const AFTERWARDS_MS = 5_000;

/**
 * Calls back once no milliseconds are left, or the deadline of the whole run has come; the returned function cancels it. What is left is
 * asked again when it should be over: meanwhile the machine may have become slower.
 */
export function whenOver(msLeft: () => number, callback: () => void): () => void {
  const left = (): number => Math.min(msLeft(), timeLeft());
  const look = (): void => {
    const more = left();
    if (more > 0) lookIn(more);
    else callback();
  };
  let timer: NodeJS.Timeout;
  const lookIn = (ms: number): void => void (timer = setTimeout(look, Math.max(1, ms)));
  lookIn(left());
  return () => clearTimeout(timer);
}

/** What is left, asked at any time, of as many milliseconds on the reference machine, which begin now. */
export function fromNow(ms: number): () => number {
  const start = performance.now();
  return () => start + patient(ms) - performance.now();
}

export async function runLimited(command: string, args: string[], options: LimitedRunOptions): Promise<LimitedRun> {
  const { cwd, msLeft, output } = options;
  const { mark, env } = newRun();
  const written = output && outputFile();
  const stdout = written?.descriptor ?? "inherit";
  const child = spawn(command, args, {
    cwd,
    env: { ...(options.env ?? process.env), ...env },
    stdio: ["ignore", stdout, stdout],
  });
  const endAll = (): void => endProcessesOf(mark);
  process.prependOnceListener("exit", endAll);
  let timedOut = false;
  const start = performance.now();
  const cancelLimit = whenOver(msLeft, () => {
    timedOut = true;
    child.kill("SIGKILL");
    endAll();
  });
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      // Not "close": what it left behind may hold its output open.
      child.once("exit", (exitCode) => resolve(exitCode ?? 128));
    });
    const seconds = (performance.now() - start) / 1000;
    const leftBehind = timedOut ? [] : await commandsLeft(mark);
    return { code, timedOut, seconds, leftBehind };
  } finally {
    cancelLimit();
    endAll();
    process.removeListener("exit", endAll);
    if (written) output(written.take());
  }
}

/**
 * Not a pipe: Node writes into a file at once, and into a pipe when the reader has time, so that what a process said last is lost with it.
 */
function outputFile(): { descriptor: number; take: () => string } {
  const folder = mkdtempSync(join(tmpdir(), "deepvue-usage-output-"));
  const file = join(folder, "output.txt");
  const descriptor = openSync(file, "a");
  const take = (): string => {
    closeSync(descriptor);
    const text = readFileSync(file, "utf8");
    rmSync(folder, { recursive: true, force: true });
    return text;
  };
  return { descriptor, take };
}

async function commandsLeft(mark: string): Promise<string[]> {
  const until = Date.now() + patient(AFTERWARDS_MS);
  for (;;) {
    const left = processesOf(mark);
    if (left.length === 0 || Date.now() > until) return left.map(({ command }) => command);
    await delay(100);
  }
}
