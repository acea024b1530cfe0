import { addDays, type Day, dayFromNumber, dayNumber, startOfDay } from "../../src/domain/day.ts";
import { type Outcome, outcomeOf } from "../../src/domain/outcome.ts";
import {
  addTotals,
  type FailureGroup,
  type HourUsage,
  NO_TOTALS,
  type SeriesPoint,
  type Totals,
} from "../../src/domain/summary.ts";
import type { Transaction } from "../../src/domain/transaction.ts";
import { findAnomalies } from "../../src/domain/watch/anomaly/findAnomalies.ts";
import { type UsageHistory, usageHistory } from "../../src/domain/watch/usageHistory.ts";
import type { PlantedEvent } from "../../src/sandbox/events.ts";
import { type GeneratedAccount, generateAccount } from "../../src/sandbox/generator.ts";
import { totalsOf } from "./totalsOf.ts";

/** What a detector says: something is wrong with this product (or the total) on this day. Told once per key. */
export interface Alarm {
  readonly key: string;
  /** Absent: the detector has one kind only, and is credited for every kind of event. */
  readonly kind?: string;
  /** Absent: the total. */
  readonly product?: string;
}

/** An alarm with the day and hour (of the billing time zone) at which it was first raised. */
export interface ToldAlarm extends Alarm {
  readonly day: Day;
  readonly hour: number;
}

/** Judges the year as of an instant (epoch ms); `day` is over when `dayOver`. */
export type Detector = (year: YearAsOf) => readonly Alarm[];

export interface YearAsOf {
  readonly history: UsageHistory;
  readonly asOf: number;
  readonly day: number;
  readonly hour: number;
  readonly failures: readonly FailureGroup[];
}

export interface Score {
  readonly events: number;
  /** Events found at all, and on the day they happened. */
  readonly found: number;
  readonly foundOnTheDay: number;
  readonly perKind: ReadonlyMap<string, { events: number; found: number; foundOnTheDay: number; hours: number[] }>;
  /** Alarms about a planted event: the first one of the right kind, and everything said about it beyond that. */
  readonly hits: number;
  readonly repeats: readonly ToldAlarm[];
  readonly falseAlarms: readonly ToldAlarm[];
  readonly months: number;
}

const ZONE = "Asia/Kolkata";
const ANCHOR = "2026-05-31";
/** An event that is told the day after is found, but late. A price stays changed. */
const DAYS_LATE = 1;

/** The kind of finding that explains an event. */
const EXPLAINED_BY: Readonly<Record<PlantedEvent["kind"], string>> = {
  runaway: "spendSpike",
  silence: "silence",
  priceChange: "priceChange",
  newProduct: "newProduct",
  failureSpike: "failureSpike",
};

export function ourRules({ history, asOf, failures }: YearAsOf): readonly Alarm[] {
  return findAnomalies(history, asOf, failures).map(({ key, kind, product }) => ({
    key,
    kind,
    ...(product === undefined ? {} : { product }),
  }));
}

const REFERENCE_DAYS = 56;

/** Plain reference: the day's spend is more than three standard deviations off the mean; too little only once the day is over. */
export function fixedZScore(year: YearAsOf): readonly Alarm[] {
  return plainReference(year, (soFar, mean, deviation) => {
    const z = (soFar - mean) / deviation;
    return z > 3 || (year.hour === 24 && z < -3);
  });
}

/** Plain reference: the day's spend is more than three times the mean. */
export function threeTimesTheMean(year: YearAsOf): readonly Alarm[] {
  return plainReference(year, (soFar, mean) => soFar > 3 * mean);
}

function plainReference(
  { history, day }: YearAsOf,
  isUnusual: (soFar: number, mean: number, deviation: number) => boolean,
): readonly Alarm[] {
  const days = Array.from({ length: REFERENCE_DAYS }, (_, index) => day - 1 - index).filter(
    (d) => d >= history.knownSince,
  );
  if (days.length < 14) return [];
  return [undefined, ...history.products].flatMap((product) => {
    const past = days.map((other) => history.totals(product, other).charge);
    const mean = past.reduce((sum, value) => sum + value, 0) / past.length;
    const deviation = Math.sqrt(past.reduce((sum, value) => sum + (value - mean) ** 2, 0) / past.length);
    if (!isUnusual(history.totals(product, day).charge, mean, deviation)) return [];
    return product === undefined ? [{ key: `total/${day}` }] : [{ key: `${product}/${day}`, product }];
  });
}

