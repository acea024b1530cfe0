import type { CycleStart } from "../domain/calendar.ts";
import { dayIn } from "../domain/day.ts";
import { type EpochMs, microsOf } from "../domain/epoch.ts";
import { rowText } from "../domain/foreignText.ts";
import { formatEstimate, formatEstimatedRange, formatMoney, formatRounded } from "../domain/money.ts";
import type { Alert } from "../domain/watch/alert.ts";
import { topicAt } from "../domain/watch/alertTopic.ts";
import type { Finding, FindingKind, UsualRange } from "../domain/watch/anomaly/finding.ts";
import { type BudgetUse, isMeasured, type MeasuredUse } from "../domain/watch/budget.ts";
import { MAX_RUNWAY_DAYS, type Runway } from "../domain/watch/runway.ts";
import type { WalletChange } from "../domain/watch/wallet.ts";
import { formatBillingMonth, formatClock, formatDay, formatDayOfYear, granularityWord } from "./dates.ts";
import { atLeast, UNKNOWN } from "./honestStates.ts";
import { formatCount, formatCounted, formatShare, formatShareOf } from "./numbers.ts";

/** An alert as plain sentences: what, since when, how unusual, and what drove it. */
export function alertText(alert: Alert, zone: string): string {
  switch (alert.kind) {
    case "budget":
      return budgetAlertText(alert.use, alert.threshold);
    case "runway":
      return runwayAlertText(alert.runway);
    case "finding":
      return findingText(alert.finding);
    case "wallet":
      return walletFallText(alert.change, zone);
  }
}

/** Several alerts in one notification: the weightiest in full. */
export function alertsText([first, ...others]: readonly Alert[], zone: string): string {
  if (first === undefined) return "";
  const more = others.length === 0 ? "" : ` And ${formatCounted(others.length, "more alert")}.`;
  return `${alertText(first, zone)}${more}`;
}

const FINDING_LABELS: Readonly<Record<FindingKind, string>> = {
  spendSpike: "Spend spike",
  failureSpike: "Failure spike",
  newProduct: "New product",
  priceChange: "Price change",
  silence: "Silence",
};

/** Two words for what kind of alert it is. */
export function alertLabel(alert: Alert): string {
  switch (alert.kind) {
    case "budget":
      return "Budget";
    case "runway":
      return "Runway";
    case "wallet":
      return "Wallet";
    case "finding":
      return FINDING_LABELS[alert.finding.kind];
  }
}

/** A silenced topic, such as "budget/month/PAN-Plus", in words: "Budget per month, PAN-Plus". */
export function topicText(path: string, cycleStart: CycleStart): string {
  const topic = topicAt(path);
  switch (topic?.kind) {
    case "budget":
      return `Budget per ${granularityWord(topic.span, cycleStart)}, ${productText(topic)}`;
    case "anomaly":
      return `${topic.finding === undefined ? "Anomalies" : FINDING_LABELS[topic.finding]}, ${productText(topic)}`;
    case "runway":
      return "Wallet runway";
    case "wallet":
      return "Unexplained falls of the wallet";
    case undefined:
      return `Another version's alerts: ${rowText(path)}`;
  }
}

function productText({ product }: { readonly product?: string }): string {
  return product === undefined ? "all products" : rowText(product);
}

/** "Nov 2026: ₹8,120.00 of ₹10,000.00, 81.2 %"; above 100 % when it is over; "nothing known yet" is a state too. Plain text. */
export function budgetText(use: BudgetUse): string {
  const span = use.span === "month" ? formatBillingMonth(use.period.since) : formatDay(use.period.since);
  const of = use.product === undefined ? "" : `${rowText(use.product)}, `;
  const limit = formatMoney(use.limit);
  if (!isMeasured(use)) return `${of}${span}: ${UNKNOWN} of ${limit}, no data yet`;
  return `${of}${span}: ${atLeast(`${formatMoney(use.spent)} of ${limit}, ${budgetShare(use)}`, use.extent)}`;
}

/** "81.2 %", "—". What is not all of a limit never reads 100 %, unless both amounts read alike. */
export function budgetShare(use: BudgetUse): string {
  return isMeasured(use) ? formatShareOf(use.spent, use.limit) : UNKNOWN;
}

