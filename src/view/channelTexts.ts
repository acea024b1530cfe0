import type { Account } from "../domain/account.ts";
import type { CycleStart } from "../domain/calendar.ts";
import { dayIn } from "../domain/day.ts";
import { type EpochMs, microsOf } from "../domain/epoch.ts";
import { rowText } from "../domain/foreignText.ts";
import { SETTLING_HOURS, SETTLING_MS } from "../domain/known.ts";
import { formatMoney, moneyToDecimal } from "../domain/money.ts";
import { intervalOf } from "../domain/period.ts";
import type { Totals } from "../domain/summary.ts";
import type { Alert } from "../domain/watch/alert.ts";
import { alertName, type ChannelMessage } from "../domain/watch/channelMessage.ts";
import type { Digest } from "../domain/watch/digest.ts";
import { alertLabel, alertText } from "./alertTexts.ts";
import { formatPeriod, granularityWord } from "./dates.ts";
import { formatCalls, formatCount, formatTrend } from "./numbers.ts";

/** What a message is about: whose numbers, counted by which clock, found when. */
interface About {
  readonly account: Account;
  readonly zone: string;
  readonly cycleStart: CycleStart;
  readonly now: EpochMs;
}

/** An alert for the team's channel. */
export function alertMessage(alert: Alert, { account, zone, now }: About): ChannelMessage {
  return {
    id: `${account.id}/${alertName(alert, dayIn(zone, microsOf(now)))}`,
    kind: "alert",
    title: `${alertLabel(alert)}: Deepvue account ${rowText(account.label)}`,
    lines: [alertText(alert, zone)],
    account: account.label,
    at: now,
    facts: { topic: alert.topic, ...factsOf(alert) },
  };
}

/** The numbers of an alert, for programs. */
function factsOf(alert: Alert): ChannelMessage["facts"] {
  switch (alert.kind) {
    case "budget": {
      const { span, product, period, spent, limit, share, extent } = alert.use;
      return {
        ...(product === undefined ? {} : { product }),
        budget: span,
        since: period.since,
        spent: moneyToDecimal(spent),
        limit: moneyToDecimal(limit),
        share,
        threshold: alert.threshold,
        known: extent,
      };
    }
    case "runway": {
      const { balance, expected, emptyFrom } = alert.runway;
      return { balance: moneyToDecimal(balance), days: Math.round(expected), emptyFrom };
    }
    case "finding": {
      const { kind, product, since, observed } = alert.finding;
      return { finding: kind, ...(product === undefined ? {} : { product }), since: since.day, observed };
    }
    case "wallet":
      return { amount: moneyToDecimal(alert.change.amount), since: alert.change.since, until: alert.change.until };
  }
}

/** Products that a digest names; the others are put together. */
const PRODUCTS_NAMED = 5;

/** A finished week or billing month for the team's channel. */
export function digestMessage(digest: Digest, { account, zone, cycleStart, now }: About): ChannelMessage {
  const { span, period, totals, products, before } = digest;
  const word = granularityWord(span, cycleStart);
  const more = products.slice(PRODUCTS_NAMED);
  return {
    id: `${account.id}/digest/${span}/${period.since}`,
    kind: "digest",
    title: `The ${word} ${formatPeriod(period)}: Deepvue account ${rowText(account.label)}`,
    lines: [
      `${formatMoney(totals.charge)} for ${formatCalls(totals.calls)}${comparisonText(totals, before, word)}.`,
      ...products
        .slice(0, PRODUCTS_NAMED)
        .map(({ product, charge, calls }) => `${rowText(product)}: ${formatMoney(charge)}, ${formatCalls(calls)}`),
      ...(more.length === 0 ? [] : [`${formatCount(more.length)} more: ${formatMoney(sumOf(more))}`]),
      ...failureLines(totals),
      ...settlingLines(digest, zone, now),
    ],
    account: account.label,
    at: now,
    facts: {
      digest: span,
      since: period.since,
      until: period.until,
      spent: moneyToDecimal(totals.charge),
      calls: totals.calls,
      chargedFailures: totals.chargedFailures,
      chargedFailuresSpent: moneyToDecimal(totals.chargedFailureCharge),
      ...(before === undefined ? {} : { spentBefore: moneyToDecimal(before.charge) }),
    },
  };
}

function comparisonText({ charge }: Totals, before: Totals | undefined, word: string): string {
  if (before === undefined) return "";
  const earlier = `${formatMoney(before.charge)} in the ${word} before`;
  return before.charge > 0 ? `, ${formatTrend(charge, before.charge)} (${earlier})` : ` (${earlier})`;
}

function failureLines({ chargedFailures, chargedFailureCharge }: Totals): readonly string[] {
  if (chargedFailures === 0) return [];
  return [`Charged failures: ${formatMoney(chargedFailureCharge)}, ${formatCalls(chargedFailures)}`];
}

function settlingLines({ period }: Digest, zone: string, now: EpochMs): readonly string[] {
  const isSettled = microsOf(now - SETTLING_MS) >= intervalOf(period, zone).to;
  return isSettled ? [] : [`Deepvue may still add late calls until ${SETTLING_HOURS} hours after its end.`];
}

function sumOf(totals: readonly Totals[]): number {
  return totals.reduce((sum, { charge }) => sum + charge, 0);
}

/** Tells whoever set a channel up that it works. */
export function testMessage(account: Account, now: EpochMs): ChannelMessage {
  return {
    id: `${account.id}/test/${now}`,
    kind: "test",
    title: `Test: Deepvue account ${rowText(account.label)}`,
    lines: ["Alerts of Deepvue Usage reach this channel."],
    account: account.label,
    at: now,
    facts: {},
  };
}
