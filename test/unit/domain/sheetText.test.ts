import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as fc from "fast-check";
import { csvCell, sheetText, tabbedCell } from "../../../src/domain/sheetText.ts";
import { beginsLikeFormula, isNumber, split, unguarded } from "../../support/unguarded.ts";

const GUARDED: readonly (readonly [string, string])[] = [
  ["=1+1", "'=1+1"],
  ["+SUM(A1)", "'+SUM(A1)"],
  ["-2+3", "'-2+3"],
  ["@SUM(1)", "'@SUM(1)"],
  ["＝1+1", "'＝1+1"],
  ["−1+1", "'−1+1"],
  // What hides the sign is dropped by some reader, or by a cleaning that comes later.
  [" =1+1", "' =1+1"],
  ["\u200b=1+1", "'\u200b=1+1"],
  ["\u202e=1+1", "'\u202e=1+1"],
  ["\ufeff=1+1", "'\ufeff=1+1"],
  ["\u00a0=1+1", "'\u00a0=1+1"],
  ["\0=1+1", "'\0=1+1"],
  ["\u0007\u200d =1+1", "'\u0007\u200d =1+1"],
  ["\ud800=1+1", "'\ud800=1+1"],
  ['"=1+1"', '\'"=1+1"'],
  // The separator is a guess of the reader's.
  ["a;=2+2", "a;'=2+2"],
  ["a; =2+2", "a;' =2+2"],
  ["a\t=2+2\tb", "a\t'=2+2\tb"],
  ["a\n=2+2", "a\n'=2+2"],
  ["a\r\n=2+2", "a\r\n'=2+2"],
  ["=1;=2", "'=1;'=2"],
  ["from; -5; to", "from;' -5; to"],
  // A number only where nothing follows: a reader that splits at commas has the rest in the same cell.
  ["+1\t+cmd", "'+1\t'+cmd"],
  ['a;""=2+2', 'a;\'""=2+2'],
  // A break in front may be skipped, and then the next cell is this one.
  ["\tword", "'\tword"],
  ["\n=1+1", "'\n'=1+1"],
  // One apostrophe more, so that taking one away gives this text again.
  ["'=1+1", "''=1+1"],
  ["a;'=1", "a;''=1"],
  ["'\tword", "''\tword"],
];

const LEFT: readonly string[] = [
  "",
  "PAN-Plus",
  "Invalid Pan Number.",
  "-5",
  "+1.50",
  "1-2",
  "a=b",
  "name differs; try again",
  "'quoted'",
  "mail@example.com",
  "अमान्य पैन नंबर 🙈",
];

describe("the guard of a cell", () => {
  for (const [text, guarded] of GUARDED) {
    test(`guards ${JSON.stringify(text)}`, () => assert.equal(sheetText(text), guarded));
  }
  for (const text of LEFT) {
    test(`leaves ${JSON.stringify(text)}`, () => assert.equal(sheetText(text), text));
  }

  const hostile = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({
      unit: fc.constantFrom(..."=+-@＝−';\t\r\n\" ,.15a\0\u200b\u200d\u202e\ufeff\u00a0\ud83d".split("")),
    }),
  );

  test("leaves no formula in any cell, whatever the reader splits at, and can be undone", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const guarded = sheetText(text);
        if (isNumber(text)) assert.equal(guarded, text);
        else assert.deepEqual([guarded, ...split(guarded)].filter(beginsLikeFormula), []);
        assert.equal(unguarded(guarded), text);
      }),
      { numRuns: 5_000 },
    );
  });

  test("costs no more than the text is long", () => {
    for (const unit of ["\t", "'", ";", "\n ", "=", "\t'", "-1"]) {
      const text = unit.repeat(20_000);
      const twice = text + text;
      // Quadratic work would take four times as long; that it ends at all within the run's limit is enough for 40,000 of them.
      assert.ok(sheetText(twice).length >= twice.length);
    }
  });
});

describe("cells", () => {
  test("of CSV are always quoted, and marks in them doubled", () => {
    assert.equal(csvCell("PAN-Plus"), '"PAN-Plus"');
    assert.equal(csvCell('a "word", b'), '"a ""word"", b"');
    assert.equal(csvCell("\u200b=1+1"), '"\'\u200b=1+1"');
    assert.equal(csvCell("a\0b\ud800c"), '"a\ufffdb\ufffdc"');
  });

  test("of tab-separated text are quoted only where a mark begins them", () => {
    assert.equal(tabbedCell('a "word"'), 'a "word"');
    assert.equal(tabbedCell('"word" of theirs'), '"""word"" of theirs"');
    assert.equal(tabbedCell('"=1+1"'), '\'"=1+1"');
    assert.equal(tabbedCell("=1+1"), "'=1+1");
  });
});
