import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as fc from "fast-check";
import { inertText, lineOf, markdownText, rowText, shortLineOf } from "../../../src/domain/foreignText.ts";
import { HONEST_TEXTS, HOSTILE_TEXTS } from "../../support/hostileTexts.ts";

/** What must never be seen, in the plainest words: controls, bidi controls, halves of surrogates, line breaks. */
// oxlint-disable-next-line no-control-regex -- these are the characters that must be gone
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]|\p{Cs}/u;

const CLEANED: readonly (readonly [string, string])[] = [
  ["Invalid Pan Number.", "Invalid Pan Number."],
  ["\u202Egnp.eciovni\u202C", "\ufffdgnp.eciovni\ufffd"],
  ["a\u0000\u0007b", "a\ufffdb"],
  ["half \ud83d end", "half \ufffd end"],
  ["\u001b[31mred", "\ufffd[31mred"],
  ["veri\u00adfied \u200bPAN\u200b", "verified PAN"],
  ["\ufeffmark", "mark"],
  ["two\r\nlines\u2028and\u0085a\ttab", "two lines and a tab"],
  ["  blanks \u00a0 and more\u3000", "blanks and more"],
  ["PAN\u200d-Plus", "PAN-Plus"],
  ["P\u200dA\u200cN", "PAN"],
  ["क\u200d\u200dष", "कष"],
  ["plain\u{E0069}\u{E0067}", "plain"],
];

describe("foreign text as a line", () => {
  for (const [text, line] of CLEANED) {
    test(JSON.stringify(text), () => assert.equal(lineOf(text), line));
  }

  for (const [name, text] of Object.entries(HONEST_TEXTS)) {
    test(`${name} stays as it is`, () => {
      assert.equal(lineOf(text), text);
      assert.equal(rowText(text), text);
      assert.equal(inertText(text), text);
    });
  }

  for (const [name, text] of Object.entries(HOSTILE_TEXTS)) {
    test(`${name}: nothing that hides, turns or breaks is left`, () => {
      assert.doesNotMatch(lineOf(text), FORBIDDEN);
      assert.doesNotMatch(rowText(text), FORBIDDEN);
      assert.doesNotMatch(markdownText(text), FORBIDDEN);
      assert.ok(Array.from(rowText(text)).length <= 120);
    });
  }

  test("any text, and cleaning it again changes nothing", () => {
    const characters = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: fc.constantFrom(..."aक्षé\u200c\u200d\u200b\u202e\ufe0f👨❤ \n\0\ud83d\ufeff\u0301".split("")) }),
    );
    fc.assert(
      fc.property(characters, (text) => {
        const line = lineOf(text);
        assert.doesNotMatch(line, FORBIDDEN);
        assert.equal(lineOf(line), line);
      }),
      { numRuns: 1_000 },
    );
  });

  test("is cut by characters, not in the middle of one", () => {
    assert.equal(shortLineOf("🙈🙈🙈🙈", 3), "🙈🙈…");
    assert.equal(shortLineOf("abc", 3), "abc");
    assert.equal(rowText("x".repeat(10_000)), `${"x".repeat(119)}…`);
  });

  test("is not read as a whole when only its start is shown", () => {
    assert.equal(shortLineOf(`${"\u200b".repeat(20_000_000)}x`, 10), "");
  });
});

describe("inert text", () => {
  // As VS Code reads a notification (`parseLinkedText`) and a label (`renderLabelWithIcons`).
  const LINK = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;
  const ICON = /\$\([A-Za-z0-9-]+(?:~[A-Za-z]+)?\)/;

  for (const [name, text] of Object.entries(HOSTILE_TEXTS)) {
    test(`${name}: no link, no icon`, () => {
      assert.doesNotMatch(inertText(text), LINK);
      assert.doesNotMatch(inertText(text), ICON);
      assert.doesNotMatch(inertText(`${text}](command:x) $(x)`), LINK);
    });
  }

  test("stays readable, and keeps its lines", () => {
    assert.equal(inertText("[Pay](command:x)\nand $(error)"), "[Pay] (command:x)\nand $ (error)");
    assert.equal(inertText("[Pay]\u200b(command:x)"), "[Pay] (command:x)");
    assert.equal(inertText("₹2.95 (2 calls) [SAMPLE]"), "₹2.95 (2 calls) [SAMPLE]");
  });

  test("whatever is put together", () => {
    const pieces = fc.constantFrom(
      "[",
      "]",
      "(",
      ")",
      "$",
      "a",
      "command:x",
      "https://x",
      "\u200b",
      "\u2066",
      "\0",
      " ",
      "\n",
      "error",
      "\u200d",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 14 }), (parts) => {
        assert.doesNotMatch(inertText(parts.join("")), LINK);
        assert.doesNotMatch(inertText(parts.join("")), ICON);
      }),
      { numRuns: 5_000 },
    );
  });
});
