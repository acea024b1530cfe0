import type { PlanLimits } from "../../domain/account.ts";
import type { AppState } from "../../domain/appState.ts";
import { earlierPeriod } from "../../domain/comparison.ts";
import { addDays, daysInclusive } from "../../domain/day.ts";
import type { EpochMs } from "../../domain/epoch.ts";
import { lastsUntil } from "../../domain/instant.ts";
import { billingMonthSoFar, type Period, resolvePeriod, utcDatesOf } from "../../domain/period.ts";
import type { ProblemKind } from "../../domain/problem.ts";
import { backgroundShare, type RequestUse } from "../../domain/quota.ts";
import { HISTORY_DAYS } from "../../domain/watch/usageHistory.ts";
import { unsettledDates } from "./coverage.ts";
import type { HistoryIntent, LaneState } from "./syncState.ts";

/** A comparison with the period before is worth at most this many days of extra requests. */
const MOST_PREVIOUS_DAYS = 92;
/** What fails comes back at doubled distances up to this one. */
const MOST_BACKOFF_MS = 4 * 60 * 60_000;
const MINUTE_MS = 60_000;
const MS_PER_DAY = 86_400_000;

/** What is looked at, and where its days and months are. */
type OnScreen = Pick<AppState, "choice" | "today" | "zone" | "cycleStart">;

/**
 * The UTC dates that the surfaces need for a choice of period: the period, this billing month (status item), everything that may
 * still change, and the period before unless it is long.
 */
export function datesOnScreen({ choice, today, zone, cycleStart }: OnScreen, now: EpochMs): readonly Period[] {
  const period = resolvePeriod(choice, today, cycleStart);
  const previous = earlierPeriod(choice, period, cycleStart);
  const ranges = [period, billingMonthSoFar(today, cycleStart)];
  if (daysInclusive(previous.since, previous.until) <= MOST_PREVIOUS_DAYS) ranges.push(previous);
  return [...ranges.map((range) => utcDatesOf(range, zone)), unsettledDates(now)];
}

/** The UTC dates from which the watch learns what is usual: about ten requests once, and none later. */
export function datesToWatch(today: string, zone: string): Period {
  return utcDatesOf({ since: addDays(today, -HISTORY_DAYS - 1), until: today }, zone);
}

/** Nothing but a sign-in changes these, so nothing is sent until then. */
const NEEDS_SIGN_IN: ReadonlySet<ProblemKind> = new Set(["credentials", "inactiveClient"]);

/** What a background refresh costs on average: a report window, and once an hour the balance. */
const REQUESTS_PER_REFRESH = 1.3;
/** Kept for what is not regular: a token, a second window, the first refresh after a restart. */
const RESERVED_REQUESTS = 3;

/**
 * The minutes between background refreshes: those of the setting (0: none), or more where the plan's background share would not last
 * the day at that pace.
 */
export function pacedMinutes(refreshMinutes: number, use: RequestUse, limits: PlanLimits, now: EpochMs): number {
  const left = backgroundShare(limits) - use.dayBackground;
  // Once it is used up, a run says so.
  if (refreshMinutes <= 0 || left <= 0) return refreshMinutes;
  const freesIn = (use.backgroundFreesAt ?? now + MS_PER_DAY) - now;
  return Math.max(
    refreshMinutes,
    Math.ceil(((freesIn / Math.max(1, left - RESERVED_REQUESTS)) * REQUESTS_PER_REFRESH) / MINUTE_MS),
  );
}

/**
 * When the next background refresh is due, or undefined for never. A run whose window died is taken over when its
 * heartbeat has run out; failures come back as {@link retryAt} says, but never sooner than the interval.
 */
export function nextRefreshAt(lane: LaneState, refreshMinutes: number, now: EpochMs): EpochMs | undefined {
  if (refreshMinutes <= 0) return undefined;
  if (lane.phase.phase !== "idle") return Math.max(lane.aliveUntil, now);
  if (lane.attemptedAt === undefined) return now;
  const interval = refreshMinutes * MINUTE_MS;
  const regular = Math.min(lane.attemptedAt, now) + interval;
  if (lane.problem === undefined) return regular;
  const retry = retryAt(lane, interval, now);
  return retry === undefined ? undefined : Math.max(retry, regular);
}

/**
 * When an unfinished backfill goes on, or undefined for never: at once after a reload or a crash, when the quota frees,
 * after a sign-in that the refresh lane has proved, or when the heartbeat of the window that works on it has run out.
 */
export function nextHistoryAt(
  intent: HistoryIntent | undefined,
  lane: LaneState,
  refresh: LaneState,
  now: EpochMs,
): number | undefined {
  if (intent?.status !== "running") return undefined;
  if (lane.phase.phase !== "idle") return Math.max(lane.aliveUntil, now);
  if (lane.attemptedAt === undefined || lane.problem === undefined) return now;
  const isProvedSince = refresh.syncedAt !== undefined && refresh.syncedAt > lane.attemptedAt;
  return isProvedSince && NEEDS_SIGN_IN.has(lane.problem.kind) ? now : retryAt(lane, MINUTE_MS, now);
}

/** A lane that this editor window leaves alone for `ms`, from an instant on. */
export interface Rest {
  readonly from: EpochMs;
  readonly ms: number;
}

/**
 * Until when a lane is left alone; 0 where it is not. Whoever has refreshed since, perhaps after a sign-in, has shown that it
 * can be done; and a rest that lies further ahead than it is long was begun by a clock that was ahead.
 */
export function restsUntil(rest: Rest | undefined, syncedAt: EpochMs | undefined, now: EpochMs): EpochMs {
  if (rest === undefined || (syncedAt ?? 0) > rest.from) return 0;
  return lastsUntil(rest.from + rest.ms, now, rest.ms) ?? 0;
}

/** When a lane's failed run is tried again; undefined: not before a sign-in. The service's and the quota's own word comes first. */
function retryAt(
  { problem, attemptedAt = 0, failures }: LaneState,
  firstMs: number,
  now: EpochMs,
): EpochMs | undefined {
  if (problem !== undefined && NEEDS_SIGN_IN.has(problem.kind)) return undefined;
  // A clock that was set back must not silence us for as long as it was wrong.
  const attempted = Math.min(attemptedAt, now);
  if (problem?.kind === "quota") return Math.min(problem.retryAt, attempted + MS_PER_DAY);
  if (problem?.kind === "rateLimit" && problem.retryAt !== undefined) {
    return Math.min(problem.retryAt, attempted + MS_PER_DAY);
  }
  return attempted + Math.max(firstMs, Math.min(firstMs * 2 ** Math.max(0, failures - 1), MOST_BACKOFF_MS));
}
