import type { Measured, Usage } from "../../domain/appState.ts";
import { divisionOf } from "../../domain/bucket.ts";
import type { CycleStart } from "../../domain/calendar.ts";
import { type Comparison, earlierPeriod, earlierStretch } from "../../domain/comparison.ts";
import type { Day } from "../../domain/day.ts";
import type { EpochMs } from "../../domain/epoch.ts";
import { isFiltering, NO_FILTER, type TransactionFilter } from "../../domain/filter.ts";
import { coverageOf, type Known, knownOf, knownStretches, type Stretches } from "../../domain/known.ts";
import type { ReportsReading, SummariesReading } from "../../domain/ledgerPorts.ts";
import {
  billingMonthSoFar,
  type Interval,
  intervalOf,
  type Period,
  type PeriodChoice,
  resolvePeriod,
  utcDatesOf,
} from "../../domain/period.ts";
import type { CoverageDay } from "../../domain/report.ts";
import { addTotals, NO_TOTALS, type Summary, type Totals, type UndividedSummary } from "../../domain/summary.ts";
import { readCoverage } from "../sync/storedCoverage.ts";
import type { Choices } from "./choices.ts";

/** What is asked of the ledger. */
export type Reading = Pick<SummariesReading & ReportsReading, "summarize" | "coverage" | "reports">;

/** When and where "today" is. */
interface Moment {
  readonly zone: string;
  readonly cycleStart: CycleStart;
  /** In the zone. */
  readonly today: Day;
  readonly now: EpochMs;
}

/** What is known by then, and of what. */
interface Knowledge extends Moment {
  readonly coverage: readonly CoverageDay[];
  readonly stretches: Stretches;
}

/** Reads the numbers of what the user looks at. What is known is read first: no sum is asked for that nobody could believe. */
export async function readUsage(
  ledger: Reading,
  accountId: string,
  { period: choice, filter, granularity }: Choices,
  moment: Moment,
): Promise<Usage> {
  const { zone, cycleStart, today, now } = moment;
  const period = resolvePeriod(choice, today, cycleStart);
  const month = billingMonthSoFar(today, cycleStart);
  const first = [earlierPeriod(choice, period, cycleStart), period, month].map(({ since }) => since).sort()[0] ?? today;
  const last = period.until > today ? period.until : today;
  const all = utcDatesOf({ since: first, until: last }, zone);
  const coverage = await readCoverage(ledger, accountId, all, now);
  const stretches = knownStretches(coverage, now);
  const knowledge = { ...moment, coverage, stretches };
  const dates = utcDatesOf(period, zone);
  const known = knownOf(intervalOf(period, zone), stretches, now);
  const filteredSummary = ledger.summarize(accountId, period, divisionOf(granularity, cycleStart), filter);
  // Of what is not looked at, the sums alone are shown: nothing needs it divided by day and hour.
  const wholeSummary: Promise<UndividedSummary> = isFiltering(filter)
    ? ledger.summarize(accountId, period, "month", NO_FILTER, { heat: "leftOut" })
    : filteredSummary;
  const [periodSummary, filtered, comparison, monthByDay, reports] = await Promise.all([
    wholeSummary,
    filteredSummary,
    compare(ledger, accountId, { choice, period, known, filter }, knowledge),
    ledger.summarize(accountId, month, "day", NO_FILTER, { heat: "leftOut" }),
    ledger.reports(accountId, dates.since, dates.until),
  ]);
  return {
    period: periodSummary,
    filtered,
    known: knownOf(intervalOf(period, zone), stretches, now, periodSummary.totals.calls),
    stretches,
    comparison,
    today: measured(dayTotals(monthByDay, today), { since: today, until: today }, knowledge),
    month: measured(monthByDay.totals, month, knowledge),
    monthProducts: monthByDay.products,
    setAside: reports.reduce((sum, { setAside }) => sum + setAside, 0),
    coverage: coverageOf(intervalOf(period, zone), coverage, now),
  };
}

interface Compared {
  readonly choice: PeriodChoice;
  readonly period: Period;
  readonly known: Known;
  readonly filter: TransactionFilter;
}

/** The like stretch of the time before, where both are known. */
async function compare(
  ledger: Reading,
  accountId: string,
  { choice, period, known, filter }: Compared,
  { zone, cycleStart, now, coverage, stretches }: Knowledge,
): Promise<Comparison> {
  const stretch = earlierStretch(choice, period, known, zone, cycleStart);
  if (typeof stretch === "string") return { kind: "none", why: stretch };
  const interval: Interval = { from: intervalOf(stretch.period, zone).from, to: stretch.to };
  if (knownOf(interval, stretches, now).extent !== "wholly") {
    const { dates, fetched } = coverageOf(interval, coverage, now);
    return { kind: "none", why: "notFetched", stretch, dates, fetched };
  }
  const before = stretch.end === "whole" ? undefined : stretch.to;
  return {
    kind: "earlier",
    stretch,
    summary: await ledger.summarize(accountId, stretch.period, "day", filter, { before, heat: "leftOut" }),
  };
}

function measured(totals: Totals, period: Period, { zone, now, stretches }: Knowledge): Measured {
  return { totals, ...knownOf(intervalOf(period, zone), stretches, now, totals.calls) };
}

function dayTotals({ series }: Summary, day: Day): Totals {
  return series.filter(({ start }) => start === day).reduce<Totals>(addTotals, NO_TOTALS);
}
