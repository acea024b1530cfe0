import type { BilledPeriod, DisputedRows, FilesReconciled, TotalReconciled, TypedTotal } from "../../domain/bill.ts";
import { addDays, daysInclusive, utcDayOf } from "../../domain/day.ts";
import { type EpochMs, microsOf } from "../../domain/epoch.ts";
import { NO_FILTER } from "../../domain/filter.ts";
import type { GstRule } from "../../domain/gst.ts";
import type { Examination, ReportsReading, RowsReading, SummariesReading } from "../../domain/ledgerPorts.ts";
import { type Interval, intervalOf, type Period, utcDatesOf } from "../../domain/period.ts";
import type { ReconciledBounds } from "../../domain/reconciliation.ts";
import type { RowCount } from "../../domain/report.ts";
import type { ReportFile } from "../../domain/reportFile.ts";
import { readCoverage } from "../sync/storedCoverage.ts";
import { type FileReading, stageFiles } from "./fileReading.ts";
import { eachAlone, expectedTotal, explanationOf, type TotalFacts } from "./totalExplanation.ts";

/** Rows of a kind that are listed. */
const MOST_LISTED = 50;

export interface BillQuestion {
  readonly accountId: string;
  readonly period: Period;
  readonly zone: string;
  readonly now: EpochMs;
}

/** The period's days by the billing time zone, and the same days in UTC. */
function boundsOf({ period, zone }: BillQuestion): ReconciledBounds {
  return { billing: intervalOf(period, zone), utc: intervalOf(period, "UTC") };
}

/** Holds report files against the ledger; nothing is changed. Throws `ProblemError` (notAReport, cancelled, storage). */
export async function reconcileFiles(
  reading: FileReading & { readonly ledger: ReportsReading },
  question: BillQuestion,
  files: readonly ReportFile[],
  signal: AbortSignal,
): Promise<FilesReconciled> {
  const { rows, ...staged } = await stageFiles(reading, question.accountId, files, signal);
  try {
    const [known, reconciliation] = [
      await billedPeriod(reading.ledger, question),
      await rows.reconcile(boundsOf(question)),
    ];
    return { ...known, ...staged, reconciliation };
  } finally {
    await rows.abort().catch(() => undefined);
  }
}

type Sums = ReportsReading & Pick<Examination, "countBetween"> & Pick<RowsReading, "latest"> & SummariesReading;

/** Holds an invoice's total against the ledger. Throws `ProblemError` (storage). */
export async function reconcileTotal(
  ledger: Sums,
  question: BillQuestion,
  typed: TypedTotal,
  rule: GstRule,
): Promise<TotalReconciled> {
  const { accountId, period } = question;
  const { billing, utc } = boundsOf(question);
  const [here = NOTHING] = await ledger.countBetween(accountId, [billing.from, billing.to]);
  const early = await rowsBeyond(ledger, accountId, billing, utc);
  const late = await rowsBeyond(ledger, accountId, utc, billing);
  const refundFilter = { maxCharge: -1 };
  const { totals } = await ledger.summarize(accountId, period, "month", refundFilter);
  const refunds = {
    calls: totals.calls,
    charge: totals.charge,
    rows: totals.calls === 0 ? [] : await ledger.latest(accountId, period, refundFilter, MOST_LISTED),
  };
  const facts: TotalFacts = {
    charges: here.charge,
    utcDays: late.charge - early.charge,
    refunds: refunds.charge,
    states: typed.states,
    rule,
  };
  const explanation = explanationOf(facts, typed.amount);
  return {
    ...(await billedPeriod(ledger, question)),
    typed,
    rule,
    here,
    expected: expectedTotal(facts),
    early,
    late,
    refunds,
    ...(explanation === undefined ? {} : { explanation }),
    each: eachAlone(facts),
  };
}

const NOTHING: RowCount = { calls: 0, charge: 0 };

/** The rows of one interval that lie outside of the other, at either of its ends. */
async function rowsBeyond(
  ledger: Pick<Sums, "countBetween" | "latest">,
  accountId: string,
  one: Interval,
  other: Interval,
): Promise<DisputedRows> {
  const sides = [
    { from: one.from, to: Math.min(one.to, other.from) },
    { from: Math.max(one.from, other.to), to: one.to },
  ].filter(({ from, to }) => from < to);
  let sum = NOTHING;
  const rows = [];
  for (const { from, to } of sides) {
    const [count = NOTHING] = await ledger.countBetween(accountId, [from, to]);
    sum = { calls: sum.calls + count.calls, charge: sum.charge + count.charge };
    if (count.calls === 0) continue;
    const found = await ledger.latest(accountId, undefined, NO_FILTER, MOST_LISTED, { at: to, id: "" });
    rows.push(...found.filter(({ at }) => at >= from));
  }
  return { ...sum, rows: rows.slice(0, MOST_LISTED) };
}

async function billedPeriod(ledger: ReportsReading, question: BillQuestion): Promise<BilledPeriod> {
  const { accountId, period, zone, now } = question;
  const dates = utcDatesOf(period, zone);
  const fetched = new Set((await readCoverage(ledger, accountId, dates, now)).map(({ day }) => day));
  const today = utcDayOf(microsOf(now));
  const reports = await ledger.reports(accountId, dates.since, dates.until);
  const all = Array.from({ length: daysInclusive(dates.since, dates.until) }, (_, i) => addDays(dates.since, i));
  return {
    period,
    zone,
    missing: all.filter((day) => day <= today && !fetched.has(day)),
    setAside: reports.reduce((sum, { setAside }) => sum + setAside, 0),
  };
}
