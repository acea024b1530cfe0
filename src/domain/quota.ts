import type { PlanLimits } from "./account.ts";
import type { EpochMs } from "./epoch.ts";
import type { Pause } from "./pause.ts";

/** Who asks: background work may use at most a tenth of the day's requests (design, "Quota"). */
export type QuotaUse = "background" | "user";

/** Who wants something asked: a person who waits for the answer, or what happens by itself. */
export type Asker = "person" | "timer";

export interface QuotaHistory {
  /** Times of requests granted in the last 60 s, ascending, by every editor window of this account. */
  readonly recent: readonly EpochMs[];
  /** Requests granted in the last 24 h, and those of them that were background work. */
  readonly day: number;
  readonly dayBackground: number;
  /** When the oldest request of the last 24 h leaves that day, and the oldest of background work; `now` or before: there is none. */
  readonly dayFreesAt: EpochMs;
  readonly backgroundFreesAt?: number;
}

/** What an account has sent in the last 24 h, and whether anything passes now. */
export interface RequestUse {
  readonly day: number;
  readonly dayBackground: number;
  /** When the oldest request of background work leaves the day; absent when there was none. */
  readonly backgroundFreesAt?: EpochMs;
  /** While the service refuses. */
  readonly pause?: Pause;
}

/** Beginnings of the two stretches that requests are counted in. */
export interface RequestsSince {
  readonly today: EpochMs;
  readonly month: EpochMs;
}

/** How many requests this extension has made for an account, in all editor windows. */
export interface RequestCounts {
  readonly today: EpochMs;
  readonly month: EpochMs;
  /** When the first one was counted that is still remembered; absent when none was. */
  readonly countedSince?: EpochMs;
}

export type QuotaDecision =
  | { readonly grant: true }
  | { readonly grant: false; readonly waitMs: number; readonly reason: "rate" | "day" }
  /** The service refused; everybody waits. */
  | { readonly grant: false; readonly waitMs: number; readonly reason: "paused"; readonly pause: Pause };

/** Requests of a day that background work may send. */
export function backgroundShare(limits: PlanLimits): number {
  return Math.floor(limits.perDay / 10);
}

/** The service's clock and ours differ in where a second starts; a granted slot therefore lasts a little longer than the window. */
const MARGIN_MS = 100;

/** Decides whether one more request may start at `now` without passing any of the plan's three limits. */
export function decideQuota(history: QuotaHistory, limits: PlanLimits, use: QuotaUse, now: EpochMs): QuotaDecision {
  const isDayUsed = history.day >= limits.perDay;
  const isShareUsed = use === "background" && history.dayBackground >= backgroundShare(limits);
  if (isDayUsed || isShareUsed) {
    const { dayFreesAt, backgroundFreesAt = dayFreesAt } = history;
    const freesAt = isDayUsed ? dayFreesAt : backgroundFreesAt;
    return { grant: false, waitMs: Math.max(freesAt - now, 60_000), reason: "day" };
  }
  const waitMs = Math.max(
    waitFor(history.recent, limits.perSecond, 1_000, now),
    waitFor(history.recent, limits.perMinute, 60_000, now),
  );
  return waitMs > 0 ? { grant: false, waitMs, reason: "rate" } : { grant: true };
}

/**
 * Milliseconds until fewer than `limit` of the requests lie within the last `spanMs`. Requests from further ahead than that were
 * granted before the clock was set back; they must not stop everything until it has caught up with them.
 */
function waitFor(recent: readonly number[], limit: number, spanMs: number, now: EpochMs): number {
  const counted = recent.filter((at) => at <= now + spanMs);
  const nth = counted[counted.length - limit];
  if (nth === undefined) return 0;
  return Math.max(0, nth + spanMs + MARGIN_MS - now);
}
