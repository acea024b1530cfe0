import * as v from "valibot";
import { spendOf } from "../app/report/spendOf.ts";
import { dayIn } from "../domain/day.ts";
import { formatMoney, formatRounded, type Money, moneyToDecimal } from "../domain/money.ts";
import { resolvePeriod } from "../domain/period.ts";
import { formatCalls } from "../view/numbers.ts";
import { choiceOf, PERIOD_ARGUMENTS, PRODUCT_ARGUMENT } from "./arguments.ts";
import { foreignData, foreignQuote } from "./foreignQuote.ts";
import { figuresData, framed, NOT_FETCHED } from "./frame.ts";
import { knownProduct } from "./knownProduct.ts";
import {
  AMOUNT,
  answerOf,
  CHARGED_FAILURES,
  DAY,
  FIGURES,
  listOf,
  objectOf,
  orNotFetched,
  TEXT,
  WHOLE,
} from "./outputSchema.ts";
import { defineTool } from "./tool.ts";

/** A price that changed shows within so many calls. */
const LATEST_CALLS = 100;

export const GET_PRICE = defineTool({
  name: "get_deepvue_price",
  title: "Deepvue: Price of a Product",
  description:
    "What one call of a Deepvue product costs this account, from its own bill: the price of the latest charged call and when that was, every price among the last 100 charged calls, and the average over the period with free calls counted. Use it to estimate what code will cost before it runs: price × number of calls. There is no public price list; a product that was never called has no known price.",
  input: v.strictObject({ product: PRODUCT_ARGUMENT, ...PERIOD_ARGUMENTS }),
  output: answerOf({
    product: TEXT,
    latest: orNotFetched(objectOf({ price: AMOUNT, day: DAY })),
    prices: listOf(objectOf({ price: AMOUNT, calls: WHOLE })),
    average: AMOUNT,
    totals: objectOf(FIGURES, CHARGED_FAILURES),
  }),
  tells: () => "what one call of one product cost lately",
  async answer(sitting, { product: named, ...when }) {
    const { ledger, account, zone, cycleStart, today, now } = sitting;
    const choice = choiceOf(
      when.period === undefined && when.since === undefined ? { ...when, period: "last90Days" } : when,
    );
    const product = await knownProduct(sitting, choice, named);
    const period = resolvePeriod(choice, today, cycleStart);
    const filter = { products: [product] };
    const [spend, latest] = await Promise.all([
      spendOf(ledger, account, { choice, by: "product", filter }, { zone, cycleStart, now }),
      ledger.latest(account.id, period, { ...filter, minCharge: 1 }, LATEST_CALLS),
    ]);
    const { totals, extent } = spend;
    const prices = pricesOf(latest.map(({ charge }) => charge));
    const [newest] = latest;
    const average = totals.calls === 0 ? undefined : Math.round(totals.charge / totals.calls);
    const priced = prices.map(({ price, calls }) => `${formatMoney(price)} for ${formatCalls(calls)}`);
    return framed(sitting, spend, {
      lines: [
        newest === undefined
          ? `${foreignQuote(product)}: no charged call is known in this period, so its price is not known.`
          : `${foreignQuote(product)}: ${formatMoney(newest.charge)} for the latest charged call, on ${dayIn(zone, newest.at)}.`,
        ...(prices.length < 2 ? [] : [`Among the last ${latest.length} charged calls: ${priced.join(", ")}.`]),
        ...(average === undefined
          ? []
          : [
              `On average ${formatRounded(average)} a call over ${formatCalls(totals.calls)}, free ones and refunds counted.`,
            ]),
      ],
      data: {
        product: foreignData(product),
        latest:
          newest === undefined ? NOT_FETCHED : { price: moneyToDecimal(newest.charge), day: dayIn(zone, newest.at) },
        prices: prices.map(({ price, calls }) => ({ price: moneyToDecimal(price), calls })),
        average: average === undefined ? NOT_FETCHED : moneyToDecimal(average),
        totals: figuresData(totals, extent),
      },
    });
  },
});

/** Each price with its calls; the price of most calls first. */
function pricesOf(charges: readonly Money[]): readonly { readonly price: Money; readonly calls: number }[] {
  const counts = new Map<Money, number>();
  for (const charge of charges) counts.set(charge, (counts.get(charge) ?? 0) + 1);
  return [...counts].map(([price, calls]) => ({ price, calls })).sort((a, b) => b.calls - a.calls || b.price - a.price);
}
