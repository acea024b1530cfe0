import type { StatusBarMode } from "../contract.ts";
import { type AppState, type DataState, dataStateOf } from "../domain/appState.ts";
import { type Day, dayIn } from "../domain/day.ts";
import { formatMoney } from "../domain/money.ts";
import type { PeriodChoice } from "../domain/period.ts";
import type { Runway, RunwayAnswer } from "../domain/runway.ts";
import type { Totals } from "../domain/summary.ts";
import { budgetText, runwayText, shortRunwayText } from "./alertTexts.ts";
import { chargedFailureLines } from "./chargedFailureTexts.ts";
import { formatAge, formatClock, formatPeriod, presetLabel } from "./dates.ts";
import { markdownText } from "./foreignText.ts";
import { formatCalls, formatCounted, formatShare } from "./numbers.ts";
import { stateNotes } from "./treeRows.ts";
import { watchLines } from "./watchLines.ts";
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
  const figure = figureOf(state, options);
  const sample = state.account.kind === "sample";
  const background = backgroundOf(state, options);
  return {
    text: `${iconOf(state, mode, dataState)} ${sample ? "SAMPLE " : ""}${figure.text}`,
    tooltip: hoverOf(state, now),
    spoken: `Deepvue ${sample ? "sample account " : ""}${figure.spoken}${spokenState(state, options, dataState)}`,
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
  return isShort(runway, runwayDays) || budgets.some(({ share }) => share >= 1) ? "warning" : undefined;
}

function isShort(runway: RunwayAnswer | undefined, runwayDays: number): runway is Runway {
  return runway?.kind === "runway" && runway.expected <= runwayDays;
}

interface Figure {
  readonly text: string;
  readonly spoken: string;
}

function figureOf(state: AppState, { mode, openAlerts }: StatusItemOptions): Figure {
  switch (mode) {
    case "balance":
      return balanceFigure(state);
    case "budget":
      return budgetFigure(state);
    case "alerts":
      return { text: String(openAlerts), spoken: alertCount(openAlerts) };
    case "today":
      return spendFigure("today", knownToday(state));
    case "month":
      return spendFigure("this month", knownMonth(state));
    case "period":
    case "off": {
      const isKnown = state.usage !== undefined && state.usage.coverage.fetched > 0;
      return spendFigure(periodName(state.choice, state), isKnown ? state.usage.period.totals : undefined);
    }
  }
}

/** `totals` undefined: not known, which is not zero. */
function spendFigure(name: string, totals: Totals | undefined): Figure {
  if (totals === undefined) return { text: "₹—", spoken: `spend ${name}: no data yet` };
  const spend = formatMoney(totals.charge);
  return { text: spend, spoken: `spend ${name}: ${spend}, ${formatCalls(totals.calls)}` };
}

function knownToday(state: AppState): Totals | undefined {
  return knownSince(state, state.usage?.today, state.today);
}

function knownMonth(state: AppState): Totals | undefined {
  return knownSince(state, state.usage?.month, `${state.today.slice(0, 8)}01`);
}

/** No call yet is only known after a refresh in that time: the morning before it, today's zero means nothing. */
function knownSince({ syncedAt, zone }: AppState, totals: Totals | undefined, since: Day): Totals | undefined {
  if (totals === undefined || totals.calls > 0) return totals;
  return syncedAt !== undefined && dayIn(zone, syncedAt * 1000) >= since ? totals : undefined;
}

