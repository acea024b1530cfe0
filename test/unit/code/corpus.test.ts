import assert from "node:assert/strict";
import { test } from "node:test";
import { type CorpusScore, corpusCases, scoreOf } from "../../support/codeCorpus.ts";

function told({ right, wrong, missed }: CorpusScore): { precision: number; recall: number; text: string } {
  const precision = right / (right + wrong.length);
  const recall = right / (right + missed.length);
  const lists = [...wrong.map((each) => `  not expected: ${each}`), ...missed.map((each) => `  missed: ${each}`)];
  const text = `${right} right, precision ${precision.toFixed(4)}, recall ${recall.toFixed(4)}\n${lists.join("\n")}`;
  return { precision, recall, text };
}

const LANGUAGES: Readonly<Record<string, RegExp>> = {
  JavaScript: /\.(?:[mc]?js|ts|[jt]sx)$/,
  "Vue and Svelte": /\.(?:vue|svelte)$/,
  Python: /\.py$/,
  PHP: /\.php$/,
  Java: /\.java$/,
  Kotlin: /\.kt$/,
  "C#": /\.cs$/,
  Go: /\.go$/,
  Ruby: /\.rb$/,
  Dart: /\.dart$/,
  Rust: /\.rs$/,
  "request files": /\.http$/,
  shell: /\.sh$/,
  Markdown: /\.md$/,
  JSON: /\.json$/,
  YAML: /\.ya?ml$/,
  ".env": /\.env(?:\.\w+)?$/,
};
const OF_EACH = 6;

/** Section by section, how public code is known to call the service. */
const SHAPES = [
  "whole address, fetched",
  "functions that make addresses, in a map",
  "base without version, in front",
  "base with version or folder, in front",
  "dictionary of paths without a slash",
  "dictionary of paths with a slash",
  "helper that is handed a path",
  "client that knows the base",
  "module of addresses, settings",
  "address put together or formatted",
  "PHP's strings, cURL, Laravel, Guzzle",
  "host and path apart",
  "Ruby's URI",
  "front end, proxy",
  "edge functions",
];

function filesOf(part: "known" | "heldBack") {
  return corpusCases(part).flatMap(({ isLookAlike, files }) => files.map((file) => ({ ...file, isLookAlike, part })));
}

/** Lines of a file that look like calls and are none. */
function baitIn({ text, expected }: { readonly text: string; readonly expected: readonly string[] }): number {
  const marked = new Set(expected.map((each) => Number.parseInt(each, 10)));
  const isBait = /verification\/|deepvue|facematch|secret|token|api_key/i;
  return text.split("\n").filter((line, index) => isBait.test(line) && !marked.has(index + 1)).length;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0);
}

test("every shape and every language is there at least six times, and as often what only looks like it", (context) => {
  const files = [...filesOf("known"), ...filesOf("heldBack")];
  const languages = Object.entries(LANGUAGES).map(([language, pattern]) => {
    return { language, own: files.filter(({ path }) => pattern.test(path)) };
  });
  const table = SHAPES.map((title, at) => {
    const counts = languages.map(({ own }) =>
      sum(own.map(({ shapes }) => shapes.filter((each) => each.shape === at + 1 && each.isCall).length)),
    );
    return { title, counts };
  });
  context.diagnostic(`${"calls, by shape and language".padEnd(42)} ${Object.keys(LANGUAGES).join(" | ")} | all`);
  for (const { title, counts } of table)
    context.diagnostic(`${title.padEnd(42)} ${counts.map((count) => count || "·").join(" | ")} | ${sum(counts)}`);
  for (const [at, { title }] of table.entries()) {
    const own = files.flatMap(({ shapes }) => shapes.filter(({ shape }) => shape === at + 1));
    const calls = own.filter(({ isCall }) => isCall).length;
    assert.ok(calls >= OF_EACH, `${title}: ${calls} calls`);
    assert.ok(own.length - calls >= OF_EACH, `${title}: ${own.length - calls} look-alikes`);
  }
  for (const { language, own } of languages) {
    const found = sum(own.map(({ expected }) => expected.length));
    const alike = sum(own.filter(({ isLookAlike }) => isLookAlike).map(baitIn));
    assert.ok(found >= OF_EACH, `${language}: ${found} to be found`);
    assert.ok(alike >= OF_EACH, `${language}: ${alike} look-alikes`);
  }
  const untold = files.filter(
    ({ expected, shapes }) =>
      expected.filter((each) => / call /.test(each)).length !== shapes.filter(({ isCall }) => isCall).length,
  );
  assert.deepEqual(
    untold.map(({ part, path }) => `${part} ${path}`),
    [],
    "each call tells its shape",
  );
});

test("the rules were not written from a third of the findings", () => {
  const [heldBack, known] = (["heldBack", "known"] as const).map((part) =>
    sum(filesOf(part).map(({ expected }) => expected.length)),
  );
  assert.ok(
    heldBack !== undefined && known !== undefined && heldBack >= (heldBack + known) / 3,
    `${heldBack}, ${known}`,
  );
});

/**
 * What is asked of each part. The rules were mended until `known` was right. `heldBack` is by four authors who never saw them, each part was
 * measured once after they were done, no rule and no label was mended from it: 0.996 / 0.990, 0.987 / 0.993 (`lending…`), 0.992 / 0.979
 * (`agencies…`), 0.996 / 0.990 (`platforms…`), together 0.993 / 0.988. Whoever mends a rule from a part makes it known, and needs another.
 */
const LEAST = { precision: 0.99, recall: 0.95 };

for (const part of ["known", "heldBack"] as const) {
  test(`what people's code calls is recognised, and what looks like it is not: ${part}`, (context) => {
    const { precision, recall, text } = told(scoreOf(corpusCases(part)));
    context.diagnostic(text);
    assert.ok(precision >= LEAST.precision, text);
    assert.ok(recall >= LEAST.recall, text);
  });
}
