import { type CycleStart, unitBefore } from "../../domain/calendar.ts";
import type { EpochMs } from "../../domain/epoch.ts";
import { NO_FILTER } from "../../domain/filter.ts";
import { knownOf, knownStretches } from "../../domain/known.ts";
import type { ReportsReading, SummariesReading } from "../../domain/ledgerPorts.ts";
import { intervalOf, type Period, utcDatesOf } from "../../domain/period.ts";
import type { Digest, DueDigest } from "../../domain/watch/digest.ts";
import { readCoverage } from "../sync/storedCoverage.ts";

type DigestLedger = Pick<SummariesReading & ReportsReading, "summarize" | "coverage">;

/** A digest of a finished span at `now`; undefined while not all of the span is known. */
export async function readDigest(
  ledger: DigestLedger,
  accountId: string,
  { span, period }: DueDigest,
  { zone, cycleStart, now }: { readonly zone: string; readonly cycleStart: CycleStart; readonly now: EpochMs },
): Promise<Digest | undefined> {
  const earlier = unitBefore(period.since, span === "week" ? "week" : "billingMonth", cycleStart);
  const dates = utcDatesOf({ since: earlier.since, until: period.until }, zone);
  const stretches = knownStretches(await readCoverage(ledger, accountId, dates, now), now);
  const isKnown = (of: Period): boolean => knownOf(intervalOf(of, zone), stretches, now).extent === "wholly";
  if (!isKnown(period)) return undefined;
  const [{ totals, products }, before] = await Promise.all([
    ledger.summarize(accountId, period, "day", NO_FILTER),
    isKnown(earlier) ? ledger.summarize(accountId, earlier, "day", NO_FILTER) : undefined,
  ]);
  return { span, period, totals, products, ...(before === undefined ? {} : { before: before.totals }) };
}
