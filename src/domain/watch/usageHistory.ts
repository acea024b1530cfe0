import { type Day, dayIn, dayNumber, minuteIn } from "../day.ts";
import { type EpochMs, microsOf } from "../epoch.ts";
import { addTotals, type HourUsage, NO_TOTALS, type SeriesPoint, type Totals } from "../summary.ts";

export type Measure = "calls" | "charge";

/**
 * The ledger's roll-ups, indexed for the judgements about what is usual. Days are day numbers (see `dayNumber`) of the billing
 * time zone; `product` undefined means all products together. A day without rows has no calls: only days from `knownSince` on
 * may be asked, before it nothing is known.
 */
export interface UsageHistory {
  readonly zone: string;
  readonly knownSince: number;
  /** The day of the first call that is known, or `knownSince` without any: before it there was nothing to be usual. */
  firstDay(product: string | undefined): number;
  /** Every product id that occurs, in order. */
  readonly products: readonly string[];
  totals(product: string | undefined, day: number): Totals;
  /** 25 running sums: index h = everything before h:00 on the wall clock; undefined when there was no call on that day. */
  running(product: string | undefined, measure: Measure, day: number): readonly number[] | undefined;
}

export interface HistoryInput {
  readonly zone: string;
  /** First billing day from which the ledger holds every row up to now. */
  readonly knownSince: Day;
  /** Totals per product and day. */
  readonly days: readonly SeriesPoint[];
  /** Of the last {@link HOURS_DAYS} days; fewer only where no more is known. */
  readonly hours: readonly HourUsage[];
}

/** How far back judgements look: eight weeks before today. The search for products seen before looks at all days given. */
export const HISTORY_DAYS = 56;

/** Days with hours that a history needs: those of the last week are judged, and followed back over a fortnight. */
export const HOURS_DAYS = HISTORY_DAYS + 7 + 14;

export function usageHistory(input: HistoryInput): UsageHistory {
  // Thousands of rows tell of a few days, and reading a date takes longer than anything else here.
  const numbers = new Map<Day, number>();
  const numberOf = (day: Day): number => entryOf(numbers, day, () => dayNumber(day));
  const totals = new Map<string | undefined, Map<number, Totals>>();
  for (const point of input.days) {
    const day = numberOf(point.start);
    for (const product of [point.product, undefined]) {
      const days = entryOf(totals, product, () => new Map<number, Totals>());
      days.set(day, addTotals(days.get(day) ?? NO_TOTALS, point));
    }
  }
  const hours = new Map<string | undefined, Map<number, HourSums>>();
  const allDays = noDays();
  if (input.hours.length > 0) hours.set(undefined, allDays);
  // Tens of thousands come here in one go, in the order of time: what neighbours share is looked up once.
  let last = { day: "", number: 0, all: noHours() };
  for (const usage of input.hours) {
    if (usage.day !== last.day) {
      const number = numberOf(usage.day);
      last = { day: usage.day, number, all: entryOf(allDays, number, noHours) };
    }
    addHour(last.all, usage);
    addHour(entryOf(entryOf(hours, usage.product, noDays), last.number, noHours), usage);
  }
  for (const days of hours.values()) for (const sums of days.values()) runUp(sums);
  const products = new Set([...totals.keys(), ...hours.keys()]);
  const knownSince = dayNumber(input.knownSince);
  const firstDays = new Map([...totals].map(([product, days]) => [product, Math.min(...days.keys())]));
  return {
    zone: input.zone,
    knownSince,
    firstDay: (product) => Math.max(knownSince, firstDays.get(product) ?? knownSince),
    products: [...products].filter((product) => product !== undefined).sort(),
    totals: (product, day) => totals.get(product)?.get(day) ?? NO_TOTALS,
    running: (product, measure, day) => hours.get(product)?.get(day)?.[measure],
  };
}

type HourSums = Readonly<Record<Measure, number[]>>;

const NO_SUMS: readonly number[] = Array.from({ length: 25 }, () => 0);

function noDays(): Map<number, HourSums> {
  return new Map();
}

function noHours(): HourSums {
  return { calls: Array.from(NO_SUMS), charge: Array.from(NO_SUMS) };
}

function addHour({ calls, charge }: HourSums, usage: HourUsage): void {
  const place = usage.hour + 1;
  calls[place] = (calls[place] ?? 0) + usage.calls;
  charge[place] = (charge[place] ?? 0) + usage.charge;
}

function runUp({ calls, charge }: HourSums): void {
  for (const sums of [calls, charge]) {
    let sum = 0;
    for (let hour = 0; hour <= 24; hour++) {
      sum += sums[hour] ?? 0;
      sums[hour] = sum;
    }
  }
}

function entryOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** What the clock on the wall of the billing time zone shows. */
export interface LocalTime {
  readonly day: number;
  /** Minutes past midnight with fraction, 0 to 1440; 1440 is the end of the day. */
  readonly minute: number;
}

export function localTime(zone: string, at: EpochMs): LocalTime {
  return { day: dayNumber(dayIn(zone, microsOf(at))), minute: minuteIn(zone, microsOf(at)) };
}

/** What came between two minutes of a day that is over, taking it as spread evenly within each hour. */
export function amountBetween(
  history: UsageHistory,
  product: string | undefined,
  measure: Measure,
  day: number,
  fromMinute: number,
  toMinute: number,
): number {
  const running = history.running(product, measure, day);
  return running === undefined ? 0 : interpolated(running, toMinute) - interpolated(running, fromMinute);
}

function interpolated(running: readonly number[], minute: number): number {
  const hour = Math.floor(minute / 60);
  const before = running[hour] ?? 0;
  return before + ((running[hour + 1] ?? before) - before) * (minute / 60 - hour);
}

/** What has come since `fromHour` on the day that is still running: all that is known of the hours that have begun. */
export function amountSoFar(
  history: UsageHistory,
  product: string | undefined,
  measure: Measure,
  now: LocalTime,
  fromHour: number,
): number {
  const running = history.running(product, measure, now.day);
  if (running === undefined) return 0;
  return (running[Math.ceil(now.minute / 60)] ?? 0) - (running[fromHour] ?? 0);
}
