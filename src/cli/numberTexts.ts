import { formatMoney, type Money, moneyToDecimal } from "../domain/money.ts";
import { formatCount } from "../view/numbers.ts";
import { usageError } from "./exits.ts";

/** How numbers are written for people. */
export interface NumberTexts {
  readonly money: (amount: Money) => string;
  readonly count: (count: number) => string;
}

/** As every other surface writes them, unless another locale is wished for. */
export function numberTexts(locale = "en-IN"): NumberTexts {
  if (locale === "en-IN") return { money: formatMoney, count: formatCount };
  let money: Intl.NumberFormat;
  let count: Intl.NumberFormat;
  try {
    money = new Intl.NumberFormat(locale, { style: "currency", currency: "INR", maximumFractionDigits: 4 });
    count = new Intl.NumberFormat(locale);
  } catch {
    throw usageError(`“${locale}” is no locale; locales are as en-IN, en-US or de-DE.`);
  }
  return {
    money: (amount) => money.format(moneyToDecimal(amount) as Intl.StringNumericLiteral),
    count: (value) => count.format(value),
  };
}
