import type { Account } from "../../domain/account.ts";
import { addDays } from "../../domain/day.ts";
import { microsOf } from "../../domain/epoch.ts";
import { NO_FILTER } from "../../domain/filter.ts";
import { knownOf, knownStretches } from "../../domain/known.ts";
import type { ReportsReading, SummariesReading } from "../../domain/ledgerPorts.ts";
import { intervalOf, resolvePeriod, todayIn, utcDatesOf } from "../../domain/period.ts";
import { type ProductCosts, productCostsOf } from "../../domain/productCost.ts";
import { readCoverage } from "../sync/storedCoverage.ts";
import type { SpendMoment } from "./spendOf.ts";

/** Days before today's that are looked at. */
const HALF = 15;

/**
 * What each product cost in the last 30 days: the same sums as the preset of that name, from roll-ups alone. Throws `ProblemError`
 * (storage).
 */
export async function productCosts(
  ledger: Pick<SummariesReading, "summarize"> & Pick<ReportsReading, "coverage">,
  account: Account,
  { zone, cycleStart, now }: SpendMoment,
): Promise<ProductCosts> {
  const today = todayIn(zone, microsOf(now));
  const period = resolvePeriod({ preset: "last30Days" }, today, cycleStart);
  const [summary, coverage] = await Promise.all([
    ledger.summarize(account.id, period, "day", NO_FILTER),
    readCoverage(ledger, account.id, utcDatesOf(period, zone), now),
  ]);
  const { extent } = knownOf(intervalOf(period, zone), knownStretches(coverage, now), now, summary.totals.calls);
  return { period, extent, askedAt: now, products: productCostsOf(summary, addDays(today, 1 - HALF)) };
}
