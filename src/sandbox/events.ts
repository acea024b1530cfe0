import { addDays, type Day, dayNumber, weekdayOf } from "../domain/day.ts";
import type { Money } from "../domain/money.ts";
import { BUSY_PRODUCTS, basePriceOf, NEWCOMER, PRODUCTS, SOURCE_UNAVAILABLE, withGst } from "./products.ts";
import { below, createRandom, type Random, unit } from "./random.ts";

/** Days are billing days in IST, both included: the ground truth that anomaly detection is scored against. */
interface EventDays {
  readonly product: string;
  readonly since: Day;
  readonly until: Day;
}

/** A loop that repeats one call, with one message, in the hours [fromHour, toHour) IST of one night. */
export interface RunawayEvent extends EventDays {
  readonly kind: "runaway";
  readonly message: string;
  readonly fromHour: number;
  readonly toHour: number;
  /** Calls of the loop, as a multiple of the account's calls on a working day. */
  readonly workingDays: number;
}

/** No call at all to a normally busy product. */
interface SilenceEvent extends EventDays {
  readonly kind: "silence";
}

/** Full calls cost `newPrice` from the start of `since` on; `until` equals `since`. */
interface PriceChangeEvent extends EventDays {
  readonly kind: "priceChange";
  readonly oldPrice: Money;
  readonly newPrice: Money;
}

/** The product is called for the first time on `since`; `until` equals `since`. */
interface NewProductEvent extends EventDays {
  readonly kind: "newProduct";
}

/** An outage upstream: this share of the product's calls answers 503 with `message`, free of charge. */
export interface FailureSpikeEvent extends EventDays {
  readonly kind: "failureSpike";
  readonly message: string;
  readonly share: number;
}

export type PlantedEvent = RunawayEvent | SilenceEvent | PriceChangeEvent | NewProductEvent | FailureSpikeEvent;

/** `recent`: the sample account's, the telling ones in the last five weeks; `random`: by seed; `none`: a year without any. */
export type EventPlan = "recent" | "random" | "none";

/** Last hour of the night in which a loop may end: a night then never crosses the start of a UTC date (05:30 IST). */
const NIGHT_ENDS = 5;
const PRICE_FACTORS = [0.8, 0.9, 1.2, 1.25, 1.3, 1.5] as const;
/** Days before the first random event: a detector needs something to call normal. */
const WARM_UP_DAYS = 45;
const DAYS_BETWEEN_EVENTS = 4;
const DAYS_BETWEEN_EVENTS_OF_PRODUCT = 14;
const EVENTS_PURPOSE = 0x45564e54;

/** The account's events. They depend on the anchor and the seed, not on the clock, so they stay put while the clock runs. */
export function plantEvents(plan: EventPlan, seed: number, firstDay: Day, anchor: Day): readonly PlantedEvent[] {
  if (plan === "none") return [];
  return plan === "recent" ? recentEvents(anchor) : randomEvents(seed, firstDay, anchor);
}

function recentEvents(anchor: Day): readonly PlantedEvent[] {
  const before = (days: number): Day => addDays(anchor, -days);
  const weekday = (days: number): Day => weekdayAtOrBefore(before(days));
  return [
    priceChange("RC-Advanced", weekday(244), 1.25),
    { kind: "silence", product: "UPI", ...oneDay(weekday(205)) },
    { kind: "newProduct", product: NEWCOMER, ...oneDay(weekday(150)) },
    runaway("Mobile-to-PAN", before(128), 2, 0.9),
    failureSpike("Aadhaar-eKYC-V2", weekday(75), 0.6),
    failureSpike("Bank-Account", weekday(31), 0.7),
    priceChange("UPI", weekday(23), 1.25),
    { kind: "silence", product: "GSTIN-Advanced", ...oneDay(weekday(16)) },
    runaway("PAN-Plus", before(4), 2, 2),
  ];
}

