import type { BalanceReading } from "../account.ts";
import type { EpochMs } from "../epoch.ts";
import { MONEY_SCALE, type Money } from "../money.ts";
import { type LocalTime, localTime, type UsageHistory } from "./usageHistory.ts";

/** The wallet moved between two readings in a way that the known charges do not explain. */
export interface WalletChange {
  /** `topUp`: money came in. `unexplainedFall`: more went out than was charged. */
  readonly kind: "topUp" | "unexplainedFall";
  /** Best estimate, above zero; exact but for the charges of the hours in which the readings were taken. */
  readonly amount: Money;
  /** Instants of the readings before and after. */
  readonly since: EpochMs;
  readonly until: EpochMs;
  /** Stable name: the same change is told once. */
  readonly key: string;
}

/** Balances may be whole rupees (the documented sample is); less than this is not a change. */
const TOLERANCE: Money = 2 * MONEY_SCALE;
/** People top up by hundreds; less may be charges that reached the report before they reached the wallet. */
const MIN_TOP_UP: Money = 50 * MONEY_SCALE;
/** A wallet may follow its charges this much later: those of so long before a reading may be in the balance, or not yet. */
const WALLET_LAG_MS = 3 * 3_600_000;
/** One that follows later still moves twice, there and back, within this time: then nothing has come in, and nothing is lost. */
const RETURN_MS = 24 * 3_600_000;

/**
 * Top-ups and unexplained falls, oldest first: what no lag of the wallet up to {@link WALLET_LAG_MS} explains. `settledUntil` (epoch
 * ms): all rows of calls before it are in the ledger; after it a charge may have reached the wallet but not the report, so a fall is
 * not judged yet. A top-up is, because late rows can only make it larger. What the next change takes back
 * within a day was none. Every reading is compared with the last one that was out of the ordinary, not with its neighbour, so that
 * small losses add up until they show. Readings from a time when the clock was ahead of `now` are left out.
 */
export function walletChanges(
  readings: readonly BalanceReading[],
  history: UsageHistory,
  settledUntil: number,
  now: EpochMs,
): readonly WalletChange[] {
  const usable = readings
    .filter(({ at }) => at <= now && localTime(history.zone, at).day >= history.knownSince)
    .sort((a, b) => a.at - b.at);
  const changes: { readonly change: WalletChange; readonly before: BalanceReading }[] = [];
  let [anchor] = usable;
  for (const reading of usable) {
    if (anchor === undefined || reading.at === anchor.at) continue;
    const change = changeBetween(anchor, reading, history);
    if (change === undefined) continue;
    const last = changes.at(-1);
    const net = last && takenBack(last.change, last.before, change, reading, history);
    if (last !== undefined && net !== undefined) {
      changes.pop();
      if (net !== "nothing") changes.push({ change: net, before: last.before });
      anchor = reading;
    } else if (change.kind === "topUp" || reading.at <= settledUntil) {
      changes.push({ change, before: anchor });
      anchor = reading;
    }
  }
  return changes.map(({ change }) => change);
}

/**
 * What remains of a change when the next one takes it back: nothing where charges explain the wallet without both, less of a top-up
 * where they may just have come later still. Undefined where the two have nothing to do with each other.
 */
function takenBack(
  last: WalletChange,
  before: BalanceReading,
  next: WalletChange,
  after: BalanceReading,
  history: UsageHistory,
): WalletChange | "nothing" | undefined {
  if (next.kind === last.kind || next.until - last.until > RETURN_MS) return undefined;
  const net = changeBetween(before, after, history);
  if (net === undefined) return "nothing";
  const isLate = next.amount <= chargedAfterHour(history, last.until - RETURN_MS, last.until);
  return last.kind === "topUp" && net.kind === "topUp" && isLate ? net : undefined;
}

function changeBetween(before: BalanceReading, after: BalanceReading, history: UsageHistory): WalletChange | undefined {
  const fall = before.balance - after.balance;
  const { least, most } = chargedBetween(history, before.at, after.at, WALLET_LAG_MS);
  const prompt = chargedBetween(history, before.at, after.at, 0);
  const span = { since: before.at, until: after.at };
  const unexplained = fall - Math.round((prompt.least + prompt.most) / 2);
  if (least - fall >= MIN_TOP_UP) return { kind: "topUp", amount: -unexplained, ...span, key: `topUp/${after.at}` };
  if (fall - most <= TOLERANCE) return undefined;
  return { kind: "unexplainedFall", amount: unexplained, ...span, key: `unexplainedFall/${after.at}` };
}

/**
 * What the wallet lost between two readings as far as the ledger knows. Charges are known by the hour: those of the hours in which
 * the readings lie may belong to either side, and so may those of the time before each that the wallet may lag behind.
 */
function chargedBetween(
  history: UsageHistory,
  since: EpochMs,
  until: EpochMs,
  lagMs: number,
): { least: Money; most: Money } {
  const first = hourNumber(history, since);
  const edges = new Set([...hoursUpTo(history, since, lagMs), ...hoursUpTo(history, until, lagMs)]);
  const ofEdges = [...edges].map((hour) => ({ hour, charge: chargedInHour(history, hour) }));
  const counted = ofEdges.filter(({ hour }) => hour > first).reduce((sum, { charge }) => sum + charge, 0);
  const inner = chargedAfterHour(history, since, until) - counted;
  return {
    least: inner + ofEdges.reduce((sum, { charge }) => sum + Math.min(0, charge), 0),
    most: inner + ofEdges.reduce((sum, { charge }) => sum + Math.max(0, charge), 0),
  };
}
/** Charges after the hour in which `since` lies, up to the end of the hour of `until`. */
export function chargedAfterHour(history: UsageHistory, since: EpochMs, until: EpochMs): Money {
  const from = localTime(history.zone, since);
  const to = localTime(history.zone, until);
  let sum = chargedBefore(history, to.day, hourOf(to) + 1) - chargedBefore(history, from.day, hourOf(from) + 1);
  for (let day = from.day; day < to.day; day++) sum += history.totals(undefined, day).charge;
  return sum;
}

/** The hours of the zone's clock from `lagMs` before an instant up to its own, as numbers that count on over midnight. */
function hoursUpTo(history: UsageHistory, at: EpochMs, lagMs: number): readonly number[] {
  const first = hourNumber(history, at - lagMs);
  return Array.from({ length: hourNumber(history, at) - first + 1 }, (_, index) => first + index);
}

function hourNumber({ zone }: UsageHistory, at: EpochMs): number {
  const time = localTime(zone, at);
  return time.day * 24 + hourOf(time);
}

function chargedInHour(history: UsageHistory, number: number): Money {
  const [day, hour] = [Math.floor(number / 24), number % 24];
  return chargedBefore(history, day, hour + 1) - chargedBefore(history, day, hour);
}

function chargedBefore(history: UsageHistory, day: number, hour: number): Money {
  return history.running(undefined, "charge", day)?.[hour] ?? 0;
}

function hourOf({ minute }: LocalTime): number {
  return Math.floor(minute / 60);
}
