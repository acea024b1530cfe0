// The extension's side of the dashboard without VS Code and without a ledger: the real snapshot of generated transactions that are
// held in memory, and real answers to every message.

import type { AppState, Usage } from "../../src/domain/appState.ts";
import { coarsened } from "../../src/domain/bucket.ts";
import { type Comparison, earlierStretch } from "../../src/domain/comparison.ts";
import { addDays, type Day, dayIn, daysInclusive, utcDayOf, weekdayOf } from "../../src/domain/day.ts";
import { isFiltering, type TransactionFilter } from "../../src/domain/filter.ts";
import { FIRST_GST_RULE, type GstRule } from "../../src/domain/gst.ts";
import { coverageOf, type Known, knownOf, knownStretches, type Stretches } from "../../src/domain/known.ts";
import { LabelCount, type ShownLabels } from "../../src/domain/labelCount.ts";
import { readLabels } from "../../src/domain/labelRules.ts";
import { type Outcome, outcomeOf } from "../../src/domain/outcome.ts";
import { intervalOf, type Period, type PeriodChoice, resolvePeriod } from "../../src/domain/period.ts";
import type { CoverageDay } from "../../src/domain/report.ts";
import {
  addTotals,
  type FailureGroup,
  type Granularity,
  type HeatCell,
  NO_TOTALS,
  type ProductTotals,
  type SeriesPoint,
  type Summary,
  type Totals,
} from "../../src/domain/summary.ts";
import { canonicalTransactionId, type Micros, type Transaction } from "../../src/domain/transaction.ts";
import type { FromWebview, TableSort, ToWebview } from "../../src/protocol.ts";
import { generateAccount } from "../../src/sandbox/generator.ts";
import { checkChargeRange } from "../../src/view/chargeChecks.ts";
import { bucketsOf } from "../../src/view/dashboard/buckets.ts";
import type { ShownAnswer } from "../../src/view/dashboard/dashboardBill.ts";
import { dashboardSnapshotOf } from "../../src/view/dashboard/dashboardSnapshot.ts";
import { tableRowOf } from "../../src/view/dashboard/dashboardTables.ts";
import { checkDateRange } from "../../src/view/dateChecks.ts";
import { hourIn } from "./hourIn.ts";
import { totalsOf } from "./totalsOf.ts";
import { watchOf } from "./watches.ts";

const ZONE = "Asia/Kolkata";
export const NOW = Date.parse("2026-11-23T09:02:00Z");
const TODAY: Day = "2026-11-23";

export interface PanelHost {
  /** What the extension would post back, in order. */
  answer(message: FromWebview): readonly ToWebview[];
  snapshot(): ToWebview;
  /** Everything that came from the webview. */
  readonly received: readonly FromWebview[];
  /** Replaces parts of the state, as a refresh or a failure would. */
  change(change: Partial<AppState>): void;
  /** More calls have been made. */
  add(transactions: readonly Transaction[]): void;
  state(): AppState;
  /** The transactions of the period under the filter, newest first. */
  rows(): readonly Transaction[];
}

export interface PanelHostOptions {
  readonly transactions?: readonly Transaction[];
  readonly choice?: PeriodChoice;
  readonly state?: Partial<AppState>;
  /** The table claims to have this many rows. */
  readonly rowCount?: number;
  readonly monthlyBudget?: number;
  readonly gst?: GstRule;
  readonly bill?: ShownAnswer;
  /** The setting `deepvue.labels`. */
  readonly labels?: unknown;
  /** Whether sums by label are still being read. */
  readonly labelsPending?: true;
  /** Of the dates of the period before, how many are said to have been fetched; all unless given. */
  readonly previousFetched?: number;
  /** UTC dates that were never fetched, and instants at which others were last read; all others were read four minutes ago. */
  readonly neverFetched?: readonly Day[];
  readonly lastReadAt?: Readonly<Record<Day, number>>;
}

let generated: readonly Transaction[] | undefined;

/** Seventy days of the sample account, newest first. */
function sampleTransactions(): readonly Transaction[] {
  generated ??= [
    ...generateAccount({ anchor: TODAY, callsPerWeekday: 400 }).transactions(
      intervalOf({ since: "2026-09-15", until: TODAY }, ZONE),
      NOW,
    ),
  ];
  return generated;
}

