import { FIRST_OF_MONTH } from "../domain/calendar.ts";
import { lineOf, rowText } from "../domain/foreignText.ts";
import type { GstRule } from "../domain/gst.ts";
import type { Extent } from "../domain/known.ts";
import { todayIn } from "../domain/period.ts";
import type { ReportedAccount, SpendDivision, SpendFigures, SpendReport, SpendRow } from "../domain/spendReport.ts";
import { formatBillingMonth, formatPeriod, formatWeekday } from "../view/dates.ts";
import { gstAssumption, gstFigures } from "../view/gstTexts.ts";
import { agoText, asFarAsKnown, SAMPLE, UNKNOWN } from "../view/honestStates.ts";
import { formatCounted } from "../view/numbers.ts";
import { presetInSentence } from "../view/periodChoices.ts";
import type { NumberTexts } from "./numberTexts.ts";
import { type Column, type Line, layOut } from "./table.ts";
import type { Style } from "./terminal.ts";

/** How a table is written. */
export interface TableManner {
  readonly width: number;
  readonly numbers: NumberTexts;
  readonly style: (style: Style | readonly Style[], text: string) => string;
}

const FIRST_COLUMN: Readonly<Record<SpendDivision, string>> = {
  day: "Day",
  week: "Week",
  month: "Month",
  product: "Product",
  outcome: "Outcome",
  message: "Message",
};

const BAR_CELLS = 12;
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** The whole answer for people: what it is about, the table with its sum, and what is not known. Lines without a line break. */
export function spendTable(report: SpendReport, manner: TableManner, gst: GstRule): readonly string[] {
  const { rows, others } = report;
  const { numbers, style } = manner;
  const hasProducts = report.by === "message";
  const hasPaidFailures = report.by !== "message";
  const columns: readonly Column[] = [
    { title: FIRST_COLUMN[report.by], align: "left", isElastic: true },
    ...(hasProducts ? [{ title: "Product", align: "left", isElastic: true, expendable: 4 } as const] : []),
    { title: "Calls", align: "right", expendable: 1 },
    { title: "Failed", align: "right", expendable: 2 },
    { title: "Unknown", align: "right", expendable: 5 },
    ...(hasPaidFailures ? [{ title: "Paid for failures", align: "right", expendable: 6 } as const] : []),
    { title: "Spend", align: "right" },
    { title: "", align: "left", expendable: 9 },
  ];
  const most = rows.reduce((top, { charge }) => Math.max(top, charge), 0);
  const cells = (name: string, product: string, figures: SpendFigures, extent: Extent, bar: string): string[] => [
    name,
    ...(hasProducts ? [product] : []),
    asFarAsKnown(numbers.count(figures.calls), extent),
    quiet(figures.failures, extent, numbers.count),
    quiet(figures.unknowns, extent, numbers.count),
    ...(hasPaidFailures ? [quiet(figures.chargedFailureCharge ?? 0, extent, numbers.money)] : []),
    asFarAsKnown(numbers.money(figures.charge), extent),
    bar,
  ];
  const lines: Line[] = rows.flatMap((row) => [
    cells(nameOf(row, report), rowText(row.product ?? ""), row, row.extent, barOf(row, most)),
    ...(row.parts ?? []).map((part) => cells(`  ${productName(part.name)}`, "", part, part.extent, "")),
  ]);
  if (others !== undefined) lines.push(cells("others", "", others, report.extent, ""));
  if (rows.length > 0) lines.push("rule", cells("Total", "", report.totals, report.extent, ""));
  const total = lines.length - 1;
  const bar = columns.length - 1;
  const { lines: table } = layOut(columns, lines, manner.width, (text, row, column) => {
    if (row === -1) return style("bold", text);
    if (row === total && rows.length > 0) return style("bold", text);
    if (column === bar) return style("cyan", text);
    return text.trim() === UNKNOWN ? style("dim", text) : text;
  });
  return [
    style("bold", titleOf(report)),
    "",
    ...(rows.length === 0 ? [emptyText(report)] : table),
    "",
    ...taxLine(report, gst).map((line) => style("dim", line)),
    ...footOf(report).map((line) => style(report.extent === "wholly" ? "dim" : "yellow", line)),
  ];
}

/** Zero says nothing in a column of exceptions. */
function quiet(value: number, extent: Extent, write: (value: number) => string): string {
  return value === 0 && extent !== "nothing" ? "" : asFarAsKnown(write(value), extent);
}

function nameOf({ name, days }: SpendRow, { by, cycleStart }: SpendReport): string {
  switch (by) {
    case "day":
      return formatWeekday(name);
    case "week":
      return formatPeriod(days ?? { since: name, until: name });
    case "month":
      return cycleStart === FIRST_OF_MONTH && days !== undefined
        ? formatBillingMonth(name)
        : formatPeriod(days ?? { since: name, until: name });
    case "product":
    case "message":
      return productName(name);
    case "outcome":
      return name;
  }
}

function productName(name: string): string {
  return name === "" ? "(none)" : rowText(name);
}

function barOf({ charge, extent }: SpendRow, most: number): string {
  if (extent === "nothing" || most <= 0 || charge <= 0) return "";
  const eighths = Math.max(1, Math.round((charge / most) * BAR_CELLS * 8));
  return "█".repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? "");
}

/** "SAMPLE · Sample account · 1–26 Nov 2026 (this month) · Asia/Kolkata" */
export function titleOf({ account, choice, period, zone, cycleStart, askedAt }: SpendReport): string {
  const today = todayIn(zone, askedAt * 1000);
  const name = "preset" in choice ? ` (${presetInSentence(choice.preset, { today, cycleStart })})` : "";
  return `${accountTitle(account)} · ${formatPeriod(period)}${name} · ${zone}`;
}

/** The account's name; made-up numbers are marked. */
export function accountTitle({ label, kind }: ReportedAccount): string {
  return `${kind === "sample" ? `${SAMPLE} · ` : ""}${lineOf(label)}`;
}

function emptyText({ extent }: SpendReport): string {
  return extent === "nothing" ? "Nothing of this period has been fetched yet." : "No calls in this period.";
}

/** What an invoice of the period would say, under the assumption that is in force; nothing where nothing is said about tax. */
function taxLine({ totals, extent }: SpendReport, rule: GstRule): readonly string[] {
  const figures = gstFigures({ totals, extent }, rule);
  return figures === "" ? [] : [`${figures} (${gstAssumption(rule)}).`];
}

/** How much is known, and how old it is. */
export function footOf({ extent, coverage, askedAt }: SpendReport): readonly string[] {
  const { dates, fetched, oldestOpenReadAt } = coverage;
  const age = oldestOpenReadAt === undefined ? "all final" : `as of ${agoText(askedAt - oldestOpenReadAt)}`;
  if (extent === "wholly") return [`Complete, ${age}.`];
  const help = "deepvue-usage sync fetches what is missing.";
  if (extent === "nothing") return [`Not fetched. ${help}`];
  return [`Incomplete: ${fetched} of ${formatCounted(dates, "date")} fetched. ${help}`];
}
