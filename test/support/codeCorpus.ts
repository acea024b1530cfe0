import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { CodeIndex } from "../../src/code/codeIndex.ts";
import type { CodeDiagnostic, CodeFindings, Multiplier } from "../../src/code/findings.ts";
import { recogniseCalls } from "../../src/code/recognise.ts";

/**
 * Texts in the shapes in which people call the service, and look-alikes, written for this test. A case begins with `=== name`, each of
 * its files with `@@ path`; what is expected of a line stands behind `⟵` at its end, parted by semicolons, and is taken away before the
 * text is looked at. Behind a call stands the number of its shape, `#3`; `- #3` is what looks like that shape and is no call.
 *
 * Conventions. A loop, schedule, test or retry around a function that holds a charged call counts like one around the call. The account's
 * own calls (authorize, usage report, wallet balance) and functions that hold them are found, but nothing around them is a hint of cost. A
 * retry that counts is no diagnostic. Schedules in words are schedules. What comes line by line or row by row from a file is a batch; rows
 * of a table that a database gave are a loop. What is asked in a loop's head, before its first turn, is not in the loop. Of a list that is
 * written out the items are counted.
 */
export interface CorpusCase {
  readonly name: string;
  readonly isLookAlike: boolean;
  readonly files: readonly CorpusFile[];
}

interface CorpusFile {
  readonly path: string;
  readonly text: string;
  /** "3 call /v1/verification/panbasic": line from 1, kind and what it says. */
  readonly expected: readonly string[];
  /** Shapes of calls, and of what only looks like one, a place in the text each. */
  readonly shapes: readonly { readonly shape: number; readonly isCall: boolean }[];
}

const FOLDER = join(import.meta.dirname, "../unit/code/corpus");

/** All cases of a part: `known`, which the rules were written with, or `heldBack`, which they were not. */
export function corpusCases(part: "known" | "heldBack"): readonly CorpusCase[] {
  return globSync(`${part}/*.txt`, { cwd: FOLDER })
    .sort()
    .flatMap((file) => casesIn(readFileSync(join(FOLDER, file), "utf8"), basename(file, ".txt")));
}

function casesIn(text: string, subject: string): readonly CorpusCase[] {
  return text
    .split(/^=== /m)
    .slice(1)
    .map((part) => {
      const [head = "", ...files] = part.split(/^@@ /m);
      const name = head.trim();
      return { name: `${subject}: ${name}`, isLookAlike: name.startsWith("LOOK-ALIKE"), files: files.map(fileIn) };
    });
}

function fileIn(part: string): CorpusFile {
  const [path = "", ...lines] = part.trimEnd().split("\n");
  const expected: string[] = [];
  const shapes: { shape: number; isCall: boolean }[] = [];
  const text = lines.map((line, index) => {
    const [code = "", said] = line.split("⟵");
    for (const each of said?.split(";") ?? []) {
      const [what = "", shape] = each.trim().split(/ #(?=\d+$)/);
      if (what !== "-") expected.push(`${index + 1} ${what}`);
      if (shape !== undefined) shapes.push({ shape: Number(shape), isCall: what !== "-" });
    }
    return said === undefined ? line : code.trimEnd();
  });
  return { path: path.trim(), text: `${text.join("\n")}\n`, expected, shapes };
}

export interface CorpusScore {
  readonly right: number;
  /** Found and not expected: "case | path | line kind". */
  readonly wrong: readonly string[];
  /** Expected and not found. */
  readonly missed: readonly string[];
}

/** How what is found compares with what is expected, case by case; the files of a case are a workspace. */
export function scoreOf(cases: readonly CorpusCase[]): CorpusScore {
  let right = 0;
  const wrong: string[] = [];
  const missed: string[] = [];
  for (const { name, files } of cases) {
    const index = new CodeIndex();
    for (const { path, text } of files) index.take(path, recogniseCalls(text, { fileName: path }));
    for (const { path, text, expected } of files) {
      const found = saidOf(text, recogniseCalls(text, { fileName: path }, index.hints));
      right += found.filter((each) => expected.includes(each)).length;
      wrong.push(...found.filter((each) => !expected.includes(each)).map((each) => `${name} | ${path} | ${each}`));
      missed.push(...expected.filter((each) => !found.includes(each)).map((each) => `${name} | ${path} | ${each}`));
    }
  }
  return { right, wrong, missed };
}

/** Findings in the corpus' words. */
function saidOf(text: string, { calls, wrapperCalls, multipliers, diagnostics }: CodeFindings): readonly string[] {
  const at = (offset: number) => text.slice(0, offset).split("\n").length;
  const said = [
    ...calls.map(({ range, endpoint }) => `${at(range.start)} call ${endpoint.path}`),
    ...wrapperCalls.map(({ range, name }) => `${at(range.start)} wrapper ${name}`),
    ...multipliers.map((each) => `${at(each.range.start)} ${multiplierSaid(each)}`),
    ...diagnostics.map((each) => `${at(each.range.start)} ${diagnosticSaid(each)}`),
  ];
  return [...new Set(said)];
}

function multiplierSaid({ kind, times, runsPerDay }: Multiplier): string {
  if (kind === "schedule") return `schedule ${runsPerDay === undefined ? "?" : Math.round(runsPerDay * 100) / 100}`;
  return kind === "tests" ? kind : `${kind} ${times ?? "?"}`;
}

function diagnosticSaid(diagnostic: CodeDiagnostic): string {
  switch (diagnostic.kind) {
    case "unknownPath":
      return `unknown /${diagnostic.path.replace(/^\//, "")}`;
    case "unknownHost":
      return `host ${diagnostic.host}`;
    case "secretLiteral":
      return `secret ${diagnostic.secret}`;
    case "plainHttp":
      return "http";
    case "endlessRetry":
      return "retry";
    case "expiresIn":
      return "expiresIn";
  }
}
