import type { Usage } from "../../domain/appState.ts";
import type { Comparison, EarlierStretch } from "../../domain/comparison.ts";
import type { EpochMs } from "../../domain/epoch.ts";
import type { GstRule } from "../../domain/gst.ts";
import { formatMoney, formatRounded } from "../../domain/money.ts";
import type { Period } from "../../domain/period.ts";
import { chargePerSuccess, type Summary, successRate, type Totals } from "../../domain/summary.ts";
import type { Tile } from "../../protocol.ts";
import { gstFigures } from "../gstTexts.ts";
import { asFarAsKnown, inStretch, noComparisonText, UNKNOWN } from "../honestStates.ts";
import { formatCalls, formatCount, formatCounted, formatPoints, formatShare, formatTrend } from "../numbers.ts";

interface Measure {
  readonly key: Tile["key"];
  readonly label: string;
  readonly of: (totals: Totals) => number | undefined;
  readonly format: (value: number) => string;
  /** How two values differ; relative unless said otherwise. */
  readonly compare?: (now: EpochMs, before: number) => string;
  /** Whether a part of the period gives a part of it, so that it is "at least"; a rate or an average is no sum. */
  readonly isSum: boolean;
  /** Which direction is good news for the payer. */
  readonly better: "more" | "less" | "neither";
  readonly detail: (summary: Summary) => string;
}

const MEASURES: readonly Measure[] = [
  {
    key: "spend",
    isSum: true,
    label: "Spend",
    of: ({ charge }) => charge,
    format: formatMoney,
    better: "less",
    detail: ({ products }) => (products.length === 0 ? "" : formatCounted(products.length, "product")),
  },
  {
    key: "calls",
    isSum: true,
    label: "Calls",
    of: ({ calls }) => calls,
    format: formatCount,
    better: "neither",
    detail: ({ totals }) => (totals.calls === 0 ? "" : `${formatRounded(totals.charge / totals.calls)} on average`),
  },
  {
    key: "successRate",
    isSum: false,
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
    isSum: false,
    label: "Cost per success",
    of: chargePerSuccess,
    format: formatRounded,
    better: "less",
    detail: ({ totals }) => (totals.failures > 0 && totals.successes > 0 ? "failed calls included" : ""),
  },
  {
    key: "chargedFailures",
    isSum: true,
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

/** The key figures of a period's summary beside those of the like stretch before, where both are known. */
export function tilesOf(summary: Summary, period: Period, usage: Usage | undefined, gst: GstRule): readonly Tile[] {
  // Two lines of a tile have no room for a year that stands above them already.
  const withoutYear = (text: string) => text.replaceAll(` ${period.until.slice(0, 4)}`, "");
  const extent = usage?.known.extent ?? "nothing";
  const { comparison } = usage ?? {};
  const earlier = comparison?.kind === "earlier" ? comparison : undefined;
  return MEASURES.map((measure) => {
    const now = extent === "nothing" ? undefined : measure.of(summary.totals);
    const before = earlier && measure.of(earlier.summary.totals);
    return {
      key: measure.key,
      label: measure.label,
      value: now === undefined ? UNKNOWN : asFarAsKnown(measure.format(now), measure.isSum ? extent : "wholly"),
      previous: withoutYear(previousText(measure, before, earlier?.stretch, comparison)),
      change: changeOf(measure, now, before),
      tone: toneOf(measure, now, before),
      detail: now === undefined ? "" : measure.detail(summary),
      tax: measure.key === "spend" ? gstFigures({ totals: summary.totals, extent }, gst) : "",
    };
  });
}

/** What it was before; or, once, in the first tile, why nothing is compared. */
function previousText(
  { key, format }: Measure,
  before: number | undefined,
  stretch: EarlierStretch | undefined,
  comparison: Comparison | undefined,
): string {
  if (stretch !== undefined && before !== undefined) return `${format(before)} ${inStretch(stretch)}`;
  return key === "spend" && comparison !== undefined ? noComparisonText(comparison) : "";
}

function changeOf(measure: Measure, now: EpochMs | undefined, before: number | undefined): string {
  if (now === undefined || before === undefined || (now === 0 && before === 0)) return "";
  return (measure.compare ?? formatTrend)(now, before);
}

function toneOf(measure: Measure, now: EpochMs | undefined, before: number | undefined): Tile["tone"] {
  if (now === undefined || before === undefined || now === before || measure.better === "neither") return "neutral";
  return now > before === (measure.better === "more") ? "good" : "bad";
}
