import { type Day, dayFromNumber, dayNumber, weekdayOf } from "../domain/day.ts";
import type { Money } from "../domain/money.ts";
import { MICROS_PER_DAY, MICROS_PER_SECOND, type Micros } from "../domain/transaction.ts";
import { type AccountPlan, growthOn, pricesOn } from "./accountPlan.ts";
import { ENTRIES, ENTRIES_OF_PRODUCT, entryIndex } from "./catalogue.ts";
import type { FailureSpikeEvent, RunawayEvent } from "./events.ts";
import { type GeneratedRows, RowWriter } from "./generatedRows.ts";
import { PRODUCTS, productIndex, RESULT_BASE_PRICE, SHARE_SUM, withGst } from "./products.ts";
import { below, createRandom, gaussian, poisson, type Random, unit } from "./random.ts";
import { halfHourShare } from "./rhythm.ts";

const HALF_HOURS = 48;
const HALF_HOUR = 1800 * MICROS_PER_SECOND;
/** IST is UTC+5:30, without daylight saving: eleven half hours. */
const IST_HALF_HOURS = 11;
/** Stands for the runaway loop among the product indices of a half hour. */
const LOOP = 255;

const ROWS_PURPOSE = 0x524f5753;
const NOISE_PURPOSE = 0x4e4f4953;
const NOISE_SIGMA = 0.07;

const LATE_SHARE = 0.015;
const REVISED_SHARE = 0.003;
const REPEATED_SHARE = 0.001;
const REFUND_SHARE = 0.0008;
const MINUTE = 60 * MICROS_PER_SECOND;

/** What holds for all rows of one IST day; a UTC date has a part of two of them. */
interface IstDay {
  readonly weekday: number;
  readonly prices: readonly Money[];
  /** Calls on this day by product index, before the hour and the weekday. */
  readonly level: readonly number[];
  readonly spikes: ReadonlyMap<number, { readonly share: number; readonly entry: number }>;
  readonly loops: readonly RunawayEvent[];
}

/** The rows of one UTC date: a pure function of the plan and the date. */
export function generateDate(plan: AccountPlan, date: Day): GeneratedRows {
  const day = dayNumber(date);
  const random = createRandom(plan.seed, ROWS_PURPOSE, day);
  const istDays = [istDay(plan, day), istDay(plan, day + 1)] as const;
  const counts = countCalls(plan, random, istDays);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const rows = new RowWriter(total);
  for (let slot = 0; slot < HALF_HOURS; slot++) {
    const columns = PRODUCTS.length + 1;
    const callers = shuffledCallers(random, counts.subarray(slot * columns, (slot + 1) * columns));
    const start = day * MICROS_PER_DAY + slot * HALF_HOUR;
    fillSlot(rows, random, istDays[slot + IST_HALF_HOURS >= HALF_HOURS ? 1 : 0], callers, start);
  }
  return rows.finish();
}

function istDay(plan: AccountPlan, day: number): IstDay {
  const name = dayFromNumber(day);
  const today = plan.events.filter((event) => event.since <= name && name <= event.until);
  const silent = new Set(today.filter(({ kind }) => kind === "silence").map((event) => event.product));
  const unborn = new Set(
    plan.events.filter(({ kind, since }) => kind === "newProduct" && name < since).map((event) => event.product),
  );
  const spikes = today.filter((event): event is FailureSpikeEvent => event.kind === "failureSpike");
  const calls = (plan.callsPerWeekday * growthOn(plan, name)) / SHARE_SUM;
  return {
    weekday: weekdayOf(name),
    prices: pricesOn(plan, name),
    level: PRODUCTS.map(({ id, share }, index) => {
      if (silent.has(id) || unborn.has(id)) return 0;
      const noise = gaussian(createRandom(plan.seed, NOISE_PURPOSE, day, index));
      return calls * share * Math.exp(NOISE_SIGMA * noise);
    }),
    spikes: new Map(
      spikes.map(({ product, message, share }) => {
        const index = productIndex(product);
        return [index, { share, entry: entryIndex(index, message) }];
      }),
    ),
    loops: today.filter((event): event is RunawayEvent => event.kind === "runaway"),
  };
}

