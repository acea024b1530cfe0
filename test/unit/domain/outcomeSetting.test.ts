import assert from "node:assert/strict";
import { test } from "node:test";
import { assert as assertProperty, constantFrom, dictionary, oneof, property } from "fast-check";
import {
  failureMessagesIn,
  ownWord,
  readOutcomes,
  withChoice,
  withFailureMessages,
  withOwnWord,
  wordsBefore,
} from "../../../src/domain/outcomeSetting.ts";
import { type OutcomeWord, saidOf } from "../../../src/domain/outcomeWords.ts";

test("what fits is read, what does not is passed over and told", () => {
  const setting = {
    "*": { "Some message.": "failure", Odd: "FAILURE", Old: 1 },
    "PAN-Plus": { Other: "success", Later: "unknown", Back: "rule" },
    GSTIN: ["Other"],
    UPI: null,
  };
  const { words, ignored } = readOutcomes(setting, []);
  assert.deepEqual(words, [
    { product: "*", message: "Some message.", word: "failure" },
    { product: "PAN-Plus", message: "Other", word: "success" },
    { product: "PAN-Plus", message: "Later", word: "unknown" },
    { product: "PAN-Plus", message: "Back", word: "rule" },
  ]);
  assert.deepEqual(ignored, [
    '“*”, “Odd”: "FAILURE" is none of "success", "failure", "unknown", "rule"',
    '“*”, “Old”: 1 is none of "success", "failure", "unknown", "rule"',
    "“GSTIN”: a list instead of an object with messages",
    "“UPI”: null instead of an object with messages",
  ]);
  for (const [wrong, kind] of [
    [["x"], "a list"],
    ["x", "a string"],
    [null, "null"],
    [7, "a number"],
  ] as const) {
    assert.deepEqual(readOutcomes(wrong, []), { words: [], ignored: [`${kind} instead of an object`] });
  }
  assert.deepEqual(readOutcomes({}, []), { words: [], ignored: [] });
});

test("texts of the earlier setting count before they have moved, and move without loss", () => {
  const texts = ["on watch", "", " Queued ", 7, "on WATCH", "Done"];
  const setting = { "*": { "*done*": "success", other: "nonsense" }, UPI: { Queued: "unknown" } };
  const moved = {
    "*": { "*done*": "success", other: "nonsense", "*on watch*": "failure", "*Queued*": "failure" },
    UPI: { Queued: "unknown" },
  };
  assert.deepEqual(withFailureMessages(setting, texts), moved);
  assert.deepEqual(readOutcomes(setting, texts), readOutcomes(moved, []));
  // Two windows, one after the other or at once, come to the same.
  assert.deepEqual(withFailureMessages(moved, texts), moved);
  assert.deepEqual(withFailureMessages(undefined, "no list"), {});
  assert.deepEqual(failureMessagesIn(texts), ["on watch", " Queued ", "on WATCH", "Done"]);
});

test("one word is changed, everything else stays as it is written", () => {
  const setting = { "*": { A: "failure" }, UPI: ["kept"], PAN: { "verified.": "failure", Other: "nonsense" } };
  assert.deepEqual(withOwnWord(setting, "PAN", "Verified.", "success"), {
    ...setting,
    PAN: { Other: "nonsense", "Verified.": "success" },
  });
  assert.deepEqual(withOwnWord(setting, "PAN", "Verified.", undefined), { ...setting, PAN: { Other: "nonsense" } });
  assert.deepEqual(withOwnWord(setting, "New", "*ok*", "failure"), { ...setting, New: { "\\*ok*": "failure" } });
  assert.deepEqual(withOwnWord({ PAN: { A: "failure" } }, "PAN", "A", undefined), {});
  assert.deepEqual(withOwnWord("broken", "PAN", "A", "failure"), { PAN: { A: "failure" } });
  assert.equal(ownWord(setting, "PAN", "VERIFIED."), "failure");
  assert.equal(ownWord(setting, "PAN", "Other"), undefined);
  assert.equal(ownWord(setting, "toString", "A"), undefined);
});

test("left to the rule: the product's own word goes, and one for every product is lifted for it alone", () => {
  const setting = { "*": { Queued: "failure", "*watch*": "success" }, PAN: { Done: "failure" } };
  assert.deepEqual(withChoice(setting, { product: "PAN", message: "Done", word: "rule", scope: "product" }), {
    "*": setting["*"],
  });
  assert.deepEqual(
    withChoice(setting, { product: "PAN", message: "Unheard of", word: "rule", scope: "product" }),
    setting,
  );
  assert.deepEqual(withChoice(setting, { product: "PAN", message: "queued", word: "rule", scope: "product" }), {
    ...setting,
    PAN: { Done: "failure", queued: "rule" },
  });
  assert.deepEqual(withChoice(setting, { product: "UPI", message: "On watch", word: "rule", scope: "product" }), {
    ...setting,
    UPI: { "On watch": "rule" },
  });
});

test("said for every product: the product that it was said at follows, another one's own word stays", () => {
  const setting = { PAN: { Queued: "failure", Done: "success" }, UPI: { queued: "success" } };
  const choice = { product: "PAN", message: "Queued", scope: "everyProduct" } as const;
  assert.deepEqual(withChoice(setting, { ...choice, word: "unknown" }), {
    PAN: { Done: "success" },
    UPI: { queued: "success" },
    "*": { Queued: "unknown" },
  });
  const partly = { ...setting, "*": { "*queue*": "success" } };
  assert.deepEqual(withChoice(partly, { ...choice, word: "rule" }), {
    PAN: { Done: "success" },
    UPI: { queued: "success" },
    "*": { "*queue*": "success", Queued: "rule" },
  });
  assert.deepEqual(wordsBefore(setting, { ...choice, word: "rule" }), [
    { product: "PAN", word: "failure" },
    { product: "*", word: undefined },
  ]);
});

test("a change and its undoing: whatever was there before is there again, in effect", () => {
  const products = constantFrom("PAN", "*", "__proto__", "constructor");
  const messages = constantFrom("Queued", "*ok*", "\\*ok*", "queued ", "toString", "__proto__", "");
  const words = constantFrom<OutcomeWord[]>("success", "failure", "unknown", "rule");
  const settings = dictionary(
    products,
    oneof(dictionary(messages, oneof(words, constantFrom(7, "x"))), constantFrom(1)),
  );
  assertProperty(
    property(settings, products, messages, words, (setting, product, message, word) => {
      const changed = withOwnWord(setting, product, message, word);
      assert.equal(ownWord(changed, product, message), word);
      assert.equal(saidOf({ product, message }, readOutcomes(changed, []).words), word);
      const undone = withOwnWord(changed, product, message, ownWord(setting, product, message));
      for (const [name, text] of [
        ["PAN", "Queued"],
        ["UPI", "*ok*"],
        [product, message],
      ] as const) {
        assert.equal(
          saidOf({ product: name, message: text }, readOutcomes(undone, []).words),
          saidOf({ product: name, message: text }, readOutcomes(setting, []).words),
        );
      }
    }),
    { numRuns: 2000 },
  );
});
