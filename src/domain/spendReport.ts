import type { AccountKind } from "./account.ts";
import type { CycleStart } from "./calendar.ts";
import type { EpochMs } from "./epoch.ts";
import type { Extent, PeriodCoverage } from "./known.ts";
import type { Money } from "./money.ts";
import type { Period, PeriodChoice } from "./period.ts";
import type { Granularity } from "./summary.ts";

/**
 * What an account spent in a period, divided in one way: the one shape in which the command line, its JSON and tools for models
 * answer. Money is {@link Money}; days are of the billing time zone.
 */
export interface SpendReport {
  readonly account: ReportedAccount;
  readonly by: SpendDivision;
  readonly choice: PeriodChoice;
  readonly period: Period;
  readonly zone: string;
  readonly cycleStart: CycleStart;
  /** When it was asked. */
  readonly askedAt: EpochMs;
  /** How much of the period is known. Without it no number may be stated: `nothing` is never zero. */
  readonly extent: Extent;
  /** In UTC dates, and when the oldest of those that may still change was read. */
  readonly coverage: PeriodCoverage;
  readonly totals: SpendFigures;
  /** By time: every day, week or month of the period, ascending. Otherwise the costliest first, only those that occur. */
  readonly rows: readonly SpendRow[];
  /** What the listed messages leave out of the totals, where there are more than can be listed. */
  readonly others?: SpendFigures;
}

export type SpendDivision = Granularity | "product" | "outcome" | "message" | "label";

export interface ReportedAccount {
  readonly id: string;
  readonly label: string;
  readonly kind: AccountKind;
}

/** Calls and what they cost. */
export interface SpendFigures {
  readonly calls: number;
  readonly charge: Money;
  readonly successes: number;
  readonly failures: number;
  readonly unknowns: number;
  /** Failures with a charge above zero; absent where only their calls are known (by message). */
  readonly chargedFailures?: number;
  readonly chargedFailureCharge?: Money;
}

export interface SpendRow extends SpendFigures {
  /** The first day, the product, the outcome, the message or the label (`NO_LABEL` of what no rule fits: always there, and last). */
  readonly name: string;
  /** Of a row by time: its days, cut to the period. */
  readonly days?: Period;
  /** Of a message. */
  readonly product?: string;
  /** How much of the row's time is known. */
  readonly extent: Extent;
  /** What it is made of, where that was asked for: its products, costliest first. */
  readonly parts?: readonly SpendRow[];
}
