import type { Bucket, BucketState, CumulativeChart, OutcomeChart, PanelTextKey, SpendChart } from "../../protocol.ts";
import type { SeriesLook } from "./seriesLook.ts";

/** A chart as the frame draws it, whatever it is about; without colours, so that a change of theme needs no new data. */
export interface ChartModel {
  readonly type: "bar" | "line";
  readonly unit: "money" | "count";
  readonly description: string;
  /** Short, for the axis. */
  readonly labels: readonly string[];
  /** Complete, for tooltips and the table. */
  readonly names: readonly string[];
  readonly series: readonly ModelSeries[];
  /** Sum per bucket, where a sum means something. */
  readonly totals?: readonly string[];
  /** How much of each bucket is known; places beyond the period have none. */
  readonly states: readonly BucketState[];
  /** Place from which on a line is only "at least". */
  readonly atLeastFrom?: number;
  /** What a click on a bucket narrows the page to; absent where it can not. */
  readonly buckets?: readonly Bucket[];
}

export interface ModelSeries {
  readonly label: string;
  readonly look: SeriesLook;
  /** Null where nothing is known: a gap, not a zero. */
  readonly values: readonly (number | null)[];
  readonly texts: readonly string[];
  /** What a click on the series narrows the page to. */
  readonly narrows?: { readonly product: string } | { readonly outcome: "success" | "failure" | "unknown" };
}

type Text = (key: PanelTextKey) => string;

/** Spend stacked by product. */
export function spendModel(chart: SpendChart, buckets: readonly Bucket[]): ChartModel {
  const products = chart.series.map(
    ({ key, ...series }, index): ModelSeries => ({
      ...series,
      look: { kind: "series", index },
      narrows: { product: key },
    }),
  );
  const other: readonly ModelSeries[] = chart.other ? [{ ...withoutKey(chart.other), look: { kind: "other" } }] : [];
  return {
    ...timeAxis(buckets),
    ...barChart("money", chart),
    series: [...products, ...other],
    totals: chart.totals,
  };
}

/** Calls stacked by outcome. */
export function outcomeModel(chart: OutcomeChart, buckets: readonly Bucket[]): ChartModel {
  const series = chart.series.map(
    ({ key: _, outcome, ...drawn }): ModelSeries => ({ ...drawn, look: { kind: outcome }, narrows: { outcome } }),
  );
  return { ...timeAxis(buckets), ...barChart("count", chart), series };
}

/** Running totals, with the period before as a ghost and the budget as a limit. */
export function cumulativeModel(chart: CumulativeChart, buckets: readonly Bucket[], text: Text): ChartModel {
  const { budget, previous } = chart;
  const axis = [...buckets, ...chart.beyond];
  const everywhere = <Value>(value: Value) => axis.map(() => value);
  return {
    type: "line",
    unit: "money",
    description: chart.description,
    labels: axis.map(({ label }) => label),
    names: axis.map(({ name }) => name),
    states: buckets.map(({ state }) => state),
    ...(chart.atLeastFrom !== undefined && { atLeastFrom: chart.atLeastFrom }),
    series: [
      { ...withoutKey(chart.current), look: { kind: "current" } },
      ...(previous ? [{ ...withoutKey(previous), look: { kind: "previous" } } as const] : []),
      ...(budget
        ? [
            {
              label: `${text("budget")} ${budget.text}`,
              look: { kind: "budget" },
              values: everywhere(budget.value),
              texts: everywhere(budget.text),
            } as const,
          ]
        : []),
    ],
  };
}

function timeAxis(buckets: readonly Bucket[]): Pick<ChartModel, "labels" | "names" | "states" | "buckets"> {
  return {
    labels: buckets.map(({ label }) => label),
    names: buckets.map(({ name }) => name),
    states: buckets.map(({ state }) => state),
    buckets,
  };
}

function barChart(
  unit: ChartModel["unit"],
  { description }: { readonly description: string },
): Pick<ChartModel, "type" | "unit" | "description"> {
  return { type: "bar", unit, description };
}

function withoutKey<Series extends { readonly key: string }>({ key: _, ...series }: Series): Omit<Series, "key"> {
  return series;
}

/** True where zero was measured everywhere: axes around zeros would only invent a scale. A gap is nothing that was measured. */
export function isFlat({ series, states }: Pick<ChartModel, "series" | "states">): boolean {
  if (states.some((state) => state === "unknown" || state === "atLeast")) return false;
  return series.every(({ values }) => values.every((value) => value === 0));
}

/** True of a bucket whose bar may still grow: it is drawn lighter, as an outline. */
export function isOpen(state: BucketState | undefined): boolean {
  return state === "soFar" || state === "atLeast";
}

/** What the legend has to explain besides the series. */
export interface StateKey {
  readonly look: "open" | "gap";
  readonly text: "soFar" | "inPart" | "soFarOrInPart" | "notFetched";
}

/** Lines say what is open by themselves: they end, or are dashed. */
export function stateKeys({ type, states }: Pick<ChartModel, "type" | "states">): readonly StateKey[] {
  const [soFar, inPart] = [states.includes("soFar"), states.includes("atLeast")];
  const open = soFar && inPart ? "soFarOrInPart" : inPart ? "inPart" : soFar ? "soFar" : undefined;
  return [
    ...(open === undefined || type === "line" ? [] : [{ look: "open", text: open } as const]),
    ...(states.includes("unknown") ? [{ look: "gap", text: "notFetched" } as const] : []),
  ];
}

/** A point of a chart: one bucket of one series. */
export interface ChartPoint {
  readonly series: number;
  readonly bucket: number;
}

/** Where an arrow key leads; undefined for keys that lead nowhere. Without a point yet, any of them leads to the last bucket. */
export function movePoint(
  point: ChartPoint | undefined,
  key: string,
  { labels, series }: Pick<ChartModel, "labels" | "series">,
): ChartPoint | undefined {
  const lastBucket = labels.length - 1;
  const lastSeries = series.length - 1;
  if (lastBucket < 0 || lastSeries < 0) return undefined;
  const from = point ?? { series: 0, bucket: lastBucket };
  const to = (bucket: number, ofSeries: number): ChartPoint => ({
    bucket: Math.min(Math.max(bucket, 0), lastBucket),
    series: Math.min(Math.max(ofSeries, 0), lastSeries),
  });
  const step = point === undefined ? 0 : 1;
  switch (key) {
    case "ArrowLeft":
      return to(from.bucket - step, from.series);
    case "ArrowRight":
      return to(from.bucket + step, from.series);
    case "ArrowUp":
      return to(from.bucket, from.series + step);
    case "ArrowDown":
      return to(from.bucket, from.series - step);
    case "Home":
      return to(0, from.series);
    case "End":
      return to(lastBucket, from.series);
    default:
      return undefined;
  }
}

/** A point in words. */
export function pointText({ names, series }: Pick<ChartModel, "names" | "series">, point: ChartPoint): string {
  const { label = "", texts = [] } = series[point.series] ?? {};
  return `${names[point.bucket] ?? ""}: ${label} ${texts[point.bucket] ?? "—"}`;
}
