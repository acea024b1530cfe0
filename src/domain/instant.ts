/**
 * The door for every instant that is stored: ledger, coordination file, states, secrets. Whoever wrote it may have had a
 * clock that was ahead; what is believed for as long as it was ahead freezes an account. So nothing compares a stored instant with
 * the clock before it has passed here; test/support/storedInstants.ts lists them all.
 */

import type { EpochMs } from "./epoch.ts";

/** The clock steps back by this much in ordinary life (NTP, a service that rounds to seconds); nobody's clock was wrong then. */
const STEP_MS = 60_000;

/** Something that happened at a stored instant: never later than now, and undefined when it claims to lie ahead. */
export function happened(at: EpochMs | undefined, now: EpochMs): EpochMs | undefined {
  if (at === undefined || !Number.isFinite(at) || at > now + STEP_MS) return undefined;
  return Math.min(at, now);
}

/**
 * A stored end of something that lasts `termMs` at most: undefined when it is further ahead than that, because whoever wrote it had
 * another now.
 */
export function lastsUntil(end: EpochMs | undefined, now: EpochMs, termMs: number): EpochMs | undefined {
  if (end === undefined || !Number.isFinite(end) || end > now + termMs) return undefined;
  return end;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** How long each thing that ends may last, in ms. After a clock that was wrong everything is right again within one of them. */
export const TERMS = {
  /** A pause of the service, however long it asks for: the longest of its limits is a day. */
  pause: DAY_MS,
  /** A lease or a sign of life, in any version of this extension: part of the coordination file's format. */
  lease: MINUTE_MS,
  /** A request's place in the day's budget. */
  requestSlot: DAY_MS,
  /** "Until Tomorrow", in a zone whose day has 25 hours. */
  snooze: 2 * DAY_MS,
  /** A token: documented are 24 hours, and the service's clock may be an hour away from ours. */
  token: DAY_MS + 60 * MINUTE_MS,
  /** How long it is remembered that the service refuses dates to come. */
  futureRefusal: 7 * DAY_MS,
} as const;
