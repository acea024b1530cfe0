// Runs test files with Node's own test runner, each in a process of its own or some together in one, and counts their tests.
import { globSync } from "node:fs";
import { join } from "node:path";
import { type Counts, none, sumOf } from "./counts.ts";
import { fromNow } from "./limitedRun.ts";
import { patient } from "./patience.ts";
import { root } from "./setup/root.mjs";
import { runTests, type TestRunOptions } from "./testRun.ts";

/** Test files on one Node. */
export interface NodeTestFiles {
  readonly node: string;
  /** What is said of the Node, where it is not the one that all others run on. */
  readonly name?: string;
  /** What it is given besides the flags that all have. */
  readonly flags?: readonly string[];
  readonly patterns: readonly string[];
  /**
   * The name of a process that all of them have together: files which change nothing that another could find. They have a file's limit
   * together.
   */
  readonly together?: string;
}

export interface NodeTestOptions extends Pick<TestRunOptions, "say" | "output"> {
  /** In the order in which they are started; a file that a Node has had already is not run on it again. */
  files: readonly NodeTestFiles[];
  /** How many files run beside each other. */
  filesAtATime: number;
  /**
   * How many processes with failed tests are run once more, with nothing beside them; none by default. More than that have not failed by
   * chance, and what hung would hang for as long again.
   */
  triedAgain?: number;
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
  const programs: TestProgram[] = [];
  const had = new Set<string>();
  for (const { patterns, together, node, name, flags = [] } of options.files) {
    const found = globSync([...patterns], { cwd: root }).toSorted();
    if (found.length === 0) {
      const fault = `No test files match ${patterns.join(" ")}`;
      say(`✖ ${fault}`);
      return { ...none, failed: 1, failures: [fault] };
    }
    const files = found.filter((file) => !had.has(`${node} ${file}`));
    for (const file of files) had.add(`${node} ${file}`);
    const on = name === undefined ? "" : ` (${name})`;
    if (together === undefined)
      programs.push(...files.map((file) => ({ node, what: file + on, args: [...flags, file] })));
    else programs.push({ node, what: `${together}: ${files.length} files${on}`, args: [...flags, TOGETHER, ...files] });
  }
  const msLeftOfAll = fromNow(options.limitMs);
  const waiting = programs.values();
  const results: ProgramResult[] = [];
  const run = async (program: TestProgram): Promise<ProgramResult> => {
    const result = await runProgram(program, msLeftOfAll, options);
    output(result.text);
    for (const fault of result.faults) say(fault);
    return result;
  };
  const work = async (): Promise<void> => {
    for (const program of waiting) results.push(await run(program));
  };
  await Promise.all(Array.from({ length: options.filesAtATime }, work));
  const failed = results.filter(({ counts }) => counts.failed > 0);
  const failures = failed.flatMap(({ text, faults }) => [withoutSound(text), ...faults]);
  if (failures.length > 0) say(`\nFailed:\n${failures.join("\n")}`);
  const flaky = failed.length <= (options.triedAgain ?? 0) ? await passedWhenTriedAgain(failed, run) : new Map();
  return sumOf(results.map((result) => flaky.get(result) ?? result.counts));
}

/** The counts of those among the results that were a failure and then none. */
async function passedWhenTriedAgain(
  failed: readonly ProgramResult[],
  run: (program: TestProgram) => Promise<ProgramResult>,
): Promise<ReadonlyMap<ProgramResult, Counts>> {
  const passed = new Map<ProgramResult, Counts>();
  for (const result of failed.filter(({ isCutOff }) => !isCutOff)) {
    const { counts } = await run(result.program);
    if (counts.failed === 0) passed.set(result, { ...counts, flaky: [result.program.what] });
  }
  return passed;
}

interface ProgramResult {
  readonly program: TestProgram;
  readonly counts: Counts;
  /** All that it wrote. */
  readonly text: string;
  /** What is wrong with it as a whole. */
  readonly faults: readonly string[];
  /** By a limit, as what hangs is. */
  readonly isCutOff: boolean;
}

/** A process with the tests of one file or of some. */
interface TestProgram {
  readonly node: string;
  /** What is said of it. */
  readonly what: string;
  /** Of Node, after the flags that all have. */
  readonly args: readonly string[];
}

async function runProgram(
  program: TestProgram,
  msLeftOfAll: () => number,
  { testMs, fileMs }: NodeTestOptions,
): Promise<ProgramResult> {
  const { node, what, args } = program;
  if (msLeftOfAll() <= 0) {
    const fault = `${what}: was not reached.`;
    return {
      program,
      counts: { passed: 0, failed: 1, failures: [fault] },
      text: "",
      faults: [`✖ ${fault}`],
      isCutOff: true,
    };
  }
  const startOfFile = performance.now();
  const msLeftOfFile = fromNow(fileMs);
  const msLeft = (): number => Math.min(msLeftOfFile(), msLeftOfAll());
  const faults: string[] = [];
  let text = "";
  // A file that is started inside of another test would take itself for one of that test's files.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const counts = await runTests(node, [...FLAGS, `--test-timeout=${patient(testMs)}`, ...args], {
    cwd: root,
    env,
    msLeft,
    what,
    say: (fault) => faults.push(fault),
    output: (all) => {
      text = all;
    },
  });
  const seconds = ((performance.now() - startOfFile) / 1000).toFixed(1);
  return { program, counts, text: `▶ ${what} (${seconds} s)\n${text}`, faults, isCutOff: msLeft() <= 0 };
}

function withoutSound(text: string): string {
  return text.replaceAll(/^ *✔ .*\n/gm, "");
}

const TOGETHER = join(root, "scripts", "testsTogether.ts");

/** Programs that a test starts with this process's flags leave out those that begin with `--test`. */
const FLAGS = [
  "--experimental-strip-types",
  // Node 22 says of type stripping and of SQLite that they are experimental, once for every file.
  "--disable-warning=ExperimentalWarning",
  `--test-reporter=${join(root, "scripts", "nodeReporter.ts")}`,
  "--test-reporter-destination=stdout",
];
