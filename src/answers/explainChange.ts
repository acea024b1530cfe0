import * as v from "valibot";
import { addDays } from "../domain/day.ts";
import { moneyToDecimal } from "../domain/money.ts";
import type { Finding } from "../domain/watch/anomaly/finding.ts";
import type { WalletChange } from "../domain/watch/wallet.ts";
import type { Watch } from "../domain/watch/watch.ts";
import { findingText, topUpText, walletFallText } from "../view/alertTexts.ts";
import { switchArgument } from "./arguments.ts";
import type { Sitting } from "./desk.ts";
import { foreignData, foreignQuote } from "./foreignQuote.ts";
import { type AnsweredTime, framed, NOT_FETCHED, timeOf } from "./frame.ts";
import { AMOUNT, answerOf, DAY, either, listOf, NUMBER, objectOf, orNotFetched, TEXT, WHOLE } from "./outputSchema.ts";
import { NO_WATCH, readWatchOf } from "./readings.ts";
import { type Answer, defineTool } from "./tool.ts";

/** A movement of the wallet is told for as long as findings are: a week. */
const WALLET_MS = 7 * 86_400_000;
const DAYS_BEFORE = 7;

/** An amount, or a number of calls or a share of them. */
const MEASURE = either(AMOUNT, NUMBER);

export const EXPLAIN_CHANGE = defineTool({
  name: "explain_deepvue_change",
  title: "Deepvue: Explain Change",
  description:
    "What was unusual in the user's Deepvue usage today and in the week before: spend spikes, spikes of failures, new products, price changes, products that fell silent, top-ups and unexplained falls of the wallet. Each with since when, what would have been usual, and what drove it. Use it for “why did the cost jump”. An empty list means nothing was unusual, not that nothing was spent.",
  input: v.strictObject({
    includeMessages: switchArgument(
      "Also name the service's message that drove a finding; only when the user asked for messages.",
    ),
  }),
  output: answerOf(
    {
      findings: orNotFetched(
        listOf(
          objectOf(
            { kind: TEXT, since: DAY, unit: TEXT, observed: MEASURE },
            {
              product: TEXT,
              sinceHour: WHOLE,
              usual: objectOf({ low: MEASURE, typical: MEASURE, high: MEASURE }),
              drivenBy: objectOf({ product: TEXT }, { message: TEXT }),
            },
          ),
        ),
      ),
    },
    { asOf: TEXT, wallet: listOf(objectOf({ kind: TEXT, amount: AMOUNT, since: TEXT, until: TEXT })) },
  ),
  tells: ({ includeMessages }) =>
    `what was unusual in the last week, with product ids${includeMessages ? " and messages of the service" : ""}`,
  async answer(sitting, { includeMessages }) {
    const { today } = sitting;
    const time = await timeOf(sitting, { since: addDays(today, -DAYS_BEFORE), until: today });
    const { watch } = await readWatchOf(sitting);
    if (watch === undefined) return framed(sitting, time, { lines: [NO_WATCH], data: { findings: NOT_FETCHED } });
    return unusualTold(sitting, time, watch, { includeMessages });
  },
});

export function unusualTold(
  sitting: Sitting,
  time: AnsweredTime,
  { findings, walletChanges, asOf }: Watch,
  { includeMessages }: { readonly includeMessages: boolean },
): Answer {
  const { zone } = sitting;
  const moved = walletChanges.filter(({ until }) => asOf - until < WALLET_MS);
  const told = findings.map((finding) => quoted(finding, includeMessages));
  return framed(sitting, time, {
    lines: [
      told.length === 0
        ? "Nothing was unusual today and in the week before, as far as is known."
        : "Unusual today and in the week before, latest first:",
      ...told.map((finding) => `- ${findingText(finding)}`),
      ...moved.map((change) => `- ${change.kind === "topUp" ? topUpText(change, zone) : walletFallText(change, zone)}`),
    ],
    data: {
      asOf: new Date(asOf).toISOString(),
      findings: findings.map((finding) => findingData(finding, includeMessages)),
      wallet: moved.map(walletData),
    },
  });
}

/** A finding whose foreign texts are quoted, to be worded as for people. */
function quoted({ driver, product, ...finding }: Finding, includeMessages: boolean): Finding {
  return {
    ...finding,
    ...(product === undefined ? {} : { product: foreignQuote(product) }),
    ...(driver === undefined ? {} : { driver: quotedDriver(driver, includeMessages) }),
  };
}

function quotedDriver({ product, message }: NonNullable<Finding["driver"]>, includeMessages: boolean) {
  const isTold = includeMessages && message !== undefined;
  return { product: foreignQuote(product), ...(isTold ? { message: foreignQuote(message) } : {}) };
}

function findingData({ kind, product, since, observed, usual, driver }: Finding, includeMessages: boolean): object {
  const inUnit = (value: number): string | number =>
    UNITS[kind] === "INR" ? moneyToDecimal(Math.round(value)) : value;
  return {
    kind,
    ...(product === undefined ? {} : { product: foreignData(product) }),
    since: since.day,
    ...(since.hour === undefined ? {} : { sinceHour: since.hour }),
    unit: UNITS[kind],
    observed: inUnit(observed),
    ...(usual === undefined
      ? {}
      : { usual: { low: inUnit(usual.low), typical: inUnit(usual.typical), high: inUnit(usual.high) } }),
    ...(driver === undefined ? {} : { drivenBy: driverData(driver, includeMessages) }),
  };
}

const UNITS: Readonly<Record<Finding["kind"], string>> = {
  spendSpike: "INR",
  newProduct: "INR",
  priceChange: "INR",
  failureSpike: "share of calls",
  silence: "calls",
};

function driverData({ product, message }: NonNullable<Finding["driver"]>, includeMessages: boolean): object {
  const isTold = includeMessages && message !== undefined;
  return { product: foreignData(product), ...(isTold ? { message: foreignData(message) } : {}) };
}

function walletData({ kind, amount, since, until }: WalletChange): object {
  const [from, to] = [since, until].map((at) => new Date(at).toISOString());
  return { kind, amount: moneyToDecimal(amount), since: from, until: to };
}
