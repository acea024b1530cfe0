import { addDays, type Day, dayNumber } from "../domain/day.ts";
import type { Money } from "../domain/money.ts";
import { type EventPlan, type PlantedEvent, plantEvents } from "./events.ts";
import { PRODUCTS, SHARE_SUM, withGst } from "./products.ts";
import type { Weekends } from "./rhythm.ts";

export interface GeneratorOptions {
  /**
   * UTC date at which the account's year ends and from which planted events are counted back. Rows of later dates follow as the
   * clock moves; nothing that lies before a date changes with it.
   */
  readonly anchor: Day;
  /** Default 1. */
  readonly seed?: number;
  /** Calls on an average working day, all products together. Default 600: roughly 200,000 rows a year. */
  readonly callsPerWeekday?: number;
  /** Default `recent`. */
  readonly events?: EventPlan;
  /** Default `quiet`. */
  readonly weekends?: Weekends;
  /** `gentle`, the default: from 90 % of `callsPerWeekday` to 110 % over the year. */
  readonly growth?: "gentle" | "none";
}

/** The options resolved: everything that a date's rows depend on. */
export interface AccountPlan {
  readonly seed: number;
  /** First UTC date with rows: 365 days before the anchor. The IST year that ends on the anchor lies within. */
  readonly firstDay: Day;
  readonly anchor: Day;
  readonly callsPerWeekday: number;
  readonly weekends: Weekends;
  readonly growth: "gentle" | "none";
  readonly events: readonly PlantedEvent[];
}

const DAYS_OF_HISTORY = 365;

export function planAccount(options: GeneratorOptions): AccountPlan {
  const { anchor, seed = 1, callsPerWeekday = 600, events = "recent", weekends = "quiet", growth = "gentle" } = options;
  const firstDay = addDays(anchor, -DAYS_OF_HISTORY);
  return {
    seed,
    firstDay,
    anchor,
    callsPerWeekday,
    weekends,
    growth,
    events: plantEvents(events, seed, firstDay, anchor),
  };
}

/** Calls on an IST day relative to `callsPerWeekday`. */
export function growthOn(plan: AccountPlan, day: Day): number {
  if (plan.growth === "none") return 1;
  const age = (dayNumber(day) - dayNumber(plan.firstDay)) / DAYS_OF_HISTORY;
  return 0.9 + 0.2 * Math.min(1, Math.max(0, age));
}

/** Prices of full calls on an IST day, by product index. */
export function pricesOn(plan: AccountPlan, day: Day): readonly Money[] {
  return PRODUCTS.map(({ id, basePrice }) => {
    let price = withGst(basePrice);
    for (const event of plan.events) {
      if (event.kind === "priceChange" && event.product === id && event.since <= day) price = event.newPrice;
    }
    return price;
  });
}

/** What an average working day costs: sizes the wallet and its top-ups. */
export function expectedDailySpend(plan: AccountPlan): Money {
  const perCall = PRODUCTS.reduce((sum, { share, basePrice }) => sum + share * withGst(basePrice), 0);
  return Math.round((perCall / SHARE_SUM) * plan.callsPerWeekday);
}
