import { type Day, dayNumber } from "../domain/day.ts";
import { type EpochMs, microsOf } from "../domain/epoch.ts";
import { MONEY_SCALE, type Money } from "../domain/money.ts";
import type { Interval } from "../domain/period.ts";
import { MICROS_PER_DAY } from "../domain/transaction.ts";

export interface TopUp {
  readonly at: EpochMs;
  readonly amount: Money;
}

/** The prepaid wallet: falls by exactly the charges that the report lists. */
export interface Wallet {
  readonly balance: (asOf: EpochMs) => Money;
  readonly topUps: (asOf: EpochMs) => readonly TopUp[];
}

const MS_PER_DAY = 86_400_000;
/** 10:30 in India: somebody comes to the office and pays. */
const TOP_UP_TIME_MS = 5 * 3_600_000;

/**
 * `chargeOf` sums the charges in an interval as reported at an instant. The wallet starts on the UTC date `opens` (not with the
 * account: adding up a year of an Enterprise account would take a minute) and holds the opening balance before that.
 */
export function createWallet(
  opens: Day,
  dailySpend: Money,
  chargeOf: (interval: Interval, asOf: EpochMs) => Money,
): Wallet {
  const rounded = (days: number): Money => Math.ceil((dailySpend * days) / (1000 * MONEY_SCALE)) * 1000 * MONEY_SCALE;
  const opening = rounded(9);
  const amount = rounded(15);
  const topUps: TopUp[] = [];
  /** End balances of the dates counted so far, from `opens` on. Charges are final two days after a date. */
  const endBalances: Money[] = [];

  function settleBefore(day: number): void {
    const start = dayNumber(opens);
    while (start + endBalances.length < day) {
      const date = start + endBalances.length;
      const charge = chargeOf(dayInterval(date), (date + 4) * MS_PER_DAY);
      endBalances.push(startBalance(date) - charge);
    }
  }

  /** The balance at the start of a date, with the top-up that follows from it. */
  function startBalance(date: number): Money {
    const before = endBalances.at(-1) ?? opening;
    if (before >= dailySpend * 2) return before;
    topUps.push({ at: date * MS_PER_DAY + TOP_UP_TIME_MS, amount });
    return before + amount;
  }

  function topUpsUntil(asOf: EpochMs): readonly TopUp[] {
    // The date itself is settled as well, because only that decides about its own top-up.
    settleBefore(Math.floor(asOf / MS_PER_DAY) + 1);
    return topUps.filter(({ at }) => at <= asOf);
  }

  return {
    topUps: topUpsUntil,
    balance(asOf) {
      const paid = topUpsUntil(asOf).reduce((sum, topUp) => sum + topUp.amount, 0);
      const today = Math.floor(asOf / MS_PER_DAY);
      // Rows of the last three dates may still be late or revised, the others are final.
      const finalDates = Math.max(0, today - 3 - dayNumber(opens));
      const settled = finalDates === 0 ? opening : (endBalances[finalDates - 1] ?? opening);
      const paidBefore = topUps
        .filter(({ at }) => at < (dayNumber(opens) + finalDates) * MS_PER_DAY)
        .reduce((sum, topUp) => sum + topUp.amount, 0);
      const from = (dayNumber(opens) + finalDates) * MICROS_PER_DAY;
      const open = from > microsOf(asOf) ? 0 : chargeOf({ from, to: microsOf(asOf) + 1 }, asOf);
      return settled + paid - paidBefore - open;
    },
  };
}

function dayInterval(day: number): Interval {
  return { from: day * MICROS_PER_DAY, to: (day + 1) * MICROS_PER_DAY };
}
