import type { RowCount } from "../../domain/report.ts";
import { MICROS_PER_DAY, type Micros } from "../../domain/transaction.ts";
import type { Snapshot } from "../file/database.ts";
import { hoursIn } from "../rows/transactionRows.ts";
import type { Pace, Steps } from "../steps.ts";

/** Counts and adds up the rows themselves, in each of the intervals between neighbouring instants (ascending). */
export function* countBetween(
  snapshot: Snapshot,
  account: number,
  instants: readonly Micros[],
  pace: Pace,
): Steps<readonly RowCount[]> {
  const counts = instants.slice(1).map(() => ({ calls: 0, charge: 0 }));
  for (const [index, count] of counts.entries()) {
    const from = instants[index] ?? 0;
    const to = instants[index + 1] ?? 0;
    // No query stays open over a pause, in which the same statement may serve somebody else.
    for (let start = from; start < to; start += MICROS_PER_DAY) {
      addRows(snapshot, account, start, Math.min(to, start + MICROS_PER_DAY), count);
      if (pace.isDue()) yield undefined;
    }
  }
  return counts;
}

function addRows(
  snapshot: Snapshot,
  account: number,
  from: Micros,
  to: Micros,
  count: { calls: number; charge: number },
): void {
  for (const part of hoursIn(snapshot, account, { from, to }, "ascending")) {
    count.calls += part.to - part.from;
    for (let row = part.from; row < part.to; row++) count.charge += part.hour.charge(row);
  }
}
