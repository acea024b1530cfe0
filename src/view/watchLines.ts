import { topChargedFailure } from "../domain/chargedFailure.ts";
import { formatMoney } from "../domain/money.ts";
import type { Summary } from "../domain/summary.ts";
import type { Watch } from "../domain/watch.ts";
import { budgetText, findingText, runwayText } from "./alertTexts.ts";
import { formatMonth } from "./dates.ts";
import { markdownText } from "./foreignText.ts";
import { formatShare } from "./numbers.ts";

/** What the hover says beside the sums, in Markdown lines: is today normal, will the month hold, will the wallet last. */
export function watchLines(watch: Watch): readonly string[] {
  return [
    todayLine(watch),
    forecastLine(watch),
    runwayLine(watch),
    ...watch.budgets.map((use) => `${use.share >= 1 ? "$(warning) " : ""}Budget ${markdownText(budgetText(use))}`),
    ...watch.findings.slice(0, MOST_FINDINGS).map((finding) => `$(bell) ${markdownText(findingText(finding))}`),
  ].filter((line) => line !== "");
}

const MOST_FINDINGS = 3;

function todayLine({ today }: Watch): string {
  if (today.usual === undefined) return "";
  const { low, high } = today.usual;
  const range = `${formatMoney(Math.round(Math.max(0, low)))}–${formatMoney(Math.round(high))}`;
  const verdict = today.soFar > high ? "more than usual" : today.soFar < low ? "less than usual" : "as usual";
  return `Today so far ${formatMoney(today.soFar)}: ${verdict} by this hour (${range})`;
}

function forecastLine({ forecast, monthlyBudget }: Watch): string {
  if (forecast.kind === "notEnoughData") {
    return `No forecast yet: ${forecast.days} of ${forecast.needed} days needed are known`;
  }
  const range = `${formatMoney(forecast.low)}–${formatMoney(forecast.high)}`;
  const budget = monthlyBudget === undefined ? "" : `, ${formatShare(forecast.expected / monthlyBudget)} of the budget`;
  return `${formatMonth(forecast.month.since)} forecast ${formatMoney(forecast.expected)} (${range})${budget}`;
}

function runwayLine({ runway }: Watch): string {
  if (runway?.kind === "notEnoughData") {
    return `Runway not known yet: ${runway.days} of ${runway.needed} days needed are known`;
  }
  return runway?.kind === "runway" ? `Wallet lasts ${runwayText(runway)} at the pace of recent weeks` : "";
}

/** "₹412.00 on “Invalid Pan Number.” (PAN-Plus)", or nothing. Markdown. */
export function topFailureLine(summary: Summary): string {
  const top = topChargedFailure(summary.failures, summary.totals.charge);
  if (top === undefined) return "";
  return `${formatMoney(top.charge)} on “${markdownText(top.message)}” (${markdownText(top.product)})`;
}
