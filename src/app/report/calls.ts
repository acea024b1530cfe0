import type { Account } from "../../domain/account.ts";
import { type ChargedFailureHint, chargedFailures } from "../../domain/chargedFailure.ts";
import { microsOf } from "../../domain/epoch.ts";
import type { TransactionFilter } from "../../domain/filter.ts";
import type { RowsReading } from "../../domain/ledgerPorts.ts";
import type { Outcome } from "../../domain/outcome.ts";
import { judgedOutcome, type OutcomeWords } from "../../domain/outcomeWords.ts";
import { type Period, type PeriodChoice, resolvePeriod, todayIn } from "../../domain/period.ts";
import type { SpendReport } from "../../domain/spendReport.ts";
import type { Transaction } from "../../domain/transaction.ts";
import { type SpendLedger, type SpendMoment, spendOf } from "./spendOf.ts";

/** A call with what it achieved, by the rule and the user's words. */
export interface JudgedCall extends Transaction {
  readonly outcome: Outcome;
}

/** The newest calls of a period, with the period's sums under the same filter. */
export interface CallsAnswer {
  readonly spend: SpendReport;
  readonly calls: readonly JudgedCall[];
}

interface CallsQuestion {
  readonly choice: PeriodChoice;
  readonly filter: TransactionFilter;
  readonly limit: number;
  readonly outcomes: OutcomeWords;
}

/** Throws `ProblemError` (storage, cancelled). */
export async function newestCalls(
  ledger: SpendLedger & Pick<RowsReading, "latest">,
  account: Account,
  { choice, filter, limit, outcomes }: CallsQuestion,
  moment: SpendMoment,
  signal: AbortSignal,
): Promise<CallsAnswer> {
  const spend = await spendOf(ledger, account, { choice, by: "day", filter }, moment);
  const rows = await ledger.latest(account.id, spend.period, filter, limit, undefined, signal);
  return { spend, calls: rows.map((row) => ({ ...row, outcome: judgedOutcome(row, outcomes) })) };
}

/** What was paid for failures, by product and message. */
export interface FailuresAnswer {
  readonly spend: SpendReport;
  /** Costliest first. */
  readonly failures: readonly ChargedFailureHint[];
}

/** Throws `ProblemError` (storage). */
export async function paidFailures(
  ledger: SpendLedger,
  account: Account,
  choice: PeriodChoice,
  filter: TransactionFilter,
  moment: SpendMoment,
): Promise<FailuresAnswer> {
  const spend = await spendOf(ledger, account, { choice, by: "day", filter }, moment);
  const { failures } = await ledger.summarize(account.id, spend.period, "day", filter);
  return { spend, failures: chargedFailures(failures, spend.totals.charge) };
}

/** The days that a choice means now. */
export function periodAt(choice: PeriodChoice, { zone, cycleStart, now }: SpendMoment): Period {
  return resolvePeriod(choice, todayIn(zone, microsOf(now)), cycleStart);
}
