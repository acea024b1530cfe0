import type { Micros } from "./transaction.ts";

/** An instant by a clock: milliseconds since 1970-01-01T00:00:00Z, as `Date.now` gives them. Transactions have {@link Micros}. */
export type EpochMs = number;

export function microsOf(instant: EpochMs): Micros {
  return instant * 1_000;
}

/** With a fraction where the instant has one. */
export function millisOf(instant: Micros): EpochMs {
  return instant / 1_000;
}
