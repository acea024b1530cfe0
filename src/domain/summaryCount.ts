import { bucketStartNumber } from "./bucket.ts";
import type { Outcome } from "./outcome.ts";
import {
  CALLS,
  CHARGE,
  CHARGED_FAILURE_CHARGE,
  CHARGED_FAILURES,
  HEAT_LENGTH,
  OUTCOME_PLACES,
  type PackedSummary,
  POINT_LENGTH,
  TOTALS_LENGTH,
} from "./packedSummary.ts";
import { type Division, type FailureGroup, MOST_MESSAGES, type SummaryWish } from "./summary.ts";
import { compareText } from "./textOrder.ts";

const HOURS_PER_WEEK = 168;

/** What calls of one kind say: numbered by whoever keeps them, a ledger or a team's store. */
interface CountedKind {
  readonly product: string;
  readonly status: number;
  readonly message: string;
}

/** The kinds that are counted, and the outcome of each. */
export interface CountedKinds {
  get(kind: number): CountedKind;
  outcome(kind: number): Outcome;
  all(): Iterable<CountedKind>;
}

/** What one kind contributes to: looked up once, as a year has 36 500 cells. */
interface KindPlace {
  readonly product: number;
  /** Place of the outcome's count in the totals. */
  readonly outcome: number;
  readonly isFailure: boolean;
  readonly isUnknown: boolean;
  calls: number;
  chargedCalls: number;
  chargedCharge: number;
}

/** Adds cells up to a summary. Plain arrays all the way: one product's totals lie side by side in each bucket. */
export class SummaryCount {
  readonly #kinds: CountedKinds;
  readonly #bucketOf: (day: number) => number;
  readonly #products: string[] = [];
  readonly #productIndex = new Map<string, number>();
  readonly #places = new Map<number, KindPlace>();
  readonly #buckets = new Map<number, Float64Array>();
  /** By weekday * 24 + hour. */
  readonly #heatCalls = new Float64Array(HOURS_PER_WEEK);
  readonly #heatCharge = new Float64Array(HOURS_PER_WEEK);
  readonly #productLimit: number;
  readonly #hasHeat: boolean;
  #unknownCharge = 0;

  constructor(kinds: CountedKinds, division: Division, heat?: SummaryWish["heat"]) {
    this.#kinds = kinds;
    this.#hasHeat = heat !== "leftOut";
    this.#bucketOf = bucketStartNumber(division);
    this.#productLimit = new Set([...kinds.all()].map(({ product }) => product)).size + 1;
  }

  addDay(day: number, kind: number, calls: number, charge: number, chargedCalls: number, chargedCharge: number): void {
    const place = this.#placeOf(kind);
    const bucket = this.#bucket(this.#bucketOf(day));
    const at = place.product * TOTALS_LENGTH;
    add(bucket, at + CALLS, calls);
    add(bucket, at + CHARGE, charge);
    add(bucket, at + place.outcome, calls);
    place.calls += calls;
    if (place.isUnknown) this.#unknownCharge += chargedCharge;
    if (!place.isFailure) return;
    add(bucket, at + CHARGED_FAILURES, chargedCalls);
    add(bucket, at + CHARGED_FAILURE_CHARGE, chargedCharge);
    place.chargedCalls += chargedCalls;
    place.chargedCharge += chargedCharge;
  }

