// What the entry in the extension host leaves in a file for the process that started it.
import { existsSync, readFileSync } from "node:fs";
import type { Counts } from "../../scripts/counts.ts";

export interface HostResults extends Counts {
  failures: string[];
  /** A line for each test, and what went wrong in those that failed. */
  report: string[];
}

/** Prints the results; a run that left none counts as a failed test. */
export function printResults(file: string): Counts {
  if (!existsSync(file)) {
    const fault = "the extension host ended without results";
    console.error(`✖ ${fault}`);
    return { passed: 0, failed: 1, failures: [fault] };
  }
  const { report, ...counts }: HostResults = JSON.parse(readFileSync(file, "utf8"));
  console.log(report.join("\n"));
  return counts;
}
