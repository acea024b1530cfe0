import { addDays, type Day, weekdayOf } from "../../src/domain/day.ts";
import { MONEY_SCALE, type Money } from "../../src/domain/money.ts";
import { addTotals, NO_TOTALS, type SeriesPoint } from "../../src/domain/summary.ts";
import { type UsageHistory, usageHistory } from "../../src/domain/watch/usageHistory.ts";
import { totalsOf } from "./totalsOf.ts";

/** Calls of one product in one hour of a billing day, all with the same charge. */
export interface UsageCell {
  readonly day: Day;
  readonly hour: number;
  readonly product: string;
  readonly calls: number;
  /** Per call; failed calls are free. */
  readonly price: Money;
  readonly failed?: number;
}

export const RUPEE: Money = MONEY_SCALE;

/** 10 calls at ₹2 in every hour of every day, unless told otherwise. */
export function steadyUsage(
  since: Day,
  until: Day,
  options: {
    readonly product?: string;
    readonly price?: Money;
    readonly calls?: (hour: number, weekday: number, day: Day) => number;
  } = {},
): UsageCell[] {
  const { product = "PAN-Plus", price = 2 * RUPEE, calls = () => 10 } = options;
  const cells: UsageCell[] = [];
  for (let day = since; day <= until; day = addDays(day, 1)) {
    for (let hour = 0; hour < 24; hour++) {
      const count = calls(hour, weekdayOf(day), day);
      if (count > 0) cells.push({ day, hour, product, calls: count, price });
    }
  }
  return cells;
}

/** Daily totals per product, as the ledger would sum them up. */
function seriesOf(cells: readonly UsageCell[]): SeriesPoint[] {
  const points = new Map<string, SeriesPoint>();
  for (const { day, product, calls, price, failed = 0 } of cells) {
    const key = `${day} ${product}`;
    const known = points.get(key) ?? NO_TOTALS;
    const paid = calls - failed;
    const added = addTotals(totalsOf("success", paid, paid * price, paid), totalsOf("failure", failed, 0, 0));
    points.set(key, { start: day, product, ...addTotals(known, added) });
  }
  return [...points.values()].sort((a, b) => (a.start < b.start ? -1 : 1));
}

/** The history that a ledger with these cells gives; everything since the first cell is known. */
export function historyOf(
  cells: readonly UsageCell[],
  { zone = "Asia/Kolkata", knownSince = cells[0]?.day ?? "2026-01-01" }: { zone?: string; knownSince?: Day } = {},
): UsageHistory {
  const hours = cells.map(({ day, hour, product, calls, price, failed = 0 }) => ({
    day,
    hour,
    product,
    calls,
    charge: (calls - failed) * price,
  }));
  return usageHistory({ zone, knownSince, days: seriesOf(cells), hours });
}

/** Epoch ms of a wall-clock time in India. */
export function ist(text: string): number {
  return Date.parse(`${text}${text.length === 10 ? "T00:00" : ""}+05:30`);
}
