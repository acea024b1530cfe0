import { dayFromNumber } from "./day.ts";
import type { Money } from "./money.ts";
import type { FailureGroup, Summary, Totals } from "./summary.ts";

/**
 * A summary as it crosses from the worker thread: numbers in arrays that are handed over without copying. A year by day and
 * product is 7 300 points; cloned as objects they would block the extension host for 20 ms.
 */
export interface PackedSummary {
  /** In the order of the summary. */
  readonly products: readonly string[];
  /** {@link TOTALS_LENGTH} numbers for everything, then for each product. */
  readonly totals: Float64Array<ArrayBuffer>;
  /** Per point: first day of the bucket as a day number, index of the product, totals. */
  readonly series: Float64Array<ArrayBuffer>;
  readonly failures: readonly FailureGroup[];
  readonly unknownCharge: Money;
  /** Per cell: weekday, hour, calls, charge. */
  readonly heat: Float64Array<ArrayBuffer>;
  readonly statuses: readonly number[];
  readonly messages: readonly string[];
}

export const TOTALS_LENGTH = 7;
export const POINT_LENGTH = 2 + TOTALS_LENGTH;
export const HEAT_LENGTH = 4;

/** Places of the fields of {@link Totals} in the arrays. */
export const CALLS = 0;
export const CHARGE = 1;
/** Calls by outcome: {@link OUTCOME_PLACES} says where. */
export const OUTCOME_PLACES = { success: 2, failure: 3, unknown: 4 } as const;
export const CHARGED_FAILURES = 5;
export const CHARGED_FAILURE_CHARGE = 6;

/** A new one every time, because its arrays are given away. */
export function noSummary(): PackedSummary {
  return {
    products: [],
    totals: new Float64Array(TOTALS_LENGTH),
    series: new Float64Array(0),
    failures: [],
    unknownCharge: 0,
    heat: new Float64Array(0),
    statuses: [],
    messages: [],
  };
}

export function unpackSummary({ products, totals, series, heat, ...others }: PackedSummary): Summary {
  const days = new Map<number, string>();
  const dayText = (day: number): string => {
    let known = days.get(day);
    if (known === undefined) days.set(day, (known = dayFromNumber(day)));
    return known;
  };
  return {
    totals: withTotals({}, totals, 0),
    products: products.map((product, index) => withTotals({ product }, totals, (index + 1) * TOTALS_LENGTH)),
    series: Array.from({ length: series.length / POINT_LENGTH }, (_, index) => {
      const at = index * POINT_LENGTH;
      const product = products[series[at + 1] ?? 0] ?? "";
      return withTotals({ start: dayText(series[at] ?? 0), product }, series, at + 2);
    }),
    ...others,
    heat: Array.from({ length: heat.length / HEAT_LENGTH }, (_, index) => {
      const [weekday = 0, hour = 0, calls = 0, charge = 0] = heat.subarray(index * HEAT_LENGTH);
      return { weekday, hour, calls, charge };
    }),
  };
}

/** Adds the fields to an object of its own: to spread them into another one would make each of a year's thousands twice. */
function withTotals<Of extends object>(of: Of, values: Float64Array, at: number): Of & Totals {
  const into = of as Of & { -readonly [Field in keyof Totals]: Totals[Field] };
  into.calls = values[at + CALLS] ?? 0;
  into.charge = values[at + CHARGE] ?? 0;
  into.successes = values[at + OUTCOME_PLACES.success] ?? 0;
  into.failures = values[at + OUTCOME_PLACES.failure] ?? 0;
  into.unknowns = values[at + OUTCOME_PLACES.unknown] ?? 0;
  into.chargedFailures = values[at + CHARGED_FAILURES] ?? 0;
  into.chargedFailureCharge = values[at + CHARGED_FAILURE_CHARGE] ?? 0;
  return into;
}
