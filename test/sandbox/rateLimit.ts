import type { PlanLimits } from "../../src/domain/account.ts";

/** Most requests seen in any second, minute and day (sliding, of the sandbox's clock). */
export interface ObservedRates {
  readonly perSecond: number;
  readonly perMinute: number;
  readonly perDay: number;
}

const SPANS = { perSecond: 1_000, perMinute: 60_000, perDay: 86_400_000 } as const satisfies Record<
  keyof PlanLimits,
  number
>;
const WINDOWS = Object.keys(SPANS) as readonly (keyof PlanLimits)[];

/** Milliseconds to wait, or 0 when the request is granted. */
export type RateLimiter = (now: number) => number;

/**
 * The plan's three limits of one key, each judged on its own over a sliding span: the strictest reading of "requests per
 * second / minute / day". A refused request does not count.
 */
export function createRateLimiter(limits: PlanLimits): RateLimiter {
  let granted: number[] = [];
  return (now) => {
    granted = granted.filter((at) => at > now - SPANS.perDay);
    let waitMs = 0;
    for (const window of WINDOWS) {
      const nth = granted[granted.length - limits[window]];
      if (nth !== undefined) waitMs = Math.max(waitMs, nth + SPANS[window] - now);
    }
    if (waitMs <= 0) granted.push(now);
    return Math.max(0, waitMs);
  };
}

/** The most that `times` (epoch ms, ascending) put into any second, minute and day. */
export function observedRates(times: readonly number[]): ObservedRates {
  return {
    perSecond: mostWithin(times, SPANS.perSecond),
    perMinute: mostWithin(times, SPANS.perMinute),
    perDay: mostWithin(times, SPANS.perDay),
  };
}

function mostWithin(times: readonly number[], span: number): number {
  let most = 0;
  let first = 0;
  for (const [index, at] of times.entries()) {
    while ((times[first] ?? at) <= at - span) first++;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