  /** `hour`: of the week, 0 on Monday. */
  addHour(hour: number, calls: number, charge: number): void {
    if (!this.#hasHeat) return;
    add(this.#heatCalls, hour, calls);
    add(this.#heatCharge, hour, charge);
  }

  pack(): PackedSummary {
    const unordered = this.#productTotals();
    const order = this.#products
      .map((product, index) => ({ product, index, charge: unordered[(index + 1) * TOTALS_LENGTH + CHARGE] ?? 0 }))
      .sort((a, b) => b.charge - a.charge || compareText(a.product, b.product));
    const totals = new Float64Array(unordered.length);
    totals.set(unordered.subarray(0, TOTALS_LENGTH));
    for (const [rank, { index }] of order.entries()) {
      const from = (index + 1) * TOTALS_LENGTH;
      totals.set(unordered.subarray(from, from + TOTALS_LENGTH), (rank + 1) * TOTALS_LENGTH);
    }
    const ranks = new Uint32Array(order.length);
    for (const [rank, { index }] of order.entries()) ranks[index] = rank;
    return {
      products: order.map(({ product }) => product),
      totals,
      series: this.#series(ranks),
      failures: this.#failures(),
      unknownCharge: this.#unknownCharge,
      heat: this.#heat(),
      statuses: [...this.#callsBy("status").keys()].sort((a, b) => a - b),
      messages: [...this.#callsBy("message")]
        .sort(([a, callsA], [b, callsB]) => callsB - callsA || compareText(a, b))
        .slice(0, MOST_MESSAGES)
        .map(([message]) => message),
    };
  }

  /** Totals of everything, then of each product in the order of their first cell. */
  #productTotals(): Float64Array {
    const totals = new Float64Array((this.#products.length + 1) * TOTALS_LENGTH);
    for (const bucket of this.#buckets.values()) {
      for (let at = 0; at < this.#products.length * TOTALS_LENGTH; at++) {
        add(totals, at + TOTALS_LENGTH, bucket[at] ?? 0);
        add(totals, at % TOTALS_LENGTH, bucket[at] ?? 0);
      }
    }
    return totals;
  }

  #series(ranks: Uint32Array): Float64Array<ArrayBuffer> {
    const byName = [...this.#products.keys()].sort((a, b) =>
      compareText(this.#products[a] ?? "", this.#products[b] ?? ""),
    );
    const series = new Float64Array(this.#buckets.size * byName.length * POINT_LENGTH);
    let at = 0;
    for (const [start, bucket] of [...this.#buckets].sort(([a], [b]) => a - b)) {
      for (const product of byName) {
        const from = product * TOTALS_LENGTH;
        if (bucket[from + CALLS] === 0) continue;
        series[at] = start;
        series[at + 1] = ranks[product] ?? 0;
        series.set(bucket.subarray(from, from + TOTALS_LENGTH), at + 2);
        at += POINT_LENGTH;
      }
    }
    return series.slice(0, at);
  }

  #failures(): readonly FailureGroup[] {
    const groups = new Map<string, FailureGroup>();
    for (const [kind, { chargedCalls, chargedCharge }] of this.#places) {
      if (chargedCalls <= 0) continue;
      const { product, status, message } = this.#kinds.get(kind);
      const key = JSON.stringify([product, status, message]);
      // Kinds that differ in the charge alone are one group.
      const { calls, charge } = groups.get(key) ?? { calls: 0, charge: 0 };
      groups.set(key, { product, status, message, calls: calls + chargedCalls, charge: charge + chargedCharge });
    }
    return [...groups.values()].sort(compareFailures);
  }

  #callsBy<Field extends "status" | "message">(field: Field): Map<CountedKind[Field], number> {
    const calls = new Map<CountedKind[Field], number>();
    for (const [kind, place] of this.#places) {
      const value = this.#kinds.get(kind)[field];
      calls.set(value, (calls.get(value) ?? 0) + place.calls);
    }
    return calls;
  }

  #heat(): Float64Array<ArrayBuffer> {
    const heat = new Float64Array(this.#heatCalls.length * HEAT_LENGTH);
    let at = 0;
    for (const [cell, calls] of this.#heatCalls.entries()) {
      if (calls === 0) continue;
      heat.set([Math.floor(cell / 24), cell % 24, calls, this.#heatCharge[cell] ?? 0], at);
      at += HEAT_LENGTH;
    }
    return heat.slice(0, at);
  }

  #placeOf(kind: number): KindPlace {
    const known = this.#places.get(kind);
    if (known !== undefined) return known;
    const { product } = this.#kinds.get(kind);
    let index = this.#productIndex.get(product);
    if (index === undefined) {
      index = this.#products.push(product) - 1;
      this.#productIndex.set(product, index);
    }
    const outcome = this.#kinds.outcome(kind);
    const [isFailure, isUnknown] = [outcome === "failure", outcome === "unknown"];
    const sums = { calls: 0, chargedCalls: 0, chargedCharge: 0 };
    const place = { product: index, outcome: OUTCOME_PLACES[outcome], isFailure, isUnknown, ...sums };
    this.#places.set(kind, place);
    return place;
  }

  #bucket(start: number): Float64Array {
    const known = this.#buckets.get(start);
    if (known !== undefined) return known;
    const bucket = new Float64Array(this.#productLimit * TOTALS_LENGTH);
    this.#buckets.set(start, bucket);
    return bucket;
  }
}

function add(values: Float64Array, at: number, amount: number): void {
  values[at] = (values[at] ?? 0) + amount;
}

/** Costliest first; the rest makes the order of equals the same every time. */
function compareFailures(a: FailureGroup, b: FailureGroup): number {
  const byText = compareText(a.product, b.product) || compareText(a.message, b.message);
  return b.charge - a.charge || byText || a.status - b.status;
}
