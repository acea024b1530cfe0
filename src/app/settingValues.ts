import { PLAN_LIMITS, type Plan } from "../domain/account.ts";
import { type CycleStart, FIRST_OF_MONTH, LATEST_CYCLE_START } from "../domain/calendar.ts";
import { isTimeZone } from "../domain/day.ts";
import type { AlertSettings } from "../domain/watch/alert.ts";

/**
 * What the values of settings mean, whoever keeps them (VS Code, a file of the command line). A value that means nothing is as if it
 * had not been set.
 */

export const DEFAULT_ZONE = "Asia/Kolkata";

/** The billing time zone; a name that this runtime does not know falls back to India's. */
export function zoneOf(value: unknown): string {
  return typeof value === "string" && isTimeZone(value) ? value : DEFAULT_ZONE;
}

/** The day on which billing months start; anything that is no day of every month is the first. */
export function cycleStartOf(value: unknown): CycleStart {
  return typeof value === "number" && Number.isInteger(value) && value >= FIRST_OF_MONTH && value <= LATEST_CYCLE_START
    ? value
    : FIRST_OF_MONTH;
}

/** The plan that is set. The narrowest never asks too much. */
export function planIn(value: unknown): Plan {
  return typeof value === "string" && Object.hasOwn(PLAN_LIMITS, value) ? (value as Plan) : "starter";
}

/** 0 = off; anything else is at least 5 minutes, because every refresh costs requests of the plan. */
export function refreshMinutesOf(value: unknown): number {
  if (typeof value !== "number" || !Number.isFinite(value) || value <= 0) return 0;
  return Math.min(Math.max(value, 5), 24 * 60);
}

/** What alerts go by; values that are no numbers are left out. */
export function alertSettingsOf(enabled: unknown, thresholds: unknown, runwayDays: unknown): AlertSettings {
  return {
    enabled: enabled !== false,
    thresholds: Array.isArray(thresholds) ? thresholds.filter((value): value is number => Number.isFinite(value)) : [],
    runwayDays: typeof runwayDays === "number" && Number.isFinite(runwayDays) ? runwayDays : 0,
  };
}
