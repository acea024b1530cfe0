import type { EarlierStretch } from "../../domain/comparison.ts";
import { daysInclusive } from "../../domain/day.ts";
import { rowText } from "../../domain/foreignText.ts";
import type { Extent } from "../../domain/known.ts";
import { formatMoney, type Money } from "../../domain/money.ts";
import { rupeesForDrawing, type Summary } from "../../domain/summary.ts";
import type { Bucket, BucketState, ChartSeries, CumulativeChart, OutcomeChart, SpendChart } from "../../protocol.ts";
import { formatPeriod } from "../dates.ts";
import { atLeast, inStretch, UNKNOWN } from "../honestStates.ts";
import { formatCalls, formatCount, formatCounted, formatShare } from "../numbers.ts";
import { outcomeText } from "../wording.ts";
import { bucketOf, inBucket } from "./buckets.ts";
import type { SeriesTally } from "./seriesTally.ts";

/** Series that a glance can tell apart, and how many are offered on request. */
const GLANCE = 6;
const EXPANDED = 20;

/** How many products are shown one by one; a single one is never hidden behind "Other", where its name takes no more room. */
export function shownProducts(products: number, expanded: boolean): number {
  const limit = expanded ? EXPANDED : GLANCE;
  return products <= limit + 1 ? products : limit;
}

function moneySeries(
  key: string,
  label: string,
  amounts: readonly Money[],
  states: readonly BucketState[],
): ChartSeries {
  return seriesOf(key, label, amounts, states, rupeesForDrawing, formatMoney);
}

/** Numbers along buckets: none where nothing is known, "at least" where a part is. */
function seriesOf(
  key: string,
  label: string,
  amounts: readonly number[],
  states: readonly BucketState[],
  draw: (amount: number) => number,
  format: (amount: number) => string,
): ChartSeries {
  return {
    key,
    label,
    values: amounts.map((amount, place) => (states[place] === "unknown" ? null : draw(amount))),
    texts: amounts.map((amount, place) => atLeast(format(amount), extentOf(states[place]))),
  };
}

function extentOf(state: BucketState | undefined): Extent {
  return state === "unknown" ? "nothing" : state === "atLeast" ? "partly" : "wholly";
}

/** Spend per bucket, stacked by product: the costliest one by one, the others summed up. */
export function spendChartOf(tally: SeriesTally): SpendChart {
  const { summary, products, other, charge, states } = tally;
  const hidden = summary.products.length - products.size;
  return {
    series: [...products].map(([product, amounts]) => moneySeries(product, product, amounts, states)),
    ...(hidden > 0 && { other: moneySeries("", `Other (${formatCount(hidden)} products)`, other, states) }),
    expanded: products.size > GLANCE + 1,
    totals: moneySeries("", "", charge, states).texts,
    description: spendDescription(tally),
  };
}

/** The time axis of all charts. */
export function shownBuckets({ buckets, states }: SeriesTally): readonly Bucket[] {
  return buckets.map((bucket, place) => bucketOf(bucket, states[place] ?? "unknown"));
}

function spendDescription(tally: SeriesTally): string {
  const { summary, period, bucketWord, buckets, charge: totals } = tally;
  const { charge, calls } = summary.totals;
  const sum = atLeast(`${formatMoney(charge)} for ${formatCalls(calls)}`, extentOfAll(tally));
  const spend = `Spend per ${bucketWord} by product, ${formatPeriod(period)}: ${sum}.`;
  const peak = indexOfLargest(totals);
  const bucket = buckets[peak];
  const top = summary.products[0];
  const most =
    bucket === undefined || top === undefined || charge <= 0
      ? ""
      : ` Most ${inBucket(bucket)}: ${formatMoney(totals[peak] ?? 0)}. Costliest product: ${rowText(top.product)}, ${formatShare(top.charge / charge)}.`;
  return `${spend}${most}${reservations(tally)}`;
}

function extentOfAll({ states }: SeriesTally): Extent {
  if (states.every((state) => state === "unknown")) return "nothing";
  return states.some((state) => state === "unknown" || state === "atLeast") ? "partly" : "wholly";
}

/** What the bars say by their looks, in words: " 2 of 23 days were not fetched. 1 is known in part. The last one is not over." */
function reservations({ states, bucketWord }: SeriesTally): string {
  const count = (wanted: BucketState) => states.filter((state) => state === wanted).length;
  const [unknown, partly] = [count("unknown"), count("atLeast")];
  return [
    unknown === 0 ? "" : ` Not fetched: ${formatCount(unknown)} of ${formatCounted(states.length, bucketWord)}.`,
    partly === 0 ? "" : ` Known in part: ${formatCounted(partly, bucketWord)}.`,
    count("soFar") === 0 ? "" : ` The last ${bucketWord} is not over.`,
  ].join("");
}

function indexOfLargest(amounts: readonly number[]): number {
  let best = 0;
  for (const [index, amount] of amounts.entries()) if (amount > (amounts[best] ?? 0)) best = index;
  return best;
}