/** `even`: as generated. `rough`: with what real years have besides events, see `callsFor`. */
export type Years = "even" | "rough";

/** Generates a year, judges it as it goes at the given hours of every day (1 to 24), and compares with what was planted. */
export function scoreYear(
  seed: number,
  hours: readonly number[],
  detectors: ReadonlyMap<string, Detector>,
  years: Years = "even",
): Map<string, Score> {
  const account = generateAccount({ anchor: ANCHOR, seed, events: "random" });
  const events = account.plantedEvents();
  const whole = wholeYear(account, years);
  const told = new Map([...detectors.keys()].map((name) => [name, new Map<string, ToldAlarm>()]));
  const first = dayNumber(account.firstDay) + 1;
  const last = dayNumber(ANCHOR);
  for (let day = first + 14; day <= last; day++) {
    for (const hour of hours) {
      const year = yearAsOf(account, whole, day, hour, years);
      for (const [name, detect] of detectors) {
        const alarms = told.get(name);
        for (const alarm of detect(year)) {
          if (alarms?.has(alarm.key) === false) alarms.set(alarm.key, { ...alarm, day: dayFromNumber(day), hour });
        }
      }
    }
  }
  return new Map(
    [...told].map(([name, alarms]) => [name, scoreOf(events, [...alarms.values()], (last - first) / 30.4)]),
  );
}

/** All of a generated year; its last day is over. */
function wholeYear(account: GeneratedAccount, years: Years): UsageHistory {
  const rollUps = new RollUps(years);
  const since = addDays(account.firstDay, 1);
  const interval = { from: startOfDay(ZONE, since), to: startOfDay(ZONE, addDays(ANCHOR, 1)) };
  for (const row of account.transactions(interval, interval.to / 1000 + 3 * MS_PER_DAY)) rollUps.add(row);
  return rollUps.history(since);
}

const MS_PER_DAY = 86_400_000;
const IST_MICROS = 19_800_000_000;
const HOUR_MICROS = 3_600_000_000;

/** What the ledger would keep of the rows: totals by day, usage by hour, charged failures by message. */
class RollUps {
  readonly #years: Years;
  readonly #days = new Map<string, SeriesPoint>();
  readonly #hours = new Map<string, HourUsage>();
  readonly #dayNames = new Map<number, Day>();
  readonly #outcomes = new Map<string, Outcome>();
  readonly #failures = new Map<string, FailureGroup>();

  constructor(years: Years) {
    this.#years = years;
  }

  add({ product, at, status, message, charge: each }: Transaction): void {
    const hours = Math.floor((at + IST_MICROS) / HOUR_MICROS);
    const number = Math.floor(hours / 24);
    const calls = this.#years === "even" ? 1 : callsFor(at, number);
    if (calls === 0) return;
    const charge = calls * each;
    const day = this.#dayName(number);
    const hour = hours % 24;
    const outcome = this.#outcomeOf(status, message);
    const dayKey = `${number} ${product}`;
    const totals = this.#days.get(dayKey) ?? NO_TOTALS;
    const added = addTotals(totals, totalsOf(outcome, calls, charge, charge > 0 ? calls : 0));
    this.#days.set(dayKey, { start: day, product, ...added });
    const hourKey = `${hours} ${product}`;
    const usage = this.#hours.get(hourKey) ?? { calls: 0, charge: 0 };
    this.#hours.set(hourKey, { day, hour, product, calls: usage.calls + calls, charge: usage.charge + charge });
    if (outcome !== "failure" || charge <= 0) return;
    const groupKey = `${product} ${status} ${message}`;
    const group = this.#failures.get(groupKey) ?? { calls: 0, charge: 0 };
    const sums = { calls: group.calls + calls, charge: group.charge + charge };
    this.#failures.set(groupKey, { product, status, message, ...sums });
  }

