import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as fc from "fast-check";
import { FIRST_GST_RULE, type GstRule, gstOf, gstOfParts, gstRuleOf } from "../../../src/domain/gst.ts";

const INCLUDED: GstRule = { treatment: "included", rate: 1_800 };
const EXCLUDED: GstRule = { treatment: "excluded", rate: 1_800 };
const OFF: GstRule = { treatment: "off", rate: 1_800 };

/** Ten-thousandths of a rupee. */
function rupees(amount: number): number {
  return Math.round(amount * 10_000);
}

describe("the tax of an invoice", () => {
  // In rupees, worked out by hand: taxable value, tax, total.
  const CASES: readonly (readonly [rule: GstRule, charges: number, taxable: number, tax: number, total: number])[] = [
    [INCLUDED, 118, 100, 18, 118],
    [INCLUDED, 1, 0.85, 0.15, 1],
    [INCLUDED, 0.01, 0.01, 0, 0.01],
    [INCLUDED, 0.03, 0.03, 0, 0.03],
    [INCLUDED, 0.04, 0.03, 0.01, 0.04],
    [INCLUDED, 2.95, 2.5, 0.45, 2.95],
    [INCLUDED, 0.0049, 0, 0, 0],
    [INCLUDED, 0.005, 0.01, 0, 0.01],
    [INCLUDED, 1_234_567.8, 1_046_243.9, 188_323.9, 1_234_567.8],
    [INCLUDED, 1_234_567.8049, 1_046_243.9, 188_323.9, 1_234_567.8],
    [INCLUDED, 1_234_567.805, 1_046_243.91, 188_323.9, 1_234_567.81],
    [INCLUDED, 0, 0, 0, 0],
    [INCLUDED, -2.95, -2.5, -0.45, -2.95],
    [EXCLUDED, 100, 100, 18, 118],
    [EXCLUDED, 2.95, 2.95, 0.53, 3.48],
    [EXCLUDED, 0.0625, 0.06, 0.01, 0.07],
    [EXCLUDED, 0.25, 0.25, 0.05, 0.3],
    [EXCLUDED, -0.25, -0.25, -0.05, -0.3],
    [EXCLUDED, 1_234_567.8, 1_234_567.8, 222_222.2, 1_456_790],
    [{ treatment: "included", rate: 0 }, 2.95, 2.95, 0, 2.95],
    [{ treatment: "excluded", rate: 500 }, 10.1, 10.1, 0.51, 10.61],
    [{ treatment: "included", rate: 2_800 }, 128, 100, 28, 128],
    [{ treatment: "excluded", rate: 25 }, 1_000, 1_000, 2.5, 1_002.5],
    [{ treatment: "included", rate: 0 }, 0.0375, 0.04, 0, 0.04],
    [{ treatment: "excluded", rate: 0 }, -2.95, -2.95, 0, -2.95],
    [{ treatment: "included", rate: 500 }, 105, 100, 5, 105],
    [{ treatment: "included", rate: 500 }, 10.1, 9.62, 0.48, 10.1],
    [{ treatment: "included", rate: 500 }, -10.1, -9.62, -0.48, -10.1],
    [{ treatment: "included", rate: 1_250 }, 112.5, 100, 12.5, 112.5],
    [{ treatment: "included", rate: 1_250 }, 1, 0.89, 0.11, 1],
    [{ treatment: "excluded", rate: 1_250 }, 0.2, 0.2, 0.03, 0.23],
    [{ treatment: "excluded", rate: 1_250 }, -0.2, -0.2, -0.03, -0.23],
    [{ treatment: "excluded", rate: 2_800 }, 2.95, 2.95, 0.83, 3.78],
    [{ treatment: "included", rate: 2_800 }, -2.95, -2.3, -0.65, -2.95],
  ];
  for (const [rule, charges, taxable, tax, total] of CASES) {
    test(`${rule.treatment} at ${rule.rate / 100} %: ₹${charges}`, () => {
      assert.deepEqual(gstOf(rupees(charges), rule), {
        taxable: rupees(taxable),
        tax: rupees(tax),
        total: rupees(total),
      });
    });
  }

  test("is exact at the largest amount there can be", () => {
    // ₹90,07,19,92,54,740.99: 900719925474.10 (rounded) / 1.18 = 763321970740.7627…
    assert.deepEqual(gstOf(Number.MAX_SAFE_INTEGER, INCLUDED), {
      taxable: 7_633_219_707_407_600,
      tax: 1_373_979_547_333_400,
      total: 9_007_199_254_741_000,
    });
  });

  test("is what is left of the total beside the taxable value, at any rate and for any sum (fast-check)", () => {
    const anyRule = fc.record({
      treatment: fc.constantFrom("included" as const, "excluded" as const),
      rate: fc.integer({ min: 0, max: 10_000 }),
    });
    fc.assert(
      fc.property(fc.maxSafeInteger(), anyRule, (charges, rule) => {
        // Doubled, the largest sums have no exact number any more.
        const invoice = gstOf(Math.trunc(charges / 4), rule);
        assert.ok(invoice);
        assert.equal(invoice.taxable + invoice.tax, invoice.total);
        const stated = rule.treatment === "included" ? invoice.total : invoice.taxable;
        assert.ok(Math.abs(stated - Math.trunc(charges / 4)) <= 50, "half a paisa off what was charged, at most");
      }),
    );
  });

  test("is not spoken of when it is off", () => {
    assert.equal(gstOf(rupees(118), OFF), undefined);
    assert.equal(gstOfParts([rupees(118)], OFF), undefined);
  });

  test("is taken as included at 18 % until something else is said", () => {
    assert.deepEqual(FIRST_GST_RULE, { treatment: "included", rate: 1_800 });
  });

  test("is what the settings say, and what was mistyped is as at first", () => {
    const cases: readonly (readonly [treatment: unknown, percent: unknown, rule: GstRule])[] = [
      ["included", 18, { treatment: "included", rate: 1_800 }],
      ["excluded", 12.5, { treatment: "excluded", rate: 1_250 }],
      ["excluded", 0.07, { treatment: "excluded", rate: 7 }],
      ["off", 0, { treatment: "off", rate: 0 }],
      ["included", 100, { treatment: "included", rate: 10_000 }],
      ["Included", "18", { treatment: "included", rate: 1_800 }],
      ["exclusive", 5, { treatment: "included", rate: 500 }],
      ["__proto__", -1, { treatment: "included", rate: 1_800 }],
      [undefined, 100.01, { treatment: "included", rate: 1_800 }],
      [{ treatment: "off" }, Number.NaN, { treatment: "included", rate: 1_800 }],
      [null, Number.POSITIVE_INFINITY, { treatment: "included", rate: 1_800 }],
    ];
    for (const [treatment, percent, rule] of cases) assert.deepEqual(gstRuleOf(treatment, percent), rule);
  });

  test("is rounded once for an invoice, not for each of its rows", () => {
    // 10,000 rows of ₹0.0375 are ₹375.00; each by itself would come to ₹0.04, and to ₹0.01 of tax.
    const rows = Array.from({ length: 10_000 }, () => rupees(0.0375));
    const sum = rows.reduce((a, b) => a + b, 0);
    assert.deepEqual(gstOf(sum, INCLUDED), { taxable: rupees(317.8), tax: rupees(57.2), total: rupees(375) });
    assert.deepEqual(gstOf(sum, EXCLUDED), { taxable: rupees(375), tax: rupees(67.5), total: rupees(442.5) });
  });
});

