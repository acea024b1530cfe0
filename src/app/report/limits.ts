import type { Account, BalanceReading } from "../../domain/account.ts";
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
import { billingMonthSoFar, intervalOf, todayIn, utcDatesOf } from "../../domain/period.ts";
import { type Budget, type BudgetUse, budgetUses } from "../../domain/watch/budget.ts";
import type { Watch } from "../../domain/watch/watch.ts";
import { readCoverage } from "../sync/storedCoverage.ts";
import { readLane } from "../sync/syncState.ts";
import { readWatch } from "../watch/readWatch.ts";
import type { SpendMoment } from "./spendOf.ts";

/** How much of every limit is used, as far as known; whatever else is known of the account. Throws `ProblemError` (storage). */
export async function budgetUse(
  ledger: SummariesReading & Pick<ReportsReading, "coverage">,
  account: Account,
  budget: Budget,
  { zone, cycleStart, now }: SpendMoment,
): Promise<readonly BudgetUse[]> {
  const today = todayIn(zone, microsOf(now));
  const month = billingMonthSoFar(today, cycleStart);
  const [{ series }, coverage] = await Promise.all([
    ledger.summarize(account.id, month, "day", NO_FILTER),
    readCoverage(ledger, account.id, utcDatesOf(month, zone), now),
  ]);
  const stretches = knownStretches(coverage, now);
  return budgetUses(budget, series, { today, cycleStart }, (period) => {
    return knownOf(intervalOf(period, zone), stretches, now).extent;
  });
}

/** The wallet, and what recent weeks say about it. */
export interface WalletAnswer {
  /** The newest reading that is to be believed. */
  readonly balance: BalanceReading | undefined;
  /** Absent while what is stored says nothing about now. */
  readonly watch: Watch | undefined;
  /** When the account was last refreshed. */
  readonly syncedAt: EpochMs | undefined;
}

/** What is left of the wallet, and how long it lasts. Throws `ProblemError` (storage). */
export async function walletOf(
  ledger: SummariesReading & BalancesReading & ReportsReading & StatesReading & LeasesReading,
  account: Account,
  budget: Budget,
  { zone, cycleStart, now }: SpendMoment,
): Promise<WalletAnswer> {
  const [balance, { syncedAt }] = await Promise.all([
    ledger.lastBalance(account.id, now),
    readLane(ledger, account.id, "refresh", now),
  ]);
  const today = todayIn(zone, microsOf(now));
  const basis = { accountId: account.id, zone, cycleStart, today, balance, budget, clock: () => now };
  const watch = syncedAt === undefined ? undefined : await readWatch(ledger, { ...basis, syncedAt });
  return { balance, watch, syncedAt };
}