/** Calls per half hour and product; one more column for the loop. */
function countCalls(plan: AccountPlan, random: Random, istDays: readonly [IstDay, IstDay]): Uint32Array {
  const columns = PRODUCTS.length + 1;
  const counts = new Uint32Array(HALF_HOURS * columns);
  for (let slot = 0; slot < HALF_HOURS; slot++) {
    const ist = slot + IST_HALF_HOURS;
    const day = istDays[ist >= HALF_HOURS ? 1 : 0];
    const hour = Math.floor((ist % HALF_HOURS) / 2);
    for (const [index, { rhythm }] of PRODUCTS.entries()) {
      const mean = (day.level[index] ?? 0) * halfHourShare(rhythm, day.weekday, hour, plan.weekends);
      counts[slot * columns + index] = poisson(random, mean);
    }
    for (const loop of day.loops) {
      if (hour < loop.fromHour || hour >= loop.toHour) continue;
      const halfHours = (loop.toHour - loop.fromHour) * 2;
      counts[(slot + 1) * columns - 1] = poisson(random, (loop.workingDays * plan.callsPerWeekday) / halfHours);
    }
  }
  return counts;
}

function shuffledCallers(random: Random, counts: Uint32Array): Uint8Array {
  const callers = new Uint8Array(counts.reduce((sum, count) => sum + count, 0));
  let filled = 0;
  for (const [product, count] of counts.entries()) {
    callers.fill(product === PRODUCTS.length ? LOOP : product, filled, filled + count);
    filled += count;
  }
  for (let last = callers.length - 1; last > 0; last--) {
    const other = below(random, last + 1);
    const swapped = callers[last] as number;
    callers[last] = callers[other] as number;
    callers[other] = swapped;
  }
  return callers;
}

function fillSlot(rows: RowWriter, random: Random, day: IstDay, callers: Uint8Array, start: Micros): void {
  // Normalized sums of exponential gaps are uniform instants that are already in order: no sorting.
  const sums = new Float64Array(callers.length + 1);
  let sum = 0;
  for (let gap = 0; gap < sums.length; gap++) {
    sum -= Math.log((random() + 1) / 2 ** 32);
    sums[gap] = sum;
  }
  const scale = HALF_HOUR / (sum * (1 + 1e-9));
  const loopEntry = day.loops.map(({ product, message }) => entryIndex(productIndex(product), message))[0] ?? 0;
  for (let index = 0; index < callers.length; index++) {
    const at = start + Math.floor((sums[index] as number) * scale);
    const caller = callers[index] as number;
    const entry = caller === LOOP ? loopEntry : chooseEntry(random, day, caller);
    rows.add(random, at, entry, chargeOf(day, entry));
    if (caller !== LOOP) addOddity(rows, random, day, at, entry);
  }
}

function chooseEntry(random: Random, day: IstDay, product: number): number {
  const entries = ENTRIES_OF_PRODUCT[product];
  if (entries === undefined) throw new RangeError(`No product ${product}`);
  const spike = day.spikes.get(product);
  if (spike !== undefined && unit(random) < spike.share) return spike.entry;
  const draw = unit(random);
  if (draw < REFUND_SHARE) return entries.refund;
  const { cumulative, first } = entries;
  const mark = ((draw - REFUND_SHARE) / (1 - REFUND_SHARE)) * (cumulative.at(-1) ?? 0);
  let choice = 0;
  while ((cumulative[choice] ?? Number.POSITIVE_INFINITY) <= mark) choice++;
  return first + choice;
}

function chargeOf(day: IstDay, entry: number): Money {
  const { pricing, product } = ENTRIES[entry] as (typeof ENTRIES)[number];
  switch (pricing) {
    case "full":
      return day.prices[product] ?? 0;
    case "result":
      return withGst(RESULT_BASE_PRICE);
    case "free":
      return 0;
    case "refund":
      return -(day.prices[product] ?? 0);
  }
}

/** Late, revised and repeated rows. All changes end within the 48 hours in which a date counts as settling. */
function addOddity(rows: RowWriter, random: Random, day: IstDay, at: Micros, entry: number): void {
  let draw = unit(random);
  if (draw < LATE_SHARE) {
    // From 3 minutes to 14 hours, most of them under an hour and a half.
    rows.mark({ visibleAt: at + Math.round(3 * MINUTE * 280 ** unit(random)) });
    return;
  }
  draw -= LATE_SHARE;
  if (draw < REVISED_SHARE) {
    const { product, pricing } = ENTRIES[entry] as (typeof ENTRIES)[number];
    const charge = chargeOf(day, entry);
    const first =
      draw < REVISED_SHARE / 2 && pricing !== "refund"
        ? { entry: ENTRIES_OF_PRODUCT[product]?.pending ?? entry, charge }
        : { entry, charge: charge === 0 ? (day.prices[product] ?? 0) : 0 };
    rows.mark({ revisedAt: at + 20 * MINUTE + below(random, 29 * 60) * MINUTE, first });
    return;
  }
  if (draw - REVISED_SHARE < REPEATED_SHARE) rows.mark({ repeated: true });
}
