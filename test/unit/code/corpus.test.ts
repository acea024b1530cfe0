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

for (const part of ["known", "heldBack"] as const) {
  test(`what people's code calls is recognised, and what looks like it is not: ${part}`, (context) => {
    const { precision, recall, text } = told(scoreOf(corpusCases(part)));
    context.diagnostic(text);
    assert.ok(precision >= 0.99, text);
    assert.ok(recall >= 0.95, text);
  });
}
