// The entry that runs inside the extension host, whichever program that belongs to: it runs every test file with mocha and
// leaves the outcome in the file that HOST_TEST_RESULTS names.
import { writeFileSync } from "node:fs";
import type { Runner, Test } from "mocha";
import { failureText } from "../../scripts/counts.ts";
import { patient } from "../../scripts/patience.ts";
import type { HostResults } from "./results.ts";

const testTimeoutMs = patient(30_000);

export async function run(): Promise<void> {
  const { default: Mocha } = await import("mocha");
  const results: HostResults = { passed: 0, failed: 0, failures: [], report: [] };
  class Collector extends Mocha.reporters.Base {
    constructor(runner: Runner) {
      super(runner);
      collect(runner, results);
    }
  }
  const mocha = new Mocha({ ui: "tdd", timeout: testTimeoutMs, reporter: Collector });
  // Defines suite, test and their hooks as globals, for the files that are loaded next.
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  await import("all-host-tests");

  const failures = await new Promise<number>((resolve) => {
    mocha.run(resolve);
  });
  if (process.env.HOST_TEST_RESULTS) writeFileSync(process.env.HOST_TEST_RESULTS, JSON.stringify(results));
  if (failures > 0) throw new Error(`${failures} host tests failed:\n${results.report.join("\n")}`);
}

function collect(runner: Runner, results: HostResults): void {
  runner.on("pass", (test: Test) => {
    results.passed += 1;
    results.report.push(`✔ ${test.titlePath().join(" › ")} (${test.duration} ms)`);
  });
  runner.on("fail", (test: Test, error: Error) => {
    results.failed += 1;
    const name = test.titlePath().join(" › ");
    const why = error.stack ?? error.message;
    results.report.push(`✖ ${name}`, why);
    results.failures.push(failureText(name, why));
  });
}
