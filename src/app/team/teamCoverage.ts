import type { Day } from "../../domain/day.ts";
import type { EpochMs } from "../../domain/epoch.ts";
import type { TeamReading } from "../../domain/teamStore.ts";
import { readCoverage } from "../sync/storedCoverage.ts";

/** The calendar of the service's time is far inside. */
export const ALL_DATES = { since: "2000-01-01", until: "2199-12-31" } as const;

/** What a team has of an account: its first and last UTC date, how many there are, and when the newest was read. */
export interface TeamCoverage {
  readonly since: Day | undefined;
  readonly until: Day | undefined;
  readonly days: number;
  readonly readAt: EpochMs | undefined;
}

/** Dates that were read under a clock that was ahead of `now` are not counted. */
export async function readTeamCoverage(
  reading: Pick<TeamReading, "coverage">,
  accountId: string,
  now: EpochMs,
): Promise<TeamCoverage> {
  const covered = await readCoverage(reading, accountId, ALL_DATES, now);
  const readAt = covered.length === 0 ? undefined : Math.max(...covered.map((date) => date.readAt));
  return { since: covered[0]?.day, until: covered.at(-1)?.day, days: covered.length, readAt };
}
