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

/** Adds cells up to a summary. A plain array all the way: one product's totals lie side by side in each bucket. */
export class SummaryCount {
  readonly #kinds: CountedKinds;
  readonly #bucketOf: (day: number) => number;
  readonly #products: string[] = [];
  readonly #productIndex = new Map<string, number>();
  readonly #places = new Map<number, KindPlace>();
  /** Where each bucket begins in the sums, by its first day. */
  readonly #buckets = new Map<number, number>();
  /** Of one bucket after the other: one array, as a year by day is 365 of them. */
  #sums = new Float64Array(0);
  /** By weekday * 24 + hour. */
  readonly #heatCalls = new Float64Array(HOURS_PER_WEEK);
  readonly #heatCharge = new Float64Array(HOURS_PER_WEEK);
  readonly #bucketLength: number;
  readonly #hasHeat: boolean;
  #unknownCharge = 0;

  constructor(kinds: CountedKinds, division: Division, heat?: SummaryWish["heat"]) {
    this.#kinds = kinds;
    this.#hasHeat = heat !== "leftOut";
    this.#bucketOf = bucketStartNumber(division);
    this.#bucketLength = (new Set([...kinds.all()].map(({ product }) => product)).size + 1) * TOTALS_LENGTH;
  }

  addDay(day: number, kind: number, calls: number, charge: number, chargedCalls: number, chargedCharge: number): void {
    const place = this.#placeOf(kind);
    const at = this.#bucket(this.#bucketOf(day)) + place.product * TOTALS_LENGTH;
    const sums = this.#sums;
    add(sums, at + CALLS, calls);
    add(sums, at + CHARGE, charge);
    add(sums, at + place.outcome, calls);
    place.calls += calls;
    if (place.isUnknown) this.#unknownCharge += chargedCharge;
    if (!place.isFailure) return;
    add(sums, at + CHARGED_FAILURES, chargedCalls);
    add(sums, at + CHARGED_FAILURE_CHARGE, chargedCharge);
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
    const length = this.#products.length * TOTALS_LENGTH;
    const totals = new Float64Array(TOTALS_LENGTH + length);
    for (const bucket of this.#buckets.values()) {
      for (let at = 0; at < length; at++) add(totals, TOTALS_LENGTH + at, this.#sums[bucket + at] ?? 0);
    }
    for (let at = 0; at < length; at++) add(totals, at % TOTALS_LENGTH, totals[TOTALS_LENGTH + at] ?? 0);
    return totals;
  }

  #series(ranks: Uint32Array): Float64Array<ArrayBuffer> {
    const byName = [...this.#products.keys()].sort((a, b) =>
      compareText(this.#products[a] ?? "", this.#products[b] ?? ""),
    );
    const series = new Float64Array(this.#buckets.size * byName.length * POINT_LENGTH);
    const sums = this.#sums;
    let at = 0;
    for (const [start, bucket] of [...this.#buckets].sort(([a], [b]) => a - b)) {
      for (const product of byName) {
        const from = bucket + product * TOTALS_LENGTH;
        if (sums[from + CALLS] === 0) continue;
        series[at++] = start;
        series[at++] = ranks[product] ?? 0;
        // Number by number: `set` of a `subarray` would make an array for each of a year's 7 300 points.
        for (let field = 0; field < TOTALS_LENGTH; field++) series[at++] = sums[from + field] ?? 0;
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

  /** Where this bucket begins in the sums, which may be other ones afterwards. */
  #bucket(start: number): number {
    const known = this.#buckets.get(start);
    if (known !== undefined) return known;
    const at = this.#buckets.size * this.#bucketLength;
    this.#buckets.set(start, at);
    if (at + this.#bucketLength > this.#sums.length) {
      const more = new Float64Array(2 * at + this.#bucketLength);
      more.set(this.#sums);
      this.#sums = more;
    }
    return at;
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
