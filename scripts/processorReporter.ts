// A reporter for Playwright that says how many seconds of processor time each test took, by what took it: a busy machine stretches
// times on the wall, and these hardly. Tests beside each other can not be told apart, so it is used with `--workers=1`.
import { readdirSync, readFileSync } from "node:fs";
import type { Reporter, TestCase } from "@playwright/test/reporter";

/** A process that ends is counted as it was when it was last looked at. */
const LOOK_MS = 500;

/** Of Linux, in every build of it. */
const TICKS_PER_SECOND = 100;

/** What the processes of a run are; the first that fits. */
const ROLES: readonly (readonly [role: string, sign: RegExp])[] = [
  ["page", /--type=renderer/],
  ["drawing", /--type=gpu-process/],
  ["browser", /chrom/],
  ["extensions", /--type=extensionHost/],
  ["server", /code-server/],
  ["runner", /playwright/],
];

type Seconds = ReadonlyMap<string, number>;

export default class ProcessorReporter implements Reporter {
  readonly #sums = new Map<string, number>();
  /** Every process of the run so far, by its id and its start. */
  readonly #processes = new Map<string, Process>();
  #last: Seconds = new Map();
  #total = 0;

  onBegin(): void {
    setInterval(() => this.#look(), LOOK_MS).unref();
    this.#last = this.#look();
  }

  onTestEnd(test: TestCase): void {
    const now = this.#look();
    const parts = [...now]
      .map(([role, seconds]) => [role, seconds - (this.#last.get(role) ?? 0)] as const)
      .toSorted(([, one], [, other]) => other - one);
    this.#last = now;
    const sum = parts.reduce((all, [, seconds]) => all + seconds, 0);
    const file = test.location.file.replace(/^.*[\\/]/, "");
    this.#sums.set(file, (this.#sums.get(file) ?? 0) + sum);
    this.#total += sum;
    const told = parts.map(([role, seconds]) => `${role} ${seconds.toFixed(1)}`).join(", ");
    console.log(`      ${sum.toFixed(1)} s of processor time (${told})`);
  }

  onEnd(): void {
    for (const [file, seconds] of this.#sums)
      console.log(`${seconds.toFixed(0).padStart(6)} s of processor time: ${file}`);
    console.log(`${this.#total.toFixed(0).padStart(6)} s of processor time in all`);
  }

  /** Seconds so far, by role. */
  #look(): Seconds {
    for (const found of processesOfRun()) this.#processes.set(found.id, found);
    const sums = new Map<string, number>();
    for (const { role, seconds } of this.#processes.values()) sums.set(role, (sums.get(role) ?? 0) + seconds);
    return sums;
  }
}

interface Process {
  readonly id: string;
  readonly parent: number;
  readonly role: string;
  readonly seconds: number;
}

/** This process and everything that it has started, as far as it still runs. */
function processesOfRun(): Process[] {
  const processes = new Map<number, Process>();
  for (const name of readdirSync("/proc")) {
    const found = /^\d+$/.test(name) ? readProcess(name) : undefined;
    if (found !== undefined) processes.set(Number(name), found);
  }
  const isOfRun = (pid: number): boolean => {
    for (let at: number | undefined = pid; at !== undefined && at > 1; at = processes.get(at)?.parent) {
      if (at === process.pid) return true;
    }
    return false;
  };
  return [...processes].filter(([pid]) => isOfRun(pid)).map(([, found]) => found);
}

/** Undefined once it has ended. */
function readProcess(pid: string): Process | undefined {
  try {
    // The name in brackets may hold anything; after it come state, parent and so on (proc_pid_stat(5), fields 3 and following).
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
    // What has ended and is still listed says no more what it was.
    if (command === "") return undefined;
    const ticks = Number(fields[11]) + Number(fields[12]);
    const role = ROLES.find(([, sign]) => sign.test(command))?.[0] ?? "other";
    return { id: `${pid} ${fields[19]}`, parent: Number(fields[1]), role, seconds: ticks / TICKS_PER_SECOND };
  } catch {
    return undefined;
  }
}
