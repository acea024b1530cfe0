import { formatMoney, type Money, parseMoney } from "../domain/money.ts";

/** What two typed amounts mean; absent bounds do not narrow. */
export interface ChargeRangeCheck {
  /** Empty when the text is an amount, or nothing. */
  readonly minError: string;
  readonly maxError: string;
  /** Undefined when something is wrong. */
  readonly bounds: { readonly minCharge?: Money; readonly maxCharge?: Money } | undefined;
}

/** The bounds of a charge as they are typed: rupees, with or without sign and grouping. A refund is below zero, so that is legal. */
export function checkChargeRange(minText: string, maxText: string): ChargeRangeCheck {
  const min = readAmount(minText);
  const max = readAmount(maxText);
  const minError = min === "wrong" ? WRONG : "";
  const maxError = max === "wrong" ? WRONG : "";
  if (min === "wrong" || max === "wrong") return { minError, maxError, bounds: undefined };
  if (min !== undefined && max !== undefined && max < min) {
    return { minError, maxError: `Must not be below ${formatMoney(min)}.`, bounds: undefined };
  }
  const bounds = {
    ...(min === undefined ? {} : { minCharge: min }),
    ...(max === undefined ? {} : { maxCharge: max }),
  };
  return { minError, maxError, bounds };
}

const WRONG = "Write rupees, such as 2.95.";

function readAmount(text: string): Money | "wrong" | undefined {
  const bare = text.replaceAll(/[₹,\s]/g, "");
  return bare === "" ? undefined : (parseMoney(bare) ?? "wrong");
}
