import type { AppState } from "../domain/appState.ts";
import { moneyToDecimal } from "../domain/money.ts";
import { utcDatesOf } from "../domain/period.ts";
import type { CoverageDay, Ledger, ReadReport, SetAsideRow } from "../domain/ports.ts";
import { finalityOf } from "./coverage.ts";

/** Where the extension runs. */
export interface Versions {
  readonly extension: string;
  readonly vscode: string;
  readonly node: string;
  readonly platform: string;
}

/**
 * Explains the number on screen as a Markdown document that may be shared: it holds no secret and no client id, but product ids
 * and messages of rows that could not be read.
 */
export async function diagnose(state: AppState, ledger: Ledger, versions: Versions, now: number): Promise<string> {
  const { account, period, zone, usage } = state;
  if (account === undefined || usage === undefined) return heading(state, versions, now).join("\n");
  const dates = utcDatesOf(period, zone);
  const [coverage, reports, setAside] = await Promise.all([
    ledger.coverage(account.id, dates.since, dates.until),
    ledger.reports(account.id, dates.since, dates.until),
    ledger.setAsideRows(account.id, dates.since, dates.until),
  ]);
  const { totals } = usage.period;
  return [
    ...heading(state, versions, now),
    "## The number",
    "",
    `Period ${period.since} to ${period.until} in ${zone}: **${moneyToDecimal(totals.charge)} INR**, ${totals.calls} calls.`,
    `Each transaction id counts once. Charges are summed as integers in ten-thousandths of a rupee.`,
    "",
    ...coverageSection(dates.since, dates.until, coverage, usage.coverage.dates),
    ...reportSection(reports),
    ...setAsideSection(setAside),
  ].join("\n");
}

function heading(state: AppState, versions: Versions, now: number): string[] {
  const { ledger, problem } = state;
  return [
    "# Deepvue Usage: diagnosis",
    "",
    `| | |`,
    `|:--|:--|`,
    `| Written | ${new Date(now).toISOString()} |`,
    `| Extension | ${versions.extension} |`,
    `| VS Code | ${versions.vscode} on ${versions.platform} |`,
    `| Node | ${versions.node} |`,
    `| SQLite | ${ledger?.sqliteVersion ?? "unknown"}, journal ${ledger?.journalMode ?? "unknown"} |`,
    `| History kept in | ${ledger?.mode === "memory" ? "this editor window only" : "a file"}${ledger?.problem === undefined ? "" : `: ${ledger.problem.detail}`} |`,
    `| Account | ${state.account === undefined ? "none" : `${state.account.kind}, plan ${state.account.plan}`} |`,
    `| Last refresh | ${state.syncedAt === undefined ? "none yet" : new Date(state.syncedAt).toISOString()} |`,
    `| Last problem | ${problem === undefined ? "none" : `${problem.kind}: ${problem.detail}`} |`,
    "",
  ];
}

function coverageSection(since: string, until: string, coverage: readonly CoverageDay[], dates: number): string[] {
  const count = { open: 0, settling: 0, sealed: 0, missing: 0 };
  for (const { day, readAt } of coverage) count[finalityOf(day, readAt)]++;
  return [
    "## Coverage",
    "",
    `The period touches the UTC dates ${since} to ${until}; ${dates} of them have begun and ${coverage.length} were fetched:`,
    `${count.sealed} sealed (final), ${count.settling} settling (ended less than 48 h before they were read), ${count.open} open.`,
    "",
  ];
}

function reportSection(reports: readonly ReadReport[]): string[] {
  if (reports.length === 0) return ["## Report windows", "", "None was read.", ""];
  return [
    "## Report windows",
    "",
    "| since | until | read at | received | new | changed | known | set aside | sum of its rows (INR) |",
    "|:--|:--|:--|--:|--:|--:|--:|--:|--:|",
    ...reports.map(
      (report) =>
        `| ${report.since} | ${report.until} | ${new Date(report.readAt).toISOString()} | ${report.received} | ${report.inserted} | ${report.updated} | ${report.repeated} | ${report.setAside} | ${moneyToDecimal(report.charge)} |`,
    ),
    "",
    "Neighbouring windows overlap by a day, so their sums do not add up to the period's.",
    "",
  ];
}

function setAsideSection(rows: readonly SetAsideRow[]): string[] {
  if (rows.length === 0) return ["## Rows set aside", "", "None: every row could be read.", ""];
  return [
    "## Rows set aside",
    "",
    "These rows could not be read and are in no total.",
    "",
    "| window | row | field | reason |",
    "|:--|--:|:--|:--|",
    ...rows
      .slice(0, 200)
      .map(
        ({ window, index, field, reason }) => `| ${window.since}…${window.until} | ${index} | ${field} | ${reason} |`,
      ),
    "",
  ];
}
