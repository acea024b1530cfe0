import type { Account } from "../../domain/account.ts";
import type { CycleStart } from "../../domain/calendar.ts";
import { type EpochMs, microsOf } from "../../domain/epoch.ts";
import { NO_FILTER } from "../../domain/filter.ts";
import { knownOf, knownStretches } from "../../domain/known.ts";
import type {
  BalancesReading,
  LeasesReading,
  ReportsReading,
  StatesReading,
  SummariesReading,
} from "../../domain/ledgerPorts.ts";
import { billingMonthSoFar, intervalOf, type Period, todayIn, utcDatesOf } from "../../domain/period.ts";
import { NO_TOTALS } from "../../domain/summary.ts";
import type { AccountMetrics } from "../../domain/watch/accountMetrics.ts";
import { type Budget, budgetUses } from "../../domain/watch/budget.ts";
import { readCoverage } from "../sync/storedCoverage.ts";
import { readLane } from "../sync/syncState.ts";

/** What metrics are read from. */
type MetricsLedger = SummariesReading & ReportsReading & BalancesReading & StatesReading & LeasesReading;

interface MetricsSettings {
  readonly zone: string;
  readonly cycleStart: CycleStart;
  readonly budget: Budget;
}

/** An account's metrics as the ledger has them at `now`. Throws `ProblemError` (storage, internal). */
export async function readMetrics(
  ledger: MetricsLedger,
  account: Account,
  { zone, cycleStart, budget }: MetricsSettings,
  now: EpochMs,
): Promise<AccountMetrics> {
  const today = todayIn(zone, microsOf(now));
  const month = billingMonthSoFar(today, cycleStart);
  const [{ totals, products, series }, coverage, lane, balance] = await Promise.all([
    ledger.summarize(account.id, month, "day", NO_FILTER),
    readCoverage(ledger, account.id, utcDatesOf(month, zone), now),
    readLane(ledger, account.id, "refresh", now),
    ledger.lastBalance(account.id, now),
  ]);
  const stretches = knownStretches(coverage, now);
  const ofToday = new Map(series.filter(({ start }) => start === today).map((point) => [point.product, point]));
  const callsToday = [...ofToday.values()].reduce((sum, { calls }) => sum + calls, 0);
  const extentOf = (period: Period, calls = 0) => knownOf(intervalOf(period, zone), stretches, now, calls).extent;
  return {
    account: account.label,
    windows: [
      {
        window: "day",
        extent: extentOf({ since: today, until: today }, callsToday),
        products: products.map(({ product }) => ({ ...(ofToday.get(product) ?? NO_TOTALS), product })),
      },
      { window: "month", extent: extentOf(month, totals.calls), products },
    ],
    budgets: budgetUses(budget, series, { today, cycleStart }, extentOf),
    ...(balance === undefined ? {} : { balance: balance.balance }),
    ...(lane.syncedAt === undefined ? {} : { ledgerAgeMs: now - lane.syncedAt }),
    ...(lane.attemptedAt === undefined ? {} : { syncFailures: lane.failures }),
  };
}
