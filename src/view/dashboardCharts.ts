import type { Day } from "../domain/day.ts";
import { formatMoney, type Money } from "../domain/money.ts";
import type { Period } from "../domain/period.ts";
import { type Granularity, rupeesForDrawing, type SeriesPoint, type Summary, type Totals } from "../domain/summary.ts";
import type { ChartSeries, CumulativeChart, OutcomeChart, SpendChart } from "../protocol.ts";
import { bucketsOf, inBucket, type KeyedBucket } from "./buckets.ts";
import { formatPeriod } from "./dates.ts";
import { rowText } from "./foreignText.ts";
import { formatCalls, formatCount, formatShare } from "./numbers.ts";
import { outcomeText } from "./wording.ts";

/** Series that a glance can tell apart, and how many are offered on request. */
const GLANCE = 6;
const EXPANDED = 20;

/** Where a chart's numbers come from. */
export interface ChartSource {
  readonly summary: Summary;
  readonly period: Period;
  readonly granularity: Granularity;
}

/** Sums one amount of every series point per bucket start. */
function perBucket(points: readonly SeriesPoint[], amountOf: (point: Totals) => number): Map<Day, number> {
  const sums = new Map<Day, number>();
  for (const point of points) sums.set(point.start, (sums.get(point.start) ?? 0) + amountOf(point));
  return sums;
}

function moneySeries(key: string, label: string, buckets: readonly KeyedBucket[], sums: Map<Day, Money>): ChartSeries {
  const amounts = buckets.map(({ start }) => sums.get(start) ?? 0);
  return { key, label, values: amounts.map(rupeesForDrawing), texts: amounts.map(formatMoney) };
}

/** Spend per bucket, stacked by product: the costliest one by one, the others summed up. */
export function spendChartOf(source: ChartSource, expanded: boolean): SpendChart {
  const { summary, period, granularity } = source;
  const buckets = bucketsOf(period, granularity);
  const limit = expanded ? EXPANDED : GLANCE;
  // A single product is never hidden behind "Other": its name takes no more room.
  const count = summary.products.length <= limit + 1 ? summary.products.length : limit;
  const sums = new Map(summary.products.slice(0, count).map(({ product }) => [product, new Map<Day, Money>()]));
  const otherSums = new Map<Day, Money>();
  for (const { product, start, charge } of summary.series) {
    const target = sums.get(product) ?? otherSums;
    target.set(start, (target.get(start) ?? 0) + charge);
  }
  const totals = buckets.map(({ start }) => perBucketTotal(start, sums, otherSums));
  const hidden = summary.products.length - count;
  return {
    buckets: buckets.map(({ start: _, ...bucket }) => bucket),
    series: [...sums].map(([product, ofProduct]) => moneySeries(product, product, buckets, ofProduct)),
    ...(hidden > 0 && { other: moneySeries("", `Other (${formatCount(hidden)} products)`, buckets, otherSums) }),
    expanded: expanded && summary.products.length > GLANCE + 1,
    totals: totals.map(formatMoney),
    description: spendDescription(source, buckets, totals),
  };
}

function perBucketTotal(start: Day, sums: Map<string, Map<Day, Money>>, other: Map<Day, Money>): Money {
  let total = other.get(start) ?? 0;
  for (const ofProduct of sums.values()) total += ofProduct.get(start) ?? 0;
  return total;
}

function spendDescription(
  { summary, period, granularity }: ChartSource,
  buckets: readonly KeyedBucket[],
  totals: readonly Money[],
): string {
  const spend = `Spend per ${granularity} by product, ${formatPeriod(period)}: ${formatMoney(summary.totals.charge)} for ${formatCalls(summary.totals.calls)}.`;
  const peak = indexOfLargest(totals);
  const bucket = buckets[peak];
  const top = summary.products[0];
  if (bucket === undefined || top === undefined || summary.totals.charge <= 0) return spend;
  return `${spend} Most ${inBucket(bucket)}: ${formatMoney(totals[peak] ?? 0)}. Costliest product: ${rowText(top.product)}, ${formatShare(top.charge / summary.totals.charge)}.`;
}

function indexOfLargest(amounts: readonly number[]): number {
  let best = 0;
  for (const [index, amount] of amounts.entries()) if (amount > (amounts[best] ?? 0)) best = index;
  return best;
}

/** Running totals beside those of the period before, and the budget where one applies to the period as a whole. */
export function cumulativeChartOf(
  source: ChartSource,
  previous: ChartSource | undefined,
  today: Day,
  budget: Money | undefined,
): CumulativeChart {
  const buckets = bucketsOf(source.period, source.granularity);
  const begun = buckets.filter(({ since }) => since <= today);
  const current = runningTotals("current", source, begun);
  const before = previous && runningTotals("previous", previous, bucketsOf(previous.period, previous.granularity));
  // A month may be shorter than the one before; the ghost line then runs on.
  const beyond = Array.from({ length: Math.max(0, (before?.values.length ?? 0) - buckets.length) }, (_, index) =>
    String(buckets.length + index + 1),
  );
  return {
    labels: [...buckets.map(({ label }) => label), ...beyond],
    names: [...buckets.map(({ name }) => name), ...beyond.map((number) => `${source.granularity} ${number}`)],
    current,
    ...(before && { previous: before }),
    ...(budget !== undefined && { budget: { value: rupeesForDrawing(budget), text: formatMoney(budget) } }),
    description: cumulativeDescription(current, before, budget),
  };
}

function runningTotals(key: string, { summary, period }: ChartSource, buckets: readonly KeyedBucket[]): ChartSeries {
  const sums = perBucket(summary.series, ({ charge }) => charge);
  let running = 0;
  const amounts = buckets.map(({ start }) => {
    running += sums.get(start) ?? 0;
    return running;
  });
  return {
    key,
    label: formatPeriod(period),
    values: amounts.map(rupeesForDrawing),
    texts: amounts.map(formatMoney),
  };
}

function cumulativeDescription(
  current: ChartSeries,
  previous: ChartSeries | undefined,
  budget: Money | undefined,
): string {
  const sentences = [`Spend added up over ${current.label}: ${current.texts.at(-1) ?? formatMoney(0)}.`];
  const sameMoment = previous?.texts[current.texts.length - 1] ?? previous?.texts.at(-1);
  if (previous && sameMoment !== undefined) {
    sentences.push(`The period before, ${previous.label}, had come to ${sameMoment} by then.`);
  }
  if (budget !== undefined) sentences.push(`The budget is ${formatMoney(budget)}.`);
  return sentences.join(" ");
}

/** Calls per bucket by outcome. */
export function outcomeChartOf({ summary, period, granularity }: ChartSource): OutcomeChart {
  const buckets = bucketsOf(period, granularity);
  const series = OUTCOME_FIELDS.map(([outcome, field]) => {
    const sums = perBucket(summary.series, (totals) => totals[field]);
    const values = buckets.map(({ start }) => sums.get(start) ?? 0);
    return { key: outcome, outcome, label: outcomeText(outcome), values, texts: values.map(formatCount) };
  });
  const { calls, successes, failures, unknowns } = summary.totals;
  return {
    buckets: buckets.map(({ start: _, ...bucket }) => bucket),
    series,
    description: `Outcomes per ${granularity}, ${formatPeriod(period)}: of ${formatCalls(calls)}, ${formatCount(successes)} succeeded, ${formatCount(failures)} failed and ${formatCount(unknowns)} have an unknown outcome.`,
  };
}

const OUTCOME_FIELDS = [
  ["success", "successes"],
  ["failure", "failures"],
  ["unknown", "unknowns"],
] as const;
