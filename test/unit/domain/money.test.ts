import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import {
  formatEstimate,
  formatEstimatedRange,
  formatMoney,
  formatRounded,
  MONEY_SCALE,
  type Money,
  moneyToDecimal,
  parseMoney,
  parseWrittenMoney,
} from "../../../src/domain/money.ts";

test("money is read from the decimal text of an amount in rupees", () => {
  const cases: readonly (readonly [string, Money | undefined])[] = [
    ["2.95", 29_500],
    ["0", 0],
    ["-0", 0],
    ["-0.00001", 0],
    ["-4", -40_000],
    ["+4", 40_000],
    ["5.", 50_000],
    [" 1.5 ", 15_000],
    ["1e2", 1_000_000],
    ["1.5E1", 150_000],
    ["25e-1", 25_000],
    ["0.0625", 625],
    // Beyond four decimals: half away from zero, as floats print what was meant.
    ["2.9499999999999997", 29_500],
    ["2.95000000000000018", 29_500],
    ["0.00005", 1],
    ["-0.00005", -1],
    ["0.00004999", 0],
    ["5e-5", 1],
    ["1e-400", 0],
    ["0e999", 0],
    ["900719925474.0991", Number.MAX_SAFE_INTEGER],
    ["900719925474.0992", undefined],
    ["1e12", undefined],
    ["1e999", undefined],
    ["", undefined],
    [".5", undefined],
    ["1,000", undefined],
    ["1.2.3", undefined],
    ["₹5", undefined],
    ["NaN", undefined],
    ["Infinity", undefined],
    ["0x10", undefined],
    ["null", undefined],
    ["--1", undefined],
    ["1e", undefined],
  ];
  for (const [text, expected] of cases) assert.equal(parseMoney(text), expected, text);
});

test("decimal text has two decimals and more only where they say something", () => {
  const cases: readonly (readonly [Money, string])[] = [
    [0, "0.00"],
    [29_500, "2.95"],
    [50_000, "5.00"],
    [-40_000, "-4.00"],
    [1, "0.0001"],
    [-1, "-0.0001"],
    [100, "0.01"],
    [625, "0.0625"],
    [12_300, "1.23"],
    [12_340, "1.234"],
    [Number.MAX_SAFE_INTEGER, "900719925474.0991"],
  ];
  for (const [amount, expected] of cases) assert.equal(moneyToDecimal(amount), expected);
});

test("decimal text and money are each other's inverse", () => {
  fc.assert(fc.property(fc.maxSafeInteger(), (amount) => parseMoney(moneyToDecimal(amount)) === amount));
});

test("an amount in paise survives the service's floating point", () => {
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), (paise) => {
      assert.equal(parseMoney(String(paise / 100)), paise * 100 + 0);
      // As a service would print it that computed 18 % tax in floats.
      const taxed = Math.abs(paise) * 1.18;
      const expected = Math.round(taxed * 100);
      assert.ok(Math.abs((parseMoney(String(taxed / 100)) ?? Number.NaN) - expected) <= 1, String(taxed / 100));
    }),
  );
});

test("people read Indian grouping, and fractions of a paisa where there are any", () => {
  const cases: readonly (readonly [Money, string])[] = [
    [0, "₹0.00"],
    [-0, "₹0.00"],
    [1_234_567_800, "₹1,23,456.78"],
    [99_999 * MONEY_SCALE, "₹99,999.00"],
    [100_000 * MONEY_SCALE, "₹1,00,000.00"],
    [10_000_000 * MONEY_SCALE, "₹1,00,00,000.00"],
    [29_549, "₹2.9549"],
    [29_550, "₹2.955"],
    [-50, "-₹0.005"],
    [-1, "-₹0.0001"],
    [Number.MAX_SAFE_INTEGER, "₹9,00,71,99,25,474.0991"],
  ];
  for (const [amount, expected] of cases) assert.equal(formatMoney(amount).replaceAll("\u00a0", ""), expected);
});

