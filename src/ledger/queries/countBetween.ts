import type { RowCount } from "../../domain/ports.ts";
import { MICROS_PER_DAY, type Micros } from "../../domain/transaction.ts";
import type { Database } from "../file/database.ts";
import { hoursIn } from "../rows/transactionRows.ts";
import type { Steps } from "./newestRows.ts";

/** A step takes about this long. */
const STEP_MS = 20;

/** Counts and adds up the rows themselves, in each of the intervals between neighbouring instants (ascending). */
export function* countBetween(
  database: Database,
  account: number,
  instants: readonly Micros[],
): Steps<readonly RowCount[]> {
  const counts = instants.slice(1).map(() => ({ calls: 0, charge: 0 }));
  let startedAt = performance.now();
  for (const [index, count] of counts.entries()) {
    const from = instants[index] ?? 0;
    const to = instants[index + 1] ?? 0;
    // No query stays open over a pause, in which the same statement may serve somebody else.
    for (let start = from; start < to; start += MICROS_PER_DAY) {
      addRows(database, account, start, Math.min(to, start + MICROS_PER_DAY), count);
      if (performance.now() - startedAt < STEP_MS) continue;
      yield undefined;
      startedAt = performance.now();
    }
  }
  return counts;
}

function addRows(
  database: Database,
  account: number,
  from: Micros,
  to: Micros,
  count: { calls: number; charge: number },
): void {
  for (const part of hoursIn(database, account, { from, to }, "ascending")) {
    count.calls += part.to - part.from;
    for (let row = part.from; row < part.to; row++) count.charge += part.hour.charge(row);
  }
}
