// Runs test files with Node's own test runner, each in a process of its own, and counts their tests.
import { globSync } from "node:fs";
import { join } from "node:path";
import { type Counts, none, sumOf } from "./counts.ts";
import { patient } from "./patience.ts";
import { root } from "./setup/root.mjs";
import { runTests, type TestRunOptions } from "./testRun.ts";

/** Test files on one Node. */
export interface NodeTestFiles {
  readonly node: string;
  /** What is said of the Node, where it is not the one that all others run on. */
  readonly name?: string;
  readonly patterns: readonly string[];
}

export interface NodeTestOptions extends Pick<TestRunOptions, "say" | "output"> {
  /** In the order in which they are started; a file that a Node has had already is not run on it again. */
  files: readonly NodeTestFiles[];
  /** How many files run beside each other. */
  filesAtATime: number;
  /** Milliseconds for each test and for each file, on the reference machine; a file has time for more than one test that hangs. */
  testMs: number;
  fileMs: number;
  /** Milliseconds for the whole run, on the reference machine. */
  limitMs: number;
}

/**
 * Not `node --test`: it has results sent through pipes, and its forced end of a file (without which a file stays for whatever a test
 * that has run out of time still waits for) cuts them off. Here each file's process notes each result at once (nodeReporter.ts).
 */
export async function runNodeTests(options: NodeTestOptions): Promise<Counts> {
  const { say = console.error, output = (text: string) => process.stdout.write(text) } = options;
  const files = new Map<string, TestFile>();
  for (const { patterns, ...of } of options.files) {
    const found = globSync([...patterns], { cwd: root }).toSorted();
    if (found.length === 0) {
      say(`✖ No test files match ${patterns.join(" ")}`);
      return { ...none, failed: 1 };
    }
    for (const file of found) {
      const key = `${of.node} ${file}`;
      if (!files.has(key)) files.set(key, { ...of, file });
    }
  }
  const until = performance.now() + patient(options.limitMs);
  const waiting = files.values();
  const results: Counts[] = [];
  const failures: string[] = [];
  const work = async (): Promise<void> => {
    for (const file of waiting) {
      const { counts, text, faults } = await runFile(file, until, options);
      output(text);
      for (const fault of faults) say(fault);
      results.push(counts);
      if (counts.failed > 0) failures.push(withoutSound(text), ...faults);
    }
  };
  await Promise.all(Array.from({ length: options.filesAtATime }, work));
  if (failures.length > 0) say(`\nFailed:\n${failures.join("\n")}`);
  return sumOf(results);
}

interface FileResult {
  readonly counts: Counts;
  /** All that it wrote. */
  readonly text: string;
  /** What is wrong with the file as a whole. */
  readonly faults: readonly string[];
}

interface TestFile extends Omit<NodeTestFiles, "patterns"> {
  readonly file: string;
}

async function runFile(
  { file: path, node, name }: TestFile,
  until: number,
  { testMs, fileMs }: NodeTestOptions,
): Promise<FileResult> {
  const file = name === undefined ? path : `${path} (${name})`;
  const limitMs = Math.min(patient(fileMs), until - performance.now());
  if (limitMs <= 0) return { counts: { passed: 0, failed: 1 }, text: "", faults: [`✖ ${file}: was not reached.`] };
  const faults: string[] = [];
  let text = "";
  const start = performance.now();
  // A file that is started inside of another test would take itself for one of that test's files.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const counts = await runTests(node, [...FLAGS, `--test-timeout=${patient(testMs)}`, path], {
    cwd: root,
    env: { ...env, NODE_COMPILE_CACHE: compiled },
    limitMs,
    what: file,
    say: (fault) => faults.push(fault),
    output: (all) => {
      text = all;
    },
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  return { counts, text: `▶ ${file} (${seconds} s)\n${text}`, faults };
}

function withoutSound(text: string): string {
  return text.replaceAll(/^ *✔ .*\n/gm, "");
}

/**
 * Every file is a process, and every ledger in it a thread, which load TypeScript. Node keeps what it has stripped and compiled here,
 * by a file's path and checksum and by its own version, and does it once instead of thousands of times.
 */
const compiled = join(root, "node_modules", ".cache", "compiled");

/** Programs that a test starts with this process's flags leave out those that begin with `--test`. */
const FLAGS = [
  "--experimental-strip-types",
  // Node 22 says of type stripping and of SQLite that they are experimental, once for every file.
  "--disable-warning=ExperimentalWarning",
  `--test-reporter=${join(root, "scripts", "nodeReporter.ts")}`,
  "--test-reporter-destination=stdout",
];
