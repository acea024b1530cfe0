import type { AppState } from "../domain/appState.ts";
import { unitAround } from "../domain/calendar.ts";
import { markdownText } from "../domain/foreignText.ts";
import { formatEstimate, formatEstimatedRange, formatMoney } from "../domain/money.ts";
import { type BudgetUse, isMeasured } from "../domain/watch/budget.ts";
import type { NotEnoughData, SpendBasis } from "../domain/watch/spendModel.ts";
import type { Watch } from "../domain/watch/watch.ts";
import { budgetText, findingText, runwayText, topUpText, walletFallText } from "./alertTexts.ts";
import { formatBillingMonth, formatDayOfYear, weekdayName } from "./dates.ts";
import { currentBudgets } from "./honestStates.ts";
import { formatCounted, formatShareOf } from "./numbers.ts";

const MOST_FINDINGS = 3;
/** Those of the total come first, then the products that used most. */
const MOST_BUDGETS = 4;
/** A movement of the wallet is worth a line for a week. */
const WALLET_MS = 7 * 86_400_000;

/** What the hover says beside the sums, in Markdown lines: is today normal, will the month hold, will the wallet last. */
export function watchLines(state: AppState): readonly string[] {
  const { watch, zone } = state;
  if (watch === undefined) return [];
  const { findings, walletChanges, asOf } = watch;
  const recent = walletChanges.filter(({ until }) => asOf - until < WALLET_MS);
  const topUp = recent.findLast(({ kind }) => kind === "topUp");
  const fall = recent.findLast(({ kind }) => kind === "unexplainedFall");
  return [
    ...(hasSpend(state, watch) ? spendLines(state, watch) : []),
    topUp === undefined ? "" : markdownText(topUpText(topUp, zone)),
    fall === undefined ? "" : `$(warning) ${markdownText(walletFallText(fall, zone))}`,
    ...findings.slice(0, MOST_FINDINGS).map((finding) => `$(bell) ${markdownText(findingText(finding))}`),
    findings.length > MOST_FINDINGS
      ? `$(bell) [${findings.length - MOST_FINDINGS} more](command:deepvue.showAlerts)`
      : "",
  ].filter((line) => line !== "");
}

/** Of an account that spends nothing, every forecast and budget would only say zero once more. */
function hasSpend({ usage }: AppState, { today, forecast, runway }: Watch): boolean {
  return (
    (usage?.month.totals.charge ?? 0) !== 0 ||
    today.soFar !== 0 ||
    (forecast.kind === "forecast" && forecast.high > 0) ||
    runway?.kind === "runway"
  );
}

function spendLines(state: AppState, watch: Watch): readonly string[] {
  const { today } = state;
  return [
    // What was made of yesterday says nothing about a day that has just begun.
    watch.day === today ? todayLine(watch) : "",
    // Nor does a forecast of last month say what this one will cost.
    isOfThisMonth(state, watch) ? forecastLine(watch) : "",
    ...weightiest(currentBudgets(state)).map(
      (use) => `${shareOf(use) >= 1 ? "$(warning) " : ""}Budget ${markdownText(budgetText(use))}`,
    ),
    runwayLine(watch),
  ];
}

/** Also after a change of the billing cycle the old forecast is there for a moment. */
function isOfThisMonth({ today, cycleStart }: AppState, { day, forecast }: Watch): boolean {
  const month = unitAround(today, "billingMonth", cycleStart);
  return day >= month.since && (forecast.kind !== "forecast" || forecast.month.since === month.since);
}

function weightiest(budgets: readonly BudgetUse[]): readonly BudgetUse[] {
  const ofProducts = budgets.filter(({ product }) => product !== undefined);
  const totals = budgets.filter(({ product }) => product === undefined);
  return [...totals, ...ofProducts.toSorted((a, b) => shareOf(b) - shareOf(a))].slice(0, MOST_BUDGETS);
}

function shareOf(use: BudgetUse): number {
  return isMeasured(use) ? use.share : 0;
}

function todayLine({ today, day }: Watch): string {
  if (today.usual === undefined)
    return `Today so far ${formatMoney(today.soFar)}; too few days are known to say what is usual`;
  const { low, high, days, basis } = today.usual;
  const range = `about ${formatEstimatedRange(Math.max(0, low), high)}`;
  const verdict = today.soFar > high ? "more than usual" : today.soFar < low ? "less than usual" : "as usual";
  const compared = basis === "sameWeekday" ? formatCounted(days, weekdayName(day)) : formatCounted(days, "day");
  return `Today so far ${formatMoney(today.soFar)}: ${verdict} by this time (${range}, from ${compared})`;
}

function forecastLine({ forecast, monthlyBudget }: Watch): string {
  if (forecast.kind === "notEnoughData") {
    return `No forecast yet: ${knownDays(forecast)}`;
  }
  const range = formatEstimatedRange(forecast.low, forecast.high);
  const budget =
    monthlyBudget === undefined ? "" : `, ${formatShareOf(forecast.expected, monthlyBudget)} of the budget`;
  return `${upperFirst(formatBillingMonth(forecast.month.since))} forecast about ${formatEstimate(forecast.expected)} (${range})${budget}`;
}

function upperFirst(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

function runwayLine({ runway }: Watch): string {
  switch (runway?.kind) {
    case undefined:
      return "";
    case "notEnoughData":
      return `Runway not known yet: ${knownDays(runway)}`;
    case "noSpend":
      return "Runway not known: nothing was spent lately";
    case "runway":
      return `Wallet lasts ${runwayText(runway)} at the pace of ${basisText(runway.basis)}`;
  }
}

/** "3 of 7 days needed are known" */
function knownDays({ days, needed }: NotEnoughData): string {
  return `${days} of ${formatCounted(needed, "day")} needed ${days === 1 ? "is" : "are"} known`;
}

/** "28 Sep – 22 Nov", the days that a range was learned from. */
function basisText({ since, until }: SpendBasis): string {
  return `${formatDayOfYear(since)} – ${formatDayOfYear(until)}`;
}
