import { addDays, type Day, dayIn } from "../../domain/day.ts";
import { utcDatesOf } from "../../domain/period.ts";
import type { CoverageDay } from "../../domain/ports.ts";

/** From when to when the ledger holds every row. */
export interface KnownHistory {
  /** First billing day from which every date has been fetched. */
  readonly knownSince: Day;
  /** Epoch ms: when the newest date was asked for. A run may end later, or find that it need not ask again. */
  readonly filledUntil: number;
}

/**
 * `coverage` is that of all UTC dates from the billing day `since` on, ascending. Undefined when the day up to which the ledger is
 * filled is not known from its start.
 */
export function knownHistory(coverage: readonly CoverageDay[], since: Day, zone: string): KnownHistory | undefined {
  const newest = coverage.at(-1);
  if (newest === undefined) return undefined;
  const fetched = new Set(coverage.map(({ day }) => day));
  const lastDay = dayIn(zone, newest.readAt * 1000);
  let knownSince: Day | undefined;
  for (let day = lastDay; day >= since; day = addDays(day, -1)) {
    const utc = utcDatesOf({ since: day, until: day }, zone);
    // The last UTC date of a day that is running may not have begun.
    if (!fetched.has(utc.since) || (day !== lastDay && !fetched.has(utc.until))) break;
    knownSince = day;
  }
  return knownSince === undefined ? undefined : { knownSince, filledUntil: newest.readAt };
}
