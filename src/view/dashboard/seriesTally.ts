import type { AppState } from "../../domain/appState.ts";
import type { Day } from "../../domain/day.ts";
import type { Money } from "../../domain/money.ts";
import type { Period } from "../../domain/period.ts";
import type { Granularity, Summary } from "../../domain/summary.ts";
import type { BucketState } from "../../protocol.ts";
import { granularityWord } from "../dates.ts";
import { bucketState, bucketsOf, type KeyedBucket, type Knowledge } from "./buckets.ts";

/** A summary's series laid out along its buckets: one pass over the points serves every chart. Exact integers throughout. */
export interface SeriesTally {
  readonly summary: Summary;
  readonly period: Period;
  /** What a bucket is called: "day", "week", "month" or "cycle". */
  readonly bucketWord: string;
  readonly granularity: Granularity;
  readonly buckets: readonly KeyedBucket[];
  /** How much is known of each bucket. */
  readonly states: readonly BucketState[];
  readonly charge: readonly Money[];
  readonly successes: readonly number[];
  readonly failures: readonly number[];
  readonly unknowns: readonly number[];
  /** Charge per bucket of the costliest products; all others together under `other`. */
  readonly products: ReadonlyMap<string, readonly Money[]>;
  readonly other: readonly Money[];
}

/** Tallies a summary; the `shown` costliest products are kept apart. */
export function tallySeries(
  summary: Summary,
  period: Period,
  { granularity, cycleStart }: Pick<AppState, "granularity" | "cycleStart">,
  shown: number,
  knowledge: Knowledge,
): SeriesTally {
  const buckets = bucketsOf(period, granularity, cycleStart);
  const places = new Map<Day, number>(buckets.map(({ start }, place) => [start, place]));
  const zeros = () => buckets.map(() => 0);
  const calls = zeros();
  const charge = zeros();
  const successes = zeros();
  const failures = zeros();
  const unknowns = zeros();
  const other = zeros();
  const products = new Map(summary.products.slice(0, shown).map(({ product }) => [product, zeros()]));
  for (const point of summary.series) {
    const place = places.get(point.start);
    if (place === undefined) continue;
    add(calls, place, point.calls);
    add(charge, place, point.charge);
    add(successes, place, point.successes);
    add(failures, place, point.failures);
    add(unknowns, place, point.unknowns);
    add(products.get(point.product) ?? other, place, point.charge);
  }
  const states = buckets.map((bucket, place) => bucketState(bucket, calls[place] ?? 0, knowledge));
  const bucketWord = granularityWord(granularity, cycleStart);
  const sums = { charge, successes, failures, unknowns, products, other };
  return { summary, period, bucketWord, granularity, buckets, states, ...sums };
}

function add(sums: number[], place: number, amount: number): void {
  sums[place] = (sums[place] ?? 0) + amount;
}
