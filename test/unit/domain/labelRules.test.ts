import assert from "node:assert/strict";
import { test } from "node:test";
import { patient } from "../../../scripts/patience.ts";
import { type LabelRule, labellerOf, prefixesOf, readLabels, rowLabeller } from "../../../src/domain/labelRules.ts";

test("rules that fit are read, others are passed over and told, and no slip makes a rule fit more", () => {
  const { rules, ignored } = readLabels([
    { label: "Onboarding", product: "PAN*" },
    { label: "  Asha\n\u202e", idPrefix: "3F2A-b" },
    { label: "Retries", message: " Source Unavailable ", product: "GSTIN" },
    { label: "Onboarding", prodcut: "GSTIN" },
    { label: "Empty" },
    { label: "", product: "UPI" },
    { product: "UPI" },
    { label: "No LABEL", product: "UPI" },
    { label: "Number", product: 7 },
    { label: "Blank", idPrefix: " " },
    { label: "Dashes", idPrefix: "--" },
    { label: "Long", message: "x".repeat(501) },
    null,
    ["UPI"],
    { label: "__proto__", product: "__proto__" },
  ]);
  assert.deepEqual(rules, [
    { label: "Onboarding", product: "PAN*" },
    { label: "Asha \ufffd", idPrefix: "3f2ab" },
    { label: "Retries", message: " Source Unavailable ", product: "GSTIN" },
    { label: "__proto__", product: "__proto__" },
  ]);
  assert.deepEqual(ignored, [
    "rule 4: “prodcut” is no part of a rule",
    "rule 5: neither product, message nor idPrefix",
    "rule 6: label is not a text",
    "rule 7: label is missing",
    "rule 8: “No label” is what all the others are called",
    "rule 9: product is not a text",
    "rule 10: idPrefix is not a text",
    "rule 11: idPrefix is not a text",
    "rule 12: message is longer than 500 characters",
    "rule 13: not an object",
    "rule 14: not an object",
  ]);
  for (const wrong of ["x", 7, {}, true]) {
    assert.deepEqual(readLabels(wrong), { rules: [], ignored: ["not a list of rules"] });
  }
  assert.deepEqual(readLabels(undefined), { rules: [], ignored: [] });
  assert.deepEqual(readLabels(null), { rules: [], ignored: [] });
  const many = readLabels(Array.from({ length: 203 }, (_, index) => ({ label: `L${index}`, product: "x" })));
  assert.equal(many.rules.length, 200);
  assert.deepEqual(many.ignored, ["all rules after the first 200"]);
});

test("a pattern fits as its asterisks say, and nothing takes long", () => {
  const cases: readonly (readonly [pattern: string, text: string, fits: boolean])[] = [
    ["PAN*", "pan-plus", true],
    ["PAN*", "PAN", true],
    ["PAN*", "my pan", false],
    ["*plus", "PAN-Plus", true],
    ["*plus", "Plus-PAN", false],
    ["p*n-p*s", "PAN-Plus", true],
    ["p*n-p*s", "pn-ps", true],
    ["aba*aba", "aba", false],
    ["aba*aba", "abaaba", true],
    ["*", "", true],
    ["GSTIN", "gstin ", true],
    ["GSTIN", "GSTIN 2", false],
    ["\\*star*", "*star*", true],
    ["\\*star*", "a star b", false],
    ["a.c", "abc", false],
    ["*invalid*", "Invalid Pan Number.", true],
    ["__proto__", "__proto__", true],
  ];
  for (const [pattern, text, fits] of cases) {
    assert.equal(
      labellerOf([{ label: "x", product: pattern }])(text, "", undefined) === "x",
      fits,
      `${pattern}: ${text}`,
    );
    assert.equal(
      labellerOf([{ label: "x", message: pattern }])("", text, undefined) === "x",
      fits,
      `${pattern}: ${text}`,
    );
  }
  const slow = labellerOf([{ label: "x", message: "*a".repeat(250) }]);
  const begun = performance.now();
  assert.equal(slow("", "b".repeat(100_000), undefined), undefined);
  assert.ok(performance.now() - begun < patient(1_000));
});

test("the first rule that fits decides, with overlapping prefixes too", () => {
  const rules: readonly LabelRule[] = [
    { label: "deep", idPrefix: "0c9" },
    { label: "pan of 0c", product: "PAN", idPrefix: "0c" },
    { label: "gst", product: "GST" },
    { label: "zero", idPrefix: "0" },
    { label: "late", idPrefix: "0c91" },
    { label: "message", message: "m", product: "UPI" },
  ];
  assert.deepEqual(prefixesOf(rules), ["0c91", "0c9", "0c", "0"]);
  const labelOf = rowLabeller(rules);
  const label = (id: string, product: string, message = ""): string | undefined => labelOf({ id, product, message });
  assert.equal(label("0C91-a", "PAN"), "deep");
  assert.equal(label("0c8", "PAN"), "pan of 0c");
  assert.equal(label("0c8", "GST"), "gst");
  assert.equal(label("0c8", "UPI"), "zero");
  assert.equal(label("1", "UPI", "M"), "message");
  assert.equal(label("1", "UPI", "other"), undefined);
  assert.equal(label("1", "PAN"), undefined);
});
