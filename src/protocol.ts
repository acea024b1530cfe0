import type { DifferencePart } from "./domain/bill.ts";
import type { TransactionFilter } from "./domain/filter.ts";
import type { Outcome } from "./domain/outcome.ts";
import type { PeriodPreset } from "./domain/period.ts";
import type { Granularity } from "./domain/summary.ts";

/**
 * The treaty between the extension host and the dashboard's webview: two unions of messages and the snapshot they carry. Types only.
 *
 * - The webview opens with `ready` and then gets a complete snapshot; every later snapshot is complete too, never a delta, because
 *   a hidden webview misses messages.
 * - Texts (money, dates, names) are made in the host, so that every surface words them alike. Numbers in a snapshot are for drawing.
 * - The webview holds what it shows: table rows come by page on request.
 * - Product ids and messages are foreign text: they go into text nodes, never into markup.
 */
export type ToWebview =
  | SnapshotMessage
  | RowsReply
  | { readonly type: "dates"; readonly since: DateCheck; readonly until: DateCheck; readonly range: string }
  /** What is wrong with the charges that were typed; empty where nothing is. */
  | { readonly type: "charges"; readonly minError: string; readonly maxError: string }
  /** Rows that a `copyRows` put on the clipboard; fewer than asked for where that was more than a clipboard should hold. */
  | { readonly type: "copied"; readonly rows: number };

export interface SnapshotMessage {
  readonly type: "snapshot";
  readonly snapshot: DashboardSnapshot;
  /** The last of the page's changes of the filter that the snapshot has; 0 before the first one. */
  readonly filterChange: number;
}

export type FromWebview =
  | { readonly type: "ready" }
  | { readonly type: "choosePreset"; readonly preset: PeriodPreset }
  /** Asks for validation while the user types; answered by `dates`. */
  | { readonly type: "checkDates"; readonly since: string; readonly until: string }
  | { readonly type: "chooseDates"; readonly since: string; readonly until: string }
  /** Asks for validation while the user types; answered by `charges`. */
  | { readonly type: "checkCharges"; readonly min: string; readonly max: string }
  /** Narrows to charges between the two amounts; answered by `charges`, and without effect when one is wrong. */
  | { readonly type: "chooseCharges"; readonly min: string; readonly max: string }
  /** `change` counts the changes of this page; a snapshot says which of them it has. */
  | { readonly type: "setFilter"; readonly filter: TransactionFilter; readonly change: number }
  | { readonly type: "setGranularity"; readonly granularity: Granularity }
  /** Whether the spend chart shows more products one by one instead of summing them up as "Other". */
  | { readonly type: "expandProducts"; readonly expanded: boolean }
  | RowsRequest
  | CopyRows
  | { readonly type: "run"; readonly command: DashboardCommand }
  /** Leads to the rows of a part of the last reconciliation's difference. */
  | { readonly type: "showDifference"; readonly part: DifferencePart }
  /** Opens the setting that says what labels there are. */
  | { readonly type: "editLabels" }
  /** Takes the last reconciliation off the page; its document stays. */
  | { readonly type: "dismissBill" }
  /** A chart as an image: base64 PNG bytes or SVG text; the host asks where to save it. */
  | { readonly type: "saveImage"; readonly name: string; readonly format: "png" | "svg"; readonly content: string };

/** The commands that the dashboard may run; the host refuses any other. */
export type DashboardCommand =
  | "deepvue.refresh"
  | "deepvue.signIn"
  | "deepvue.addTeamLedger"
  | "deepvue.openSampleAccount"
  | "deepvue.exportTransactions"
  | "deepvue.loadHistory"
  | "deepvue.setBudget"
  | "deepvue.classifyMessages"
  | "deepvue.reconcile"
  | "deepvue.showReconciliation"
  | "deepvue.showLog"
  | "deepvue.diagnose";

export type SortColumn = "at" | "charge" | "product" | "message" | "status";
export interface TableSort {
  readonly column: SortColumn;
  readonly direction: "ascending" | "descending";
}

export interface RowsRequest {
  readonly type: "rows";
  /** Echoed in the reply; a reply to an older request is dropped. */
  readonly request: number;
  readonly first: number;
  readonly count: number;
  readonly sort: TableSort;
}

export interface RowsReply {
  readonly type: "rows";
  readonly request: number;
  readonly rows: readonly TableRow[];
  /** Set when the rows could not be read; says why. */
  readonly failure?: string;
}

