import { setImmediate as nextTurn } from "node:timers/promises";
import type { BalanceReading } from "../../domain/account.ts";
import type { CycleStart } from "../../domain/calendar.ts";
import { addDays, type Day, dayIn } from "../../domain/day.ts";
import { type EpochMs, microsOf } from "../../domain/epoch.ts";
import { NO_FILTER } from "../../domain/filter.ts";
import { knownOf, knownStretches, SETTLING_MS } from "../../domain/known.ts";
import type { BalancesReading, ReportsReading, SummariesReading } from "../../domain/ledgerPorts.ts";
import { intervalOf, utcDatesOf } from "../../domain/period.ts";
import type { Clock } from "../../domain/ports.ts";
import { findAnomalies } from "../../domain/watch/anomaly/findAnomalies.ts";
import type { Finding } from "../../domain/watch/anomaly/finding.ts";
import { instantsToJudge } from "../../domain/watch/anomaly/findingAlert.ts";
import { todayAgainstUsual } from "../../domain/watch/baseline.ts";
import { type Budget, budgetUses } from "../../domain/watch/budget.ts";
import { forecastMonth } from "../../domain/watch/forecast.ts";
import { runwayOf } from "../../domain/watch/runway.ts";
import { HISTORY_DAYS, HOURS_DAYS, type UsageHistory, usageHistory } from "../../domain/watch/usageHistory.ts";
import { walletChanges } from "../../domain/watch/wallet.ts";
import type { Watch } from "../../domain/watch/watch.ts";
import { readCoverage } from "../sync/storedCoverage.ts";
import { knownHistory } from "./knownSince.ts";

/** Parts of the ledger that a watch is made from. */
export type WatchedLedger = SummariesReading & BalancesReading & ReportsReading;

/** What a watch is made of besides the ledger. */
export interface WatchBasis {
  readonly accountId: string;
  readonly zone: string;
  readonly cycleStart: CycleStart;
  /** In the zone. */
  readonly today: Day;
  /** When the account was last refreshed. */
  readonly syncedAt: EpochMs;
  readonly balance?: BalanceReading | undefined;
  readonly budget: Budget;
  readonly clock: Clock;
  /** Asked before every question: once it is false, the ledger is asked no more. */
  readonly isWanted?: () => boolean;
}

/** Products that were seen this long ago are not new. */
const PRODUCT_MEMORY_DAYS = 120;

/** Makes the watch of an account as of its last refresh; undefined while what is stored says nothing about now. */
export async function readWatch(ledger: WatchedLedger, basis: WatchBasis): Promise<Watch | undefined> {
  const { accountId, zone, cycleStart, today, syncedAt, balance, budget, clock } = basis;
  const since = addDays(today, -PRODUCT_MEMORY_DAYS);
  const dates = utcDatesOf({ since, until: today }, zone);
  const [{ series: days }, hours, readings, coverage] = await Promise.all([
    ledger.summarize(accountId, { since, until: today }, "day", NO_FILTER),
    ledger.hourly(accountId, { since: addDays(today, -HOURS_DAYS), until: today }),
    ledger.balances(accountId, syncedAt - HISTORY_DAYS * 86_400_000),
    readCoverage(ledger, accountId, dates, clock()),
  ]);
  const now = clock();
  const stretches = knownStretches(coverage, now);
  const lastReading = coverage.reduce((last, { readAt }) => (readAt > now ? last : Math.max(last, readAt)), 0);
  const known = knownHistory(stretches, lastReading, since, zone);
  if (known === undefined) return undefined;
  const { filledUntil: asOf, knownSince } = known;
  // What follows takes some milliseconds here and there; the extension host's thread belongs to everybody.
  await nextTurn();
  const history = usageHistory({ zone, knownSince, days, hours });
  await nextTurn();
  const figures = {
    accountId,
    asOf,
    day: dayIn(zone, microsOf(asOf)),
    budgets: budgetUses(
      budget,
      days,
      { today, cycleStart },
      (period) => knownOf(intervalOf(period, zone), stretches, now).extent,
    ),
    ...(budget.monthly === undefined ? {} : { monthlyBudget: budget.monthly }),
    today: todayAgainstUsual(history, undefined, "charge", asOf),
    forecast: forecastMonth(history, undefined, asOf, cycleStart),
    ...(balance === undefined ? {} : { runway: runwayOf(balance, history, asOf) }),
  };
  await nextTurn();
  const changes = walletChanges(readings, history, asOf - SETTLING_MS, syncedAt);
  return { ...figures, walletChanges: changes, findings: await readFindings(ledger, basis, history, asOf) };
}

/** The last week's findings as of each day's end, and today's as of now; latest first, each event once. */
async function readFindings(
  ledger: SummariesReading,
  { accountId, zone, isWanted = () => true }: WatchBasis,
  history: UsageHistory,
  asOf: EpochMs,
): Promise<readonly Finding[]> {
  const found = new Map<string, Finding>();
  for (const instant of instantsToJudge(zone, asOf).toReversed()) {
    if (!isWanted()) break;
    const day = dayIn(zone, microsOf(instant));
    const { failures } = await ledger.summarize(accountId, { since: day, until: day }, "day", NO_FILTER);
    await nextTurn();
    for (const finding of findAnomalies(history, instant, failures)) {
      if (!found.has(finding.key)) found.set(finding.key, finding);
    }
    await nextTurn();
  }
  return [...found.values()];
}
