// What a test run has done so far, in a file of lines: reporters write it, and it is whole also when the run is ended by force.
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Counts, failureText } from "./counts.ts";

export type ProgressLine =
  /** How many tests there will be, where that is known at the start. */
  | { readonly kind: "planned"; readonly tests: number }
  | { readonly kind: "begun"; readonly test: string }
  /** Why one failed is not said of one that failed only because what it consists of did. */
  | { readonly kind: "ended"; readonly test: string; readonly passed: boolean; readonly why?: string }
  /** All tests of a process had ended, and it went on: by what it was held. */
  | { readonly kind: "heldOn"; readonly by: readonly string[] }
  /** The counts of a run that came to its end. */
  | ({ readonly kind: "counts" } & Counts);

export interface Progress {
  readonly counts: Counts;
  /** The run came to its end. */
  readonly isWhole: boolean;
  /** Tests that had begun and not ended. */
  readonly running: readonly string[];
  /** By what a process was held after its tests, until it was ended. */
  readonly heldBy?: readonly string[];
  /** No test has ended, not even one that is left out. */
  readonly isEmpty: boolean;
}

/** The environment variable that names the file for a reporter. */
export const PROGRESS_FILE = "DEEPVUE_USAGE_PROGRESS";

/** For reporters; without a file nothing is noted. */
export function noteProgress(line: ProgressLine): void {
  const file = process.env[PROGRESS_FILE];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(line)}\n`);
}

/** Gives a run a file for its progress, and what stands in it afterwards. */
export async function withProgress<T>(run: (file: string) => Promise<T>): Promise<{ result: T; progress: Progress }> {
  const folder = mkdtempSync(join(tmpdir(), "deepvue-usage-progress-"));
  const file = join(folder, "progress.jsonl");
  try {
    const result = await run(file);
    return { result, progress: progressOf(existsSync(file) ? readFileSync(file, "utf8") : "") };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A last line that was cut off is left out. */
function progressOf(text: string): Progress {
  const lines = text.split("\n").slice(0, -1);
  const running = new Set<string>();
  const ended = new Map<string, { readonly passed: boolean; readonly why?: string }>();
  let planned = 0;
  let heldBy: readonly string[] | undefined;
  for (const line of lines.map((json) => JSON.parse(json) as ProgressLine)) {
    switch (line.kind) {
      case "planned":
        planned = line.tests;
        break;
      case "begun":
        running.add(line.test);
        break;
      case "ended":
        running.delete(line.test);
        // A second try counts.
        ended.set(line.test, line);
        break;
      case "heldOn":
        heldBy = line.by;
        break;
      case "counts": {
        const { kind: _, ...counts } = line;
        return { counts: { ...counts, ...failuresOf(ended) }, isWhole: true, running: [], isEmpty: ended.size === 0 };
      }
    }
  }
  const passed = [...ended].filter(([test, end]) => end.passed && !running.has(test)).length;
  // What was not reached has shown nothing.
  const failed = Math.max(planned, new Set([...ended.keys(), ...running]).size) - passed;
  return {
    counts: { passed, failed, ...failuresOf(ended) },
    isWhole: false,
    running: [...running],
    isEmpty: ended.size === 0,
    ...(heldBy && { heldBy }),
  };
}

function failuresOf(
  ended: ReadonlyMap<string, { readonly passed: boolean; readonly why?: string }>,
): Pick<Counts, "failures"> {
  const failures = [...ended].flatMap(([test, { passed, why }]) =>
    passed || why === undefined ? [] : [failureText(test, why)],
  );
  return failures.length === 0 ? {} : { failures };
}
