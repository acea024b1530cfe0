// A reporter for `node --test` that writes nothing but the progress of the run (testProgress.ts).
import { relative } from "node:path";
import type { TestEvent } from "node:test/reporters";
import type { ProgressLine } from "./testProgress.ts";

export default async function* nodeReporter(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of events) {
    const line = lineOf(event);
    if (line !== undefined) yield `${JSON.stringify(line)}\n`;
  }
}

function lineOf(event: TestEvent): ProgressLine | undefined {
  // These two come when they happen; "start", "pass" and "fail" wait for all tests before them.
  if (event.type === "test:dequeue") return { kind: "begun", test: nameOf(event.data) };
  if (event.type === "test:complete") {
    return { kind: "ended", test: nameOf(event.data), passed: event.data.details.passed };
  }
  // Each file has a summary too; the one of the whole run names no file.
  if (event.type !== "test:summary" || event.data.file !== undefined) return undefined;
  const { tests, passed, skipped, todo } = event.data.counts;
  return { kind: "counts", passed, failed: tests - passed - skipped - todo };
}

/** A file is a test of its own to the runner, named by its path. */
function nameOf({ name, file, line }: { name: string; file?: string; line?: number }): string {
  const path = relative(process.cwd(), file ?? name);
  return file === undefined || file === name ? path : `${path}:${line} ${name}`;
}
