import { type AppState, dataStateOf, type Usage } from "../../domain/appState.ts";
import { coarsened } from "../../domain/bucket.ts";
import { FIRST_OF_MONTH, unitAround } from "../../domain/calendar.ts";
import type { EpochMs } from "../../domain/epoch.ts";
import { isFiltering } from "../../domain/filter.ts";
import type { GstRule } from "../../domain/gst.ts";
import type { ShownLabels } from "../../domain/labelCount.ts";
import { type Money, moneyToDecimal } from "../../domain/money.ts";
import { type Granularity, NO_SUMMARY } from "../../domain/summary.ts";
import type { DashboardSnapshot } from "../../protocol.ts";
import { unknownShareText } from "../classifyTexts.ts";
import { formatPeriod } from "../dates.ts";
import { filterChipsOf } from "../filterChips.ts";
import { GST_ROUNDING, gstAssumption } from "../gstTexts.ts";
import { accountName, asOfText, hasNumbers, syncText } from "../honestStates.ts";
import { periodGroups } from "../periodChoices.ts";
import { billCardOf, type ShownAnswer } from "./dashboardBill.ts";
import { cumulativeChartOf, outcomeChartOf, shownBuckets, shownProducts, spendChartOf } from "./dashboardCharts.ts";
import { heatMapOf } from "./dashboardHeat.ts";
import { labelCardOf } from "./dashboardLabels.ts";
import { noticesOf } from "./dashboardNotices.ts";
import { failureTableOf, MOST_PRODUCTS, productRowsOf } from "./dashboardTables.ts";
import { tilesOf } from "./dashboardTiles.ts";
import { tallySeries } from "./seriesTally.ts";

/** What the panel shows besides the application's state. */
export interface DashboardOptions {
  /** Changes whenever the table's rows may have changed. */
  readonly rowsRevision: number;
  /** Whether the user asked for more products than a glance takes in. */
  readonly expanded: boolean;
  readonly gst: GstRule;
  readonly bill?: ShownAnswer;
  readonly labels?: ShownLabels;
}

/** The whole panel as data: complete, with every text made, so that the webview only draws. */
export function dashboardSnapshotOf(state: AppState, now: EpochMs, options: DashboardOptions): DashboardSnapshot {
  const { usage, period, granularity, filter } = state;
  const summary = usage?.filtered ?? NO_SUMMARY;
  const shown = shownProducts(summary.products.length, options.expanded);
  const knowledge = { stretches: usage?.stretches ?? [], zone: state.zone, now };
  const tally = tallySeries(summary, period, state, shown, knowledge);
  return {
    account: accountName(state),
    sample: state.account?.kind === "sample",
    zone: state.zone,
    asOf: asOfText(state, now),
    stale: ["stale", "failed"].includes(dataStateOf(state, now)),
    busy: busyText(state),
    notices: noticesOf(state, now),
    hasNumbers: hasNumbers(state),
    period: periodOf(state),
    granularity,
    monthsAreCycles: state.cycleStart !== FIRST_OF_MONTH,
    granularities: GRANULARITIES.filter((wished) => coarsened(wished, period) === wished),
    filter,
    chips: filterChipsOf(filter),
    chargeBounds: { min: boundText(filter.minCharge), max: boundText(filter.maxCharge) },
    choices: choicesOf(usage),
    unknownShare: usage === undefined ? "" : unknownShareText(usage.period),
    tiles: tilesOf(summary, period, usage, options.gst),
    gstNote: gstNoteOf(options.gst),
    ...(options.bill === undefined ? {} : { bill: billCardOf(options.bill, state.zone) }),
    buckets: shownBuckets(tally),
    spend: spendChartOf(tally),
    cumulative: cumulativeChartOf(
      tally,
      usage?.comparison.kind === "earlier" ? usage.comparison : undefined,
      hasRoomForBudget(state) ? state.watch?.monthlyBudget : undefined,
      // Whether there is a budget is known only once the watcher has looked.
      hasRoomForBudget(state) && state.watch !== undefined && state.watch.monthlyBudget === undefined,
    ),
    outcomes: outcomeChartOf(tally),
    heat: heatMapOf(summary.heat, usage?.known.extent ?? "nothing"),
    products: productRowsOf(summary, filter),
    ...(options.labels === undefined
      ? {}
      : { labels: labelCardOf(options.labels, filter, usage?.known.extent ?? "nothing") }),
    failures: failureTableOf(summary, filter),
    rowCount: summary.totals.calls,
    rowsRevision: options.rowsRevision,
  };
}

/** Stands under the tiles, whose tax it explains. */
function gstNoteOf(rule: GstRule): string {
  const assumption = gstAssumption(rule);
  return assumption === "" ? "" : `Taxable value and GST: ${assumption}. ${GST_ROUNDING}`;
}

const GRANULARITIES: readonly Granularity[] = ["day", "week", "month"];

function busyText({ sync, zone }: AppState): string {
  const text = syncText(sync, zone);
  return text === "" || sync.phase === "waiting" ? text : `${text}…`;
}

function periodOf({ period, choice, today, cycleStart }: AppState): DashboardSnapshot["period"] {
  return {
    ...period,
    label: formatPeriod(period),
    ...("preset" in choice && { preset: choice.preset }),
    groups: periodGroups({ today, cycleStart }),
  };
}

function boundText(amount: Money | undefined): string {
  return amount === undefined ? "" : moneyToDecimal(amount);
}

function choicesOf(usage: Usage | undefined): DashboardSnapshot["choices"] {
  const { products, statuses, messages } = usage?.period ?? NO_SUMMARY;
  return { products: products.slice(0, MOST_PRODUCTS).map(({ product }) => product), statuses, messages };
}

/**
 * A billing month's budget is a line only where the period is that month, and where nothing is filtered out; over a line at zero, which
 * was at zero in the period before as well, it says nothing.
 */
function hasRoomForBudget({ period, filter, usage, cycleStart }: AppState): boolean {
  if (usage === undefined) return false;
  const before = usage.comparison.kind === "earlier" ? usage.comparison.summary.totals.charge : 0;
  if (usage.period.totals.charge === 0 && before === 0) return false;
  const month = unitAround(period.since, "billingMonth", cycleStart);
  const oneMonth = period.since === month.since && period.until <= month.until;
  return oneMonth && !isFiltering(filter);
}
