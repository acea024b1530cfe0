import type { Day } from "../domain/day.ts";
import type { EpochMs } from "../domain/epoch.ts";
import type { Problem } from "../domain/problem.ts";
import { formatAge, formatClock, formatDay } from "./dates.ts";
import { formatCount, formatCounted, formatShare } from "./numbers.ts";
import { problemText } from "./wording.ts";

/** What is known of a run while it goes on. */
interface Measured {
  readonly done: number;
  readonly total: number;
  readonly rows: number;
  readonly perMinute: number | undefined;
  readonly remainingMs: number;
}

/** "12 of 61 report windows · 34,567 rows · 31 a minute · about 2 min left" */
export function progressText({ done, total, rows, perMinute, remainingMs }: Measured): string {
  return [
    `${formatCount(done)} of ${formatCounted(total, "report window")}`,
    formatCounted(rows, "row"),
    ...(perMinute === undefined || done === total ? [] : [`${formatCount(Math.round(perMinute))} a minute`]),
    ...(done === total ? [] : [`${durationText(remainingMs)} left`]),
  ].join(" · ");
}

/** Why nothing moves. */
export function waitingText(until: EpochMs, zone: string): string {
  return `waiting until ${formatClock(until, zone)}, so that Deepvue is not asked too often`;
}

/** "about 3 min", "less than a minute" */
export function durationText(ms: number): string {
  return ms < 60_000 ? "less than a minute" : `about ${formatAge(ms)}`;
}

interface Cost {
  readonly windows: number;
  readonly durationMs: number;
  readonly shareOfDay: number;
}

/** What a backfill costs, before it starts. */
export function historyCostText({ windows, durationMs, shareOfDay }: Cost, plan: string): string {
  const requests =
    windows === 1 ? "1 report window, 1 request" : `${formatCount(windows)} report windows, one request each`;
  const share =
    shareOfDay > 1
      ? `${formatShare(shareOfDay)} of the ${plan} plan's requests of a day, so it goes on over several days`
      : `${formatShare(shareOfDay)} of the ${plan} plan's daily requests`;
  return [
    `${requests}: ${share}.`,
    `${capitalized(durationText(durationMs))}, newest first. It can be cancelled at any time, goes on where it stopped, and never asks again for what has arrived.`,
  ].join("\n");
}

/** How a backfill ended, or what becomes of it. */
export function historyEndText(
  end: { readonly kind: "complete" | "paused" } | { readonly kind: "stopped"; readonly problem: Problem },
  since: Day,
  zone: string,
): string {
  switch (end.kind) {
    case "complete":
      return `The history since ${formatDay(since)} is complete.`;
    case "paused":
      return "Loading history was stopped. What has arrived is kept; Load History goes on from there.";
    case "stopped": {
      const { what, why } = problemText(end.problem, zone);
      return `${what} ${why} What has arrived is kept, and loading goes on from there.`;
    }
  }
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
