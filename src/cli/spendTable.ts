import { FIRST_OF_MONTH } from "../domain/calendar.ts";
import { microsOf } from "../domain/epoch.ts";
import type { TransactionFilter } from "../domain/filter.ts";
import { lineOf, rowText } from "../domain/foreignText.ts";
import type { GstRule } from "../domain/gst.ts";
import type { Extent } from "../domain/known.ts";
import { todayIn } from "../domain/period.ts";
import type { ReportedAccount, SpendDivision, SpendFigures, SpendReport, SpendRow } from "../domain/spendReport.ts";
import { formatBillingMonth, formatPeriod, formatWeekday } from "../view/dates.ts";
import { filterChipsOf } from "../view/filterChips.ts";
import { gstAssumption, gstFigures } from "../view/gstTexts.ts";
import { agoText, asFarAsKnown, SAMPLE, UNKNOWN } from "../view/honestStates.ts";
import { formatCounted, formatShare } from "../view/numbers.ts";
import { presetInSentence } from "../view/periodChoices.ts";
import { barText } from "./bar.ts";
import { folded, foldedParts } from "./folded.ts";
import type { NumberTexts } from "./numberTexts.ts";
import { type Column, type Line, layOut, ORNAMENT } from "./table.ts";
import type { Style } from "./terminal.ts";

/** How a table is written. */
export interface TableManner {
  readonly width: number;
  readonly numbers: NumberTexts;
  readonly style: (style: Style | readonly Style[], text: string) => string;
}

/** What else a table of spend is about. */
interface TableRest {
  readonly gst: GstRule;
  readonly filter: TransactionFilter;
}

const FIRST_COLUMN: Readonly<Record<SpendDivision, string>> = {
  day: "Day",
  week: "Week",
  month: "Month",
  product: "Product",
  outcome: "Outcome",
  message: "Message",
  label: "Label",
};

/** The whole answer for people: what it is about, the table with its sum, and what is not known. Lines without a line break. */
export function spendTable(report: SpendReport, manner: TableManner, { gst, filter }: TableRest): readonly string[] {
  const { rows, others } = report;
  const { numbers, style } = manner;
  const hasProducts = report.by === "message";
  const hasOutcomes = report.by !== "outcome";
  const hasPaidFailures = hasOutcomes && !hasProducts;
  const columns: readonly Column[] = [
    { title: FIRST_COLUMN[report.by], align: "left", ...nameRoom(report) },
    ...(hasProducts ? [{ title: "Product", align: "left", least: 11 } as const] : []),
    { title: "Calls", align: "right", expendable: 2 },
    ...(hasOutcomes ? OUTCOME_COLUMNS : [{ title: "Of calls", align: "right", expendable: 3 } as const]),
    ...(hasPaidFailures ? [{ title: "Paid for failures", align: "right", expendable: 6 } as const] : []),
    { title: "Spend", align: "right" },
    { title: "", align: "left", expendable: ORNAMENT },
  ];
  const most = rows.reduce((top, { charge }) => Math.max(top, charge), 0);
  const barOf = ({ charge, extent }: SpendRow): string =>
    extent === "nothing" || most <= 0 ? "" : barText(charge / most);
  const ofOutcomes = ({ calls, failures, unknowns }: SpendFigures, extent: Extent): string[] => {
    if (hasOutcomes) return [quiet(failures, extent, numbers.count), quiet(unknowns, extent, numbers.count)];
    return [extent === "nothing" || report.totals.calls === 0 ? UNKNOWN : formatShare(calls / report.totals.calls)];
  };
  const cells = (name: string, product: string, figures: SpendFigures, extent: Extent, bar: string): string[] => [
    name,
    ...(hasProducts ? [product] : []),
    asFarAsKnown(numbers.count(figures.calls), extent),
    ...ofOutcomes(figures, extent),
    ...(hasPaidFailures ? [quiet(figures.chargedFailureCharge ?? 0, extent, numbers.money)] : []),
    asFarAsKnown(numbers.money(figures.charge), extent),
    bar,
  ];
  const lines: Line[] = rows.flatMap((row) => [
    cells(nameOf(row, report), rowText(row.product ?? ""), row, row.extent, barOf(row)),
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
    ...headOf(report, filter, manner),
    "",
    ...(rows.length === 0 ? [emptyText(report)] : table),
    "",
    ...taxLine(report, gst).flatMap((line) => folded(line, manner.width).map((part) => style("dim", part))),
    ...footOf(report, manner),
  ];
}

const OUTCOME_COLUMNS: readonly Column[] = [
  { title: "Failed", align: "right", expendable: 4 },
  { title: "Unknown", align: "right", expendable: 5 },
];

/** Days, weeks and months are short and say everything; of a name the beginning is mostly enough. */
function nameRoom({ by, rows }: SpendReport): Pick<Column, "least"> {
  if (by === "message") return { least: 30 };
  return by === "product" || by === "label" || rows.some(({ parts }) => parts !== undefined) ? { least: 18 } : {};
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
    case "label":
      return productName(name);
    case "outcome":
      return name;
  }
}

function productName(name: string): string {
  return name === "" ? "(none)" : rowText(name);
}

const ONLY = "Only ";

/** "SAMPLE · Sample account · 1–26 Nov 2026 (this month) · Asia/Kolkata", and what narrows it. */
export function headOf(
  { account, choice, period, zone, cycleStart, askedAt }: SpendReport,
  filter: TransactionFilter,
  { width, style }: TableManner,
): readonly string[] {
  const today = todayIn(zone, microsOf(askedAt));
  const name = "preset" in choice ? ` (${presetInSentence(choice.preset, { today, cycleStart })})` : "";
  const parts = [accountTitle(account), `${formatPeriod(period)}${name}`, zone];
  const chips = filterChipsOf(filter).map(({ text }) => `${text.charAt(0).toLowerCase()}${text.slice(1)}`);
  return [
    ...foldedParts(parts, " · ", width).map((line) => style("bold", line)),
    ...foldedParts(chips, " · ", width - ONLY.length).map((line, at) =>
      style("cyan", `${at === 0 ? ONLY : ""}${line}`),
    ),
  ];
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
  const figures = totals.charge === 0 ? "" : gstFigures({ totals, extent }, rule);
  return figures === "" ? [] : [`${figures} (${gstAssumption(rule)}).`];
}

/** How much is known, and how old it is. */
export function footOf({ extent, coverage, askedAt }: SpendReport, { width, style }: TableManner): readonly string[] {
  const { dates, fetched, oldestOpenReadAt } = coverage;
  const age = oldestOpenReadAt === undefined ? "all final" : `as of ${agoText(askedAt - oldestOpenReadAt)}`;
  const help = "deepvue-usage sync fetches what is missing.";
  const texts = {
    wholly: `Complete, ${age}.`,
    partly: `Incomplete: ${fetched} of ${formatCounted(dates, "date")} fetched. ${help}`,
    nothing: `Not fetched. ${help}`,
  };
  return folded(texts[extent], width).map((line) => style(extent === "wholly" ? "dim" : "yellow", line));
}