function alertCount(count: number): string {
  return formatCounted(count, "open alert");
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

function iconOf(state: AppState, mode: StatusBarMode, dataState: DataState): string {
  if (state.sync.phase === "syncing" || state.sync.phase === "recounting") return "$(sync~spin)";
  if (dataState === "failed") return "$(warning)";
  if (dataState === "stale" || state.sync.phase === "waiting") return "$(history)";
  return MODE_ICONS[mode];
}

const MODE_ICONS: Readonly<Record<StatusBarMode, string>> = {
  period: "$(graph)",
  today: "$(graph)",
  month: "$(graph)",
  balance: "$(credit-card)",
  budget: "$(target)",
  alerts: "$(bell)",
  off: "",
};

/** What the icon and the colour say, as sentences after the figure. */
function spokenState(
  state: AppState,
  { mode, openAlerts, runwayDays }: StatusItemOptions,
  dataState: DataState,
): string {
  const { budgets = [], runway } = state.watch ?? {};
  const over = budgets.find(({ share }) => share >= 1);
  const sentences = [
    over !== undefined && mode !== "budget" ? `Over budget: ${budgetText(over)}.` : "",
    isShort(runway, runwayDays) && mode !== "balance" ? `Wallet lasts ${runwayText(runway)}.` : "",
    openAlerts > 0 && mode !== "alerts" ? `${alertCount(openAlerts)}.` : "",
    state.problem === undefined ? "" : problemText(state.problem, state.zone).what,
    state.problem === undefined && dataState === "stale" ? "Not refreshed lately." : "",
  ].filter((sentence) => sentence !== "");
  return sentences.length === 0 ? "" : `. ${sentences.join(" ")}`;
}

/** "this month" or "1–23 Nov 2026", in a sentence. */
function periodName(choice: PeriodChoice, state: AppState): string {
  return "preset" in choice ? presetLabel(choice.preset).toLowerCase() : formatPeriod(state.period);
}

function hoverOf(state: AppState, now: number): string {
  const account = state.account?.kind === "sample" ? "**SAMPLE**" : markdownText(state.account?.label ?? "");
  const blocks = [
    [`**Deepvue Usage** · ${account}`],
    sumsTable(state, now),
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

function sumsTable(state: AppState, now: number): readonly string[] {
  const { usage, choice } = state;
  const preset = "preset" in choice ? choice.preset : undefined;
  const chosen = `**${preset === undefined ? "Chosen period" : presetLabel(preset)}** (${formatPeriod(state.period)})`;
  const sums: string[] = [];
  if (usage !== undefined) {
    const isKnown = usage.coverage.fetched > 0;
    sums.push(totalsRow(chosen, isKnown ? usage.period.totals : undefined));
    if (preset !== "today") sums.push(totalsRow("Today", knownToday(state)));
    if (preset !== "thisMonth") sums.push(totalsRow("This month", knownMonth(state)));
  }
  return [...TABLE, ...sums, `| Wallet | ${balanceCell(state, now)} | |`];
}

function productsTable({ usage, period }: AppState): readonly string[] {
  const products = usage?.period.products.slice(0, 3) ?? [];
  if (products.length === 0) return [];
  const rows = products.map((totals) => totalsRow(markdownText(totals.product), totals));
  return [`Top products, ${formatPeriod(period)}`, "", ...TABLE, ...rows];
}

function failureLines(state: AppState): readonly string[] {
  if (state.usage === undefined) return [];
  const { totals, failures } = state.usage.period;
  const { choice, period } = state;
  return chargedFailureLines(totals, failures, "preset" in choice ? presetLabel(choice.preset) : formatPeriod(period));
}

/** Whether the last refresh went well, how old the numbers are, and whose days they are counted in. */
function healthLines(state: AppState, now: number): readonly string[] {
  const notes = stateNotes(state, now).map((note) => `${markdownText(note)}  `);
  const why = state.problem === undefined ? [] : ["", markdownText(problemText(state.problem, state.zone).why)];
  return [...notes, asOfLine(state, now), ...why];
}

/** `totals` undefined: not known. */
function totalsRow(name: string, totals: Totals | undefined): string {
  return totals === undefined
    ? `| ${name} | — | no data yet |`
    : `| ${name} | ${GAP}${formatMoney(totals.charge)} | ${GAP}${formatCalls(totals.calls)} |`;
}

function balanceCell(state: AppState, now: number): string {
  if (state.balance === undefined) return "not known yet";
  const age = now - state.balance.at;
  const aged = age > 2 * 60 * 60_000 ? ` (${formatAge(age)} ago)` : "";
  return `${formatMoney(state.balance.balance)}${aged}`;
}

function asOfLine(state: AppState, now: number): string {
  const coverage = state.usage?.coverage;
  const at = coverage?.oldestOpenReadAt ?? state.syncedAt;
  const zone = `days in ${markdownText(state.zone)}`;
  if (at === undefined)
    return `${(coverage?.fetched ?? 0) > 0 ? "All fetched for good" : "Nothing fetched yet"}; ${zone}`;
  const age = formatAge(now - at);
  const ok = dataStateOf(state, now) === "fresh" ? "$(check) Refreshed" : "As of";
  return `${ok} ${formatClock(at, state.zone)} (${age === "just now" ? age : `${age} ago`}); ${zone}`;
}