/** By what is known of them: the pages of all tests show the same rows, and their sums cost more than most that a test does. */
const knownRows = new Map<string, readonly Transaction[]>();
const summaries = new WeakMap<readonly Transaction[], Map<string, Summary>>();

/** The summary of some of these rows, made once; the key says of which. */
function summaryIn(rows: readonly Transaction[], key: string, make: () => Summary): Summary {
  const made = summaries.get(rows) ?? new Map<string, Summary>();
  summaries.set(rows, made);
  const summary = made.get(key) ?? make();
  made.set(key, summary);
  return summary;
}

function knownSampleTransactions({ neverFetched, lastReadAt }: PanelHostOptions, stretches: Stretches) {
  const key = JSON.stringify([neverFetched, lastReadAt]);
  const isKnown = (at: Micros): boolean => at >= NOW * 1000 || stretches.some(({ from, to }) => at >= from && at < to);
  const rows = knownRows.get(key) ?? sampleTransactions().filter(({ at }) => isKnown(at));
  knownRows.set(key, rows);
  return rows;
}

export function createPanelHost(options: PanelHostOptions = {}): PanelHost {
  const readAt = NOW - 4 * 60_000;
  const coverage = datesOf({ since: "2025-06-01", until: utcDayOf(NOW * 1000) })
    .filter((day) => !(options.neverFetched ?? []).includes(day))
    .map((day): CoverageDay => ({ day, readAt: options.lastReadAt?.[day] ?? readAt }));
  const stretches = knownStretches(coverage, NOW);
  let all = options.transactions ?? knownSampleTransactions(options, stretches);
  const received: FromWebview[] = [];
  let choice: PeriodChoice = options.choice ?? { preset: "thisMonth" };
  let filter: TransactionFilter = {};
  let filterChange = 0;
  let granularity: Granularity = "day";
  let expanded = false;
  let rowsRevision = 1;
  let bill = options.bill;
  let changes: Partial<AppState> = options.state ?? {};
  let passing: readonly Transaction[] = [];

  /** The like stretch before, as the application compares, from what this host holds in memory. */
  const compare = (period: Period, known: Known): Comparison => {
    const stretch = earlierStretch(choice, period, known, ZONE, 1);
    if (typeof stretch === "string") return { kind: "none", why: stretch };
    const { from } = intervalOf(stretch.period, ZONE);
    const dates = daysInclusive(stretch.period.since, stretch.period.until) + 1;
    if (options.previousFetched !== undefined && options.previousFetched < dates) {
      return { kind: "none", why: "notFetched", stretch, dates, fetched: options.previousFetched };
    }
    const earlier = (): readonly Transaction[] =>
      all.filter((row) => row.at >= from && row.at < stretch.to && passes(row, filter));
    const key = JSON.stringify([stretch.period, "day", filter, stretch.to]);
    return {
      kind: "earlier",
      stretch,
      summary: summaryIn(all, key, () => summaryOf(earlier(), stretch.period, "day")),
    };
  };

  const state = (): AppState => {
    const period = resolvePeriod(choice, TODAY, 1);
    const divided = coarsened(granularity, period);
    passing = within(all, period).filter((transaction) => passes(transaction, filter));
    const summary = (under: TransactionFilter, rows: () => readonly Transaction[]): Summary =>
      summaryIn(all, JSON.stringify([period, divided, under]), () => summaryOf(rows(), period, divided));
    const whole = summary({}, () => within(all, period));
    const filtered = isFiltering(filter) ? summary(filter, () => passing) : whole;
    const interval = intervalOf(period, ZONE);
    const known = knownOf(interval, stretches, NOW);
    const usage: Usage = {
      period: whole,
      filtered,
      known,
      stretches,
      comparison: compare(period, known),
      today: { totals: NO_TOTALS, ...known },
      month: { totals: NO_TOTALS, ...known },
      monthProducts: [],
      setAside: 0,
      coverage: coverageOf(interval, coverage, NOW),
    };
    return {
      loaded: true,
      accounts: [],
      account: { id: "sample", kind: "sample", label: "Sample account", baseUrl: "", plan: "starter" },
      zone: ZONE,
      cycleStart: 1,
      today: TODAY,
      choice,
      period,
      filter,
      granularity: divided,
      outcomes: [],
      usage,
      sync: { phase: "idle" },
      syncedAt: NOW - 4 * 60_000,
      watch: watchOf({
        accountId: "sample",
        ...(options.monthlyBudget !== undefined && { monthlyBudget: options.monthlyBudget }),
      }),
      ...changes,
    };
  };
  const snapshot = (): ToWebview => {
    const shown = state();
    const made = dashboardSnapshotOf(shown, NOW, {
      rowsRevision,
      expanded,
      gst: options.gst ?? FIRST_GST_RULE,
      ...(bill === undefined ? {} : { bill }),
      ...(options.labels === undefined ? {} : { labels: labelsOf(passing, options) }),
    });
    return { type: "snapshot", snapshot: { ...made, rowCount: options.rowCount ?? made.rowCount }, filterChange };
  };
  const answer = (message: FromWebview): readonly ToWebview[] => {
    received.push(message);
    switch (message.type) {
      case "ready":
        return [snapshot()];
      case "choosePreset":
        choice = { preset: message.preset };
        rowsRevision++;
        return [snapshot()];
      case "checkDates": {
        const { period: _, ...check } = checkDateRange(message.since, message.until, TODAY);
        return [{ type: "dates", ...check }];
      }
      case "chooseDates": {
        const { period } = checkDateRange(message.since, message.until, TODAY);
        if (period) choice = period;
        rowsRevision++;
        return [snapshot()];
      }
      case "checkCharges":
      case "chooseCharges": {
        const { bounds, ...check } = checkChargeRange(message.min, message.max);
        if (message.type === "checkCharges" || bounds === undefined) return [{ type: "charges", ...check }];
        const { minCharge: _, maxCharge: __, ...others } = filter;
        filter = { ...others, ...bounds };
        rowsRevision++;
        return [{ type: "charges", ...check }, snapshot()];
      }
      case "setFilter":
        filter = message.filter;
        filterChange = message.change;
        rowsRevision++;
        return [snapshot()];
      case "setGranularity":
        granularity = message.granularity;
        return [snapshot()];
      case "expandProducts":
        expanded = message.expanded;
        return [snapshot()];
      case "rows": {
        const { request, first, count, sort } = message;
        const sorted = sortRows(passing, sort);
        const rows = Array.from({ length: Math.min(count, (options.rowCount ?? sorted.length) - first) }, (_, index) =>
          rowAt(sorted, first + index),
        );
        return [{ type: "rows", request, rows }];
      }
      case "copyRows":
        return [{ type: "copied", rows: Math.min(message.count, 10_000) }];
      case "dismissBill":
        bill = undefined;
        return [snapshot()];
      case "run":
      case "editLabels":
      case "showDifference":
      case "saveImage":
        return [];
    }
  };
  return {
    answer,
    snapshot,
    received,
    change: (next) => {
      changes = { ...changes, ...next };
      rowsRevision++;
    },
    add: (transactions) => {
      all = [...transactions, ...all];
      rowsRevision++;
    },
    state,
    rows: () => {
      state();
      return passing;
    },
  };
}

