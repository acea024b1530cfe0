import type { Money } from "./money.ts";
import type { Interval } from "./period.ts";
import type { RowCount } from "./report.ts";
import { MICROS_PER_SECOND, type Micros, type Transaction } from "./transaction.ts";

/**
 * Deepvue's report files ("there") beside the ledger's transactions of a period ("here"). Every id lies in one group at most, and the
 * groups' differences add up to the difference of the two sums, exactly.
 */

/**
 * Why an id is in one sum and not, or otherwise, in the other.
 * `notFetched`: only there, of a time that was never fetched. `midnight`: on one side of midnight in UTC and on the other in the billing time
 * zone. `outside`: there, and of no day of the period in either. `otherTime`, `otherDetails`: the charge is the same.
 */
export const DIFFERENCE_KINDS = [
  "onlyThere",
  "onlyHere",
  "otherCharge",
  "refund",
  "notFetched",
  "midnight",
  "outside",
  "otherTime",
  "otherDetails",
] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** The instants of the period's days. */
export interface ReconciledBounds {
  /** By the billing time zone: what the ledger's sum is made of. */
  readonly billing: Interval;
  /** The same days counted in UTC, as Deepvue may. */
  readonly utc: Interval;
}

/** What a row says of the sums. */
export interface RowFacts {
  readonly at: Micros;
  readonly charge: Money;
}

/** One id on both sides, or on one of them. */
export interface IdFacts {
  readonly here?: RowFacts;
  readonly there?: RowFacts;
  /** Product, status and message are the same; of no meaning where one side lacks it. */
  readonly sameDetails: boolean;
  /** The instant of the row there lies in a time that has been fetched. */
  readonly isFetched: boolean;
  /** The files have rows of the same side of midnight, so that one which is not among them is missing. */
  readonly isThereBeyondMidnight: boolean;
}

/** Sheets keep times to a second or a millisecond: what differs by less is the same time. */
const SAME_TIME: Micros = MICROS_PER_SECOND;

/** The kind of an id's difference; undefined where there is none. */
export function differenceKindOf(id: IdFacts, { billing, utc }: ReconciledBounds): DifferenceKind | undefined {
  const { here, there } = id;
  if (there === undefined) {
    if (here === undefined || !lies(here.at, billing)) return undefined;
    if (!lies(here.at, utc) && !id.isThereBeyondMidnight) return "midnight";
    return here.charge < 0 ? "refund" : "onlyHere";
  }
  if (here === undefined) {
    if (!lies(there.at, billing)) return lies(there.at, utc) ? "midnight" : "outside";
    if (!id.isFetched) return "notFetched";
    return there.charge < 0 ? "refund" : "onlyThere";
  }
  if (!lies(here.at, billing)) {
    if (lies(here.at, utc)) return "midnight";
    return lies(there.at, billing) ? "otherTime" : "outside";
  }
  if (here.charge !== there.charge) return "otherCharge";
  if (!isSameTime(here.at, there.at)) return "otherTime";
  return id.sameDetails ? undefined : "otherDetails";
}

/** By how much an id makes the files' sum larger than the ledger's. */
export function differenceOf({ here, there }: Pick<IdFacts, "here" | "there">, { billing }: ReconciledBounds): Money {
  return (there?.charge ?? 0) - (here !== undefined && lies(here.at, billing) ? here.charge : 0);
}

export function isSameTime(one: Micros, other: Micros): boolean {
  return Math.abs(one - other) < SAME_TIME;
}

export function lies(at: Micros, { from, to }: Interval): boolean {
  return at >= from && at < to;
}

/** One id, as each side has it. */
export interface RowDifference {
  readonly here?: Transaction;
  readonly there?: Transaction;
}

export interface DifferenceGroup {
  readonly kind: DifferenceKind;
  readonly calls: number;
  /** The files' sum minus the ledger's over these ids. */
  readonly difference: Money;
  /** The first of them. */
  readonly rows: readonly RowDifference[];
}

/** What storing the files' rows would do; all of them together are the distinct readable rows. */
export interface IntakeForecast {
  readonly inserted: number;
  readonly updated: number;
  /** Said otherwise by Deepvue's API, which has the last word on times that were fetched. */
  readonly kept: number;
  readonly known: number;
}

export interface Reconciliation {
  /** The ledger's sum over the period. */
  readonly here: RowCount;
  /** Sum of the files' distinct readable rows. */
  readonly there: RowCount;
  /** Ids that both have alike, in the period. */
  readonly same: number;
  /** Rows of the files that repeat an id; they count once. */
  readonly repeated: RowCount;
  /** Rows that the ledger could not believe, beside those that were unreadable before. */
  readonly setAside: number;
  /** In the order of {@link DIFFERENCE_KINDS}; none that is empty. */
  readonly groups: readonly DifferenceGroup[];
  /** The most frequent distance between the files' times and the ledger's, in whole minutes. */
  readonly shift?: { readonly minutes: number; readonly calls: number };
  /** The first and the last instant in the files; absent without rows. */
  readonly span?: { readonly first: Micros; readonly last: Micros };
  readonly intake: IntakeForecast;
}

/** How the ledger counts what comes from files. */
export interface ImportResult extends IntakeForecast {
  /** Rows of the files, also those that repeat an id. */
  readonly received: number;
  readonly setAside: number;
  /** Sum over the distinct readable rows. */
  readonly charge: Money;
}
