import { addDays, type Day, dayIn, startOfDay } from "../../domain/day.ts";
import { type EpochMs, millisOf } from "../../domain/epoch.ts";
import { isSoFar, type Stretches } from "../../domain/known.ts";

/** From when to when the ledger holds every row. */
export interface KnownHistory {
  /** First billing day from whose start on every row is known. */
  readonly knownSince: Day;
  /** Up to when. A run may end later, or find that it need not ask again. */
  readonly filledUntil: EpochMs;
}

/**
 * The latest stretch that is known, from the billing day `since` on. Undefined when the day up to which the ledger is filled is not
 * known from its start, or when the last reading was of an old period only: what is usual now is not learned from that.
 */
export function knownHistory(
  stretches: Stretches,
  lastReading: EpochMs,
  since: Day,
  zone: string,
): KnownHistory | undefined {
  const latest = stretches.at(-1);
  if (latest === undefined || !isSoFar(latest.to, lastReading)) return undefined;
  const day = dayIn(zone, latest.from);
  const firstWhole = startOfDay(zone, day) === latest.from ? day : addDays(day, 1);
  const knownSince = firstWhole > since ? firstWhole : since;
  if (startOfDay(zone, knownSince) >= latest.to) return undefined;
  return { knownSince, filledUntil: Math.floor(millisOf(latest.to)) };
}
