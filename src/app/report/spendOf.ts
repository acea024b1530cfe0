import type { Account } from "../../domain/account.ts";
import { divisionOf, periodBuckets } from "../../domain/bucket.ts";
import type { CycleStart } from "../../domain/calendar.ts";
import { type EpochMs, microsOf } from "../../domain/epoch.ts";
import { isFiltering, NO_FILTER, type TransactionFilter } from "../../domain/filter.ts";
import { coverageOf, type Extent, knownOf, knownStretches, type Stretches } from "../../domain/known.ts";
import { type LabelRules, NO_LABEL, NO_RULES } from "../../domain/labelRules.ts";
import type { ReportsReading, SummariesReading } from "../../domain/ledgerPorts.ts";
import type { Outcome } from "../../domain/outcome.ts";
import { intervalOf, type Period, type PeriodChoice, resolvePeriod, todayIn, utcDatesOf } from "../../domain/period.ts";
import type { SpendDivision, SpendFigures, SpendReport, SpendRow } from "../../domain/spendReport.ts";
import {
  addTotals,
  type Granularity,
  type MessageUse,
  NO_TOTALS,
  type SeriesPoint,
  type Summary,
  type Totals,
} from "../../domain/summary.ts";
import { readCoverage } from "../sync/storedCoverage.ts";

/** Parts of the ledger that an answer is read from. */
export type SpendLedger = Pick<SummariesReading & ReportsReading, "summarize" | "coverage" | "messageUses" | "byLabel">;

/** What is asked: which time, divided how. Messages are those of the whole period: a filter does not narrow them. */
export interface SpendQuestion {
  readonly choice: PeriodChoice;
  readonly by: SpendDivision;
  readonly filter: TransactionFilter;
  /** Whether rows by time are divided by product as well. */
  readonly breakdown?: "products" | "none";
  /** What is divided by, where that is labels; without rules everything is without a label. */
  readonly labels?: LabelRules;
}

/** Where days and billing months are, and when it is asked. The ledger counts in the same zone. */
export interface SpendMoment {
  readonly zone: string;
  readonly cycleStart: CycleStart;
  readonly now: EpochMs;
}

/**
 * Answers what an account spent: the sums are the ledger's own, and what is known of them is judged as on every other surface.
 * Nothing is fetched. Throws `ProblemError` (storage, internal).
 */
export async function spendOf(
  ledger: SpendLedger,
  account: Account,
  question: SpendQuestion,
  moment: SpendMoment,
): Promise<SpendReport> {
  const { choice, by, filter } = question;
  const { zone, cycleStart, now } = moment;
  const today = todayIn(zone, microsOf(now));
  const period = resolvePeriod(choice, today, cycleStart);
  const interval = intervalOf(period, zone);
  const summarize = async (under: TransactionFilter): Promise<Summary> =>
    ledger.summarize(account.id, period, divisionOf(isGranularity(by) ? by : "day", cycleStart), under);
  const [coverage, whole] = await Promise.all([
    readCoverage(ledger, account.id, utcDatesOf(period, zone), now),
    summarize(NO_FILTER),
  ]);
  const filtered = isFiltering(filter) ? await summarize(filter) : whole;
  const stretches = knownStretches(coverage, now);
  const { extent } = knownOf(interval, stretches, now, whole.totals.calls);
  return {
    account: { id: account.id, label: account.label, kind: account.kind },
    by,
    choice,
    period,
    zone,
    cycleStart,
    askedAt: now,
    extent,
    coverage: coverageOf(interval, coverage, now),
    totals: figuresOf(filtered.totals),
    ...(await rowsOf(ledger, account.id, { ...question, period }, { whole, filtered, stretches, extent }, moment)),
  };
}

/** What was read of the period: with and without the filter, and what is known of it. */
interface Read {
  readonly whole: Summary;
  readonly filtered: Summary;
  readonly stretches: Stretches;
  readonly extent: Extent;
}

type Rows = Pick<SpendReport, "rows" | "others">;

