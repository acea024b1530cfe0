// The account of steadyAccount.ts by arithmetic alone, without a ledger: what it is asked is counted on one's fingers, so that every
// hour of a month can be looked at. That the ledger says the same of the same readings is for a test to show. India's time only, by
// day, unfiltered; the map of hours is left out.
import type { Reading } from "../../src/app/screen/usage.ts";
import { type Day, dayFromNumber, dayNumber } from "../../src/domain/day.ts";
import type { CoverageDay } from "../../src/domain/report.ts";
import { type HourUsage, NO_SUMMARY, type Summary, type Totals } from "../../src/domain/summary.ts";
import { callsBetween } from "./steadyAccount.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** India is ahead of UTC by so much, all year round. */
const AHEAD_MS = 5.5 * HOUR_MS;
const CHARGE = 20_000;
const PRODUCT = "PAN-Plus";

export interface CountedAccount {
  readonly ledger: Reading & { hourly(since: Day, until: Day): readonly HourUsage[] };
  /** As in `SteadyAccount`. */
  read(since: Day, until: Day, at: number): void;
}

export function countedAccount(): CountedAccount {
  /** By number of the UTC date: when it was read last, epoch ms. */
  const readAt = new Map<number, number>();
  /** Calls in [from, to) that have been read, epoch ms. */
  const held = (from: number, to: number): number => {
    let calls = 0;
    for (let date = Math.floor(from / DAY_MS); date * DAY_MS < to; date++) {
      const until = Math.min(to, (date + 1) * DAY_MS, readAt.get(date) ?? 0);
      calls += callsBetween(Math.max(from, date * DAY_MS), until);
    }
    return calls;
  };
  return {
    ledger: {
      summarize: async (_, { since, until }, division, filter, { before = Number.POSITIVE_INFINITY } = {}) => {
        if (division !== "day" || Object.keys(filter).length > 0) throw new Error("only by day, only unfiltered");
        const days: [Day, number][] = [];
        for (let day = dayNumber(since); day <= dayNumber(until); day++) {
          const start = day * DAY_MS - AHEAD_MS;
          const calls = held(start, Math.min(start + DAY_MS, before / 1000));
          if (calls > 0) days.push([dayFromNumber(day), calls]);
        }
        return summaryOf(days);
      },
      coverage: async (_, since, until) => {
        const dates: CoverageDay[] = [];
        for (let date = dayNumber(since); date <= dayNumber(until); date++) {
          const at = readAt.get(date);
          if (at !== undefined) dates.push({ day: dayFromNumber(date), readAt: at });
        }
        return dates;
      },
      // Of reports only the rows that were set aside are looked at, and there is none.
      reports: async () => [],
      hourly: (since, until) => {
        const hours: HourUsage[] = [];
        for (let day = dayNumber(since); day <= dayNumber(until); day++) {
          for (let hour = 0; hour < 24; hour++) {
            const start = day * DAY_MS - AHEAD_MS + hour * HOUR_MS;
            const calls = held(start, start + HOUR_MS);
            if (calls === 0) continue;
            hours.push({ day: dayFromNumber(day), hour, product: PRODUCT, calls, charge: calls * CHARGE });
          }
        }
        return hours;
      },
    },
    read(since, until, at) {
      for (let date = dayNumber(since); date <= dayNumber(until); date++) readAt.set(date, at);
    },
  };
}

function summaryOf(days: readonly (readonly [Day, number])[]): Summary {
  const calls = days.reduce((sum, [, one]) => sum + one, 0);
  if (calls === 0) return NO_SUMMARY;
  return {
    totals: totalsOf(calls),
    products: [{ product: PRODUCT, ...totalsOf(calls) }],
    series: days.map(([start, of]) => ({ start, product: PRODUCT, ...totalsOf(of) })),
    failures: [],
    unknownCharge: 0,
    heat: [],
    statuses: [200],
    messages: ["Pan Verified Successfully."],
  };
}

function totalsOf(calls: number): Totals {
  const none = { failures: 0, unknowns: 0, chargedFailures: 0, chargedFailureCharge: 0 };
  return { calls, charge: calls * CHARGE, successes: calls, ...none };
}