/** Rows of the table, by their place under this sort, for the clipboard; the webview may not hold them all. */
export interface CopyRows {
  readonly type: "copyRows";
  readonly first: number;
  readonly count: number;
  readonly sort: TableSort;
  readonly format: CopyFormat;
}
export type CopyFormat = "text" | "csv";

export interface TableRow {
  readonly id: string;
  /** In the billing time zone. */
  readonly time: string;
  readonly timeUtc: string;
  readonly product: string;
  readonly status: number;
  readonly outcome: Outcome;
  readonly outcomeText: string;
  readonly message: string;
  readonly charge: string;
}

export interface DateCheck {
  /** Empty when the text is a valid date. */
  readonly error: string;
  /** The day it means, `YYYY-MM-DD`; empty when invalid. */
  readonly day: string;
}

/** What stands above the numbers: which of the honest states they are in, and what to press. */
export interface Notice {
  readonly tone: "info" | "warning" | "error" | "progress";
  /** What is the matter, in one sentence. */
  readonly text: string;
  /** Cause and remedy; may be empty. */
  readonly detail: string;
  readonly actions: readonly { readonly label: string; readonly command: DashboardCommand }[];
}

export interface Tile {
  readonly key: "spend" | "calls" | "successRate" | "chargePerSuccess" | "chargedFailures";
  readonly label: string;
  /** "—" where there is nothing to measure. */
  readonly value: string;
  /** "₹1,204.50 in 1–23 Oct"; why nothing is compared where the period before has been fetched only in part; or empty. */
  readonly previous: string;
  /** "+12.4 %" or "new"; empty when it can not be said. */
  readonly change: string;
  /** Whether the change is good news for the payer; never shown by colour alone. */
  readonly tone: "good" | "bad" | "neutral";
  readonly detail: string;
  /** Taxable value and tax of a sum; empty where nothing is said about tax. */
  readonly tax: string;
}

/**
 * How much of a bucket is known. `whole`: all of it. `soFar`: it is not over, and everything up to the last reading is known.
 * `atLeast`: a part. `unknown`: nothing, so it is a gap and no number.
 */
export type BucketState = "whole" | "soFar" | "atLeast" | "unknown";

/** A bucket of the time axis: a day, or the part of a week or month that lies in the period. */
export interface Bucket {
  readonly state: BucketState;
  readonly since: string;
  readonly until: string;
  /** Short, for the axis: "23 Nov". */
  readonly label: string;
  /** Complete, for tooltips, tables and speech, with its state: "Mon 23 Nov 2026", "Tue 24 Nov 2026, so far". */
  readonly name: string;
}

/** One series of a chart, a value per bucket, null where nothing is known. `values` are for drawing, `texts` for people. */
export interface ChartSeries {
  readonly key: string;
  readonly label: string;
  readonly values: readonly (number | null)[];
  readonly texts: readonly string[];
}

export interface SpendChart {
  /** Costliest products first, keyed by product id. */
  readonly series: readonly ChartSeries[];
  /** The remaining products summed up. */
  readonly other?: ChartSeries;
  /** True when there are more series than a glance takes in and they are all shown. */
  readonly expanded: boolean;
  readonly totals: readonly string[];
  /** One sentence for screen readers. */
  readonly description: string;
}

export interface CumulativeChart {
  /** What the axis goes on with where the period before is the longer one. */
  readonly beyond: readonly Pick<Bucket, "label" | "name">[];
  /** Place of the first bucket from which on the running total is only "at least"; absent where everything is known. */
  readonly atLeastFrom?: number;
  readonly current: ChartSeries;
  readonly previous?: ChartSeries;
  /** In rupees for drawing, with its text; absent without a budget. */
  readonly budget?: { readonly value: number; readonly text: string };
  /** True where a budget would be drawn if one were set. */
  readonly offersBudget: boolean;
  readonly description: string;
}

export interface OutcomeChart {
  readonly series: readonly (ChartSeries & { readonly outcome: Outcome })[];
  readonly description: string;
}

export interface HeatMapCell {
  /** 0…1 of the costliest cell. */
  readonly share: number;
  readonly charge: string;
  /** "Mon 03–04 h: ₹12.00, 4 calls" */
  readonly text: string;
}

