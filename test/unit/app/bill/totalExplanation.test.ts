import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import {
  eachAlone,
  expectedTotal,
  explanationOf,
  stepsOf,
  type TotalFacts,
} from "../../../../src/app/bill/totalExplanation.ts";
import { parseMoney } from "../../../../src/domain/money.ts";

const INCLUDED = { treatment: "included", rate: 1_800 } as const;
const EXCLUDED = { treatment: "excluded", rate: 1_800 } as const;
const OFF = { treatment: "off", rate: 1_800 } as const;

function rupees(text: string): number {
  return parseMoney(text) ?? Number.NaN;
}

const FACTS: TotalFacts = {
  charges: rupees("1180.00"),
  utcDays: rupees("59.00"),
  refunds: rupees("-11.80"),
  states: "withTax",
  rule: INCLUDED,
};

test("the ledger's figure in the invoice's terms", () => {
  assert.equal(expectedTotal(FACTS), rupees("1180.00"));
  assert.equal(expectedTotal({ ...FACTS, states: "taxable" }), rupees("1000.00"));
  assert.equal(expectedTotal({ ...FACTS, rule: EXCLUDED }), rupees("1392.40"));
  assert.equal(expectedTotal({ ...FACTS, rule: EXCLUDED, states: "taxable" }), rupees("1180.00"));
  assert.equal(expectedTotal({ ...FACTS, rule: OFF, charges: rupees("10.0050") }), rupees("10.01"));
});

for (const [what, amount, expected] of [
  ["equal", "1180.00", []],
  ["days in UTC", "1239.00", [["utcDays", "59.00"]]],
  ["without refunds", "1191.80", [["withoutRefunds", "11.80"]]],
  ["the taxable value", "1000.00", [["otherTax", "-180.00"]]],
  [
    "days in UTC, without refunds",
    "1250.80",
    [
      ["utcDays", "59.00"],
      ["withoutRefunds", "11.80"],
    ],
  ],
  [
    "whole rupees of it",
    "1251.00",
    [
      ["utcDays", "59.00"],
      ["withoutRefunds", "11.80"],
      ["wholeRupees", "0.20"],
    ],
  ],
  [
    "days in UTC, taxable",
    "1050.00",
    [
      ["utcDays", "59.00"],
      ["otherTax", "-189.00"],
    ],
  ],
] as const) {
  test(`an invoice that is ${what}`, () => {
    assert.deepEqual(
      explanationOf(FACTS, rupees(amount)),
      expected.map(([adjustment, effect]) => ({ adjustment, effect: rupees(effect) })),
    );
  });
}

test("what nothing explains is said to be unexplained, and what could make a part of it is listed", () => {
  assert.equal(explanationOf(FACTS, rupees("1234.56")), undefined);
  assert.deepEqual(
    eachAlone(FACTS).map(({ adjustment }) => adjustment),
    ["utcDays", "withoutRefunds", "otherTax"],
  );
  const bare = { ...FACTS, utcDays: 0, refunds: 0, rule: OFF };
  assert.deepEqual(eachAlone(bare), []);
});

test("the fewest adjustments are named where several sets come to the same", () => {
  // Counting in UTC and leaving refunds out would take 180 rupees away as well.
  const facts = { ...FACTS, utcDays: rupees("-191.80") };
  assert.deepEqual(explanationOf(facts, rupees("1000.00")), [{ adjustment: "otherTax", effect: rupees("-180.00") }]);
});

function sum(steps: readonly { readonly effect: number }[]): number {
  return steps.reduce((total, { effect }) => total + effect, 0);
}

test("the steps of an explanation add up to the whole difference, exactly", () => {
  const amount = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });
  const facts = fc.record({
    charges: amount,
    utcDays: amount,
    refunds: fc.integer({ min: -1_000_000, max: 0 }),
    states: fc.constantFrom("withTax" as const, "taxable" as const),
    rule: fc.constantFrom(INCLUDED, EXCLUDED, OFF),
  });
  const all = ["utcDays", "withoutRefunds", "otherTax", "wholeRupees"] as const;
  fc.assert(
    fc.property(facts, fc.subarray([...all]), (known, adjustments) => {
      const typed = expectedTotal(known, adjustments);
      assert.equal(sum(stepsOf(known, adjustments)), typed - expectedTotal(known));
      const found = explanationOf(known, typed);
      assert.ok(found !== undefined && found.length <= adjustments.length);
      assert.equal(sum(found), typed - expectedTotal(known));
    }),
  );
});
