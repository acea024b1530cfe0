import type { BalanceReading } from "../account.ts";
import { type Day, dayFromNumber } from "../day.ts";
import type { EpochMs } from "../epoch.ts";
import type { Money } from "../money.ts";
import { pathOf } from "./alertTopic.ts";
import { type Silencing, silenceOf } from "./silencing.ts";
import { type NotEnoughData, type SpendAhead, type SpendBasis, spendAhead, spendModel } from "./spendModel.ts";
import { localTime, type UsageHistory } from "./usageHistory.ts";
import { chargedAfterHour } from "./wallet.ts";

/** How long the wallet lasts if spend goes on as in recent weeks. Days from now, with fraction: low <= expected <= high. */
export interface Runway {
  readonly kind: "runway";
  /** The reading less what is known to have been charged since. */
  readonly balance: Money;
  readonly low: number;
  readonly expected: number;
  /** {@link MAX_RUNWAY_DAYS} means that or longer, in all three. */
  readonly high: number;
  /** Days on which the wallet runs empty at the earliest and at the latest. */
  readonly emptyFrom: Day;
  readonly emptyUntil: Day;
  readonly basis: SpendBasis;
}

/** `noSpend`: enough days are known, and nothing was spent on them. */
export type RunwayAnswer = Runway | NotEnoughData | { readonly kind: "noSpend" };

/** Further ahead nobody should believe a number. */
export const MAX_RUNWAY_DAYS = 365;

/** `reading` is the latest balance. */
export function runwayOf(reading: BalanceReading, history: UsageHistory, now: EpochMs): RunwayAnswer {
  const time = localTime(history.zone, now);
  const model = spendModel(history, undefined, time.day);
  if ("kind" in model) return model;
  if (model.perWeekday.every((expected) => expected === 0)) return { kind: "noSpend" };
  const balance = reading.balance - (reading.at < now ? chargedAfterHour(history, reading.at, now) : 0);
  const passed = time.minute / 1440;
  const ends = spendAhead(history, undefined, model, time, MAX_RUNWAY_DAYS).map((ahead, day) => ({
    ...ahead,
    inDays: day + 1 - passed,
  }));
  const low = emptyIn(ends, balance, (end) => end.expected + end.margin);
  const high = emptyIn(ends, balance, (end) => end.expected - end.margin);
  return {
    kind: "runway",
    balance,
    low,
    expected: emptyIn(ends, balance, (end) => end.expected),
    high,
    emptyFrom: dayFromNumber(time.day + Math.floor(low + passed)),
    emptyUntil: dayFromNumber(time.day + Math.floor(high + passed)),
    basis: model.basis,
  };
}

/** What will have been spent from now to the end of a day. */
interface DayEnd extends SpendAhead {
  readonly inDays: number;
}

/** Days until `spent` reaches the balance, taking a day's spend as even. */
function emptyIn(ends: readonly DayEnd[], balance: Money, spent: (end: DayEnd) => number): number {
  if (balance <= 0) return 0;
  let before = { inDays: 0, spent: 0 };
  for (const end of ends) {
    const after = { inDays: end.inDays, spent: spent(end) };
    if (after.spent >= balance) {
      const part = (balance - before.spent) / (after.spent - before.spent);
      return Math.min(MAX_RUNWAY_DAYS, before.inDays + (after.inDays - before.inDays) * part);
    }
    if (after.spent >= before.spent) before = after;
  }
  return MAX_RUNWAY_DAYS;
}

/** Whether a short runway has been told, plain data for the ledger's states; see `ThresholdState` about sharing it. */
export interface RunwayAlertState {
  readonly told: boolean;
}

export const RUNWAY_TOPIC = pathOf({ kind: "runway" });
/** A runway hovers around the limit from day to day; only one that is clearly longer arms the alert again. */
const REARM_FACTOR = 1.5;

/**
 * Tells a runway of at most `limitDays` (0: never) once, until a top-up or lower spend has made it clearly longer. A runway that
 * can not be told leaves everything as it is. Snoozed: told when the snooze ends, if still short; muted: counts as told.
 */
export function decideRunwayAlert(
  runway: RunwayAnswer,
  limitDays: number,
  state: RunwayAlertState,
  silencing: Silencing,
  now: EpochMs,
): { readonly alert: boolean; readonly state: RunwayAlertState } {
  const silence = silenceOf(silencing, RUNWAY_TOPIC, now);
  if (runway.kind !== "runway" || limitDays <= 0 || silence === "snoozed") return { alert: false, state };
  if (runway.expected > limitDays * REARM_FACTOR && state.told) return { alert: false, state: { told: false } };
  if (runway.expected > limitDays || state.told) return { alert: false, state };
  return { alert: silence === "audible", state: { told: true } };
}
