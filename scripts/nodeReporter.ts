// A reporter for Node's test runner, in the process of one test file: it writes what each test has shown, notes the progress of the
// file (testProgress.ts), and ends a process that goes on after its last test.
import { readFileSync, writeSync } from "node:fs";
import { relative } from "node:path";
import { type Readable, Transform } from "node:stream";
import type { TestEvent } from "node:test/reporters";
import { inspect } from "node:util";
import { patient } from "./patience.ts";
import { noteProgress } from "./testProgress.ts";

/** What a hook after the last test may take to end servers and programs. */
const HOLDING_ON_MS = 10_000;

const STDOUT = 1;

type DataOf<Type extends TestEvent["type"]> = Extract<TestEvent, { type: Type }>["data"];

/**
 * Listens to the runner's events where they happen. What comes by the stream comes some turns later, and too late where a process
 * ends at once; for the same reason all is written synchronously.
 */
export default class NodeReporter extends Transform {
  #open = 0;
  #limit: NodeJS.Timeout | undefined;

  constructor() {
    super({ writableObjectMode: true, transform: (_event, _encoding, done) => done() });
    this.once("pipe", (events) => this.#listen(events));
    // On a busy machine the time on the wall says little of what a file costs.
    if (process.platform === "linux") process.once("exit", sayProcessorTime);
  }

  #listen(events: Readable): void {
    events.on("test:dequeue", (data: DataOf<"test:dequeue">) => {
      noteProgress({ kind: "begun", test: nameOf(data) });
      if (data.nesting === 0) this.#open += 1;
      this.#expectEnd();
    });
    events.on("test:complete", (data: DataOf<"test:complete">) => {
      noteProgress({ kind: "ended", test: nameOf(data), passed: data.details.passed, ...whyOf(data) });
      say(resultText(data));
      if (data.nesting === 0) this.#open -= 1;
      this.#expectEnd();
    });
    events.on("test:diagnostic", ({ message, nesting }: DataOf<"test:diagnostic">) => {
      if (!IS_COUNT.test(message)) say(`${"  ".repeat(nesting)}ℹ ${message}`);
    });
    events.on("test:summary", ({ counts }: DataOf<"test:summary">) => {
      const { tests, passed, skipped, todo } = counts;
      noteProgress({ kind: "counts", passed, failed: tests - passed - skipped - todo });
    });
  }

  /** The limit keeps nothing waiting itself: it only comes to its end in a process that something else holds. */
  #expectEnd(): void {
    clearTimeout(this.#limit);
    if (this.#open <= 0) this.#limit = setTimeout(endHeld, patient(HOLDING_ON_MS)).unref();
  }
}

function endHeld(): void {
  noteProgress({ kind: "heldOn", by: process.getActiveResourcesInfo() });
  process.exit(1);
}

/** Of this process and of those that it has started and seen the end of: proc_pid_stat(5), in a hundredth of a second each. */
function sayProcessorTime(): void {
  const fields = readFileSync("/proc/self/stat", "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  say(`ℹ ${(ticks / 100).toFixed(1)} s of processor time`);
}

/** Told by the run as a whole instead. */
const IS_COUNT = /^(?:tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/;

function resultText({ name, nesting, details, skip, todo }: DataOf<"test:complete">): string {
  const left = skip === undefined && todo === undefined ? "" : ` # ${skip === undefined ? "to do" : "left out"}`;
  const mark = details.passed ? "✔" : "✖";
  const head = `${mark} ${name} (${details.duration_ms.toFixed(0)} ms)${left}`;
  // The runner's own error says only that, and in which test.
  const why = details.passed ? [] : [inspect(details.error?.cause ?? details.error)];
  return [head, ...why].join("\n").replaceAll(/^/gm, "  ".repeat(nesting));
}

function whyOf({ details: { passed, error } }: DataOf<"test:complete">): { readonly why?: string } {
  // A test whose parts have failed adds nothing to what they say.
  if (passed || error === undefined || ("failureType" in error && error.failureType === "subtestsFailed")) return {};
  return { why: inspect(error.cause ?? error) };
}

function say(text: string): void {
  writeSync(STDOUT, `${text}\n`);
}

function nameOf({ name, file, line }: { name: string; file?: string; line?: number }): string {
  return file === undefined ? name : `${relative(process.cwd(), file)}:${line} ${name}`;
}
