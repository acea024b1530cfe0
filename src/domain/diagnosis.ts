import type { AccountKind, Plan, PlanLimits } from "./account.ts";
import type { Day } from "./day.ts";
import type { EpochMs } from "./epoch.ts";
import type { ImportRecord } from "./importRecord.ts";
import type { Extent } from "./known.ts";
import type { OwnRequests } from "./ownRequests.ts";
import type { Period } from "./period.ts";
import type { Problem } from "./problem.ts";
import type { RequestUse } from "./quota.ts";
import type { ReadReport, ReportComparison, ReportWindow, RowCount, SetAsideRow } from "./report.ts";

/** Where the extension runs. */
export interface Versions {
  readonly extension: string;
  readonly vscode: string;
  readonly node: string;
  readonly platform: string;
}

/**
 * How the sum of a report's rows compares with the ledger's sum over the same UTC dates. `readAgain`: it differs, and some of the
 * dates were read later by another window, whose rows count. `gaveFewer`: the report listed fewer rows than the ledger holds for
 * its dates; what was reported once is never deleted.
 */
export type WindowVerdict = "agrees" | "readAgain" | "gaveFewer" | "differs";

/** A report that was read, beside what the ledger holds for its dates now. */
export interface WindowDiagnosis {
  readonly report: ReadReport;
  /** From since_date up to until_date, without until_date itself and with it: nobody knows which of the two the service means. */
  readonly without: RowCount;
  readonly with: RowCount;
  readonly verdict: WindowVerdict;
}

/** How final the period's UTC dates are. */
export interface DateDiagnosis {
  readonly open: number;
  readonly settling: number;
  readonly sealed: number;
  /** Begun, and never fetched. */
  readonly missing: readonly Day[];
}

/** What the number on screen is made of. */
export interface NumberDiagnosis {
  readonly period: Period;
  readonly zone: string;
  /** The UTC dates that the period touches. */
  readonly dates: Period;
  /** As on screen, from roll-ups; without meaning where nothing is known. */
  readonly shown: RowCount;
  readonly extent: Extent;
  /** Counted from the rows. */
  readonly counted: RowCount;
  readonly check: LedgerCheck;
  readonly coverage: DateDiagnosis;
  /** Oldest first. */
  readonly windows: readonly WindowDiagnosis[];
  readonly setAside: readonly SetAsideRow[];
}

/** A window that was read again to be compared. */
export interface WindowComparison extends ReportComparison {
  readonly window: ReportWindow;
  readonly readAt: EpochMs;
}

/** Explains the number on screen. Holds no secret, no client id and no address; product ids and messages are foreign text. */
export interface Diagnosis {
  readonly writtenAt: EpochMs;
  readonly versions: Versions;
  readonly ledger?: LedgerOpening;
  /** Where its file lies, below the home of whoever asks; other programs may share it. */
  readonly ledgerFile?: string;
  readonly account?: { readonly kind: AccountKind; readonly plan: Plan };
  /** What the user has said about messages, and what of it could not be read: the user's own words. */
  readonly outcomes?: { readonly words: number; readonly ignored: readonly string[] };
  /** What all editor windows together have sent for the account in the last 24 hours, and what its plan allows. */
  readonly requests?: RequestUse & { readonly limits: PlanLimits };
  /** What they have sent today and this month; absent of the sample account, which asks nobody. */
  readonly ownRequests?: OwnRequests;
  /** When a refresh last succeeded. */
  readonly syncedAt?: EpochMs;
  readonly problem?: Problem;
  /** Files that rows were taken from, newest first; none where there are none. */
  readonly imports?: readonly ImportRecord[];
  /** Absent while there is none on screen. */
  readonly number?: NumberDiagnosis;
}

/** What the ledger finds when it examines itself. */
export interface LedgerCheck {
  /** Size of its file; 0 in memory. */
  readonly bytes: number;
  /** The account's transactions. */
  readonly rows: number;
  /** Messages of SQLite's integrity check; none when the file is sound. */
  readonly damage: readonly string[];
  /** Billing days whose roll-ups are not what a recount from the rows gives; none, or there is a defect. */
  readonly differingDays: readonly Day[];
}

/**
 * How the ledger was opened. `memory`: history lives in this editor window only; `readOnly`: what is stored can be read, and nothing
 * can be added. `problem` says why.
 */
export interface LedgerOpening {
  readonly mode: "file" | "memory" | "readOnly";
  readonly problem?: Problem;
  readonly sqliteVersion: string;
  readonly journalMode: string;
}
