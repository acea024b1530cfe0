import type { StatusBarMode } from "../contract.ts";
import { type AppState, type DataState, dataStateOf } from "../domain/appState.ts";
import { formatMoney } from "../domain/money.ts";
import type { PeriodChoice } from "../domain/period.ts";
import type { Totals } from "../domain/summary.ts";
import { budgetText, runwayText, shortRunwayText } from "./alertTexts.ts";
import { formatAge, formatClock, formatPeriod, presetLabel } from "./dates.ts";
import { markdownText } from "./foreignText.ts";
import { formatCalls, formatShare } from "./numbers.ts";
import { stateNotes } from "./treeRows.ts";
import { topFailureLine, watchLines } from "./watchLines.ts";
import { problemText } from "./wording.ts";

/** What the status item shows; plain data, so that the last one can be kept and shown before anything is read. */
export interface StatusItemView {
  /** May hold icons: never put foreign text into it. */
  readonly text: string;
  /** Markdown with command links. */
  readonly tooltip: string;
  readonly spoken: string;
  /** Error: a rejected key. Warning: a budget that is spent, or a short runway. Nothing else colours the item. */
  readonly background?: "warning" | "error";
  readonly command: "deepvue.openDashboard" | "deepvue.signIn";
}

/** Commands that links in the hover may run. */
export const HOVER_COMMANDS = [
  "deepvue.openDashboard",
  "deepvue.refresh",
  "deepvue.choosePeriod",
  "deepvue.setBudget",
  "deepvue.showAlerts",
  "deepvue.signIn",
  "deepvue.openSampleAccount",
  "deepvue.showLog",
] as const;

/** What the item depends on besides the state. */
export interface StatusItemOptions {
  readonly mode: StatusBarMode;
  readonly openAlerts: number;
  /** A wallet that lasts fewer days than this colours the item; 0: never. */
  readonly runwayDays: number;
}

/** The status item of a state, or undefined when the setting turns it off. */
export function statusItemOf(state: AppState, options: StatusItemOptions, now: number): StatusItemView | undefined {
  const { mode } = options;
  if (mode === "off") return undefined;
  const dataState = dataStateOf(state, now);
  if (dataState === "signedOut") return SIGNED_OUT;
  if (state.account === undefined || (dataState === "loading" && state.usage === undefined)) return LOADING;
  const figure = figureOf(state, options, dataState);
  const sample = state.account.kind === "sample";
  const background = backgroundOf(state, options);
  return {
    text: `${iconOf(state, dataState)} ${sample ? "SAMPLE " : ""}${figure.text}`,
    tooltip: hoverOf(state, now),
    spoken: `Deepvue ${sample ? "sample account " : ""}${figure.spoken}${spokenState(state, dataState)}`,
    ...(background === undefined ? {} : { background }),
    command: "deepvue.openDashboard",
  };
}

const SIGNED_OUT: StatusItemView = {
  text: "$(key) Deepvue",
  tooltip:
    "**Deepvue Usage**: signed out\n\n[Sign in](command:deepvue.signIn) to see what your API calls cost, or [open the sample account](command:deepvue.openSampleAccount).",
  spoken: "Deepvue Usage: signed out. Press to sign in.",
  command: "deepvue.signIn",
};

const LOADING: StatusItemView = {
  text: "$(sync~spin) Deepvue",
  tooltip: "**Deepvue Usage**: reading the ledger…",
  spoken: "Deepvue Usage: loading",
  command: "deepvue.openDashboard",
};

function backgroundOf(state: AppState, { runwayDays }: StatusItemOptions): "warning" | "error" | undefined {
  if (state.problem?.kind === "credentials" || state.problem?.kind === "inactiveClient") return "error";
  const { budgets = [], runway } = state.watch ?? {};
  const isShort = runway?.kind === "runway" && runway.expected <= runwayDays;
  return isShort || budgets.some(({ share }) => share >= 1) ? "warning" : undefined;
}

interface Figure {
  readonly text: string;
  readonly spoken: string;
}

function figureOf(state: AppState, { mode, openAlerts }: StatusItemOptions, dataState: DataState): Figure {
  if (mode === "balance") return balanceFigure(state);
  if (mode === "budget") return budgetFigure(state);
  if (mode === "alerts") {
    return { text: `$(bell) ${openAlerts}`, spoken: openAlerts === 1 ? "1 open alert" : `${openAlerts} open alerts` };
  }
  const name = mode === "today" ? "today" : mode === "month" ? "this month" : periodName(state.choice, state);
  const totals = totalsOf(state, mode);
  if (totals === undefined || dataState === "noData" || state.usage?.coverage.fetched === 0) {
    return { text: "₹—", spoken: `spend ${name}: no data yet` };
  }
  const spend = formatMoney(totals.charge);
  return { text: spend, spoken: `spend ${name}: ${spend}, ${formatCalls(totals.calls)}` };
}

