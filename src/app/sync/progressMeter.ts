import type { EpochMs } from "../../domain/epoch.ts";
import type { SyncProgress } from "./laneRun.ts";

/** What a bar and its text need. */
export interface MeterReading extends SyncProgress {
  /** Percent of the bar to add; never negative, because bars only grow. */
  readonly increment: number;
  /** Report windows a minute since the meter has run; undefined until one was counted. */
  readonly perMinute: number | undefined;
  readonly remainingMs: number;
}

/**
 * Makes rate and remaining time of a run's progress. `paceMs`: what the plan's limits let through, in ms a window; a plan's first
 * windows come faster than it can go on, so an estimate never promises more than the pace. A run that begins again (another editor
 * window went on with what is left) is measured anew; the bar goes on.
 */
export function progressMeter(paceMs: number): (progress: SyncProgress, now: EpochMs) => MeterReading {
  let start: { readonly done: number; readonly at: EpochMs } | undefined;
  let last = 0;
  /** Percent of the bar that the runs before this one filled, and that is filled now. */
  let base = 0;
  let shown = 0;
  return (progress, now) => {
    const { done, total } = progress;
    if (start === undefined || done < last) {
      start = { done, at: now };
      base = shown;
    }
    last = done;
    const counted = done - start.done;
    const elapsed = Math.max(1, now - start.at);
    const share = total === 0 ? 1 : done / total;
    const percent = base + (100 - base) * share;
    const increment = Math.max(0, percent - shown);
    shown += increment;
    return {
      ...progress,
      increment,
      perMinute: counted === 0 ? undefined : (counted * 60_000) / elapsed,
      remainingMs: (total - done) * (counted === 0 ? paceMs : Math.max(elapsed / counted, paceMs)),
    };
  };
}
