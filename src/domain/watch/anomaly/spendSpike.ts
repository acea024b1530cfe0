import { dayFromNumber } from "../../day.ts";
import { type Usual, usualBetween } from "../baseline.ts";
import { amountBetween, amountSoFar, type LocalTime, type UsageHistory } from "../usageHistory.ts";
import { levelOfOthers } from "./dayLevel.ts";
import { type Finding, filterOf, type Judgement, keyOf, productOf } from "./finding.ts";

/** A spike must be this many robust deviations above what is typical … */
const DEVIATIONS = 7;
/** … and this many times what is typical: over the day so far, or over the latest hours, which vary more. */
const DAY_FACTOR = 2;
const LATEST_FACTOR = 3;
/** The whole account's level is believed up to here: two loops at once must not excuse each other. */
const MAX_LEVEL = 2;
/** A loop that starts in the evening drowns in the day so far, so a product's latest hours are judged as well. */
const LATEST_HOURS = 3;
/** An event is followed back over this many days at most. */
const MAX_DAYS = 14;
/** The hours that carry at least this part of the worst hour's excess belong to the event. */
const ONSET_SHARE = 0.2;
/** A message is named when it makes up at least this part of the excess. */
const DRIVER_SHARE = 0.5;

/** Spend far above what is usual by this time of such a day. */
export function spendSpike(judgement: Judgement, product: string | undefined): Finding | undefined {
  const { time } = judgement;
  const spike = spikeAt(judgement, product, time);
  if (spike === undefined) return undefined;
  const { observed, usual, fromHour } = spike;
  const since = onsetOf(judgement, product, fromHour);
  const excess = observed - usual.typical;
  const driver = driverOf(judgement, product, fromHour, excess);
  const messages = driver.message === undefined ? {} : { messages: [driver.message] };
  return {
    kind: "spendSpike",
    ...productOf(product),
    since: { day: dayFromNumber(since.day), hour: Math.floor(since.minute / 60) },
    observed,
    usual: { low: usual.low, typical: usual.typical, high: usual.high, days: usual.days },
    hours: { from: fromHour, to: time.minute / 60 },
    ...(driver.product === undefined ? {} : { driver: { ...driver, product: driver.product } }),
    key: keyOf("spendSpike", product, dayFromNumber(firstDayOf(judgement, product))),
    opens: {
      period: { since: dayFromNumber(since.day), until: dayFromNumber(time.day) },
      filter: { ...filterOf(driver.product), ...messages },
    },
  };
}

interface Spike {
  readonly observed: number;
  readonly usual: Usual;
  readonly fromHour: number;
}

function spikeAt(judgement: Judgement, product: string | undefined, time: LocalTime): Spike | undefined {
  const latest = product === undefined ? 0 : Math.max(0, Math.ceil(time.minute / 60) - LATEST_HOURS);
  return (
    spikeSince(judgement, product, time, 0, DAY_FACTOR) ??
    (latest === 0 ? undefined : spikeSince(judgement, product, time, latest, LATEST_FACTOR))
  );
}

function spikeSince(
  { history, floor }: Judgement,
  product: string | undefined,
  time: LocalTime,
  fromHour: number,
  factor: number,
): Spike | undefined {
  const observed = amountSoFar(history, product, "charge", time, fromHour);
  if (observed < floor) return undefined;
  const usual = usualBetween(history, product, "charge", time.day, fromHour * 60, time.minute);
  if (usual === undefined) return undefined;
  const excess = observed - usual.typical;
  if (excess < floor || excess < DEVIATIONS * usual.deviation || observed < factor * usual.typical) return undefined;
  // A busy day of the whole account explains a busy product: every factor is on top of that.
  const level = Math.min(MAX_LEVEL, Math.max(1, levelOfOthers(history, product, time)));
  if (observed < level * factor * usual.typical) return undefined;
  return { observed, usual, fromHour };
}

/** The first hour that belongs to the event: of the judged hours, or of the evening before when it runs over midnight. */
function onsetOf({ history, time }: Judgement, product: string | undefined, fromHour: number): LocalTime {
  const end = Math.ceil(time.minute / 60);
  const excess = (day: number, hour: number): number => {
    const usual = usualBetween(history, product, "charge", day, hour * 60, (hour + 1) * 60);
    return amountBetween(history, product, "charge", day, hour * 60, (hour + 1) * 60) - (usual?.typical ?? 0);
  };
  const excesses = Array.from({ length: end - fromHour }, (_, index) => excess(time.day, fromHour + index));
  const least = Math.max(...excesses) * ONSET_SHARE;
  let hour = fromHour + excesses.findIndex((value) => value >= least);
  if (hour > fromHour) return { day: time.day, minute: hour * 60 };
  while (hour > 0 && excess(time.day, hour - 1) >= least) hour--;
  if (hour > 0) return { day: time.day, minute: hour * 60 };
  let evening = 24;
  while (evening > 12 && excess(time.day - 1, evening - 1) >= least) evening--;
  return evening < 24 ? { day: time.day - 1, minute: evening * 60 } : { day: time.day, minute: 0 };
}

/** A night that runs over midnight, or a level that stays high, is one event: its first day names it. */
function firstDayOf(judgement: Judgement, product: string | undefined): number {
  let day = judgement.time.day;
  while (
    judgement.time.day - day < MAX_DAYS &&
    spikeAt(judgement, product, { day: day - 1, minute: 1440 }) !== undefined
  )
    day--;
  return day;
}

function driverOf(
  { history, time, failures }: Judgement,
  product: string | undefined,
  fromHour: number,
  excess: number,
): { readonly product?: string; readonly message?: string } {
  const culprit = product ?? culpritOf(history, time, fromHour, excess);
  if (culprit === undefined) return {};
  const [worst] = failures
    .filter((group) => group.product === culprit && group.charge >= excess * DRIVER_SHARE)
    .sort((a, b) => b.charge - a.charge);
  return worst === undefined ? { product: culprit } : { product: culprit, message: worst.message };
}

/** The product that makes up most of the total's excess. */
function culpritOf(history: UsageHistory, time: LocalTime, fromHour: number, excess: number): string | undefined {
  const excesses = history.products.map((product) => {
    const usual = usualBetween(history, product, "charge", time.day, fromHour * 60, time.minute);
    return { product, excess: amountSoFar(history, product, "charge", time, fromHour) - (usual?.typical ?? 0) };
  });
  const [worst] = excesses.sort((a, b) => b.excess - a.excess);
  return worst !== undefined && worst.excess >= excess * DRIVER_SHARE ? worst.product : undefined;
}