/** A weekday's row; which day it is says the row itself, not its place. */
export interface HeatMapRow {
  /** 0 = Monday … 6 = Sunday. */
  readonly weekday: number;
  readonly name: string;
  /** By hour, 24. */
  readonly cells: readonly HeatMapCell[];
}

export interface HeatMap {
  readonly hours: readonly string[];
  /** Seven, in the order in which they are drawn. */
  readonly rows: readonly HeatMapRow[];
  readonly description: string;
}

/** A part of the spend, as a ranked bar shows it. */
export interface BarRow {
  readonly charge: string;
  /** With its word: "1 call". */
  readonly calls: string;
  /** 0…1 of the spend under the filter, for the bar. */
  readonly share: number;
  readonly shareText: string;
  readonly successRate: string;
  readonly selected: boolean;
}

export interface ProductRow extends BarRow {
  readonly product: string;
}

/** Spend by team member or project. */
export interface LabelCard {
  /** "₹20,918.45 of ₹80,233.51 (26.1 %) has a label", or that it is being added up. */
  readonly summary: string;
  /** Costliest first; last, always, what has no label. */
  readonly rows: readonly LabelRow[];
  /** What can not be read of the rules, or why there are no numbers. */
  readonly faults: readonly string[];
  /** The numbers are those of a moment ago. */
  readonly pending: boolean;
}

export interface LabelRow extends BarRow {
  readonly label: string;
  /** No rule fits these. */
  readonly isRest: boolean;
  /** The filter that a click puts in force; absent where no filter can say the same. */
  readonly narrows?: TransactionFilter;
}

/** Charged failures of one product with one message. */
export interface FailureRow {
  readonly product: string;
  readonly message: string;
  readonly status: number;
  readonly calls: string;
  readonly charge: string;
  /** 0…1 of all that was paid for failures, for the bar. */
  readonly share: number;
  readonly shareText: string;
  /** The filter that shows exactly these rows. */
  readonly filter: TransactionFilter;
}

export interface FailureTable {
  readonly rows: readonly FailureRow[];
  /** "412 calls, ₹1,204.50, 3.1 % of the spend". */
  readonly summary: string;
  /** "and 12 more, ₹30.00 together"; empty when all are shown. */
  readonly rest: string;
}

/** One part of the filter in force, with the filter that remains when it is taken away. */
export interface FilterChip {
  readonly text: string;
  readonly without: TransactionFilter;
}

/** The last reconciliation with an invoice, of this account and this editor window. */
export interface BillCard {
  /** "Invoice and ledger: November 2026" */
  readonly title: string;
  /** "as of 23 Nov 2026, 14:32:05" */
  readonly asOf: string;
  /** What has changed since, which the answer does not know; empty as long as it holds. */
  readonly outdated: string;
  /** Its first part weighs more. */
  readonly verdict: { readonly head: string; readonly rest: string };
  readonly isEqual: boolean;
  /** Both sides and their difference. */
  readonly sums: readonly { readonly label: string; readonly amount: string }[];
  /** Stands above the parts; empty without any. */
  readonly partsHead: string;
  readonly parts: readonly BillPart[];
  readonly notes: readonly string[];
}

/** A part of the difference. */
export interface BillPart {
  readonly part: DifferencePart;
  readonly label: string;
  /** "3 rows"; empty where it is a matter of no row. */
  readonly rows: string;
  /** "+₹2.95" */
  readonly difference: string;
  /** There are rows to go to. */
  readonly leads: boolean;
}

