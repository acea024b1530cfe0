import type { StatusBarMode } from "../contract.ts";
import { type AppState, type DataState, dataStateOf, type Measured } from "../domain/appState.ts";
import type { EpochMs } from "../domain/epoch.ts";
import { markdownText } from "../domain/foreignText.ts";
import type { GstRule } from "../domain/gst.ts";
import { formatMoney } from "../domain/money.ts";
import type { PeriodChoice } from "../domain/period.ts";
import type { Problem } from "../domain/problem.ts";
import type { Runway, RunwayAnswer } from "../domain/watch/runway.ts";
import { budgetShare, budgetText, runwayText, shortRunwayText } from "./alertTexts.ts";
import { formatPeriod } from "./dates.ts";
import {
  asFarAsKnown,
  currentBudgets,
  measuredPeriod,
  SAMPLE,
  spendText,
  spentBudget,
  UNKNOWN,
} from "./honestStates.ts";
import { formatCounted } from "./numbers.ts";
import { presetInSentence } from "./periodChoices.ts";
import { statusHoverOf } from "./statusHover.ts";
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
  readonly command: "deepvue.openDashboard" | "deepvue.signIn" | "deepvue.diagnose";
}

/** What the item depends on besides the state. */
export interface StatusItemOptions {
  readonly mode: StatusBarMode;
  readonly openAlerts: number;
  /** A wallet that lasts fewer days than this colours the item; 0: never. */
  readonly runwayDays: number;
  readonly gst: GstRule;
}

/** The status item of a state, or undefined when the setting turns it off. */
export function statusItemOf(state: AppState, options: StatusItemOptions, now: EpochMs): StatusItemView | undefined {
  const { mode } = options;
  if (mode === "off") return undefined;
  const dataState = dataStateOf(state, now);
  if (dataState === "signedOut") return SIGNED_OUT;
  if (dataState === "unavailable" && state.unavailable !== undefined) return unavailableItem(state.unavailable);
  if (state.account === undefined || (dataState === "loading" && state.usage === undefined)) return LOADING;
  const figure = figureOf(state, options);
  const sample = state.account.kind === "sample";
  const background = backgroundOf(state, options);
  return {
    text: `${iconOf(state, mode, dataState)} ${sample ? `${SAMPLE} ` : ""}${figure.text}`,
    tooltip: statusHoverOf(state, options.gst, now),
    spoken: `Deepvue ${sample ? "sample account " : ""}${figure.spoken}${spokenState(state, options, dataState)}`,
    ...(background === undefined ? {} : { background }),
    command: "deepvue.openDashboard",
  };
}

function unavailableItem(problem: Problem): StatusItemView {
  const { what, why } = problemText(problem);
  return {
    text: "$(warning) Deepvue",
    tooltip: `**Deepvue Usage**: ${markdownText(what)}\n\n${markdownText(why)}\n\n[Diagnose](command:deepvue.diagnose) · [Log](command:deepvue.showLog)`,
    spoken: `Deepvue Usage: ${what} Press to diagnose.`,
    command: "deepvue.diagnose",
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
  return isShort(state.watch?.runway, runwayDays) || spentBudget(state) !== undefined ? "warning" : undefined;
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
      return spendFigure("today", state.usage?.today);
    case "month":
      return spendFigure(presetInSentence("thisMonth", state), state.usage?.month);
    case "period":
    case "off":
      return spendFigure(periodName(state.choice, state), measuredPeriod(state));
  }
}

function spendFigure(name: string, measured: Measured | undefined): Figure {
  const { extent = "nothing", totals } = measured ?? {};
  if (measured === undefined || totals === undefined || extent === "nothing") {
    return { text: `₹${UNKNOWN}`, spoken: `spend ${name}: no data yet` };
  }
  return { text: asFarAsKnown(formatMoney(totals.charge), extent), spoken: `spend ${name}: ${spendText(measured)}` };
}

function alertCount(count: number): string {
  return formatCounted(count, "open alert");
}

/** "₹6,448.00 · ~9 days" */
function balanceFigure({ balance, watch }: AppState): Figure {
  if (balance === undefined) return { text: `₹${UNKNOWN}`, spoken: "wallet balance not known yet" };
  const amount = formatMoney(balance.balance);
  if (watch?.runway?.kind !== "runway") return { text: amount, spoken: `wallet balance ${amount}` };
  return {
    text: `${amount} · ${shortRunwayText(watch.runway)}`,
    spoken: `wallet balance ${amount}, lasts ${runwayText(watch.runway)}`,
  };
}

/** The total's monthly budget; without one, the first there is. */
function budgetFigure(state: AppState): Figure {
  const budgets = currentBudgets(state);
  const use = budgets.find(({ scope }) => scope === "month") ?? budgets[0];
  if (use !== undefined) return { text: `${budgetShare(use)} of budget`, spoken: `budget ${budgetText(use)}` };
  // Of a day that has ended there is a budget, but nobody has looked yet what is used of it today.
  return (state.watch?.budgets ?? []).length > 0
    ? { text: `${UNKNOWN} of budget`, spoken: "budget: no data yet" }
    : { text: "no budget", spoken: "no budget is set" };
}

function iconOf(state: AppState, mode: StatusBarMode, dataState: DataState): string {
  if (isWorthWatching(state)) return "$(sync~spin)";
  if (dataState === "failed") return "$(warning)";
  if (dataState === "stale" || state.sync.phase === "waiting") return "$(history)";
  return MODE_ICONS[mode];
}

/** A backfill, a long fetch, a recount. A refresh that comes by itself several times an hour would only catch the eye. */
function isWorthWatching({ sync }: AppState): boolean {
  return (
    sync.phase === "recounting" || (sync.phase === "syncing" && (sync.work === "history" || sync.total > QUIET_WINDOWS))
  );
}

/** A refresh asks for about as many report windows, mostly one or two. */
const QUIET_WINDOWS = 2;

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
  const runway = state.watch?.runway;
  const over = spentBudget(state);
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
  return "preset" in choice ? presetInSentence(choice.preset, state) : formatPeriod(state.period);
}
