import { lazily } from "../domain/lazily.ts";
import { groupedDigits, type Money } from "../domain/money.ts";

const anyNumber = lazily(() => new Intl.NumberFormat("en-IN"));
const percent = lazily(() => new Intl.NumberFormat("en-IN", { minimumFractionDigits: 1, maximumFractionDigits: 1 }));

/** "1,23,456": grouped as money is. */
export function formatCount(count: number): string {
  if (!Number.isSafeInteger(count)) return anyNumber().format(count);
  return count < 0 ? `-${groupedDigits(String(-count))}` : groupedDigits(String(count));
}

/** "1 row", "1,204 rows": a count with a noun that takes an "s". */
export function formatCounted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** "1 call", "1,204 calls" */
export function formatCalls(count: number): string {
  return formatCounted(count, "call");
}

/**
 * A share of 0…1 as "12.4 %". What is not quite nothing or not quite everything never reads as 0 % or 100 %: one failure
 * among a million calls must not vanish.
 */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.0005) return "<0.1 %";
  if (share < 1 && share >= 0.9995) return ">99.9 %";
  return `${percent().format(share * 100)} %`;
}

/** A part of an amount of money as a share; equal amounts are 100 % of each other, also nothing of nothing. */
export function formatShareOf(part: Money, whole: Money): string {
  return Math.round(part) === Math.round(whole) ? formatShare(1) : formatShare(part / whole);
}

/** A signed relative change: "+12.4 %", "−3.0 %", "±0 %". */
function formatChange(ratio: number): string {
  return signed(ratio * 100, "%");
}

/** How an amount changed: "+12.4 %", "new" where there was nothing before, and nothing where a ratio means nothing. */
export function formatTrend(amount: number, before: number): string {
  if (amount === before) return formatChange(0);
  if (before === 0) return "new";
  return before < 0 ? "" : formatChange(amount / before - 1);
}

/** A signed difference of two shares in percentage points: "+1.2 pp". */
export function formatPoints(difference: number): string {
  return signed(difference * 100, "pp");
}

function signed(amount: number, unit: string): string {
  const magnitude = percent().format(Math.abs(amount));
  if (magnitude === "0.0") return `±0 ${unit}`;
  return `${amount < 0 ? "−" : "+"}${magnitude} ${unit}`;
}