  /** A year has 200,000 rows, and few days and messages. */
  #dayName(number: number): Day {
    const known = this.#dayNames.get(number);
    if (known !== undefined) return known;
    const name = dayFromNumber(number);
    this.#dayNames.set(number, name);
    return name;
  }

  #outcomeOf(status: number, message: string): Outcome {
    const key = status + message;
    const known = this.#outcomes.get(key);
    if (known !== undefined) return known;
    const outcome = outcomeOf(status, message);
    this.#outcomes.set(key, outcome);
    return outcome;
  }

  history(knownSince: Day): UsageHistory {
    return usageHistory({ zone: ZONE, knownSince, days: [...this.#days.values()], hours: [...this.#hours.values()] });
  }

  failures(): readonly FailureGroup[] {
    return [...this.#failures.values()];
  }
}

/**
 * How often a row counts in a rough year: about 14 holidays with a third of the calls, month ends (the last two days) with
 * half as many calls again, and a step of 40 % up after two thirds of the year that stays.
 */
function callsFor(at: number, day: number): number {
  const draw = fraction(at / 1e6);
  if (fraction(day * 0.754877666) < 14 / 365) return draw < 1 / 3 ? 1 : 0;
  const monthEnd = dayFromNumber(day + 2).endsWith("-01") || dayFromNumber(day + 1).endsWith("-01");
  const level = (monthEnd ? 1.5 : 1) * (day > dayNumber(ANCHOR) - 120 ? 1.4 : 1);
  return Math.floor(level + draw);
}

/** A number in [0, 1) that looks random and depends on nothing but its argument. */
function fraction(value: number): number {
  const mixed = Math.sin(value * 12.9898) * 43_758.5453;
  return mixed - Math.floor(mixed);
}

/** The year as the ledger knows it at the end of an hour: of the day itself only what the report lists by then. */
function yearAsOf(account: GeneratedAccount, whole: UsageHistory, day: number, hour: number, years: Years): YearAsOf {
  const name = dayFromNumber(day);
  const from = startOfDay(ZONE, name);
  const asOf = from / 1000 + hour * 3_600_000 - 1;
  const rollUps = new RollUps(years);
  for (const row of account.transactions({ from, to: asOf * 1000 + 1 }, asOf)) rollUps.add(row);
  const today = rollUps.history(name);
  const history: UsageHistory = {
    ...whole,
    totals: (product, of): Totals => (of === day ? today : whole).totals(product, of),
    running: (product, measure, of) => (of === day ? today : whole).running(product, measure, of),
  };
  return { history, asOf, day, hour, failures: rollUps.failures() };
}

function scoreOf(events: readonly PlantedEvent[], alarms: readonly ToldAlarm[], months: number): Score {
  const perKind = new Map<string, { events: number; found: number; foundOnTheDay: number; hours: number[] }>();
  const hits = new Set<Alarm>();
  for (const event of events) {
    const kind = perKind.get(event.kind) ?? { events: 0, found: 0, foundOnTheDay: 0, hours: [] };
    perKind.set(event.kind, kind);
    kind.events++;
    const hit = alarms.find(
      (alarm) => isAbout(alarm, event) && (alarm.kind === undefined || alarm.kind === EXPLAINED_BY[event.kind]),
    );
    if (hit === undefined) continue;
    hits.add(hit);
    kind.found++;
    if (hit.day > event.until) continue;
    kind.foundOnTheDay++;
    kind.hours.push(hit.hour);
  }
  const about = alarms.filter((alarm) => events.some((event) => isAbout(alarm, event)));
  const sum = (of: "events" | "found" | "foundOnTheDay") =>
    [...perKind.values()].reduce((all, kind) => all + kind[of], 0);
  return {
    events: sum("events"),
    found: sum("found"),
    foundOnTheDay: sum("foundOnTheDay"),
    perKind,
    hits: hits.size,
    repeats: about.filter((alarm) => !hits.has(alarm)),
    falseAlarms: alarms.filter((alarm) => !about.includes(alarm)),
    months,
  };
}

/** True for an alarm about the event's product, or about the total, at the time of the event. */
function isAbout(alarm: ToldAlarm, event: PlantedEvent): boolean {
  const late = event.kind === "priceChange" ? 6 : DAYS_LATE;
  if (alarm.day < event.since || alarm.day > addDays(event.until, late)) return false;
  return alarm.product === undefined || alarm.product === event.product;
}
