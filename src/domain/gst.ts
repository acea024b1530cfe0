import { MONEY_SCALE, type Money } from "./money.ts";

/**
 * The goods and services tax in what Deepvue charges. Whether charges include it is not documented, so it is an assumption of the
 * user's, and whoever shows a figure from here says which.
 */

/**
 * `included`: a charge is taxable value and tax together. `excluded`: the tax comes on top of it. `off`: nothing is said about tax.
 * The rate is in hundredths of a percent: 1800 is 18 %.
 */
export interface GstRule {
  readonly treatment: "included" | "excluded" | "off";
  readonly rate: number;
}

/** The rate for information services in India since 2017. */
export const FIRST_GST_RULE: GstRule = { treatment: "included", rate: 1_800 };

/**
 * The rule that the settings `deepvue.gst` (a treatment) and `deepvue.gstRate` (percent, 0 to 100, two decimals count) mean. What is
 * neither is as at first: a mistyped setting must not make the tax vanish.
 */
export function gstRuleOf(treatment: unknown, percent: unknown): GstRule {
  const isRate = typeof percent === "number" && percent >= 0 && percent <= 100;
  return {
    treatment: TREATMENTS.find((known) => known === treatment) ?? FIRST_GST_RULE.treatment,
    rate: isRate ? Math.round(percent * 100) : FIRST_GST_RULE.rate,
  };
}

const TREATMENTS = ["included", "excluded", "off"] as const;

/** What an invoice says, in whole paise; taxable value and tax are the total, exactly. */
export interface GstSplit {
  readonly taxable: Money;
  readonly tax: Money;
  readonly total: Money;
}

/** An invoice and its parts (products, months, rates), which add up to it in every column. */
export interface GstInvoice {
  readonly whole: GstSplit;
  readonly parts: readonly GstSplit[];
}

/** Hundredths of a percent in the whole. */
const WHOLE_RATE = 10_000n;
/** Ten-thousandths of a rupee in a paisa. */
const PAISA = MONEY_SCALE / 100;

/**
 * The tax of one invoice whose rows come to `charges`; undefined when nothing is said about tax. Rounded once, to the paisa and half
 * away from zero: a tax that is rounded row by row drifts from the invoice by half a paisa a row. The tax follows from the amount as
 * the invoice states it, so that whoever has the invoice comes to the same.
 */
export function gstOf(charges: Money, { treatment, rate }: GstRule): GstSplit | undefined {
  if (treatment === "off") return undefined;
  const stated = roundedQuotient(BigInt(charges), BigInt(PAISA));
  const byRate = BigInt(rate);
  if (treatment === "included") {
    const taxable = roundedQuotient(stated * WHOLE_RATE, WHOLE_RATE + byRate);
    return split(taxable, stated - taxable);
  }
  return split(stated, roundedQuotient(stated * byRate, WHOLE_RATE));
}

/**
 * The tax of one invoice that is made of parts, and of each part. The invoice is rounded as in {@link gstOf}; a part is at most two
 * paise off what it would be alone, because parts that do not add up are of no use beside a total. Undefined when nothing is said
 * about tax.
 */
export function gstOfParts(charges: readonly Money[], rule: GstRule): GstInvoice | undefined {
  const whole = gstOf(
    charges.reduce((sum, charge) => sum + charge, 0),
    rule,
  );
  if (whole === undefined) return undefined;
  const rate = BigInt(rule.rate);
  // Exact shares are these over the divisor, in paise.
  const divisor = BigInt(PAISA) * (rule.treatment === "included" ? WHOLE_RATE + rate : WHOLE_RATE);
  const taxable = shares(charges, WHOLE_RATE, divisor, whole.taxable);
  const tax = shares(charges, rate, divisor, whole.tax);
  return { whole, parts: taxable.map((value, i) => split(value, tax[i] ?? 0n)) };
}

/**
 * Shares of a sum in whole paise that add up to it: each is cut, and what is then missing goes to those that lost most, paisa by
 * paisa. A share's exact value is its charge times `factor` over `divisor`.
 */
function shares(charges: readonly Money[], factor: bigint, divisor: bigint, sum: Money): readonly bigint[] {
  const exact = charges.map((charge) => BigInt(charge) * factor);
  const result = exact.map((share) => floorQuotient(share, divisor));
  let missing = BigInt(sum / PAISA) - result.reduce((total, share) => total + share, 0n);
  const lost = (i: number): bigint => (exact[i] ?? 0n) - floorQuotient(exact[i] ?? 0n, divisor) * divisor;
  const mostLostFirst = result.map((_, i) => i).sort((a, b) => Number(lost(b) > lost(a)) - Number(lost(b) < lost(a)));
  // The invoice's own rounding can ask for a paisa more than there are parts, or for one back.
  for (let turn = 0; missing !== 0n && mostLostFirst.length > 0; turn++) {
    const step = missing > 0n ? 1n : -1n;
    const order = step > 0n ? mostLostFirst : mostLostFirst.toReversed();
    const place = order[turn % order.length] ?? 0;
    result[place] = (result[place] ?? 0n) + step;
    missing -= step;
  }
  return result;
}

/** Of amounts in paise. */
function split(taxable: bigint, tax: bigint): GstSplit {
  return { taxable: moneyOf(taxable), tax: moneyOf(tax), total: moneyOf(taxable + tax) };
}

function moneyOf(paise: bigint): Money {
  return Number(paise) * PAISA;
}

/** Half away from zero. */
function roundedQuotient(dividend: bigint, divisor: bigint): bigint {
  const magnitude = dividend < 0n ? -dividend : dividend;
  const quotient = (magnitude * 2n + divisor) / (divisor * 2n);
  return dividend < 0n ? -quotient : quotient;
}

function floorQuotient(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend % divisor < 0n ? quotient - 1n : quotient;
}
