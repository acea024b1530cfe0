import { addDays, daysInclusive } from "../domain/day.ts";
import { HISTORY_DAYS } from "../domain/history.ts";
import { type Period, type PeriodChoice, previousPeriod, resolvePeriod, utcDatesOf } from "../domain/period.ts";
import { SETTLING_MS, utcToday } from "./coverage.ts";
import type { LaneState } from "./syncState.ts";

/** A comparison with the period before is worth at most this many days of extra requests. */
const MOST_PREVIOUS_DAYS = 92;
/** A failing background refresh comes back at doubled distances up to this one. */
const MOST_BACKOFF_MS = 4 * 60 * 60_000;
const MINUTE_MS = 60_000;
const MS_PER_DAY = 86_400_000;

/**
 * The UTC dates that the surfaces need for a choice of period: the period, this month (status item), everything that may still
 * change, and the period before unless it is long.
 */
export function datesOnScreen(choice: PeriodChoice, today: string, zone: string, now: number): readonly Period[] {
  const period = resolvePeriod(choice, today);
  const previous = previousPeriod(period, choice);
  const ranges = [period, resolvePeriod({ preset: "thisMonth" }, today)];
  if (daysInclusive(previous.since, previous.until) <= MOST_PREVIOUS_DAYS) ranges.push(previous);
  const utc = utcToday(now);
  const unsettled = { since: addDays(utc, -Math.ceil(SETTLING_MS / MS_PER_DAY) - 1), until: utc };
  return [...ranges.map((range) => utcDatesOf(range, zone)), unsettled];
}

/** The UTC dates from which the watch learns what is usual: about ten requests once, and none later. */
export function datesToWatch(today: string, zone: string): Period {
  return utcDatesOf({ since: addDays(today, -HISTORY_DAYS - 1), until: today }, zone);
}

/**
 * When the next background refresh of a lane is due (epoch ms), or undefined for never. Failures back off by doubling; a refused
 * key is not tried again until someone signs in. A run whose window died is taken over when its heartbeat has run out.
 */
export function nextRefreshAt(lane: LaneState, refreshMinutes: number, now: number): number | undefined {
  if (refreshMinutes <= 0) return undefined;
  if (lane.phase.phase !== "idle") return Math.max(lane.aliveUntil, now);
  if (lane.attemptedAt === undefined) return now;
  const kind = lane.problem?.kind;
  if (kind === "credentials" || kind === "inactiveClient" || kind === "secretMissing" || kind === "baseUrl") {
    return undefined;
  }
  const interval = refreshMinutes * MINUTE_MS;
  const backoff = lane.failures === 0 ? interval : Math.min(interval * 2 ** (lane.failures - 1), MOST_BACKOFF_MS);
  // A clock that was set back must not silence the refresh for as long as it was wrong.
  return Math.min(lane.attemptedAt, now) + Math.max(backoff, interval);
}
