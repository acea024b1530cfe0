import type { Finding } from "../domain/anomaly/finding.ts";
import type { BudgetUse } from "../domain/budget.ts";
import { formatMoney } from "../domain/money.ts";
import { MAX_RUNWAY_DAYS, type Runway } from "../domain/runway.ts";
import type { WalletChange } from "../domain/wallet.ts";
import { formatClock, formatDay, formatDayOfYear, formatMonth } from "./dates.ts";
import { rowText } from "./foreignText.ts";
import { formatCount, formatShare } from "./numbers.ts";

/** "November: ₹8,120.00 of ₹10,000.00, 81.2 %"; above 100 % when it is over. Plain text. */
export function budgetText(use: BudgetUse): string {
  const span = use.span === "month" ? formatMonth(use.period.since) : formatDay(use.period.since);
  const of = use.product === undefined ? "" : `${rowText(use.product)}, `;
  return `${of}${span}: ${formatMoney(use.spent)} of ${formatMoney(use.limit)}, ${formatShare(use.share)}`;
}

/** A crossed budget as a sentence. */
export function budgetAlertText(use: BudgetUse, threshold: number): string {
  const what = use.share >= 1 ? "Over budget" : `${threshold} % of the budget is spent`;
  return `${what}. ${budgetText(use)}.`;
}

/** "about 9 days (7–12)", "more than a year". Never a point where there is a range. */
export function runwayText(runway: Runway): string {
  if (runway.low >= MAX_RUNWAY_DAYS) return "more than a year";
  const [low, expected] = [Math.floor(runway.low), Math.round(runway.expected)];
  const high = runway.high >= MAX_RUNWAY_DAYS ? "a year or more" : String(Math.ceil(runway.high));
  return `about ${daysOf(expected)} (${low}–${high})`;
}

/** "~9 days", for the status item. */
export function shortRunwayText(runway: Runway): string {
  return runway.expected >= MAX_RUNWAY_DAYS ? "over a year" : `~${daysOf(Math.round(runway.expected))}`;
}

export function runwayAlertText(runway: Runway): string {
  return `The wallet is running short: ${formatMoney(runway.balance)} lasts ${runwayText(runway)} at the recent pace, until ${formatDay(runway.emptyFrom)} at the earliest.`;
}

export function walletAlertText(change: WalletChange, zone: string): string {
  const between = `between ${formatClock(change.since, zone)} and ${formatClock(change.until, zone)}`;
  return `The wallet fell by ${formatMoney(change.amount)} more than the known charges explain, ${between}.`;
}

/** What is unusual, since when, how unusual, and what drove it. */
export function findingText(finding: Finding): string {
  return `${whatHappened(finding)}${driverOf(finding)}`;
}

function whatHappened(finding: Finding): string {
  const who = finding.product === undefined ? "All products" : rowText(finding.product);
  const day = formatDayOfYear(finding.since.day);
  const { usual, observed } = finding;
  switch (finding.kind) {
    case "spendSpike":
      return `${who}: ${formatMoney(observed)} on ${day}${hoursOf(finding)}${usual === undefined ? "" : `; usual is ${moneyRange(usual.low, usual.high)}`}.`;
    case "failureSpike":
      return `${who}: ${formatShare(observed)} of the calls on ${day} failed${usual === undefined ? "" : `; usual is ${formatShare(usual.typical)}`}.`;
    case "newProduct":
      return `New product ${who} since ${day}: ${formatMoney(observed)} so far.`;
    case "priceChange":
      return `${who} costs ${formatMoney(observed)} a call since ${day}${usual === undefined ? "" : `; before it was ${formatMoney(usual.typical)}`}.`;
    case "silence":
      return `${who}: no calls on ${day}${hoursOf(finding)}${usual === undefined ? "" : `; usual is ${formatCount(Math.round(usual.low))}–${formatCount(Math.round(usual.high))}`}.`;
  }
}

function hoursOf({ hours }: Finding): string {
  return hours === undefined ? "" : ` from ${hours.from}:00 to ${hours.to}:00`;
}

function driverOf({ driver, product }: Finding): string {
  if (driver === undefined) return "";
  const name = driver.product === product ? "" : rowText(driver.product);
  const message = driver.message === undefined ? "" : `“${rowText(driver.message)}”`;
  const both = [name, message].filter((part) => part !== "").join(", ");
  return both === "" ? "" : ` Mostly ${both}.`;
}

function moneyRange(low: number, high: number): string {
  return `${formatMoney(Math.round(Math.max(0, low)))}–${formatMoney(Math.round(high))}`;
}

function daysOf(days: number): string {
  return days === 1 ? "1 day" : `${formatCount(days)} days`;
}
