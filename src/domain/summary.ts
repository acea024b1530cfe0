import type { CycleStart } from "./calendar.ts";
import type { Day } from "./day.ts";
import { MONEY_SCALE, type Money } from "./money.ts";
import type { Micros } from "./transaction.ts";

/** Counts and sums over a set of transactions. All sums are exact {@link Money}. */
export interface Totals {
  readonly calls: number;
  readonly charge: Money;
  readonly successes: number;
  readonly failures: number;
  readonly unknowns: number;
  /** Failures with a charge above zero. */
  readonly chargedFailures: number;
  readonly chargedFailureCharge: Money;
}

export const NO_TOTALS: Totals = {
  calls: 0,
  charge: 0,
  successes: 0,
  failures: 0,
  unknowns: 0,
  chargedFailures: 0,
  chargedFailureCharge: 0,
};

export interface ProductTotals extends Totals {
  readonly product: string;
}

export type Granularity = "day" | "week" | "month";

/** How sums are divided along time: months are the calendar's, unless they are billing cycles that start on another day. */
export type Division = Granularity | { readonly cyclesFrom: CycleStart };

/** Totals of one product in one bucket of the chosen granularity. Buckets without calls are absent. */
export interface SeriesPoint extends Totals {
  /** First billing day of the bucket: the day itself, the Monday of the week, the first of the month or cycle. */
  readonly start: Day;
  readonly product: string;
}

/** Charged failures of one product with one message. */
export interface FailureGroup {
  readonly product: string;
  readonly status: number;
  readonly message: string;
  readonly calls: number;
  readonly charge: Money;
}

/** Calls of one product with one message, whatever their status, and those of them whose outcome is not known. */
export interface MessageUse extends CallsAndCharge {
  readonly product: string;
  readonly message: string;
  readonly successes: CallsAndCharge;
  readonly failures: CallsAndCharge;
  readonly unknowns: CallsAndCharge;
}

export interface CallsAndCharge {
  readonly calls: number;
  readonly charge: Money;
}

/** A list to go through; a service that puts a number into each message has any number of them. */
export const MOST_MESSAGE_USES = 500;

/** One cell of the hour × weekday heat map, in the billing time zone. */
export interface HeatCell {
  /** 0 = Monday … 6 = Sunday. */
  readonly weekday: number;
  readonly hour: number;
  readonly calls: number;
  readonly charge: Money;
}

/** Usage of one product in one hour of one billing day. */
export interface HourUsage {
  readonly day: Day;
  readonly hour: number;
  readonly product: string;
  readonly calls: number;
  readonly charge: Money;
}

/** Where not all of a summary is asked for. */
export interface SummaryWish {
  /** Only what is earlier than this instant. */
  readonly before?: Micros | undefined;
  /** The hours of the week cost a database a question of their own; `heat` is empty then. */
  readonly heat?: "leftOut";
}

/** Everything that a surface shows of one period of one account. Read from roll-ups in one go, so its parts always agree. */
export interface Summary {
  readonly totals: Totals;
  /** Costliest first; equal charges by product id. */
  readonly products: readonly ProductTotals[];
  /** Ordered by start, then product. */
  readonly series: readonly SeriesPoint[];
  /** Charged failures, costliest first. */
  readonly failures: readonly FailureGroup[];
  /** What the calls cost of which nobody knows whether they succeeded; refunds are no calls, and do not lower it. */
  readonly unknownCharge: Money;
  readonly heat: readonly HeatCell[];
  /** Every status that occurs, ascending. */
  readonly statuses: readonly number[];
  /** Messages that occur, those of most calls first; at most {@link MOST_MESSAGES}. */
  readonly messages: readonly string[];
}

/** Of a period as a whole, divided neither by time nor by hour of the week. */
export type UndividedSummary = Omit<Summary, "series" | "heat">;

/** More messages than this are found by typing, not by reading a list; a service that puts a number into each has any number. */
export const MOST_MESSAGES = 500;

export const NO_SUMMARY: Summary = {
  totals: NO_TOTALS,
  products: [],
  series: [],
  failures: [],
  unknownCharge: 0,
  heat: [],
  statuses: [],
  messages: [],
};

/** Share of calls with a known outcome that succeeded, 0…1; undefined where no outcome is known. */
export function successRate(totals: Totals): number | undefined {
  const known = totals.successes + totals.failures;
  return known === 0 ? undefined : totals.successes / known;
}

/** What one successful call cost in effect, failures included; undefined without a success. */
export function chargePerSuccess(totals: Totals): Money | undefined {
  return totals.successes === 0 ? undefined : Math.round(totals.charge / totals.successes);
}

/** Adds two totals field by field. */
export function addTotals(a: Totals, b: Totals): Totals {
  return {
    calls: a.calls + b.calls,
    charge: a.charge + b.charge,
    successes: a.successes + b.successes,
    failures: a.failures + b.failures,
    unknowns: a.unknowns + b.unknowns,
    chargedFailures: a.chargedFailures + b.chargedFailures,
    chargedFailureCharge: a.chargedFailureCharge + b.chargedFailureCharge,
  };
}

/** Money as a floating number of rupees: for the pixels of a chart only, never for a sum or a text. */
export function rupeesForDrawing(amount: Money): number {
  return amount / MONEY_SCALE;
}