/** Each transaction is a kind of its own. */
function labelsOf(rows: readonly Transaction[], { labels, labelsPending }: PanelHostOptions): ShownLabels {
  const { rules, ignored } = readLabels(labels);
  const NONE = { product: "", status: 0, message: "" };
  const get = (kind: number): Pick<Transaction, "product" | "status" | "message"> => rows[kind] ?? NONE;
  const outcome = (kind: number): Outcome => outcomeOf(get(kind).status, get(kind).message);
  const count = new LabelCount({ get, outcome, all: () => rows }, rules);
  for (const [kind, { id, charge }] of rows.entries()) {
    const bare = id.replaceAll("-", "");
    const prefix = count.prefixes.findIndex((each) => bare.startsWith(each));
    count.add(kind, prefix, 1, charge, charge > 0 ? 1 : 0, Math.max(0, charge));
  }
  return { totals: count.totals(), isPending: labelsPending === true, ignored };
}

/** A table that claims more rows than there are begins again from the first; its messages say which row it is. */
function rowAt(rows: readonly Transaction[], index: number) {
  const transaction = rows[index % rows.length];
  if (!transaction) throw new Error("no rows");
  const row = tableRowOf(transaction, ZONE, []);
  return index < rows.length ? row : { ...row, message: `Row ${index}` };
}

function datesOf({ since, until }: Period): readonly Day[] {
  return Array.from({ length: daysInclusive(since, until) }, (_, index) => addDays(since, index));
}

function within(transactions: readonly Transaction[], period: Period): readonly Transaction[] {
  const { from, to } = intervalOf(period, ZONE);
  return transactions.filter(({ at }) => at >= from && at < to);
}

