import type { AppState } from "../domain/appState.ts";
import { type Day, dayIn } from "../domain/day.ts";
import type { Totals } from "../domain/summary.ts";

/** Today's sums, undefined while they are not known: that is not zero. */
export function knownToday(state: AppState): Totals | undefined {
  return knownSince(state, state.usage?.today, state.today);
}

/** This month's sums, undefined while they are not known. */
export function knownMonth(state: AppState): Totals | undefined {
  return knownSince(state, state.usage?.month, `${state.today.slice(0, 8)}01`);
}

/** No call yet is only known after a refresh in that time: the morning before it, today's zero means nothing. */
function knownSince({ syncedAt, zone }: AppState, totals: Totals | undefined, since: Day): Totals | undefined {
  if (totals === undefined || totals.calls > 0) return totals;
  return syncedAt !== undefined && dayIn(zone, syncedAt * 1000) >= since ? totals : undefined;
}
