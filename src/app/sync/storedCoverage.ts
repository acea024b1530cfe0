import type { EpochMs } from "../../domain/epoch.ts";
import { happened } from "../../domain/instant.ts";
import type { ReportsReading } from "../../domain/ledgerPorts.ts";
import type { Period } from "../../domain/period.ts";
import type { CoverageDay } from "../../domain/report.ts";

/**
 * Coverage of the UTC dates of `dates`, ascending, as it is to be believed at `now`: a date that was read under a clock
 * which was ahead counts as never read, and is fetched again.
 */
export async function readCoverage(
  ledger: Pick<ReportsReading, "coverage">,
  accountId: string,
  dates: Period,
  now: EpochMs,
): Promise<readonly CoverageDay[]> {
  return believedCoverage(await ledger.coverage(accountId, dates.since, dates.until), now);
}

function believedCoverage(coverage: readonly CoverageDay[], now: EpochMs): readonly CoverageDay[] {
  return coverage.flatMap(({ day, readAt }) => {
    const at = happened(readAt, now);
    return at === undefined ? [] : [{ day, readAt: at }];
  });
}
