import { hasWholePrevious, type Usage } from "../../domain/appState.ts";
import { formatMoney } from "../../domain/money.ts";
import type { Period } from "../../domain/period.ts";
import { chargePerSuccess, type Summary, successRate, type Totals } from "../../domain/summary.ts";
import type { Tile } from "../../protocol.ts";
import { formatPeriod, inPeriod } from "../dates.ts";
import { formatCalls, formatCount, formatCounted, formatPoints, formatShare, formatTrend } from "../numbers.ts";

/** Stands where there is nothing to measure; never "₹0.00". */
const NOTHING = "—";

interface Measure {
  readonly key: Tile["key"];
  readonly label: string;
  readonly of: (totals: Totals) => number | undefined;
  readonly format: (value: number) => string;
  /** How two values differ; relative unless said otherwise. */
  readonly compare?: (now: number, before: number) => string;
  /** Which direction is good news for the payer. */
  readonly better: "more" | "less" | "neither";
  readonly detail: (summary: Summary) => string;
}

const MEASURES: readonly Measure[] = [
  {
    key: "spend",
    label: "Spend",
    of: ({ charge }) => charge,
    format: formatMoney,
    better: "less",
    detail: ({ products }) => (products.length === 0 ? "" : formatCounted(products.length, "product")),
  },
  {
    key: "calls",
    label: "Calls",
    of: ({ calls }) => calls,
    format: formatCount,
    better: "neither",
    detail: ({ totals }) =>
      totals.calls === 0 ? "" : `${formatMoney(Math.round(totals.charge / totals.calls))} on average`,
  },
  {
    key: "successRate",
    label: "Success rate",
    of: successRate,
    format: formatShare,
    compare: (now, before) => formatPoints(now - before),
    better: "more",
    detail: ({ totals: { failures, unknowns } }) =>
      [
        ...(failures > 0 ? [`${formatCount(failures)} failed`] : []),
        ...(unknowns > 0 ? [`${formatCount(unknowns)} unknown`] : []),
      ].join(", "),
  },
  {
    key: "chargePerSuccess",
    label: "Cost per success",
    of: chargePerSuccess,
    format: formatMoney,
    better: "less",
    detail: ({ totals }) => (totals.failures > 0 && totals.successes > 0 ? "failed calls included" : ""),
  },
  {
    key: "chargedFailures",
    label: "Paid for failures",
    of: ({ chargedFailureCharge }) => chargedFailureCharge,
    format: formatMoney,
    better: "less",
    detail: ({ totals: { charge, chargedFailures, chargedFailureCharge } }) =>
      [
        ...(chargedFailures > 0 ? [formatCalls(chargedFailures)] : []),
        ...(chargedFailures > 0 && charge > 0 ? [`${formatShare(chargedFailureCharge / charge)} of spend`] : []),
      ].join(", "),
  },
];

/** The key figures of a period's summary beside those of the period before, where that has been fetched as a whole. */
export function tilesOf(summary: Summary, period: Period, usage: Usage | undefined): readonly Tile[] {
  // Two lines of a tile have no room for a year that stands above them already.
  const withoutYear = (text: string) => text.replace(` ${period.until.slice(0, 4)}`, "");
  const previous = usage !== undefined && hasWholePrevious(usage) ? usage.previous.totals : undefined;
  return MEASURES.map((measure) => {
    const now = measure.of(summary.totals);
    const before = previous && measure.of(previous);
    return {
      key: measure.key,
      label: measure.label,
      value: now === undefined ? NOTHING : measure.format(now),
      previous:
        before === undefined || usage === undefined
          ? gapText(measure, usage, withoutYear)
          : `${measure.format(before)} ${withoutYear(inPeriod(usage.previousPeriod))}`,
      change: changeOf(measure, now, before),
      tone: toneOf(measure, now, before),
      detail: measure.detail(summary),
    };
  });
}

/** Says once, in the first tile, why nothing is compared. */
function gapText({ key }: Measure, usage: Usage | undefined, withoutYear: (text: string) => string): string {
  if (key !== "spend" || usage === undefined || hasWholePrevious(usage)) return "";
  const { dates, fetched } = usage.previousCoverage;
  return fetched === 0
    ? ""
    : `${withoutYear(formatPeriod(usage.previousPeriod))}: ${fetched} of ${dates} dates fetched`;
}

function changeOf(measure: Measure, now: number | undefined, before: number | undefined): string {
  if (now === undefined || before === undefined || (now === 0 && before === 0)) return "";
  return (measure.compare ?? formatTrend)(now, before);
}

function toneOf(measure: Measure, now: number | undefined, before: number | undefined): Tile["tone"] {
  if (now === undefined || before === undefined || now === before || measure.better === "neither") return "neutral";
  return now > before === (measure.better === "more") ? "good" : "bad";
}
