import { MONEY_SCALE, type Money } from "../money.ts";
import type { BalanceReading } from "../ports.ts";
import { type LocalTime, localTime, type UsageHistory } from "./usageHistory.ts";

/** The wallet moved between two readings in a way that the known charges do not explain. */
export interface WalletChange {
  /** `topUp`: money came in. `unexplainedFall`: more went out than was charged. */
  readonly kind: "topUp" | "unexplainedFall";
  /** Best estimate, above zero; exact but for the charges of the hours in which the readings were taken. */
  readonly amount: Money;
  /** Instants (epoch ms) of the readings before and after. */
  readonly since: number;
  readonly until: number;
  /** Stable name: the same change is told once. */
  readonly key: string;
}

/** Balances may be whole rupees (the documented sample is); less than this is not a change. */
const TOLERANCE: Money = 2 * MONEY_SCALE;
/** People top up by hundreds; less may be charges that reached the report before they reached the wallet. */
const MIN_TOP_UP: Money = 50 * MONEY_SCALE;

/**
 * Top-ups and unexplained falls, oldest first. `settledUntil` (epoch ms): all rows of calls before it are in the ledger; after it
 * a charge may have reached the wallet but not the report, so a fall is not judged yet. A top-up is, because late rows can only
 * make it larger. Every reading is compared with the last one that was out of the ordinary, not with its neighbour, so that small
 * losses add up until they show. Readings from a time when the clock was ahead of `now` are left out.
 */
export function walletChanges(
  readings: readonly BalanceReading[],
  history: UsageHistory,
  settledUntil: number,
  now: number,
): readonly WalletChange[] {
  const usable = readings
    .filter(({ at }) => at <= now && localTime(history.zone, at).day >= history.knownSince)
    .sort((a, b) => a.at - b.at);
  const changes: WalletChange[] = [];
  let [anchor] = usable;
  for (const reading of usable) {
    if (anchor === undefined || reading.at === anchor.at) continue;
    const change = changeBetween(anchor, reading, history, settledUntil);
    if (change === undefined) continue;
    changes.push(change);
    anchor = reading;
  }
  return changes;
}

function changeBetween(
  before: BalanceReading,
  after: BalanceReading,
  history: UsageHistory,
  settledUntil: number,
): WalletChange | undefined {
  const fall = before.balance - after.balance;
  const { least, most } = chargedBetween(history, before.at, after.at);
  const span = { since: before.at, until: after.at };
  const unexplained = fall - Math.round((least + most) / 2);
  if (least - fall >= MIN_TOP_UP) return { kind: "topUp", amount: -unexplained, ...span, key: `topUp/${after.at}` };
  if (fall - most <= TOLERANCE || after.at > settledUntil) return undefined;
  return { kind: "unexplainedFall", amount: unexplained, ...span, key: `unexplainedFall/${after.at}` };
}

/**
 * What was charged between two instants as far as the ledger knows. Charges are known by the hour: those of the hours in which
 * the instants lie may belong to either side.
 */
function chargedBetween(history: UsageHistory, since: number, until: number): { least: Money; most: Money } {
  const from = localTime(history.zone, since);
  const to = localTime(history.zone, until);
  const edges = [chargedInHourOf(history, from)];
  if (from.day !== to.day || hourOf(from) !== hourOf(to)) edges.push(chargedInHourOf(history, to));
  const inner = chargedAfterHour(history, since, until) - (edges[1] ?? 0);
  return {
    least: inner + edges.reduce((sum, charge) => sum + Math.min(0, charge), 0),
    most: inner + edges.reduce((sum, charge) => sum + Math.max(0, charge), 0),
  };
}

/** Charges after the hour in which `since` lies, up to the end of the hour of `until` (epoch ms). */
export function chargedAfterHour(history: UsageHistory, since: number, until: number): Money {
  const from = localTime(history.zone, since);
  const to = localTime(history.zone, until);
  let sum = chargedBefore(history, to.day, hourOf(to) + 1) - chargedBefore(history, from.day, hourOf(from) + 1);
  for (let day = from.day; day < to.day; day++) sum += history.totals(undefined, day).charge;
  return sum;
}

function chargedInHourOf(history: UsageHistory, time: LocalTime): Money {
  const hour = hourOf(time);
  return chargedBefore(history, time.day, hour + 1) - chargedBefore(history, time.day, hour);
}

function chargedBefore(history: UsageHistory, day: number, hour: number): Money {
  return history.running(undefined, "charge", day)?.[hour] ?? 0;
}

function hourOf({ minute }: LocalTime): number {
  return Math.floor(minute / 60);
}
