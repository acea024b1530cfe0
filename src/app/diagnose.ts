import { PLAN_LIMITS, type Plan } from "../domain/account.ts";
import type { AppState } from "../domain/appState.ts";
import { addDays, type Day, dayNumber, daysInclusive } from "../domain/day.ts";
import type {
  DateDiagnosis,
  Diagnosis,
  NumberDiagnosis,
  Versions,
  WindowComparison,
  WindowDiagnosis,
} from "../domain/diagnosis.ts";
import type { EpochMs } from "../domain/epoch.ts";
import { finalityOf } from "../domain/known.ts";
import type { Examination, Intakes, ReportsReading, RequestUseReading, StatesReading } from "../domain/ledgerPorts.ts";
import { intervalOf, type Period, utcDatesOf } from "../domain/period.ts";
import type { Clock, UsageService } from "../domain/ports.ts";
import type { CoverageDay, ReadReport, ReportWindow, RowCount } from "../domain/report.ts";
import { MICROS_PER_DAY, type Micros } from "../domain/transaction.ts";
import { readImports } from "./bill/fileImport.ts";
import { readOwnRequests } from "./screen/readOwnRequests.ts";
import { utcToday } from "./sync/coverage.ts";
import { readCoverage } from "./sync/storedCoverage.ts";
import type { Synchronizer } from "./sync/synchronizer.ts";

/** Gathers what explains the number on screen. Examines the whole file, which takes seconds for a large one. */
export async function diagnose(
  state: AppState,
  plan: Plan,
  ledger: RequestUseReading & ReportsReading & Examination & StatesReading,
  versions: Versions,
  now: EpochMs,
): Promise<Diagnosis> {
  const { account, usage, syncedAt, problem } = state;
  const ownRequests =
    account === undefined || usage === undefined
      ? undefined
      : await readOwnRequests(ledger, account, usage, { ...state, now });
  return {
    writtenAt: now,
    versions,
    ...(state.ledger === undefined ? {} : { ledger: state.ledger }),
    ...(account === undefined ? {} : { account: { kind: account.kind, plan } }),
    // A ledger that can not be opened has no requests to count.
    ...(account === undefined || state.usage === undefined
      ? {}
      : { requests: { ...(await ledger.requestUse(account.id, now)), limits: PLAN_LIMITS[plan] } }),
    ...(account === undefined || state.usage === undefined
      ? {}
      : { imports: await readImports(ledger, account.id, now) }),
    ...(ownRequests === undefined ? {} : { ownRequests }),
    ...(syncedAt === undefined ? {} : { syncedAt }),
    ...(problem === undefined ? {} : { problem }),
    ...(account === undefined || state.usage === undefined
      ? {}
      : { number: await diagnoseNumber(state, account.id, ledger, now) }),
  };
}

async function diagnoseNumber(
  state: AppState,
  accountId: string,
  ledger: ReportsReading & Examination,
  now: EpochMs,
): Promise<NumberDiagnosis> {
  const { period, zone } = state;
  const dates = utcDatesOf(period, zone);
  const [coverage, reports, setAside, check] = await Promise.all([
    readCoverage(ledger, accountId, dates, now),
    ledger.reports(accountId, dates.since, dates.until),
    ledger.setAsideRows(accountId, dates.since, dates.until),
    ledger.check(accountId),
  ]);
  const sums = await sumsOf(ledger, accountId, reports);
  const { from, to } = intervalOf(period, zone);
  const [counted = NOTHING] = await ledger.countBetween(accountId, [from, to]);
  const { calls = 0, charge = 0 } = state.usage?.period.totals ?? {};
  return {
    period,
    zone,
    dates,
    shown: { calls, charge },
    extent: state.usage?.known.extent ?? "nothing",
    counted,
    check,
    coverage: diagnoseDates(dates, coverage, now),
    windows: reports.map((report) => diagnoseWindow(report, reports, sums)),
    setAside,
  };
}

const NOTHING: RowCount = { calls: 0, charge: 0 };

/** Gives the ledger's calls and charge between two UTC midnights of the reports' dates. */
type SumBetween = (since: Day, before: Day) => RowCount;

/** Counts every UTC date of the reports once, however many of them overlap. */
async function sumsOf(ledger: Examination, accountId: string, reports: readonly ReadReport[]): Promise<SumBetween> {
  if (reports.length === 0) return () => NOTHING;
  const first = reports.map(({ since }) => since).reduce((a, b) => (a < b ? a : b));
  const last = reports.map(({ until }) => until).reduce((a, b) => (a > b ? a : b));
  const days = daysInclusive(first, last);
  const midnights: readonly Micros[] = Array.from(
    { length: days + 1 },
    (_, index) => (dayNumber(first) + index) * MICROS_PER_DAY,
  );
  const counts = await ledger.countBetween(accountId, midnights);
  return (since, before) =>
    counts
      .slice(daysInclusive(first, since) - 1, daysInclusive(first, before) - 1)
      .reduce((a, b) => ({ calls: a.calls + b.calls, charge: a.charge + b.charge }), NOTHING);
}

function diagnoseWindow(report: ReadReport, all: readonly ReadReport[], sum: SumBetween): WindowDiagnosis {
  const without = sum(report.since, report.until);
  const withUntil = sum(report.since, addDays(report.until, 1));
  const agrees = report.charge === without.charge || report.charge === withUntil.charge;
  const isReadAgain = all.some(
    ({ since, until, readAt }) => readAt > report.readAt && since <= report.until && until >= report.since,
  );
  // Whether until_date counts is not known, so only what is fewer under both readings is.
  const gaveFewer = report.received - report.setAside < without.calls;
  const verdict = agrees ? "agrees" : isReadAgain ? "readAgain" : gaveFewer ? "gaveFewer" : "differs";
  return { report, without, with: withUntil, verdict };
}

function diagnoseDates(dates: Period, coverage: readonly CoverageDay[], now: EpochMs): DateDiagnosis {
  const count = { open: 0, settling: 0, sealed: 0, missing: 0 };
  for (const { day, readAt } of coverage) count[finalityOf(day, readAt)]++;
  const fetched = new Set(coverage.map(({ day }) => day));
  const today = utcToday(now);
  const all = Array.from({ length: daysInclusive(dates.since, dates.until) }, (_, index) =>
    addDays(dates.since, index),
  );
  const { open, settling, sealed } = count;
  return { open, settling, sealed, missing: all.filter((day) => day <= today && !fetched.has(day)) };
}

interface Comparing {
  readonly ledger: Intakes;
  readonly service: UsageService;
  readonly clock: Clock;
  readonly synchronizer: Pick<Synchronizer, "turns">;
}

/** Reads one window from the service again and compares it with the ledger, which stays as it is. Costs one request. */
export async function compareWindow(
  { ledger, service, clock, synchronizer }: Comparing,
  accountId: string,
  { since, until }: ReportWindow,
  signal: AbortSignal,
): Promise<WindowComparison> {
  const window = { since, until };
  const body = await service.openReport(window, "user", signal);
  const readAt = clock();
  return synchronizer.turns.take(body, signal, async () => {
    const intake = await ledger.beginIntake(accountId, window);
    try {
      for await (const chunk of body) await intake.write(chunk);
    } catch (error) {
      await intake.abort().catch(() => undefined);
      throw error;
    }
    return { window, readAt, ...(await intake.compare()) };
  });
}
