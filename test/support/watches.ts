import type { AppState, Usage } from "../../src/domain/appState.ts";
import type { Known } from "../../src/domain/known.ts";
import { NO_SUMMARY, type Totals } from "../../src/domain/summary.ts";
import type { Finding } from "../../src/domain/watch/anomaly/finding.ts";
import type { MeasuredUse } from "../../src/domain/watch/budget.ts";
import type { Runway } from "../../src/domain/watch/runway.ts";
import type { WalletChange } from "../../src/domain/watch/wallet.ts";
import type { Watch } from "../../src/domain/watch/watch.ts";
import { totalsOf } from "./totalsOf.ts";
import { ist, RUPEE } from "./usageCells.ts";

/** Monday noon in India. */
export const NOON = ist("2026-11-23T12:00");

const BASIS = { days: 56, since: "2026-09-28", until: "2026-11-22" } as const;

/** A day on which nothing is unusual and nothing is set. */
export function watchOf(fields: Partial<Watch> = {}): Watch {
  return {
    accountId: "account",
    asOf: NOON,
    day: "2026-11-23",
    budgets: [],
    today: {
      soFar: 500 * RUPEE,
      usual: {
        typical: 480 * RUPEE,
        low: 400 * RUPEE,
        high: 560 * RUPEE,
        deviation: 40 * RUPEE,
        days: 8,
        basis: "sameWeekday",
      },
    },
    forecast: {
      kind: "forecast",
      month: { since: "2026-11-01", until: "2026-11-30" },
      spent: 8_000 * RUPEE,
      low: 9_500 * RUPEE,
      expected: 10_000 * RUPEE,
      high: 10_500 * RUPEE,
      basis: BASIS,
    },
    walletChanges: [],
    findings: [],
    ...fields,
  };
}

/** The month's budget in total, ₹10,000, unless told otherwise. */
export function budgetUse(rupees: number, fields: Partial<MeasuredUse> = {}): MeasuredUse {
  const limit = fields.limit ?? 10_000 * RUPEE;
  const spent = rupees * RUPEE;
  const period = { since: "2026-11-01", until: "2026-11-23" };
  return { scope: "month", span: "month", period, limit, extent: "wholly", spent, share: spent / limit, ...fields };
}

export function runwayOfDays(low: number, expected: number, high: number): Runway {
  return {
    kind: "runway",
    balance: 6_448 * RUPEE,
    low,
    expected,
    high,
    emptyFrom: "2026-11-30",
    emptyUntil: "2026-12-05",
    basis: BASIS,
  };
}

export function finding(fields: Partial<Finding> = {}): Finding {
  const day = fields.since?.day ?? "2026-11-23";
  return {
    kind: "silence",
    product: "UPI",
    since: { day },
    observed: 0,
    usual: { low: 38.4, typical: 50, high: 62.2, days: 8 },
    hours: { from: 9, to: 12 },
    driver: { product: "UPI" },
    key: `${fields.kind ?? "silence"}/product/${fields.product ?? "UPI"}/${day}`,
    opens: { period: { since: day, until: "2026-11-23" }, filter: { products: ["UPI"] } },
    ...fields,
  };
}

export function walletChange(fields: Partial<WalletChange> = {}): WalletChange {
  const since = ist("2026-11-19T14:30");
  const until = ist("2026-11-20T10:05");
  return { kind: "unexplainedFall", amount: 250 * RUPEE, since, until, key: `unexplainedFall/${until}`, ...fields };
}

/** Everything up to noon. */
export const KNOWN: Known = { extent: "wholly", until: NOON * 1000 };
/** Nobody has asked yet. */
export const NOTHING_KNOWN: Known = { extent: "nothing" };

/** Signed in on 23 November with ₹8,000 this month, ₹500 of it today, refreshed two minutes ago. */
export function stateOf(fields: Partial<AppState> = {}, usage: Partial<Usage> = {}): AppState {
  const month = spend(8_000, 2_700);
  const summary = { ...NO_SUMMARY, totals: month, products: [{ product: "PAN-Plus", ...month }] };
  const account = { id: "account", kind: "live", label: "a…z", baseUrl: "https://x", plan: "starter" } as const;
  const readAt = NOON - 2 * 60_000;
  return {
    loaded: true,
    accounts: [account],
    account,
    zone: "Asia/Kolkata",
    cycleStart: 1,
    today: "2026-11-23",
    choice: { preset: "thisMonth" },
    period: { since: "2026-11-01", until: "2026-11-23" },
    filter: {},
    granularity: "day",
    outcomes: [],
    usage: {
      period: summary,
      filtered: summary,
      known: KNOWN,
      stretches: [{ from: ist("2026-09-01") * 1000, to: NOON * 1000 }],
      comparison: {
        kind: "earlier",
        stretch: {
          period: { since: "2026-10-01", until: "2026-10-23" },
          to: ist("2026-10-23T12:00") * 1000,
          end: "sameTime",
          daysOfLater: 23,
        },
        summary: NO_SUMMARY,
      },
      today: { totals: spend(500, 170), ...KNOWN },
      month: { totals: month, ...KNOWN },
      monthProducts: summary.products,
      setAside: 0,
      coverage: { dates: 24, fetched: 24, oldestOpenReadAt: readAt },
      ...usage,
    },
    balance: { at: readAt, balance: 6_448 * RUPEE },
    sync: { phase: "idle" },
    syncedAt: readAt,
    ...fields,
  };
}

export function spend(rupees: number, calls: number): Totals {
  return totalsOf("success", calls, rupees * RUPEE, calls);
}