function randomEvents(seed: number, firstDay: Day, anchor: Day): readonly PlantedEvent[] {
  const random = createRandom(seed, EVENTS_PURPOSE);
  const events: PlantedEvent[] = [];
  const repriced = new Set<string>();
  const plant = (make: (day: Day) => PlantedEvent): void => {
    // The year has room for many more events than are planted, so a free place is found quickly.
    for (;;) {
      const span = dayNumber(anchor) - dayNumber(firstDay) - WARM_UP_DAYS - 2;
      const event = make(addDays(firstDay, WARM_UP_DAYS + below(random, span)));
      if (event.kind === "priceChange" && repriced.has(event.product)) continue;
      if (!events.every((other) => areApart(event, other))) continue;
      if (event.kind === "priceChange") repriced.add(event.product);
      events.push(event);
      return;
    }
  };
  plant((day) => ({ kind: "newProduct", product: NEWCOMER, ...oneDay(weekdayAtOrBefore(day)) }));
  repeat(2 + below(random, 3), () => plant((day) => randomRunaway(random, day)));
  repeat(2 + below(random, 2), () =>
    plant((day) => ({ kind: "silence", product: pick(random, BUSY_PRODUCTS), ...oneDay(weekdayAtOrBefore(day)) })),
  );
  repeat(1 + below(random, 2), () =>
    plant((day) => priceChange(pick(random, BUSY_PRODUCTS), weekdayAtOrBefore(day), pick(random, PRICE_FACTORS))),
  );
  repeat(1 + below(random, 2), () =>
    plant((day) => failureSpike(pick(random, BUSY_PRODUCTS), weekdayAtOrBefore(day), 0.45 + 0.4 * unit(random))),
  );
  return events.sort((a, b) => dayNumber(a.since) - dayNumber(b.since));
}

function randomRunaway(random: Random, day: Day): RunawayEvent {
  const products = PRODUCTS.filter(({ id }) => id !== NEWCOMER).map(({ id }) => id);
  return runaway(pick(random, products), day, below(random, 3), 0.8 + 2 * unit(random));
}

function runaway(product: string, day: Day, fromHour: number, workingDays: number): RunawayEvent {
  const message = loopMessage(product);
  const toHour = Math.min(fromHour + 3, NIGHT_ENDS);
  return { kind: "runaway", product, ...oneDay(day), message, fromHour, toHour, workingDays };
}

/** A loop usually repeats a call that is answered with a charged failure; products without one repeat a success. */
function loopMessage(product: string): string {
  const messages = PRODUCTS.find(({ id }) => id === product)?.messages ?? [];
  const charged = messages.filter(({ pricing }) => pricing === "full");
  return (charged[1] ?? charged[0])?.text ?? SOURCE_UNAVAILABLE;
}

function priceChange(product: string, day: Day, factor: number): PriceChangeEvent {
  const basePrice = basePriceOf(product);
  const newBase = Math.round(basePrice * factor * 20) / 20;
  return {
    kind: "priceChange",
    product,
    ...oneDay(day),
    oldPrice: withGst(basePrice),
    newPrice: withGst(newBase),
  };
}

function failureSpike(product: string, day: Day, share: number): FailureSpikeEvent {
  return { kind: "failureSpike", product, ...oneDay(day), message: SOURCE_UNAVAILABLE, share };
}

function areApart(a: PlantedEvent, b: PlantedEvent): boolean {
  const distance = Math.abs(dayNumber(a.since) - dayNumber(b.since));
  return distance > (a.product === b.product ? DAYS_BETWEEN_EVENTS_OF_PRODUCT : DAYS_BETWEEN_EVENTS);
}

function oneDay(day: Day): { readonly since: Day; readonly until: Day } {
  return { since: day, until: day };
}

function weekdayAtOrBefore(day: Day): Day {
  return addDays(day, -Math.max(0, weekdayOf(day) - 4));
}

function pick<T>(random: Random, choices: readonly T[]): T {
  return choices[below(random, choices.length)] as T;
}

function repeat(count: number, act: () => void): void {
  for (let done = 0; done < count; done++) act();
}