describe("the parts of an invoice", () => {
  const CASES: readonly (readonly [
    rule: GstRule,
    charges: readonly number[],
    taxable: readonly number[],
    tax: readonly number[],
  ])[] = [
    // Alone each third would be ₹0.28 and ₹0.05.
    [INCLUDED, [0.3333, 0.3333, 0.3334], [0.28, 0.28, 0.29], [0.05, 0.05, 0.05]],
    [INCLUDED, [118, 236], [100, 200], [18, 36]],
    // The invoice: ₹2.20, of which 0.34 tax. In paise the taxes are 0.572, 0.572, 32.42 and -0.08.
    [INCLUDED, [0.0375, 0.0375, 2.125, -0.005], [0.03, 0.03, 1.8, 0], [0.01, 0.01, 0.32, 0]],
    [EXCLUDED, [0.0375, 0.0375, 2.125], [0.04, 0.04, 2.12], [0.01, 0.01, 0.38]],
    [EXCLUDED, [10, -10], [10, -10], [1.8, -1.8]],
    [INCLUDED, [5], [4.24], [0.76]],
    [INCLUDED, [], [], []],
  ];
  for (const [rule, charges, taxable, tax] of CASES) {
    test(`${rule.treatment}: ${charges.map((charge) => `₹${charge}`).join(" + ")}`, () => {
      const invoice = gstOfParts(charges.map(rupees), rule);
      assert.deepEqual(
        invoice?.parts.map((part) => part.taxable / 10_000),
        taxable,
      );
      assert.deepEqual(
        invoice?.parts.map((part) => part.tax / 10_000),
        tax,
      );
    });
  }

  const charge = fc.oneof(
    fc.integer({ min: -100_000, max: 100_000 }),
    fc.integer({ min: -50, max: 150 }),
    fc.integer({ min: -1e12, max: 1e12 }),
  );
  const rule = fc.record({
    treatment: fc.constantFrom("included" as const, "excluded" as const),
    rate: fc.constantFrom(0, 25, 500, 1_200, 1_800, 2_800, 10_000),
  });

  test("add up to the invoice in every column, and are two paise off at most (fast-check)", () => {
    fc.assert(
      fc.property(fc.array(charge, { minLength: 1, maxLength: 40 }), rule, (charges, of) => {
        const invoice = gstOfParts(charges, of);
        assert.ok(invoice);
        const sum = (column: "taxable" | "tax" | "total") => invoice.parts.reduce((all, part) => all + part[column], 0);
        assert.deepEqual([sum("taxable"), sum("tax"), sum("total")], Object.values(invoice.whole));
        for (const [i, part] of invoice.parts.entries()) {
          assert.equal(part.taxable + part.tax, part.total);
          const exact = (charges[i] ?? 0) / (of.treatment === "included" ? 1 + of.rate / 10_000 : 1);
          assert.ok(Math.abs(part.taxable - exact) <= 200, `${part.taxable} for ${exact}`);
          assert.ok(Math.abs(part.tax - (exact * of.rate) / 10_000) <= 200, `${part.tax} of ${exact}`);
        }
      }),
    );
  });

  test("are whole paise, and a refund is the mirror of its invoice (fast-check)", () => {
    fc.assert(
      fc.property(charge, rule, (charges, of) => {
        const invoice = gstOf(charges, of);
        const refund = gstOf(-charges, of);
        assert.ok(invoice && refund);
        for (const column of ["taxable", "tax", "total"] as const) {
          assert.equal(Math.abs(invoice[column] % 100), 0);
          assert.equal(invoice[column] + refund[column], 0);
        }
      }),
    );
  });
});
