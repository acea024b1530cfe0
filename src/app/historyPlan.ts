import { PLAN_LIMITS, type Plan } from "../domain/account.ts";

/** What a backfill will cost, said before it starts. */
export interface HistoryPlan {
  readonly windows: number;
  /** Estimated time in ms at the plan's rate limits; 0 when nothing is missing. */
  readonly durationMs: number;
  /** Share of the plan's daily requests, 0…; above 1 it takes several days. */
  readonly shareOfDay: number;
}

/** How long the service takes to answer for a week, seen from a client that waits for it. */
const ANSWER_MS = 700;

/** Estimates a backfill of `windows` requests; the slowest of the plan's limits decides. */
export function historyPlanOf(windows: number, plan: Plan): HistoryPlan {
  const { perSecond, perMinute, perDay } = PLAN_LIMITS[plan];
  const perRequestMs = Math.max(1000 / perSecond, 60_000 / perMinute, ANSWER_MS);
  const extraDays = Math.floor(Math.max(0, windows - 1) / perDay);
  return {
    windows,
    durationMs: windows === 0 ? 0 : windows * perRequestMs + extraDays * 86_400_000,
    shareOfDay: windows / perDay,
  };
}
