import type { EpochMs } from "./epoch.ts";
import { happened, lastsUntil, TERMS } from "./instant.ts";

/** Which of a plan's limits the service names in a refusal. */
export type LimitKind = "second" | "minute" | "day";

/** What a 429 says: how long to wait (ms), which limit, and the service's own sentence; each only where it does. */
export interface Refusal {
  readonly waitMs?: number;
  readonly limit?: LimitKind;
  readonly said?: string;
}

/** Nobody sends for an account: the one pause of all its lanes, editor windows and sign-ins. */
export interface Pause {
  readonly until: EpochMs;
  /** When the last refusal came. */
  readonly refusedAt: number;
  /** Refusals in a row, those that answer requests sent before the one before counted once. */
  readonly refusals: number;
  readonly limit?: LimitKind;
  readonly said?: string;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * How long each refusal in a row pauses. The first six, a minute in all, outlast a limit per second or minute; whoever is refused
 * after that has used up a longer one, and 24 h of it must cost few requests.
 */
const GROWTH_MS: readonly number[] = [
  ...[1, 2, 4, 8, 16, 32].map((seconds) => seconds * SECOND_MS),
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
  4 * HOUR_MS,
];
const BURST_REFUSALS = 6;
/** Where in the growth a limit begins that the service has named. */
const BEGINS_AT: Readonly<Record<LimitKind, number>> = { second: 0, minute: 5, day: 8 };
/** A named limit of a minute is over after that. */
const LEAST_MS: Readonly<Record<LimitKind, number>> = { second: SECOND_MS, minute: MINUTE_MS, day: HOUR_MS };

/** A request that tests whether a pause is over goes alone; one that is not answered within this lets the next try. */
export const PROBE_MS = 30_000;

/**
 * The pause after one more refusal, of a request that was granted at `grantedAt`. Requests that were on their way together are one
 * refusal. What the service asks for is kept, up to a day; one that asks for a moment again and again is not believed either.
 * `jitter` (0…1) spreads those who were refused at once.
 */
export function pauseAfter(
  before: Pause | undefined,
  refusal: Refusal,
  { grantedAt, now, jitter }: { readonly grantedAt: EpochMs; readonly now: EpochMs; readonly jitter: number },
): Pause {
  const isSameRound = before !== undefined && grantedAt <= before.refusedAt;
  const refusals = (before?.refusals ?? 0) + (isSameRound ? 0 : 1);
  const limit = refusal.limit ?? before?.limit;
  const said = refusal.said ?? before?.said;
  const waitMs = Math.min(waitAfter(Math.max(1, refusals), refusal, limit, jitter), TERMS.pause);
  const until = now + waitMs;
  return {
    until: isSameRound ? Math.max(before.until, until) : until,
    refusedAt: now,
    refusals: Math.max(1, refusals),
    ...(limit === undefined ? {} : { limit }),
    ...(said === undefined ? {} : { said }),
  };
}

function waitAfter(refusals: number, { waitMs }: Refusal, limit: LimitKind | undefined, jitter: number): number {
  const step = refusals - 1 + (limit === undefined ? 0 : BEGINS_AT[limit]);
  const grown = GROWTH_MS[Math.min(step, GROWTH_MS.length - 1)] ?? 0;
  const own = Math.max(grown, limit === undefined ? 0 : LEAST_MS[limit]) * (1 + jitter / 2);
  if (waitMs === undefined) return Math.round(own);
  // "Retry-After: 0" still means that we were too fast.
  return Math.max(waitMs, SECOND_MS, refusals > BURST_REFUSALS ? Math.round(own) : 0);
}

/** A stored pause as far as it is to be believed at `now`; undefined when it is over for so long that its row of refusals is too. */
export function believedPause(pause: Pause | undefined, now: EpochMs): Pause | undefined {
  if (pause === undefined) return undefined;
  const refusedAt = happened(pause.refusedAt, now);
  if (refusedAt === undefined || lastsUntil(pause.until, now, TERMS.pause) === undefined) return undefined;
  const isOld = now - Math.max(refusedAt, pause.until) > TERMS.pause;
  return isOld ? undefined : { ...pause, refusedAt };
}
