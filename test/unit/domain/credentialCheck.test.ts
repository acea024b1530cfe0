import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { checkCredential } from "../../../src/domain/credentialCheck.ts";

const REFUSED: readonly (readonly [string, RegExp])[] = [
  ["", /^Enter the client secret\.$/],
  [" \n", /^Enter the client secret\.$/],
  ["secret\u200bkey", /^Character 7 is a zero-width space \(U\+200B\)\./],
  ["\ufeffkey", /^Character 1 is a byte order mark \(U\+FEFF\)\./],
  ["key\u00a0", /^Character 4 is a no-break space \(U\+00A0\)\./],
  ["  k\u2060y", /^Character 4 is a word joiner \(U\+2060\)\./],
  ["key\u202c", /^Character 4 is a mark of writing direction \(U\+202C\)\./],
  ["“key”", /^Character 1 is a curly quotation mark \(U\+201C\)\./],
  ["kｅy", /^Character 2 is a full-width character \(U\+FF45\)\./],
  ["ke\u0007y", /^Character 3 is a control character \(U\+0007\)\./],
  ["ke y", /^Character 3 is a space\./],
  ["ke\ny", /^Character 3 is a line break\./],
  ["kéy", /^Character 2 is not plain ASCII \(U\+00E9\)\./],
  ["🙈\u200b", /^Character 1 is not plain ASCII \(U\+1F648\)\./],
  ["x".repeat(513), /more than 512 characters/],
];

for (const [text, error] of REFUSED) {
  test(`refused, with place and kind: ${JSON.stringify(text.slice(0, 20))}`, () => {
    const checked = checkCredential(text, "client secret");
    assert.ok("error" in checked);
    assert.match(checked.error, error);
  });
}

test("blanks around it go, and that is said", () => {
  assert.deepEqual(checkCredential("live_3f2a", "client id"), { value: "live_3f2a", note: "" });
  assert.deepEqual(checkCredential(" live_3f2a\r\n", "client id"), {
    value: "live_3f2a",
    note: "Blanks around it were left out.",
  });
});

test("whatever is typed, only printable ASCII passes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const checked = checkCredential(text, "client id");
      if ("value" in checked) assert.match(checked.value, /^[\x21-\x7e]+$/);
    }),
  );
});
