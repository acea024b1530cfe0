import type { ChartModel } from "./chartModel.ts";

const MONEY_AXIS = new Intl.NumberFormat("en-IN", {
  style: "currency",
  currency: "INR",
  notation: "compact",
  maximumFractionDigits: 1,
});
const COUNT_AXIS = new Intl.NumberFormat("en-IN", { notation: "compact", maximumFractionDigits: 1 });

/** Shortened amounts, for an axis only; everything to be read precisely comes from the host. */
export function axisText(unit: ChartModel["unit"], value: number): string {
  return (unit === "money" ? MONEY_AXIS : COUNT_AXIS).format(value);
}
