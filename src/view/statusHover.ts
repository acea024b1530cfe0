import type { AppState, Measured } from "../domain/appState.ts";
import type { EpochMs } from "../domain/epoch.ts";
import { isFiltering } from "../domain/filter.ts";
import { markdownText } from "../domain/foreignText.ts";
import type { GstRule } from "../domain/gst.ts";
import { formatMoney } from "../domain/money.ts";
import { chargedFailureLines } from "./chargedFailureTexts.ts";
import { formatPeriod } from "./dates.ts";
import { gstAssumption, gstText } from "./gstTexts.ts";
import {
  accountName,
  agoText,
  asFarAsKnown,
  isTeams,
  measuredPeriod,
  readingText,
  SAMPLE,
  stateNotes,
  UNKNOWN,
} from "./honestStates.ts";
import { formatCalls } from "./numbers.ts";
import { requestChargesText, requestCountsText } from "./ownRequestsText.ts";
import { presetName } from "./periodChoices.ts";
import { watchLines } from "./watchLines.ts";
import { problemText } from "./wording.ts";

/** What the status item says under the mouse: Markdown with command links. */
export function statusHoverOf(state: AppState, gst: GstRule, now: EpochMs): string {
  const account = state.account?.kind === "sample" ? `**${SAMPLE}**` : markdownText(accountName(state));
  const blocks = [
    [`**Deepvue Usage** · ${account}`],
    sumsTable(state, now),
    taxLines(state, gst),
    isFiltering(state.filter) ? [NOT_FILTERED] : [],
    watchLines(state).map((line) => `${line}  `),
    productsTable(state),
    failureLines(state),
    healthLines(state, now),
    [HOVER_LINKS],
  ];
  return blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join("\n\n");
}

const NOT_FILTERED = "The filter narrows the trees and the dashboard; here every call counts.";

const HOVER_LINKS = [
  "[Dashboard](command:deepvue.openDashboard)",
  "[Refresh](command:deepvue.refresh)",
  "[Choose period](command:deepvue.choosePeriod)",
  "[Set budget](command:deepvue.setBudget)",
  "[Alerts](command:deepvue.showAlerts)",
  "[Log](command:deepvue.showLog)",
].join(" · ");

/** VS Code draws a hover's columns without room between them. */
const GAP = "&emsp;";
const TABLE = ["| | | |", "|:--|--:|--:|"];

function sumsTable(state: AppState, now: EpochMs): readonly string[] {
  const { usage, choice } = state;
  const preset = "preset" in choice ? choice.preset : undefined;
  const chosen = `**${preset === undefined ? "Chosen period" : presetName(preset, state)}** (${formatPeriod(state.period)})`;
  const sums: string[] = [];
  if (usage !== undefined) {
    sums.push(totalsRow(chosen, measuredPeriod(state)));
    if (preset !== "today") sums.push(totalsRow("Today", usage.today));
    if (preset !== "thisMonth") sums.push(totalsRow(presetName("thisMonth", state), usage.month));
  }
  return [...TABLE, ...sums, `| Wallet | ${balanceCell(state, now)} | |`];
}

/** Of the chosen period alone: one sum is one invoice. */
function taxLines(state: AppState, gst: GstRule): readonly string[] {
  const measured = measuredPeriod(state);
  const tax = measured === undefined ? "" : gstText(measured, gst);
  return tax === "" ? [] : [`${periodWords(state)}: ${tax} (${gstAssumption(gst)})`];
}

/** "This month", "11–12 May 2024" */
function periodWords(state: AppState): string {
  const { choice, period } = state;
  return "preset" in choice ? presetName(choice.preset, state) : formatPeriod(period);
}

function productsTable({ usage, period }: AppState): readonly string[] {
  const products = usage?.period.products.slice(0, 3) ?? [];
  if (usage === undefined || products.length === 0) return [];
  const rows = products.map((totals) => totalsRow(markdownText(totals.product), { ...usage.known, totals }));
  return [`Top products, ${formatPeriod(period)}`, "", ...TABLE, ...rows];
}

function failureLines(state: AppState): readonly string[] {
  if (state.usage === undefined) return [];
  const { totals, failures } = state.usage.period;
  return chargedFailureLines(totals, failures, periodWords(state));
}

/** Whether the last refresh went well, how old the numbers are, and whose days they are counted in. */
function healthLines(state: AppState, now: EpochMs): readonly string[] {
  const notes = stateNotes(state, now).map((note) => `${markdownText(note)}  `);
  const why = state.problem === undefined ? [] : ["", markdownText(problemText(state.problem, state.zone).why)];
  return [...notes, asOfLine(state, now), ...why, ...watchingLines(state)];
}

/** Watching has a cost of its own, and nobody should have to guess it. */
function watchingLines({ ownRequests }: AppState): readonly string[] {
  if (ownRequests === undefined) return [];
  const text = `${requestCountsText(ownRequests)}; ${requestChargesText(ownRequests)}`;
  return ["", `This extension, in all windows: ${markdownText(text)}`];
}

function totalsRow(name: string, measured: Measured | undefined): string {
  if (measured === undefined || measured.extent === "nothing") return `| ${name} | ${UNKNOWN} | no data yet |`;
  const { totals, extent } = measured;
  return `| ${name} | ${GAP}${asFarAsKnown(formatMoney(totals.charge), extent)} | ${GAP}${formatCalls(totals.calls)} |`;
}

function balanceCell(state: AppState, now: EpochMs): string {
  if (state.balance === undefined) return isTeams(state) ? "not in the team's ledger" : "not known yet";
  // A wallet follows its charges by a while, so also a young balance says when it was read.
  return `${formatMoney(state.balance.balance)} (read ${agoText(now - state.balance.at)})`;
}

function asOfLine(state: AppState, now: EpochMs): string {
  const { isFresh, text } = readingText(state, now);
  return `${isFresh ? "$(check) " : ""}${text}; days in ${markdownText(state.zone)}`;
}