function budgetAlertText(use: MeasuredUse, threshold: number): string {
  const what =
    use.share > 1 ? "Over budget" : use.share === 1 ? "The budget is spent" : `${threshold} % of the budget is spent`;
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

function runwayAlertText(runway: Runway): string {
  return `The wallet is running short: ${formatMoney(runway.balance)} lasts ${runwayText(runway)} at the recent pace, until ${formatDay(runway.emptyFrom)} at the earliest.`;
}

/** Money left the wallet that no call explains. */
export function walletFallText({ amount, since, until }: WalletChange, zone: string): string {
  const between = `between ${momentText(since, zone)} and ${momentText(until, zone)}`;
  return `The wallet fell by ${formatMoney(amount)} more than the known charges explain, ${between}.`;
}

/** "The wallet was topped up by about ₹15,000 before 22 Nov, 10:31." */
export function topUpText({ amount, until }: WalletChange, zone: string): string {
  return `The wallet was topped up by about ${formatEstimate(amount)} before ${momentText(until, zone)}.`;
}

/** "22 Nov, 10:31" */
function momentText(at: EpochMs, zone: string): string {
  return `${formatDayOfYear(dayIn(zone, microsOf(at)))}, ${formatClock(at, zone)}`;
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
      return `${who}: ${formatRounded(observed)} ${judgedHours(finding)}${usual === undefined ? "" : `, ${timesUsual(observed, usual)}`}.${beginning(finding)}`;
    case "failureSpike":
      return `${who}: ${formatShare(observed)} of the calls failed since ${day}${usual === undefined ? "" : `; usual is ${formatShare(usual.typical)}`}.`;
    case "newProduct":
      return `New product ${who} since ${day}: ${formatRounded(observed)} so far.`;
    case "priceChange":
      return `${who} costs ${formatRounded(observed)} a call since ${day}${usual === undefined ? "" : `; before it was ${formatRounded(usual.typical)}`}.`;
    case "silence":
      return `${who}: no calls since ${day}${clockOf(finding)}${usual === undefined ? "" : `; usual ${judgedHours(finding)} is ${formatCount(Math.round(usual.low))}–${formatCount(Math.round(usual.high))}`}.`;
  }
}

/** "on 19 Nov", "on 23 Nov by 10:30", "on 23 Nov from 9:00 to 12:00": the hours that are compared with the usual ones. */
function judgedHours({ hours, opens }: Finding): string {
  const on = `on ${formatDayOfYear(opens.period.until)}`;
  if (hours === undefined || (hours.from === 0 && hours.to === 24)) return on;
  const to = hourText(hours.to);
  return hours.from === 0 ? `${on} by ${to}` : `${on} from ${hourText(hours.from)} to ${to}`;
}

/** "9:00", "10:30" */
function hourText(hour: number): string {
  // A fraction of an hour is no exact number; a minute that is all but over is the next one.
  const minutes = Math.floor(hour * 60 + 1e-6);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

/** When the hour is known and says more than the judged hours do. */
function beginning(finding: Finding): string {
  const { since, opens, hours } = finding;
  const isOwnDay = since.day === opens.period.until;
  if (since.hour === undefined || (isOwnDay && since.hour === (hours?.from ?? 0))) return "";
  return ` It began ${isOwnDay ? "" : `on ${formatDayOfYear(since.day)} `}at ${since.hour}:00.`;
}

/** ", 9:00" */
function clockOf({ since }: Finding): string {
  return since.hour === undefined ? "" : `, ${since.hour}:00`;
}

/** "11 times the usual (about ₹277–₹428)"; only the range where the usual is next to nothing. */
function timesUsual(observed: number, { low, typical, high }: UsualRange): string {
  const range = `about ${formatEstimatedRange(Math.max(0, low), high)}`;
  const times = typical > 0 ? observed / typical : Number.POSITIVE_INFINITY;
  return times >= 1.5 && times < 1000
    ? `${formatCount(Math.round(times))} times the usual (${range})`
    : `usual is ${range}`;
}

function driverOf({ driver, product }: Finding): string {
  if (driver === undefined) return "";
  const name = driver.product === product ? "" : rowText(driver.product);
  // The sentence brings its own full stop.
  const message = driver.message === undefined ? "" : `“${rowText(driver.message).replace(/\.$/, "")}”`;
  const both = [name, message].filter((part) => part !== "").join(", ");
  return both === "" ? "" : ` Mostly ${both}.`;
}

function daysOf(days: number): string {
  return formatCounted(days, "day");
}
