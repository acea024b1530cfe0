import { dayFromNumber } from "../../day.ts";
import type { Money } from "../../money.ts";
import { knownDays } from "../baseline.ts";
import { median, robustDeviation } from "../robust.ts";
import type { LocalTime, UsageHistory } from "../usageHistory.ts";
import { type Finding, filterOf, type Judgement, keyOf } from "./finding.ts";

/** The usual price is that of the last four weeks. */
const PAST_DAYS = 28;
const MIN_PAST_DAYS = 7;
/** Hours that agree on one charge per call, to the last digit, prove a price. */
const MIN_HOURS = 4;
const MIN_CALLS = 8;
/** Part of the past hours that must agree, so that the past has one price. */
const MIN_AGREEMENT = 0.5;
/** A price that more past hours than this part have shown is not new: the product has several. */
const MAX_SEEN_BEFORE = 0.1;
/** Part of the way to the new price that the average of the day's calls must have gone. */
const MIN_PART = 0.1;
/** A price that changed is news for a week. */
const NEWS_DAYS = 7;
/** Where the past has no single price, the day's average speaks: it must move by this part … */
const MIN_SHIFT = 0.02;
/** … and by this many deviations of past days … */
const DEVIATIONS = 6;
const FEW_DAYS = 5;
/** … and further than this many refunds or rows still without a charge could move it. */
const ODD_ROWS = 4;

/** A call costs something else than before. */
export function priceChange(judgement: Judgement, product: string): Finding | undefined {
  const { history, time } = judgement;
  const days = knownDays(history, product, time.day).slice(0, PAST_DAYS);
  if (days.length < MIN_PAST_DAYS) return undefined;
  const past = days.flatMap((day) => exactCharges(history, product, { day, minute: 1440 }));
  const old = modeOf(past);
  if (old === undefined || old.hours < past.length * MIN_AGREEMENT) return levelChange(judgement, product, days);
  return modalChange(judgement, product, old.charge, days);
}

/**
 * Most hours of a product with one price show it exactly, as charge divided by calls; only hours with a free failure do not.
 * So the value that most hours share is the price, and the new price is known to the last digit.
 */
function modalChange(
  { history, time }: Judgement,
  product: string,
  old: Money,
  days: readonly number[],
): Finding | undefined {
  const today = exactCharges(history, product, time);
  const [change] = [...new Set(today.map(({ charge }) => charge))]
    .flatMap((charge) => changeWithin(today, charge, old) ?? [])
    .sort((a, b) => b.lead - a.lead);
  if (change === undefined || change.calls < MIN_CALLS) return undefined;
  // Free failures in several hours may imitate another price; the average of calls that did not fail is blind to them.
  const level = levelOn(history, product, time.day)?.level ?? old;
  if ((level - old) / (change.charge - old) < MIN_PART) return undefined;
  let since: LocalTime = { day: time.day, minute: change.hour * 60 };
  for (let day = time.day - 1; day > time.day - 1 - NEWS_DAYS; day--) {
    const hours = exactCharges(history, product, { day, minute: 1440 });
    if (hours.length < MIN_HOURS) continue;
    const before = changeWithin(hours, change.charge, old);
    if (before === undefined) break;
    since = { day, minute: before.hour * 60 };
  }
  if (time.day - since.day >= NEWS_DAYS) return undefined;
  const before = days
    .filter((day) => day < since.day)
    .flatMap((day) => exactCharges(history, product, { day, minute: 1440 }));
  const seenBefore = before.filter(({ charge }) => charge === change.charge).length;
  if (seenBefore > before.length * MAX_SEEN_BEFORE) return undefined;
  return findingOf(product, since, time, change.charge, { low: old, typical: old, high: old, days: days.length });
}

/**
 * The hour from which on a day shows the new charge rather than the old one: where the new one leads by the most hours. An hour
 * with a free failure may show the other price by coincidence, so single hours decide nothing.
 */
function changeWithin(hours: readonly HourCharge[], charge: Money, old: Money) {
  if (charge === old) return undefined;
  let best: { charge: Money; hour: number; lead: number; calls: number } | undefined;
  let lead = 0;
  let calls = 0;
  for (const hour of hours.toReversed()) {
    if (hour.charge === old) lead--;
    if (hour.charge !== charge) continue;
    lead++;
    calls += hour.calls;
    if (lead >= MIN_HOURS && lead >= (best?.lead ?? 0)) best = { charge, hour: hour.hour, lead, calls };
  }
  return best;
}