/** An earlier stretch with its charge by day. */
export interface EarlierSpend {
  readonly stretch: EarlierStretch;
  readonly summary: Summary;
}

/** Running totals beside those of the like stretch before, and the budget where one applies to the period as a whole. */
export function cumulativeChartOf(
  tally: SeriesTally,
  earlier: EarlierSpend | undefined,
  budget: Money | undefined,
  offersBudget: boolean,
): CumulativeChart {
  const { buckets, bucketWord } = tally;
  const { series: current, atLeastFrom } = runningTotals(tally);
  const before = earlier && earlierTotals(earlier, tally);
  // A month may be shorter than the one before; the ghost line then runs on.
  const beyond = Array.from({ length: Math.max(0, (before?.values.length ?? 0) - buckets.length) }, (_, index) =>
    String(buckets.length + index + 1),
  );
  return {
    beyond: beyond.map((label) => ({ label, name: `${bucketWord} ${label}` })),
    current,
    ...(atLeastFrom >= 0 && { atLeastFrom }),
    ...(before && { previous: before }),
    ...(budget !== undefined && { budget: { value: rupeesForDrawing(budget), text: formatMoney(budget) } }),
    offersBudget,
    description: cumulativeDescription(tally, current, earlier, before, budget),
  };
}

/** From the first bucket on that is not known as a whole, the sum is "at least"; where nothing is known the line has a gap. */
function runningTotals({ period, charge, states }: SeriesTally) {
  const atLeastFrom = states.findIndex((state) => state === "unknown" || state === "atLeast");
  const lastKnown = states.findLastIndex((state) => state !== "unknown");
  let running = 0;
  const amounts = charge.slice(0, lastKnown + 1).map((amount) => {
    running += amount;
    return running;
  });
  const known = amounts.map((_, place): BucketState => {
    if (states[place] === "unknown") return "unknown";
    return atLeastFrom >= 0 && place >= atLeastFrom ? "atLeast" : "whole";
  });
  return { series: moneySeries("current", formatPeriod(period), amounts, known), atLeastFrom };
}

/**
 * The earlier stretch's running totals where the later period's buckets end: day by day the same number of days after the start, so
 * that a week that began on another weekday is not compared with a shorter one.
 */
function earlierTotals({ stretch, summary }: EarlierSpend, { period, buckets, granularity }: SeriesTally): ChartSeries {
  const days = daysInclusive(stretch.period.since, stretch.period.until);
  const byDay = Array.from({ length: days }, () => 0);
  for (const { start, charge } of summary.series) {
    const place = daysInclusive(stretch.period.since, start) - 1;
    byDay[place] = (byDay[place] ?? 0) + charge;
  }
  const ends = buckets
    .filter(({ since }) => daysInclusive(period.since, since) <= days)
    .map(({ until }) => Math.min(days, daysInclusive(period.since, until)));
  for (let end = ends.at(-1) ?? 0; end < days; ends.push(end)) end = granularity === "day" ? end + 1 : days;
  let [sum, next] = [0, 0];
  const amounts = ends.map((end) => {
    while (next < end) sum += byDay[next++] ?? 0;
    return sum;
  });
  return moneySeries("previous", formatPeriod(stretch.period), amounts, []);
}

function cumulativeDescription(
  tally: SeriesTally,
  current: ChartSeries,
  earlier: EarlierSpend | undefined,
  before: ChartSeries | undefined,
  budget: Money | undefined,
): string {
  const come = current.texts.findLast((text) => text !== UNKNOWN) ?? UNKNOWN;
  const sentences = [`Spend added up over ${current.label}: ${come}.${reservations(tally)}`];
  const total = before?.texts.at(-1);
  if (earlier && total !== undefined) sentences.push(`Before, ${total} ${inStretch(earlier.stretch)}.`);
  if (budget !== undefined) sentences.push(`The budget is ${formatMoney(budget)}.`);
  return sentences.join(" ");
}

/** Calls per bucket by outcome. */
export function outcomeChartOf(tally: SeriesTally): OutcomeChart {
  const { summary, period, bucketWord, states } = tally;
  const series = OUTCOME_FIELDS.map(([outcome, field]) => ({
    ...seriesOf(outcome, outcomeText(outcome), tally[field], states, (count) => count, formatCount),
    outcome,
  }));
  const { calls, successes, failures, unknowns } = summary.totals;
  return {
    series,
    description: `Outcomes per ${bucketWord}, ${formatPeriod(period)}: of ${atLeast(formatCalls(calls), extentOfAll(tally))}, ${formatCount(successes)} succeeded, ${formatCount(failures)} failed and ${formatCount(unknowns)} have an unknown outcome.${reservations(tally)}`,
  };
}

const OUTCOME_FIELDS = [
  ["success", "successes"],
  ["failure", "failures"],
  ["unknown", "unknowns"],
] as const;
