import type { Day } from "./day.ts";
import type { EpochMs } from "./epoch.ts";
import type { Money } from "./money.ts";
import type { Transaction } from "./transaction.ts";

/** What a usage report is, what came of one, and how it differs from what is stored: data that the ports carry. */

/** One request's since_date/until_date as they are sent: UTC dates, at most 6 apart. */
export interface ReportWindow {
  readonly since: Day;
  readonly until: Day;
}

/** One UTC date that has been fetched. */
export interface CoverageDay {
  readonly day: Day;
  /** When the response that covered it was received. */
  readonly readAt: EpochMs;
}

/** Calls and charge, counted from the rows themselves. */
export interface RowCount {
  readonly calls: number;
  readonly charge: Money;
}

export interface IntakeResult {
  readonly received: number;
  readonly inserted: number;
  readonly updated: number;
  /** Rows that were already there, unchanged. */
  readonly repeated: number;
  /** Rows that could not be read; kept apart with their reason. */
  readonly setAside: number;
  /** Sum over the distinct readable rows of this report. */
  readonly charge: Money;
}

/** A report that was read: for reconciliation. */
export interface ReadReport extends IntakeResult, ReportWindow {
  readonly readAt: EpochMs;
  readonly bytes: number;
}

export interface SetAsideRow {
  /** Position in the report's array, from 0. */
  readonly index: number;
  readonly field: string;
  readonly reason: string;
  readonly window: ReportWindow;
}

/** How a report that was read again differs from the ledger; distinct rows only. */
export interface ReportComparison {
  readonly received: number;
  readonly setAside: number;
  /** Sum over the report's distinct readable rows. */
  readonly charge: Money;
  readonly same: number;
  /** In the report, not in the ledger. */
  readonly added: number;
  /** In the ledger, not in the report. */
  readonly missing: number;
  readonly changed: number;
  /** The first thousand: changed ones first, then added, then missing. */
  readonly differences: readonly ReportDifference[];
}

export type ReportDifference =
  | { readonly kind: "changed"; readonly before: Transaction; readonly after: Transaction }
  | { readonly kind: "added"; readonly after: Transaction }
  | { readonly kind: "missing"; readonly before: Transaction };

/** A UTC date, and the numbers of the commits that changed its rows and its coverage last. */
export interface ChangedDate {
  readonly day: Day;
  readonly rowsChange: number;
  readonly coverChange: number;
}

/** A UTC date that a team's store has not got as it is. */
export interface UnpublishedDate extends ChangedDate {
  readonly hasNewRows: boolean;
  /** When it was fetched, where the store does not know that yet. */
  readonly readAt?: EpochMs;
}
