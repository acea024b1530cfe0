import type { Day } from "../../domain/day.ts";
import { rowText } from "../../domain/foreignText.ts";
import { formatMoney, type Money } from "../../domain/money.ts";
import { rupeesForDrawing } from "../../domain/summary.ts";
import type { Bucket, ChartSeries, CumulativeChart, OutcomeChart, SpendChart } from "../../protocol.ts";
import { formatPeriod } from "../dates.ts";
import { formatCalls, formatCount, formatShare } from "../numbers.ts";
import { outcomeText } from "../wording.ts";
import { inBucket, type KeyedBucket } from "./buckets.ts";
import type { SeriesTally } from "./seriesTally.ts";

/** Series that a glance can tell apart, and how many are offered on request. */
const GLANCE = 6;
const EXPANDED = 20;

/** How many products are shown one by one; a single one is never hidden behind "Other", where its name takes no more room. */
export function shownProducts(products: number, expanded: boolean): number {
  const limit = expanded ? EXPANDED : GLANCE;
  return products <= limit + 1 ? products : limit;
}

function moneySeries(key: string, label: string, amounts: readonly Money[]): ChartSeries {
  return { key, label, values: amounts.map(rupeesForDrawing), texts: amounts.map(formatMoney) };
}

/** Spend per bucket, stacked by product: the costliest one by one, the others summed up. */
export function spendChartOf(tally: SeriesTally): SpendChart {
  const { summary, buckets, products, other, charge } = tally;
  const hidden = summary.products.length - products.size;
  return {
    buckets: withoutStarts(buckets),
    series: [...products].map(([product, amounts]) => moneySeries(product, product, amounts)),
    ...(hidden > 0 && { other: moneySeries("", `Other (${formatCount(hidden)} products)`, other) }),
    expanded: products.size > GLANCE + 1,
    totals: charge.map(formatMoney),
    description: spendDescription(tally),
  };
}

function withoutStarts(buckets: readonly KeyedBucket[]): readonly Bucket[] {
  return buckets.map(({ start: _, ...bucket }) => bucket);
}

function spendDescription({ summary, period, granularity, buckets, charge: totals }: SeriesTally): string {
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
  tally: SeriesTally,
  previous: SeriesTally | undefined,
  today: Day,
  budget: Money | undefined,
  offersBudget: boolean,
): CumulativeChart {
  const { buckets, granularity } = tally;
  const begun = buckets.filter(({ since }) => since <= today).length;
  const current = runningTotals("current", tally, begun);
  const before = previous && runningTotals("previous", previous, previous.buckets.length);
  // A month may be shorter than the one before; the ghost line then runs on.
  const beyond = Array.from({ length: Math.max(0, (before?.values.length ?? 0) - buckets.length) }, (_, index) =>
    String(buckets.length + index + 1),
  );
  return {
    labels: [...buckets.map(({ label }) => label), ...beyond],
    names: [...buckets.map(({ name }) => name), ...beyond.map((number) => `${granularity} ${number}`)],
    current,
    ...(before && { previous: before }),
    ...(budget !== undefined && { budget: { value: rupeesForDrawing(budget), text: formatMoney(budget) } }),
    offersBudget,
    description: cumulativeDescription(current, before, budget),
  };
}

function runningTotals(key: string, { period, charge }: SeriesTally, count: number): ChartSeries {
  let running = 0;
  const amounts = charge.slice(0, count).map((amount) => {
    running += amount;
    return running;
  });
  return moneySeries(key, formatPeriod(period), amounts);
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
export function outcomeChartOf(tally: SeriesTally): OutcomeChart {
  const { summary, period, granularity, buckets } = tally;
  const series = OUTCOME_FIELDS.map(([outcome, field]) => ({
    key: outcome,
    outcome,
    label: outcomeText(outcome),
    values: tally[field],
    texts: tally[field].map(formatCount),
  }));
  const { calls, successes, failures, unknowns } = summary.totals;
  return {
    buckets: withoutStarts(buckets),
    series,
    description: `Outcomes per ${granularity}, ${formatPeriod(period)}: of ${formatCalls(calls)}, ${formatCount(successes)} succeeded, ${formatCount(failures)} failed and ${formatCount(unknowns)} have an unknown outcome.`,
  };
}

const OUTCOME_FIELDS = [
  ["success", "successes"],
  ["failure", "failures"],
  ["unknown", "unknowns"],
] as const;