interface HourCharge {
  readonly hour: number;
  readonly calls: number;
  /** Per call. */
  readonly charge: Money;
}

/** Hours whose charge divides evenly by their calls. */
function exactCharges(history: UsageHistory, product: string, { day, minute }: LocalTime): HourCharge[] {
  const calls = history.running(product, "calls", day);
  const charge = history.running(product, "charge", day);
  if (calls === undefined || charge === undefined) return [];
  const found: HourCharge[] = [];
  for (let hour = 0; hour < Math.ceil(minute / 60); hour++) {
    const inHour = (calls[hour + 1] ?? 0) - (calls[hour] ?? 0);
    const perCall = ((charge[hour + 1] ?? 0) - (charge[hour] ?? 0)) / inHour;
    if (inHour > 0 && perCall > 0 && Number.isInteger(perCall)) found.push({ hour, calls: inHour, charge: perCall });
  }
  return found;
}

function modeOf(hours: readonly HourCharge[]): { charge: Money; hours: number; calls: number } | undefined {
  const counts = new Map<Money, { charge: Money; hours: number; calls: number }>();
  for (const { charge, calls } of hours) {
    const known = counts.get(charge);
    counts.set(charge, { charge, hours: (known?.hours ?? 0) + 1, calls: (known?.calls ?? 0) + calls });
  }
  return [...counts.values()].sort((a, b) => b.hours - a.hours || b.calls - a.calls)[0];
}

/** Charge per call that did not fail, from the days' totals; for products with several prices or with failures in every hour. */
function levelChange({ history, time }: Judgement, product: string, days: readonly number[]): Finding | undefined {
  const today = levelOn(history, product, time.day);
  if (today === undefined || today.calls < 3 * MIN_CALLS) return undefined;
  const past = days.flatMap((day) => levelOn(history, product, day) ?? []).filter(({ calls }) => calls >= MIN_CALLS);
  if (past.length < MIN_PAST_DAYS) return undefined;
  const levels = past.map(({ level }) => level);
  const typical = median(levels);
  // An average of n calls varies by the single calls' spread over √n. A spread from few days may be far too small by chance.
  const callSpread = robustDeviation(past.map(({ level, calls }) => (level - typical) * Math.sqrt(calls)));
  const spread = ((1 + FEW_DAYS / past.length) * callSpread) / Math.sqrt(today.calls);
  const shift = today.level - typical;
  const least = Math.max(typical * (MIN_SHIFT + ODD_ROWS / today.calls), DEVIATIONS * spread);
  if (typical <= 0 || Math.abs(shift) < least) return undefined;
  let first = time.day;
  for (let day = time.day - 1; day >= time.day - NEWS_DAYS; day--) {
    const before = levelOn(history, product, day);
    if (before === undefined || before.calls < MIN_CALLS) continue;
    if ((before.level - typical) / shift < 0.5) break;
    first = day;
  }
  if (time.day - first >= NEWS_DAYS) return undefined;
  const usual = { low: Math.max(0, typical - 2 * spread), typical, high: typical + 2 * spread, days: past.length };
  return findingOf(product, { day: first, minute: 0 }, time, Math.round(today.level), usual);
}

function levelOn(history: UsageHistory, product: string, day: number): { level: number; calls: number } | undefined {
  const { charge, chargedFailureCharge, successes, unknowns } = history.totals(product, day);
  const calls = successes + unknowns;
  return calls === 0 ? undefined : { level: (charge - chargedFailureCharge) / calls, calls };
}

function findingOf(
  product: string,
  since: LocalTime,
  time: LocalTime,
  observed: Money,
  usual: NonNullable<Finding["usual"]>,
): Finding {
  const day = dayFromNumber(since.day);
  return {
    kind: "priceChange",
    product,
    since: since.minute === 0 ? { day } : { day, hour: Math.floor(since.minute / 60) },
    observed,
    usual,
    driver: { product },
    key: keyOf("priceChange", product, day),
    opens: {
      period: { since: day, until: dayFromNumber(time.day) },
      filter: { ...filterOf(product), charged: true },
    },
  };
}