async function rowsOf(
  ledger: SpendLedger,
  accountId: string,
  { by, filter, period, breakdown, labels = NO_RULES }: SpendQuestion & { readonly period: Period },
  read: Read,
  moment: SpendMoment,
): Promise<Rows> {
  const { extent, whole, filtered } = read;
  switch (by) {
    case "day":
    case "week":
    case "month":
      return {
        rows: rowsByTime(read, period, by, moment).map((each) =>
          breakdown === "products" ? withParts(each, read) : each,
        ),
      };
    case "product":
      return {
        rows: filtered.products.map(({ product, ...totals }) => row(product, extent, figuresOf(totals))),
      };
    case "outcome":
      return { rows: await rowsByOutcome(ledger, accountId, period, filter, moment, extent) };
    case "label": {
      const divided = await ledger.byLabel(accountId, period, filter, labels);
      return { rows: divided.map(({ label = NO_LABEL, ...totals }) => row(label, extent, figuresOf(totals))) };
    }
    case "message": {
      const rows = (await ledger.messageUses(accountId, period)).map((use) => rowOfMessage(use, extent));
      const others = without(whole.totals, rows);
      const sorted = rows.toSorted((a, b) => b.charge - a.charge || b.calls - a.calls);
      return { rows: sorted, ...(others.calls === 0 ? {} : { others }) };
    }
  }
}

function rowsByTime(
  read: Read,
  period: Period,
  granularity: Granularity,
  { zone, cycleStart, now }: SpendMoment,
): readonly SpendRow[] {
  const sums = new Map<string, Totals>();
  for (const point of read.filtered.series) sums.set(point.start, added(sums.get(point.start), point));
  // Whether anything is known of a stretch, the rows under no filter decide.
  const calls = new Map<string, number>();
  for (const { start, calls: more } of read.whole.series) calls.set(start, (calls.get(start) ?? 0) + more);
  return periodBuckets(period, granularity, cycleStart).map(({ start, since, until }) => {
    const days = { since, until };
    const { extent } = knownOf(intervalOf(days, zone), read.stretches, now, calls.get(start) ?? 0);
    return { ...row(start, extent, figuresOf(sums.get(start) ?? NO_TOTALS)), days };
  });
}

/** The row's products, costliest first. */
function withParts(whole: SpendRow, read: Read): SpendRow {
  const parts = read.filtered.series
    .filter(({ start }) => start === whole.name)
    .map(({ start: _, product, ...totals }) => row(product, whole.extent, figuresOf(totals)))
    .toSorted((a, b) => b.charge - a.charge || (a.name < b.name ? -1 : 1));
  return { ...whole, parts };
}

function added(before: Totals | undefined, { start: _, product: __, ...totals }: SeriesPoint): Totals {
  return before === undefined ? totals : addTotals(before, totals);
}

const OUTCOMES: readonly Outcome[] = ["success", "failure", "unknown"];

/** Each outcome is asked for as a filter, so its sum is what the filter shows anywhere else. */
async function rowsByOutcome(
  ledger: SpendLedger,
  accountId: string,
  period: Period,
  filter: TransactionFilter,
  { cycleStart }: SpendMoment,
  extent: Extent,
): Promise<readonly SpendRow[]> {
  const wanted = OUTCOMES.filter((outcome) => filter.outcomes?.includes(outcome) ?? true);
  const rows = await Promise.all(
    wanted.map(async (outcome) => {
      const only = { ...filter, outcomes: [outcome] };
      const { totals } = await ledger.summarize(accountId, period, divisionOf("day", cycleStart), only);
      return row(outcome, extent, figuresOf(totals));
    }),
  );
  return rows.filter(({ calls }) => calls > 0);
}

function rowOfMessage({ product, message, calls, charge, ...by }: MessageUse, extent: Extent): SpendRow {
  const { successes, failures, unknowns } = by;
  const counts = { successes: successes.calls, failures: failures.calls, unknowns: unknowns.calls };
  return { ...row(message, extent, { calls, charge, ...counts }), product };
}

function row(name: string, extent: Extent, figures: SpendFigures): SpendRow {
  return { name, extent, ...figures };
}

function figuresOf(totals: Totals): SpendFigures {
  const { calls, charge, successes, failures, unknowns, chargedFailures, chargedFailureCharge } = totals;
  return { calls, charge, successes, failures, unknowns, chargedFailures, chargedFailureCharge };
}

function without(whole: SpendFigures, parts: readonly SpendFigures[]): SpendFigures {
  const left = (name: "calls" | "charge" | "successes" | "failures" | "unknowns"): number =>
    parts.reduce((rest, part) => rest - part[name], whole[name]);
  return {
    calls: left("calls"),
    charge: left("charge"),
    successes: left("successes"),
    failures: left("failures"),
    unknowns: left("unknowns"),
  };
}

function isGranularity(by: SpendDivision): by is Granularity {
  return by === "day" || by === "week" || by === "month";
}
