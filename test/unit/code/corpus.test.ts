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

test("every language is there at least six times, and as often what only looks like it", () => {
  const files = (["known", "heldBack"] as const).flatMap((part) =>
    corpusCases(part).flatMap(({ isLookAlike, files: all }) => all.map((file) => ({ ...file, isLookAlike }))),
  );
  for (const [language, pattern] of Object.entries(LANGUAGES)) {
    const own = files.filter(({ path }) => pattern.test(path));
    const found = own.flatMap(({ expected }) => expected);
    const alike = own
      .filter(({ isLookAlike }) => isLookAlike)
      .flatMap(({ text, expected }) => {
        const marked = new Set(expected.map((each) => Number.parseInt(each, 10)));
        const isBait = /verification\/|deepvue|facematch|secret|token|api_key/i;
        return text.split("\n").filter((line, index) => isBait.test(line) && !marked.has(index + 1));
      });
    assert.ok(found.length >= OF_EACH, `${language}: ${found.length} to be found`);
    assert.ok(alike.length >= OF_EACH, `${language}: ${alike.length} look-alikes`);
  }
});

for (const part of ["known", "heldBack"] as const) {
  test(`what people's code calls is recognised, and what looks like it is not: ${part}`, (context) => {
    const { precision, recall, text } = told(scoreOf(corpusCases(part)));
    context.diagnostic(text);
    assert.ok(precision >= 0.99, text);
    assert.ok(recall >= 0.95, text);
  });
}
