// A reporter for Playwright that writes the progress of the run (testProgress.ts) into the file that the environment names.

import { stripVTControlCharacters } from "node:util";
import type { FullResult, Reporter, Suite, TestCase, TestError, TestResult } from "@playwright/test/reporter";
import { noteProgress } from "./testProgress.ts";

export default class PlaywrightReporter implements Reporter {
  #suite: Suite | undefined;
  /** What belongs to no test, such as a file that can not be read. */
  #errors = 0;

  onBegin(_: unknown, suite: Suite): void {
    this.#suite = suite;
    noteProgress({ kind: "planned", tests: suite.allTests().length });
  }

  onTestBegin(test: TestCase): void {
    noteProgress({ kind: "begun", test: nameOf(test) });
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    const passed = result.status === test.expectedStatus;
    const why = passed ? undefined : result.error?.message;
    noteProgress({
      kind: "ended",
      test: nameOf(test),
      passed,
      ...(why !== undefined && { why: stripVTControlCharacters(why) }),
    });
  }

  onError(_: TestError): void {
    this.#errors += 1;
  }

  onEnd({ status }: FullResult): void {
    const tests = this.#suite?.allTests() ?? [];
    const flaky = tests.filter((test) => test.outcome() === "flaky").map(nameOf);
    // Those that were not reached because one before them failed have shown nothing.
    const passed = tests.filter(hasPassed).length;
    const failed = tests.filter((test) => !hasPassed(test) && !isLeftOut(test)).length;
    const others = failed === 0 && status !== "passed" ? Math.max(1, this.#errors) : this.#errors;
    noteProgress({ kind: "counts", passed, failed: failed + others, flaky });
  }

  printsToStdio(): boolean {
    return false;
  }
}

function hasPassed(test: TestCase): boolean {
  return test.outcome() === "expected" || test.outcome() === "flaky";
}

/** By `test.skip` or `test.fixme`. */
function isLeftOut({ expectedStatus }: TestCase): boolean {
  return expectedStatus === "skipped";
}

function nameOf(test: TestCase): string {
  // The first two are the run and its only project.
  return test.titlePath().slice(2).join(" › ");
}
