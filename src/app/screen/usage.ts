import type { Usage } from "../../domain/appState.ts";
import type { Day } from "../../domain/day.ts";
import { isFiltering, NO_FILTER, type TransactionFilter } from "../../domain/filter.ts";
import { type Period, previousPeriod, resolvePeriod, utcDatesOf } from "../../domain/period.ts";
import type { Ledger } from "../../domain/ports.ts";
import type { Summary } from "../../domain/summary.ts";
import { endedCoverageOf, periodCoverageOf } from "../sync/coverage.ts";
import type { Choices } from "./choices.ts";

/** Transactions that the first page of a tree shows; "Load more" adds as many again. */
const PAGE_SIZE = 100;

/** When and where "today" is. */
interface Moment {
  readonly zone: string;
  /** In the zone. */
  readonly today: Day;
  /** Epoch ms. */
  readonly now: number;
}

/** Reads the numbers of what the user looks at. */
export async function readUsage(
  ledger: Ledger,
  accountId: string,
  { period: choice, filter, granularity }: Choices,
  { zone, today, now }: Moment,
): Promise<Usage> {
  const summarize = (of: Period, under: TransactionFilter): Promise<Summary> =>
    ledger.summarize(accountId, of, granularity, under);
  const period = resolvePeriod(choice, today);
  const before = previousPeriod(period, choice);
  const dates = utcDatesOf(period, zone);
  const datesBefore = utcDatesOf(before, zone);
  const whole = summarize(period, NO_FILTER);
  const [periodSummary, filtered, previous, todaySummary, month, latest, setAside, coverage, coverageBefore] =
    await Promise.all([
      whole,
      isFiltering(filter) ? summarize(period, filter) : whole,
      summarize(before, filter),
      summarize({ since: today, until: today }, NO_FILTER),
      summarize(resolvePeriod({ preset: "thisMonth" }, today), NO_FILTER),
      ledger.latest(accountId, period, filter, PAGE_SIZE),
      ledger.setAsideRows(accountId, dates.since, dates.until),
      ledger.coverage(accountId, dates.since, dates.until),
      ledger.coverage(accountId, datesBefore.since, datesBefore.until),
    ]);
  return {
    period: periodSummary,
    filtered,
    previous,
    previousPeriod: before,
    previousCoverage: endedCoverageOf(before, zone, coverageBefore, now),
    today: todaySummary.totals,
    month: month.totals,
    latest,
    setAside: setAside.length,
    coverage: periodCoverageOf(dates, coverage, now),
  };
}