test("amounts read as the runtime's own en-IN writes them", () => {
  const exact = new Intl.NumberFormat("en-IN", { style: "currency", currency: "INR", maximumFractionDigits: 4 });
  const whole = new Intl.NumberFormat("en-IN", { style: "currency", currency: "INR", maximumFractionDigits: 0 });
  fc.assert(
    fc.property(fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -2_000_000, max: 2_000_000 })), (amount) => {
      const text = moneyToDecimal(amount) as Intl.StringNumericLiteral;
      assert.equal(formatMoney(amount), exact.format(text));
      if (Math.abs(amount) >= 10 * MONEY_SCALE) {
        assert.equal(formatEstimate(amount), whole.format(Math.round(amount / MONEY_SCALE)));
      }
    }),
  );
});

test("the parts on screen add up to the total on screen", () => {
  // Two products of one call at 0.0375, one of two calls at 1.0625, a refund of half a paisa.
  const parts = [375, 375, 2 * 10_625, -50];
  const shown = parts.map(formatMoney);
  assert.deepEqual(shown, ["₹0.0375", "₹0.0375", "₹2.125", "-₹0.005"]);
  assert.equal(formatMoney(parts.reduce((sum, part) => sum + part)), "₹2.195");
});

test("averages and estimates are rounded to the paisa half away from zero, and nothing reads minus zero", () => {
  const cases: readonly (readonly [number, string])[] = [
    [29_549, "₹2.95"],
    [29_550, "₹2.96"],
    [-29_550, "-₹2.96"],
    [29_549.6, "₹2.96"],
    [-49, "₹0.00"],
    [-50, "-₹0.01"],
    [Number.MAX_SAFE_INTEGER, "₹9,00,71,99,25,474.10"],
  ];
  for (const [amount, expected] of cases) assert.equal(formatRounded(amount).replaceAll("\u00a0", ""), expected);
});

test("amounts as people write them: groups, signs and marks; nothing that could mean something else", () => {
  for (const [text, expected] of [
    ["₹2.95", 29_500],
    ["₹ 1,23,456.78", 1_234_567_800],
    ["1,23,45,678", 123_456_780_000],
    ["1,234,567.5", 12_345_675_000],
    ["Rs. 4", 40_000],
    ["INR 4.0375", 40_375],
    ["4.00 INR", 40_000],
    ["500/-", 5_000_000],
    ["-₹2.95", -29_500],
    ["₹-2.95", -29_500],
    ["−2.95", -29_500],
    ["(2.95)", -29_500],
    ["-0", 0],
    ["1e2", 1_000_000],
    ["", undefined],
    ["₹", undefined],
    ["2,95", undefined],
    ["12,34", undefined],
    ["1,2345", undefined],
    ["1.234,50", undefined],
    ["--4", undefined],
    ["-₹-4", undefined],
    ["4 4", undefined],
    ["$4", undefined],
    ["99,99,99,99,99,99,99,999", undefined],
  ] as const) {
    assert.equal(parseWrittenMoney(text), expected, text);
  }
});

test("an estimate is whole rupees, or paise where a rupee is too coarse", () => {
  const cases: readonly (readonly [amount: number, text: string])[] = [
    [64_484_999, "₹6,448"],
    [64_485_000, "₹6,449"],
    [1_234_567_890_000, "₹12,34,56,789"],
    [100_000, "₹10"],
    [99_999, "₹10.00"],
    [29_500, "₹2.95"],
    [4, "₹0.00"],
    [0, "₹0.00"],
    [-150_000, "-₹15"],
  ];
  for (const [amount, text] of cases) assert.equal(formatEstimate(amount), text, String(amount));
});

test("an estimated range is rounded outwards", () => {
  const cases: readonly (readonly [low: number, high: number, text: string])[] = [
    [64_000_000, 71_000_000, "₹6,400–₹7,100"],
    [64_009_999, 71_000_001, "₹6,400–₹7,101"],
    [0, 600_000, "₹0–₹60"],
    [29_500, 600_000, "₹2–₹60"],
    [29_500, 99_000, "₹2.95–₹9.90"],
    [0, 1, "₹0.00–₹0.00"],
  ];
  for (const [low, high, text] of cases) assert.equal(formatEstimatedRange(low, high), text);
});