/** "₹6,448.00 · ~9 days" */
function balanceFigure({ balance, watch }: AppState): Figure {
  if (balance === undefined) return { text: "₹—", spoken: "wallet balance not known yet" };
  const amount = formatMoney(balance.balance);
  if (watch?.runway?.kind !== "runway") return { text: amount, spoken: `wallet balance ${amount}` };
  return {
    text: `${amount} · ${shortRunwayText(watch.runway)}`,
    spoken: `wallet balance ${amount}, lasts ${runwayText(watch.runway)}`,
  };
}

/** The total's monthly budget; without one, the first there is. */
function budgetFigure({ watch }: AppState): Figure {
  const use = watch?.budgets.find(({ scope }) => scope === "month") ?? watch?.budgets[0];
  if (use === undefined) return { text: "no budget", spoken: "no budget is set" };
  return { text: `${formatShare(use.share)} of budget`, spoken: `budget ${budgetText(use)}` };
}

function totalsOf(state: AppState, mode: StatusBarMode): Totals | undefined {
  if (mode === "today") return state.usage?.today;
  if (mode === "month") return state.usage?.month;
  return state.usage?.period.totals;
}

function iconOf(state: AppState, dataState: DataState): string {
  if (state.sync.phase === "syncing" || state.sync.phase === "recounting") return "$(sync~spin)";
  if (dataState === "failed") return "$(warning)";
  if (dataState === "stale" || state.sync.phase === "waiting") return "$(history)";
  return "$(graph)";
}

function spokenState(state: AppState, dataState: DataState): string {
  if (state.problem !== undefined) return `. ${problemText(state.problem, state.zone).what}`;
  return dataState === "stale" ? ". Not refreshed lately." : "";
}

/** "this month" or "1–23 Nov 2026", in a sentence. */
function periodName(choice: PeriodChoice, state: AppState): string {
  return "preset" in choice ? presetLabel(choice.preset).toLowerCase() : formatPeriod(state.period);
}

function hoverOf(state: AppState, now: number): string {
  const usage = state.usage;
  const account = state.account;
  const lines = [
    `**Deepvue Usage** · ${account?.kind === "sample" ? "**SAMPLE**" : markdownText(account?.label ?? "")}`,
    "",
    "| | | |",
    "|:--|--:|--:|",
  ];
  if (usage !== undefined) {
    const chosen = "preset" in state.choice ? presetLabel(state.choice.preset) : "Chosen period";
    const preset = "preset" in state.choice ? state.choice.preset : undefined;
    lines.push(totalsRow(`**${chosen}** (${formatPeriod(state.period)})`, usage.period.totals));
    if (preset !== "today") lines.push(totalsRow("Today", usage.today));
    if (preset !== "thisMonth") lines.push(totalsRow("This month", usage.month));
  }
  lines.push(`| Wallet | ${balanceCell(state, now)} | |`);
  if (usage !== undefined && usage.period.products.length > 0) {
    lines.push("", `Top products, ${formatPeriod(state.period)}`, "", "| | | |", "|:--|--:|--:|");
    for (const product of usage.period.products.slice(0, 3)) {
      lines.push(totalsRow(markdownText(product.product), product));
    }
    const { totals } = usage.period;
    if (totals.chargedFailures > 0) {
      const share = totals.charge > 0 ? `, ${formatShare(totals.chargedFailureCharge / totals.charge)} of spend` : "";
      const failed = `${formatMoney(totals.chargedFailureCharge)} for ${formatCalls(totals.chargedFailures)} that failed`;
      lines.push("", `$(warning) ${failed}${share}; most of it ${topFailureLine(usage.period)}`);
    }
  }
  if (state.watch !== undefined) lines.push("", ...watchLines(state.watch).map((line) => `${line}  `));
  lines.push("", ...stateNotes(state, now).map((note) => `${markdownText(note)}  `), asOfLine(state, now));
  if (state.problem !== undefined) lines.push("", markdownText(problemText(state.problem, state.zone).why));
  lines.push(
    "",
    "[Dashboard](command:deepvue.openDashboard) · [Refresh](command:deepvue.refresh) · [Choose period](command:deepvue.choosePeriod) · [Set budget](command:deepvue.setBudget) · [Alerts](command:deepvue.showAlerts) · [Log](command:deepvue.showLog)",
  );
  return lines.join("\n");
}

function totalsRow(name: string, totals: Totals): string {
  return `| ${name} | ${formatMoney(totals.charge)} | ${formatCalls(totals.calls)} |`;
}

function balanceCell(state: AppState, now: number): string {
  if (state.balance === undefined) return "not known yet";
  const age = now - state.balance.at;
  const aged = age > 2 * 60 * 60_000 ? ` (${formatAge(age)} ago)` : "";
  return `${formatMoney(state.balance.balance)}${aged}`;
}

function asOfLine(state: AppState, now: number): string {
  const at = state.usage?.coverage.oldestOpenReadAt ?? state.syncedAt;
  const zone = `days in ${markdownText(state.zone)}`;
  if (at === undefined) return `Nothing fetched yet; ${zone}`;
  const age = formatAge(now - at);
  return `As of ${formatClock(at, state.zone)} (${age === "just now" ? age : `${age} ago`}); ${zone}`;
}
