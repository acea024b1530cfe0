// A process of its own with a ledger, for tests about several processes, limits and kills:
// node ledgerProgram.ts <task> <path> [number]
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { addDays, dayNumber } from "../../src/domain/day.ts";
import { type Problem, problemOf } from "../../src/domain/problem.ts";
import type { ReportWindow } from "../../src/domain/report.ts";
import type { Transaction } from "../../src/domain/transaction.ts";
import { SqliteLedger } from "../../src/ledger/sqliteLedger.ts";
import { inheritedFlags } from "./inheritedFlags.ts";
import { format, reportOf, takeIn } from "./ledgers.ts";
import { programFile } from "./programFile.ts";

/** Rows per window of {@link windowRows}. */
export const ROWS_PER_WINDOW = 3_000;

/** Report window number n: six days, each overlapping its neighbour by one. */
export function windowNumber(n: number): ReportWindow {
  const since = addDays("2026-01-01", n * 5);
  return { since, until: addDays(since, 5) };
}

/** The rows of window n: the same in every process. */
export function windowRows(n: number): readonly Transaction[] {
  const start = dayNumber(windowNumber(n).since) * 86_400e6;
  return Array.from({ length: ROWS_PER_WINDOW }, (_, row) => ({
    id: `${n.toString(16).padStart(8, "0")}-0000-4000-8000-${row.toString(16).padStart(12, "0")}`,
    at: start + Math.floor((row * 5 * 86_400e6) / ROWS_PER_WINDOW),
    product: ["PAN-Plus", "GSTIN", "UPI"][row % 3] ?? "",
    status: 200,
    message: row % 7 === 0 ? "Invalid Pan Number." : "Verified Successfully.",
    charge: 29_500 + (row % 5) * 100,
  })).toReversed();
}

/** Starts this file in a new process. `shell`: what the shell does first ("ulimit -f 100"). */
export function startProgram(
  task: string,
  path: string,
  number = 0,
  options: SpawnOptions & { readonly before?: string } = {},
): ChildProcess {
  const command = [process.execPath, ...inheritedFlags(), programFile(import.meta.url), task, path, String(number)];
  const { before = "true", ...rest } = options;
  return spawn("sh", ["-c", `${before}; exec "$@"`, "sh", ...command], { stdio: ["pipe", "pipe", "inherit"], ...rest });
}

export interface ProgramAnswer {
  readonly problem?: Problem;
  readonly openingProblem?: Problem;
  readonly mode?: string;
  readonly count?: number;
  readonly granted?: number;
}

/** Runs a task to its end and gives its answer. */
export async function runProgram(...args: Parameters<typeof startProgram>): Promise<ProgramAnswer> {
  const child = startProgram(...args);
  let last = "{}";
  for await (const line of createInterface({ input: child.stdout! })) last = line;
  return JSON.parse(last);
}

const tasks: Record<string, (ledger: SqliteLedger, number: number) => object> = {
  /** Opens and counts. */
  open: (ledger) => {
    const { mode, problem } = ledger.open();
    return { mode, openingProblem: problem, count: ledger.count("account", undefined, {}) };
  },
  /** Takes in windows 0…n-1. */
  fill: (ledger, number) => {
    for (let n = 0; n < number; n++) takeIn(ledger, windowNumber(n), reportOf(windowRows(n)));
    return { count: ledger.count("account", undefined, {}) };
  },
  /** Takes in windows n, n+1, … until it is killed; says which are committed. */
  endless: (ledger, number) => {
    for (let n = number; ; n++) {
      takeIn(ledger, windowNumber(n), reportOf(windowRows(n)));
      process.stdout.write(`${n}\n`);
    }
  },
  /** Asks for n requests within one second of time, from the instant START_AT on, so that several processes do it at once. */
  requests: (ledger, number) => {
    const limits = { perSecond: 400, perMinute: 10_000, perDay: 10_000 };
    ledger.open();
    while (Date.now() < Number(process.env["START_AT"])) continue;
    let granted = 0;
    for (let n = 0; n < number; n++) if (ledger.takeRequest("account", limits, "user", 1_000_000 + n).grant) granted++;
    return { granted };
  },
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [task = "", path = "", number = "0"] = process.argv.slice(2);
  if (process.env["RUN_AS"] !== undefined) process.setuid?.(Number(process.env["RUN_AS"]));
  const ledger = new SqliteLedger(path, format);
  let answer: object;
  try {
    answer = tasks[task]?.(ledger, Number(number)) ?? {};
  } catch (error) {
    answer = { problem: problemOf(error) };
  }
  console.log(JSON.stringify(answer));
}
