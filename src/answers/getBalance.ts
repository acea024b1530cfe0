import * as v from "valibot";
import { formatEstimate, formatEstimatedRange, formatMoney, moneyToDecimal } from "../domain/money.ts";
import { DEFAULT_PERIOD } from "../domain/period.ts";
import type { MonthForecast } from "../domain/watch/forecast.ts";
import type { RunwayAnswer } from "../domain/watch/runway.ts";
import type { NotEnoughData } from "../domain/watch/spendModel.ts";
import { runwayText } from "../view/alertTexts.ts";
import { formatPeriod } from "../view/dates.ts";
import { agoText } from "../view/honestStates.ts";
import { formatCounted } from "../view/numbers.ts";
import { framed, NOT_FETCHED, timeOf } from "./frame.ts";
import { AMOUNT, answerOf, DAY, either, objectOf, orNotFetched, TEXT, WHOLE } from "./outputSchema.ts";
import { NO_WATCH, readWatchOf } from "./readings.ts";
import { defineTool } from "./tool.ts";

const UNKNOWN = objectOf({ known: { const: false }, why: TEXT });

export const GET_BALANCE = defineTool({
  name: "get_deepvue_balance",
  title: "Deepvue: Balance and Runway",
  description:
    "The last known balance of the user's prepaid Deepvue wallet in INR, how old that reading is, how many days it lasts at the pace of recent weeks (low, expected, high), and the forecast of the running billing month. Estimates are ranges and are called so. Reads the local ledger; asks Deepvue nothing.",
  input: v.strictObject({}),
  output: answerOf({
    balance: orNotFetched(objectOf({ amount: AMOUNT, readAt: TEXT })),
    runway: orNotFetched(
      either(
        UNKNOWN,
        objectOf({
          estimate: { const: true },
          days: objectOf({ low: WHOLE, expected: WHOLE, high: WHOLE }),
          emptyFrom: DAY,
          emptyUntil: DAY,
          learnedFrom: objectOf({ since: DAY, until: DAY }),
        }),
      ),
    ),
    forecast: orNotFetched(
      either(
        UNKNOWN,
        objectOf({
          estimate: { const: true },
          since: DAY,
          until: DAY,
          spent: AMOUNT,
          low: AMOUNT,
          expected: AMOUNT,
          high: AMOUNT,
        }),
      ),
    ),
  }),
  tells: () => "the wallet's balance, how long it lasts, and the forecast of the month",
  async answer(sitting) {
    const { now } = sitting;
    const { balance, watch } = await readWatchOf(sitting);
    const lines = [
      balance === undefined
        ? `Wallet balance: ${NOT_FETCHED}.`
        : `Wallet balance: ${formatMoney(balance.balance)}, read ${agoText(now - balance.at)}.`,
      ...(balance === undefined || watch === undefined ? [] : [runwayLine(watch.runway)]),
      ...(watch === undefined ? [NO_WATCH] : [forecastLine(watch.forecast)]),
    ];
    return framed(sitting, await timeOf(sitting, DEFAULT_PERIOD), {
      lines,
      data: {
        balance:
          balance === undefined
            ? NOT_FETCHED
            : { amount: moneyToDecimal(balance.balance), readAt: new Date(balance.at).toISOString() },
        runway: watch === undefined ? NOT_FETCHED : runwayData(watch.runway),
        forecast: watch === undefined ? NOT_FETCHED : forecastData(watch.forecast),
      },
    });
  },
});

function runwayLine(runway: RunwayAnswer | undefined): string {
  switch (runway?.kind) {
    case "runway":
      return `Runway (estimate): lasts ${runwayText(runway)} at the pace of ${formatPeriod(runway.basis)}; empty from ${runway.emptyFrom} at the earliest.`;
    case "noSpend":
      return "Runway: not known, nothing was spent lately.";
    case "notEnoughData":
      return `Runway: not known yet, ${tooFew(runway)}.`;
    case undefined:
      return "Runway: not known.";
  }
}

/** Days are rounded as people read them: down at the low end, up at the high one. */
function runwayData(runway: RunwayAnswer | undefined): object | string {
  if (runway === undefined) return NOT_FETCHED;
  if (runway.kind !== "runway") return { known: false, why: runway.kind };
  const { low, expected, high, emptyFrom, emptyUntil, basis } = runway;
  return {
    estimate: true,
    days: { low: Math.floor(low), expected: Math.round(expected), high: Math.ceil(high) },
    emptyFrom,
    emptyUntil,
    learnedFrom: { since: basis.since, until: basis.until },
  };
}

function forecastLine(forecast: MonthForecast | NotEnoughData): string {
  if (forecast.kind === "notEnoughData") return `Forecast of the billing month: not known yet, ${tooFew(forecast)}.`;
  const { month, spent, low, expected, high } = forecast;
  return `Forecast of the billing month ${formatPeriod(month)} (estimate): about ${formatEstimate(expected)} (${formatEstimatedRange(low, high)}); ${formatMoney(spent)} spent so far.`;
}

function forecastData(forecast: MonthForecast | NotEnoughData): object {
  if (forecast.kind === "notEnoughData") return { known: false, why: forecast.kind };
  const { month, spent, low, expected, high } = forecast;
  const [from, about, to] = [low, expected, high].map(moneyToDecimal);
  return {
    estimate: true,
    since: month.since,
    until: month.until,
    spent: moneyToDecimal(spent),
    low: from,
    expected: about,
    high: to,
  };
}

function tooFew({ days, needed }: NotEnoughData): string {
  return `${days} of ${formatCounted(needed, "day")} needed ${days === 1 ? "is" : "are"} known`;
}
