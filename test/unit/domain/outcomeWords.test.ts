import assert from "node:assert/strict";
import { test } from "node:test";
import { array, assert as assertProperty, constantFrom, integer, property, string, tuple } from "fast-check";
import type { Outcome } from "../../../src/domain/outcome.ts";
import {
  judgedOutcome,
  messagePattern,
  type OutcomeWord,
  type OutcomeWords,
  saidOf,
  wordsOfFailureMessages,
} from "../../../src/domain/outcomeWords.ts";

const said = (product: string, message: string, word: OutcomeWord) => ({ product, message, word });

test("the user's word wins: the product's before every product's, the whole message's before a part's", () => {
  const words: OutcomeWords = [
    said("*", "Verified.", "failure"),
    said("*", "*on watch*", "failure"),
    said("*", "Source on watch", "success"),
    said("PAN-Plus", "verified.", "unknown"),
    said("GSTIN", "*watch*", "success"),
    said("UPI", "VERIFIED.", "rule"),
    said("UPI", "Invalid VPA", "success"),
  ];
  const cases: readonly (readonly [string, number, string, Outcome])[] = [
    ["Bank", 200, "Verified.", "failure"],
    ["Bank", 200, "  verified. ", "failure"],
    // A whole message, not a part of one.
    ["Bank", 200, "Verified. Thanks", "success"],
    ["PAN-Plus", 200, "Verified.", "unknown"],
    // Back to the rule, although every other product has a word.
    ["UPI", 200, "Verified.", "success"],
    ["UPI", 500, "Verified.", "failure"],
    // A word also beats a status, and a denial.
    ["UPI", 422, "Invalid VPA", "success"],
    ["Bank", 200, "Invalid VPA", "failure"],
    ["Bank", 200, "Account ON WATCH list", "failure"],
    ["Bank", 200, "Source on watch", "success"],
    // The product's part goes before every product's whole message.
    ["GSTIN", 200, "On watch", "success"],
    ["Bank", 200, "Anything else", "unknown"],
  ];
  for (const [product, status, message, expected] of cases) {
    assert.equal(judgedOutcome({ product, status, message }, words), expected, `${product}: ${status} ${message}`);
  }
});

test("several parts in one message: the order of the setting does not matter", () => {
  const words = [
    said("*", "*account*", "success"),
    said("*", "*frozen by*", "failure"),
    said("*", "*bank*", "unknown"),
  ];
  const message = "Account frozen by bank";
  for (const order of [words, words.toReversed()]) {
    assert.equal(judgedOutcome({ product: "Bank", status: 200, message }, order), "failure");
  }
});

test("messages that look like a pattern are messages all the same", () => {
  for (const message of ["*ok*", "*", "**", "\\*ok*", "\\", "*starts", "ends*", ".*"]) {
    const words = [said("*", messagePattern(message), "failure")];
    assert.equal(saidOf({ product: "Bank", message }, words), "failure", message);
    assert.equal(saidOf({ product: "Bank", message: `all ok here, ${message}` }, words), undefined, message);
  }
});

test("texts of the earlier setting mean every message that contains them", () => {
  const cases: readonly (readonly [string, readonly string[], Outcome])[] = [
    ["Pan Verified Successfully.", ["verified SUCCESSFULLY"], "failure"],
    ["Account on watch", ["on WATCH"], "failure"],
    ["Account on watch", [" on watch "], "failure"],
    ["Account on watch", [], "unknown"],
    // An empty entry must not turn everything into a failure.
    ["Pan Verified Successfully.", ["", "  "], "success"],
    // Plain text, not a pattern.
    ["Pan Verified Successfully.", [".*"], "success"],
    ["Ends with *", ["with *"], "failure"],
  ];
  for (const [message, texts, expected] of cases) {
    const words = wordsOfFailureMessages(texts);
    assert.equal(judgedOutcome({ product: "PAN", status: 200, message }, words), expected, message);
  }
});

test("whatever is said of a message of a product holds, whatever else is said and whatever the status is", () => {
  const products = constantFrom("PAN", "GSTIN", "*", "__proto__");
  const messages = constantFrom("Verified.", "Invalid PAN", "Queued", "*ok*", "constructor", "  Spaced  ", "");
  const outcomes = constantFrom<Outcome[]>("success", "failure", "unknown");
  const anyWord = constantFrom<OutcomeWord[]>("success", "failure", "unknown", "rule");
  const anything = array(tuple(products, messages, anyWord), { maxLength: 8 });
  assertProperty(
    property(
      anything,
      products,
      messages,
      outcomes,
      integer({ min: 0, max: 599 }),
      (others, product, message, word, status) => {
        const words = [...others.map((other) => said(...other)), said(product, messagePattern(message), word)];
        assert.equal(judgedOutcome({ product, status, message }, words), word);
      },
    ),
    { numRuns: 3000 },
  );
});

test("without a word about it, a message with a denial is never a success", () => {
  const denials = constantFrom("invalid", "not found", "failed", "NOT_VERIFIED", "declined", "source down", "mismatch");
  assertProperty(
    property(denials, string(), integer({ min: 200, max: 299 }), (denial, rest, status) => {
      const message = `Verified successfully ${denial} ${rest}`;
      const elsewhere = [said("Other", message, "success" as const), said("PAN", `${message} too`, "success" as const)];
      assert.notEqual(judgedOutcome({ product: "PAN", status, message }, elsewhere), "success");
    }),
    { numRuns: 2000 },
  );
});
