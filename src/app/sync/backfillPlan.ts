import { PLAN_LIMITS, type Plan } from "../../domain/account.ts";
import type { Day } from "../../domain/day.ts";
import { utcDatesOf } from "../../domain/period.ts";
import type { SyncRequest } from "./synchronizer.ts";
import type { HistoryIntent } from "./syncState.ts";

/** What a backfill will cost, said before it starts. */
export interface HistoryPlan {
  /** Report windows, one request each. */
  readonly windows: number;
  /** Estimated time in ms at the plan's rate limits; 0 when nothing is missing. */
  readonly durationMs: number;
  /** Share of the plan's daily requests, 0…; above 1 it takes several days. */
  readonly shareOfDay: number;
}

/** How long the service takes to answer for a week, seen from a client that waits for it. */
const ANSWER_MS = 700;

/** The pace at which the plan's limits let windows come in, in ms a window. */
export function paceOf(plan: Plan): number {
  const { perSecond, perMinute } = PLAN_LIMITS[plan];
  return Math.max(1000 / perSecond, 60_000 / perMinute, ANSWER_MS);
}

/** Estimates a backfill of `windows` requests; the slowest of the plan's limits decides. */
export function historyPlanOf(windows: number, plan: Plan): HistoryPlan {
  const { perDay } = PLAN_LIMITS[plan];
  const extraDays = Math.floor(Math.max(0, windows - 1) / perDay);
  return {
    windows,
    durationMs: windows * paceOf(plan) + extraDays * 86_400_000,
    shareOfDay: windows / perDay,
  };
}

/** Everything from the first billing day to today that has not been read, or not since it was wanted again. */
export function historyRequest(intent: Omit<HistoryIntent, "status">, today: Day, zone: string): SyncRequest {
  return {
    lane: "history",
    dates: [utcDatesOf({ since: intent.since, until: today }, zone)],
    maxAgeMs: Number.POSITIVE_INFINITY,
    ...(intent.readBefore === undefined ? {} : { sealedReadBefore: intent.readBefore }),
    // The user asked for it, even if it goes on in the background.
    use: "user",
    whenTaken: "leave",
  };
}
