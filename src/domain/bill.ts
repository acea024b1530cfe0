import type { Day } from "./day.ts";
import type { EpochMs } from "./epoch.ts";
import type { GstRule } from "./gst.ts";
import type { ImportedFile } from "./importRecord.ts";
import type { Money } from "./money.ts";
import type { Period } from "./period.ts";
import { DIFFERENCE_KINDS, type DifferenceKind, type Reconciliation } from "./reconciliation.ts";
import type { RowCount } from "./report.ts";
import type { FileFault } from "./reportFile.ts";
import type { Transaction } from "./transaction.ts";

/** What a person holds against the ledger's period, and what the two differ by. */

/** How much of the period the ledger can know. */
export interface BilledPeriod {
  readonly period: Period;
  readonly zone: string;
  /** UTC dates of the period that have begun and were never fetched. */
  readonly missing: readonly Day[];
  /** Rows of the period's reports that the ledger could not read. */
  readonly setAside: number;
}

/** Deepvue's report files beside the ledger. */
export interface FilesReconciled extends BilledPeriod {
  readonly files: readonly ImportedFile[];
  readonly reconciliation: Reconciliation;
  /** Rows of the files that could not be read, and the first of them. */
  readonly faultCount: number;
  readonly faults: readonly FileFault[];
}

/** A total as an invoice states it: with the tax in it, or the taxable value alone. */
export interface TypedTotal {
  readonly amount: Money;
  readonly states: "withTax" | "taxable";
}

/**
 * What the ledger's sum would be if the invoice were made otherwise. In this order adjustments are applied, and named: what is counted,
 * then how it is taxed, then how it is rounded.
 */
export const ADJUSTMENT_KINDS = ["utcDays", "withoutRefunds", "otherTax", "wholeRupees"] as const;
export type Adjustment = (typeof ADJUSTMENT_KINDS)[number];

export interface AdjustmentStep {
  readonly adjustment: Adjustment;
  /** By how much it moves the ledger's figure, after those before it. */
  readonly effect: Money;
}

/** Rows that an invoice may count otherwise. */
export interface DisputedRows extends RowCount {
  /** The first of them. */
  readonly rows: readonly Transaction[];
}

/** An invoice's total beside the ledger. */
export interface TotalReconciled extends BilledPeriod {
  readonly typed: TypedTotal;
  readonly rule: GstRule;
  readonly here: RowCount;
  /** The ledger's figure in the invoice's terms. */
  readonly expected: Money;
  /** In the period by the billing time zone, and not in UTC; and the other way round. */
  readonly early: DisputedRows;
  readonly late: DisputedRows;
  readonly refunds: DisputedRows;
  /** The fewest adjustments that make the two equal; undefined where none do, and empty where they are. */
  readonly explanation?: readonly AdjustmentStep[];
  /** What each adjustment would do by itself; none that would do nothing. */
  readonly each: readonly AdjustmentStep[];
}

/** An answer of Reconcile with Invoice…. It is one of its moment: both sides can change. */
export type BillAnswer = {
  readonly accountId: string;
  readonly at: EpochMs;
} & (
  | { readonly against: "files"; readonly result: FilesReconciled }
  | { readonly against: "total"; readonly result: TotalReconciled }
);

/** What the ledger had of the period when the answer was found. */
export function ledgerThen(answer: BillAnswer): RowCount {
  return answer.against === "files" ? answer.result.reconciliation.here : answer.result.here;
}

/** A part of a difference that has a name of its own. */
export type DifferencePart = DifferenceKind | Adjustment;
const PARTS: readonly DifferencePart[] = [...DIFFERENCE_KINDS, ...ADJUSTMENT_KINDS];

export function isDifferencePart(value: unknown): value is DifferencePart {
  return PARTS.some((part) => part === value);
}
