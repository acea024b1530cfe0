import assert from "node:assert/strict";
import { test } from "node:test";
import { plainText } from "../../../../src/webview/base/dom.ts";

test("what would disguise a text is a visible sign", () => {
  assert.equal(plainText("\u202Egnp.eciovni\u202C"), "\ufffdgnp.eciovni\ufffd");
  assert.equal(plainText("a\u0000b\u00adc"), "a\ufffdbc");
  assert.equal(plainText(""), "—");
});

test("honest text stays as it is, in any script", () => {
  for (const text of ["Invalid Pan Number.", "पैन क्‍ष सत्यापित", "👨‍👩‍👧 🧾"]) {
    assert.equal(plainText(text), text);
  }
});

test("is one line, as everywhere else", () => {
  assert.equal(plainText("two\nlines\tand a tab"), "two lines and a tab");
  assert.equal(plainText("\u200b \n"), "—");
});
