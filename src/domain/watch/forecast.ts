import { type CycleStart, unitAround } from "../calendar.ts";
import { dayFromNumber, dayNumber } from "../day.ts";
import type { EpochMs } from "../epoch.ts";
import type { Money } from "../money.ts";
import type { Period } from "../period.ts";
import { type NotEnoughData, type SpendBasis, spendAhead, spendModel } from "./spendModel.ts";
import { localTime, type UsageHistory } from "./usageHistory.ts";

/** What the running billing month will have cost when it is over. spent <= low <= expected <= high. */
export interface MonthForecast {
  readonly kind: "forecast";
  /** The whole of it. */
  readonly month: Period;
  /** Since its first day, as known now. */
  readonly spent: Money;
  readonly low: Money;
  readonly expected: Money;
  readonly high: Money;
  readonly basis: SpendBasis;
}

/**
 * Forecast for the billing month in which `now` falls. Only what is still to come is estimated, so a runaway night that has
 * been paid counts as spent and does not swell the rest of the month. Not enough data: fewer complete days than the model needs,
 * or the first days of the month are not known.
 */
export function forecastMonth(
  history: UsageHistory,
  product: string | undefined,
  now: EpochMs,
  cycleStart: CycleStart,
): MonthForecast | NotEnoughData {
  const time = localTime(history.zone, now);
  const month = unitAround(dayFromNumber(time.day), "billingMonth", cycleStart);
  const [first, last] = [dayNumber(month.since), dayNumber(month.until)];
  const model = spendModel(history, product, time.day);
  if ("kind" in model) return model;
  if (history.knownSince > first) {
    const days = Math.max(0, time.day - history.knownSince + 1);
    return { kind: "notEnoughData", days, needed: time.day - first + 1 };
  }
  let spent = 0;
  for (let day = first; day <= time.day; day++) spent += history.totals(product, day).charge;
  // Today belongs to the month, so there is at least one day.
  const { expected = 0, margin = 0 } = spendAhead(history, product, model, time, last - time.day + 1).at(-1) ?? {};
  return {
    kind: "forecast",
    month,
    spent,
    low: spent + Math.round(Math.max(0, expected - margin)),
    expected: spent + Math.round(expected),
    high: spent + Math.round(expected + margin),
    basis: model.basis,
  };
}