export interface DashboardSnapshot {
  /** Stands in the title row: account, or nothing when signed out. */
  readonly account: string;
  readonly sample: boolean;
  /** "Asia/Kolkata", named beside the totals. */
  readonly zone: string;
  /** "as of 14:32" or "3 h old"; empty when nothing was fetched. */
  readonly asOf: string;
  /** True when the age is a reason for doubt. */
  readonly stale: boolean;
  /** "Fetching 3 of 7…"; empty when nothing is under way. */
  readonly busy: string;
  /** What has to be said about the numbers, weightiest first. */
  readonly notices: readonly Notice[];
  /** True when there are numbers to show; otherwise only the notice stands on the page. */
  readonly hasNumbers: boolean;
  readonly period: {
    readonly since: string;
    readonly until: string;
    readonly label: string;
    /** Of the presets, the one that is chosen, otherwise undefined. */
    readonly preset?: PeriodPreset;
    /** The presets by kind, each with the days that it means now. */
    readonly groups: readonly {
      readonly name: string;
      readonly offers: readonly { readonly preset: PeriodPreset; readonly label: string; readonly dates: string }[];
    }[];
  };
  readonly granularity: Granularity;
  /** Billing months start on another day than the first, and are called cycles. */
  readonly monthsAreCycles: boolean;
  /** Those that divide the period into a number of buckets that can be drawn. */
  readonly granularities: readonly Granularity[];
  readonly filter: TransactionFilter;
  readonly chips: readonly FilterChip[];
  /** The filter's bounds of the charge as they are typed; empty where there is none. */
  readonly chargeBounds: { readonly min: string; readonly max: string };
  /** For the filter controls: everything that occurs in the period, unfiltered. */
  readonly choices: {
    readonly products: readonly string[];
    readonly statuses: readonly number[];
    readonly messages: readonly string[];
  };
  readonly tiles: readonly Tile[];
  /** "12.4 % of spend (₹1,204.00) has no known outcome", of the whole period; empty where that is nothing. */
  readonly unknownShare: string;
  /** What the tiles' tax rests on; empty where nothing is said about tax. */
  readonly gstNote: string;
  /** Absent until something was reconciled. */
  readonly bill?: BillCard;
  /** The time axis of all charts: told once, because a year's takes 40 KB. */
  readonly buckets: readonly Bucket[];
  readonly spend: SpendChart;
  readonly cumulative: CumulativeChart;
  readonly outcomes: OutcomeChart;
  readonly heat: HeatMap;
  readonly products: readonly ProductRow[];
  /** Absent where no rule is set. */
  readonly labels?: LabelCard;
  readonly failures: FailureTable;
  /** Number of transactions under the filter, for the table's height. */
  readonly rowCount: number;
  /** Changes whenever the table's rows may have changed. */
  readonly rowsRevision: number;
}

/**
 * The panel's fixed texts, made in the host (so that they can be translated there) and handed over in the page itself.
 * `{0}` stands for a value that is filled in, `{0|row|rows}` for the word that goes with it.
 */
export type PanelTexts = Readonly<Record<PanelTextKey, string>>;

export type PanelTextKey =
  | "title"
  | "sample"
  | "loading"
  | "refresh"
  | "export"
  | "setBudget"
  | "classify"
  | "reconcileAgain"
  | "openDocument"
  | "close"
  | "rows"
  | "difference"
  | "partOfDifference"
  | "period"
  | "customPeriod"
  | "since"
  | "until"
  | "apply"
  | "granularity"
  | "day"
  | "week"
  | "month"
  | "cycle"
  | "filters"
  | "clearFilters"
  | "removeFilter"
  | "backTo"
  | "products"
  | "outcome"
  | "success"
  | "failure"
  | "unknown"
  | "status"
  | "message"
  | "charge"
  | "anyCharge"
  | "chargeFrom"
  | "chargeTo"
  | "minCharge"
  | "maxCharge"
  | "chargedOnly"
  | "freeOnly"
  | "searchRows"
  | "searchList"
  | "nothingFound"
  | "moreInList"
  | "totals"
  | "spendChart"
  | "cumulativeChart"
  | "outcomeChart"
  | "heatMap"
  | "productList"
  | "labelList"
  | "labelNarrows"
  | "editLabels"
  | "setLabels"
  | "failureTable"
  | "failureTableEmpty"
  | "transactions"
  | "showAsTable"
  | "showAsChart"
  | "saveImage"
  | "asPng"
  | "asSvg"
  | "chartKeys"
  | "heatKeys"
  | "weekday"
  | "tableKeys"
  | "other"
  | "showOther"
  | "hideOther"
  | "total"
  | "share"
  | "calls"
  | "successRate"
  | "soFar"
  | "inPart"
  | "soFarOrInPart"
  | "notFetched"
  | "tooFine"
  | "budget"
  | "more"
  | "showAll"
  | "showFewer"
  | "showRows"
  | "time"
  | "product"
  | "id"
  | "columns"
  | "copyText"
  | "copyCsv"
  | "rowsSelected"
  | "rowCount"
  | "newRows"
  | "showNewRows"
  | "nothingSpent"
  | "noRows"
  | "rowLoading"
  | "updated"
  | "copied";
