import { addDays, type Day, daysInclusive } from "../../domain/day.ts";
import type { EpochMs } from "../../domain/epoch.ts";
import { finalityOf, SETTLING_MS } from "../../domain/known.ts";
import type { Period } from "../../domain/period.ts";
import type { CoverageDay, ReportWindow } from "../../domain/report.ts";

/**
 * Which report windows to fetch. The service takes at most 7 days a request, and nobody knows whether `until_date` is inclusive.
 * So a window that is to give the dates d1…dn asks for since = d1, until = dn + 1 with at most 6 days between them: read
 * inclusively that is at most 7 days, read exclusively it still holds dn. Neighbours therefore overlap by a day.
 */

/** Dates between since and until of one request. */
const MOST_DAYS_APART = 6;
const MS_PER_DAY = 86_400_000;

/** From when on a date must have been read not to be asked for again. */
export interface Freshness {
  /** Dates that may still change. */
  readonly unsettledSince: EpochMs;
  /** Sealed dates; -Infinity unless the user wants them again. */
  readonly sealedSince: EpochMs;
}

/**
 * The UTC dates of since…until (both included, ascending) that a run at `now` must ask for: those missing, and those read before
 * what `fresh` says. Dates that have not begun are left out.
 */
export function datesToFetch(
  dates: Period,
  coverage: readonly CoverageDay[],
  now: EpochMs,
  fresh: Freshness,
): readonly Day[] {
  const readAt = new Map(coverage.map((entry) => [entry.day, entry.readAt]));
  const until = earlier(dates.until, utcToday(now));
  const wanted: Day[] = [];
  for (let index = 0; index < daysInclusive(dates.since, until); index++) {
    const day = addDays(dates.since, index);
    const read = readAt.get(day);
    const since = finalityOf(day, read) === "sealed" ? fresh.sealedSince : fresh.unsettledSince;
    if (read === undefined || read <= since) wanted.push(day);
  }
  return wanted;
}

/** A window to ask for, and the UTC dates (ascending) that its answer holds under either reading of `until_date`. */
export interface PlannedWindow extends ReportWindow {
  readonly covers: readonly Day[];
}

/** What a window is asked for, without the day more that `until_date` may need. */
export function coveredBy({ covers }: PlannedWindow): Period {
  return { since: covers[0] as Day, until: covers.at(-1) as Day };
}

/**
 * The fewest windows that cover the dates (ascending) and no others, newest first, so that the screen is useful from the first one.
 * A gap is not bridged, even where that would save a request: what lies between is sealed, and is not asked for again.
 */
export function planReportWindows(dates: readonly Day[]): readonly PlannedWindow[] {
  const windows: PlannedWindow[] = [];
  for (let end = dates.length; end > 0; ) {
    const until = addDays(dates[end - 1] as Day, 1);
    let first = end - 1;
    while (end - first < MOST_DAYS_APART && dates[first - 1] === addDays(dates[first] as Day, -1)) first--;
    const covers = dates.slice(first, end);
    windows.push({ since: covers[0] as Day, until, covers });
    end = first;
  }
  return windows;
}

/**
 * What to ask instead of a window that the service refused with a 400: one that reached into the future is cut back to today, a
 * wide one is halved (newest half first, overlapping by a day). Empty when nothing smaller is left.
 */
export function smallerWindows(window: PlannedWindow, now: EpochMs): readonly PlannedWindow[] {
  const today = utcToday(now);
  if (window.until > today) return window.since <= today ? [cutBack(window, now)] : [];
  const apart = daysInclusive(window.since, window.until) - 1;
  if (apart < 2) return [];
  const middle = addDays(window.since, Math.ceil(apart / 2));
  return [
    { since: middle, until: window.until, covers: window.covers.filter((day) => day >= middle) },
    { since: window.since, until: middle, covers: window.covers.filter((day) => day < middle) },
  ];
}

/**
 * The window without the future, for a service that refuses it. Today stays covered even if its rows are left out by the cut: it
 * is open in any case, and is asked for again until it has ended.
 */
export function cutBack(window: PlannedWindow, now: EpochMs): PlannedWindow {
  return { ...window, until: earlier(window.until, utcToday(now)) };
}

/** The UTC dates of which some may still change, those that are sealed by now among them. */
export function unsettledDates(now: EpochMs): Period {
  const until = utcToday(now);
  return { since: addDays(until, -Math.ceil(SETTLING_MS / MS_PER_DAY) - 1), until };
}

export function utcToday(now: EpochMs): Day {
  return new Date(now).toISOString().slice(0, 10);
}

function earlier(a: Day, b: Day): Day {
  return a < b ? a : b;
}
