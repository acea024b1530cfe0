import { usualBetween } from "../baseline.ts";
import { amountSoFar, type LocalTime, type UsageHistory } from "../usageHistory.ts";

/** Fewer calls than this say nothing about how busy a day is. */
const MIN_CALLS = 12;

/** How busy the product was on this day before an hour, as part of what is typical; 1 where that can not be said. */
export function levelBefore(history: UsageHistory, product: string | undefined, day: number, hour: number): number {
  const usual = usualBetween(history, product, "calls", day, 0, hour * 60);
  if (usual === undefined || usual.typical < MIN_CALLS) return 1;
  return amountSoFar(history, product, "calls", { day, minute: hour * 60 }, 0) / usual.typical;
}

/** How busy all other products have been on this day, as part of what is typical: low on a holiday, high at a busy month's end. */
export function levelOfOthers(history: UsageHistory, product: string | undefined, time: LocalTime): number {
  if (product === undefined) return 1;
  const typicalOf = (scope: string | undefined) =>
    usualBetween(history, scope, "calls", time.day, 0, time.minute)?.typical ?? 0;
  const typical = typicalOf(undefined) - typicalOf(product);
  if (typical < MIN_CALLS) return 1;
  const soFar = (scope: string | undefined) => amountSoFar(history, scope, "calls", time, 0);
  return (soFar(undefined) - soFar(product)) / typical;
}
