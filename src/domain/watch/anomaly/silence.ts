import { dayFromNumber } from "../../day.ts";
import { usualBetween } from "../baseline.ts";
import type { LocalTime, UsageHistory } from "../usageHistory.ts";
import { levelBefore, levelOfOthers } from "./dayLevel.ts";
import { type Finding, filterOf, type Judgement, keyOf, productOf } from "./finding.ts";

/** So many calls are missing, for a day as busy as this one, that chance can not be the reason … */
const MIN_MISSING_CALLS = 15;
/** … even if the day is this many deviations below a typical one. */
const DEVIATIONS = 3;
/** After two weeks the product is not silent, it is not used any more. */
const MAX_DAYS = 14;
/** Part of the floor: what a few quiet hours would have cost. */
const FLOOR_SHARE = 0.2;

/** No call at all in hours that normally have many. Only true when the ledger is filled up to the judged instant. */
export function silence({ history, time, floor }: Judgement, product: string | undefined): Finding | undefined {
  const last = hourAfterLastCall((day) => history.running(product, "calls", day), time);
  if (last === undefined || last.day < history.knownSince) return undefined;
  const fromHour = last.day === time.day ? last.minute / 60 : 0;
  if (fromHour * 60 >= time.minute) return undefined;
  const usual = usualBetween(history, product, "calls", time.day, fromHour * 60, time.minute);
  // Before the weekday is known, an office's Sunday would look like an outage.
  if (usual?.basis !== "sameWeekday" || usual.typical < DEVIATIONS * usual.deviation) return undefined;
  // On a holiday everything is quiet, and long gaps are no wonder.
  const level = Math.min(1, levelBefore(history, product, time.day, fromHour), levelOfOthers(history, product, time));
  if (usual.typical * level < MIN_MISSING_CALLS) return undefined;
  const charge = usualBetween(history, product, "charge", time.day, fromHour * 60, time.minute);
  if (charge === undefined || charge.typical < floor * FLOOR_SHARE) return undefined;
  const since = firstBusyHour(history, product, last, time);
  const day = dayFromNumber(since.day);
  return {
    kind: "silence",
    ...productOf(product),
    since: { day, hour: since.minute / 60 },
    observed: 0,
    usual: { low: usual.low, typical: usual.typical, high: usual.high, days: usual.days },
    hours: { from: fromHour, to: time.minute / 60 },
    ...(product === undefined ? {} : { driver: { product } }),
    key: keyOf("silence", product, day),
    opens: {
      // From the day of the last call, which is the last that can be looked at.
      period: { since: dayFromNumber(last.minute === 0 ? last.day - 1 : last.day), until: dayFromNumber(time.day) },
      filter: filterOf(product),
    },
  };
}

/** Start of the hour after the last call; undefined when the day is over with it, or the last call is too long ago. */
function hourAfterLastCall(
  callsOn: (day: number) => readonly number[] | undefined,
  { day, minute }: LocalTime,
): LocalTime | undefined {
  let end = Math.ceil(minute / 60);
  for (let back = 0; back < MAX_DAYS; back++) {
    const running = callsOn(day - back);
    const calls = running?.[end] ?? 0;
    if (running !== undefined && calls > 0) {
      const hour = running.findIndex((sum) => sum >= calls);
      if (hour < 24) return { day: day - back, minute: hour * 60 };
      return back === 0 ? undefined : { day: day - back + 1, minute: 0 };
    }
    end = 24;
  }
  return undefined;
}

/** Silence begins with the first hour that normally has calls, not with the night before it. */
function firstBusyHour(
  history: UsageHistory,
  product: string | undefined,
  after: LocalTime,
  until: LocalTime,
): LocalTime {
  for (let { day, minute } = after; day < until.day || minute < until.minute; minute += 60) {
    if (minute === 1440) {
      day++;
      minute = 0;
    }
    const usual = usualBetween(history, product, "calls", day, minute, minute + 60);
    if (usual !== undefined && usual.typical >= 1) return { day, minute };
  }
  return after;
}