function passes(transaction: Transaction, filter: TransactionFilter): boolean {
  const { product, status, message, charge, id } = transaction;
  const wanted = filter.text?.toLowerCase() ?? "";
  return (
    (filter.products?.includes(product) ?? true) &&
    (filter.outcomes?.includes(outcomeOf(status, message)) ?? true) &&
    (filter.statuses?.includes(status) ?? true) &&
    (filter.messages?.includes(message) ?? true) &&
    (filter.minCharge === undefined || charge >= filter.minCharge) &&
    (filter.maxCharge === undefined || charge <= filter.maxCharge) &&
    (filter.weekdays?.includes(weekdayOf(placeOf(transaction.at).day)) ?? true) &&
    (filter.hours?.includes(placeOf(transaction.at).hour) ?? true) &&
    (filter.charged === undefined || filter.charged === (charge !== 0)) &&
    (message.toLowerCase().includes(wanted) || canonicalTransactionId(id).includes(wanted))
  );
}

function sortRows(rows: readonly Transaction[], { column, direction }: TableSort): readonly Transaction[] {
  const sign = direction === "ascending" ? 1 : -1;
  return rows.toSorted((a, b) => sign * (a[column] < b[column] ? -1 : a[column] > b[column] ? 1 : 0));
}

function summaryOf(rows: readonly Transaction[], period: Period, granularity: Granularity): Summary {
  const buckets = bucketsOf(period, granularity, 1);
  const startOf = new Map<Day, Day>();
  let totals: Totals = NO_TOTALS;
  const products = new Map<string, Totals>();
  const series = new Map<string, SeriesPoint>();
  const failures = new Map<string, FailureGroup>();
  const heat = new Map<string, HeatCell>();
  for (const { at, product, status, message, charge } of rows) {
    const { day, hour } = placeOf(at);
    let start = startOf.get(day);
    if (start === undefined) {
      start = buckets.find(({ since, until }) => since <= day && day <= until)?.start ?? day;
      startOf.set(day, start);
    }
    const outcome = outcomeOf(status, message);
    const one = totalsOf(outcome, 1, charge, charge > 0 ? 1 : 0);
    totals = addTotals(totals, one);
    products.set(product, addTotals(products.get(product) ?? NO_TOTALS, one));
    const pointKey = `${start}\n${product}`;
    series.set(pointKey, { start, product, ...addTotals(series.get(pointKey) ?? NO_TOTALS, one) });
    const weekday = weekdayOf(day);
    const cell = heat.get(`${weekday} ${hour}`) ?? { weekday, hour, calls: 0, charge: 0 };
    heat.set(`${weekday} ${hour}`, { ...cell, calls: cell.calls + 1, charge: cell.charge + charge });
    if (outcome === "failure" && charge > 0) {
      const groupKey = `${product}\n${status}\n${message}`;
      const group = failures.get(groupKey) ?? { product, status, message, calls: 0, charge: 0 };
      failures.set(groupKey, { ...group, calls: group.calls + 1, charge: group.charge + charge });
    }
  }
  return {
    totals,
    products: [...products].map(([product, sums]): ProductTotals => ({ product, ...sums })).sort(costliest),
    series: [...series.values()],
    failures: [...failures.values()].sort(costliest),
    unknownCharge: rows.reduce((sum, row) => sum + (isUnknown(row) ? Math.max(0, row.charge) : 0), 0),
    heat: [...heat.values()],
    statuses: [...new Set(rows.map(({ status }) => status))].toSorted((a, b) => a - b),
    messages: [...Map.groupBy(rows, ({ message }) => message)]
      .toSorted(([, a], [, b]) => b.length - a.length)
      .map(([message]) => message),
  };
}

function isUnknown({ status, message }: Transaction): boolean {
  return outcomeOf(status, message) === "unknown";
}

/** Zones are slow to ask, and every snapshot sums the same instants up again. */
const places = new Map<Micros, { readonly day: Day; readonly hour: number }>();

function placeOf(at: Micros) {
  const known = places.get(at);
  if (known) return known;
  const place = { day: dayIn(ZONE, at), hour: hourIn(ZONE, at) };
  places.set(at, place);
  return place;
}

function costliest(a: { readonly charge: number }, b: { readonly charge: number }): number {
  return b.charge - a.charge;
}
