import * as v from "valibot";
import { paidFailures } from "../app/report/calls.ts";
import type { TransactionFilter } from "../domain/filter.ts";
import type { Extent } from "../domain/known.ts";
import { formatMoney, type Money, moneyToDecimal } from "../domain/money.ts";
import type { Period } from "../domain/period.ts";
import { atLeast } from "../view/honestStates.ts";
import { formatCalls, formatCounted, formatShareOf } from "../view/numbers.ts";
import { choiceOf, limitArgument, PERIOD_ARGUMENTS, PRODUCT_ARGUMENT, switchArgument } from "./arguments.ts";
import type { Sitting } from "./desk.ts";
import { foreignData, foreignQuote } from "./foreignQuote.ts";
import { amount, framed, NOT_FETCHED } from "./frame.ts";
import { knownProduct } from "./knownProduct.ts";
import { AMOUNT, answerOf, listOf, objectOf, orNotFetched, TEXT, WHOLE } from "./outputSchema.ts";
import { defineTool } from "./tool.ts";

/** So many ids of a group are enough to dispute it. */
const IDS_OF_A_GROUP = 3;

export const LIST_FAILURES = defineTool({
  name: "list_deepvue_failures",
  title: "Deepvue: Charged Failures",
  description:
    "Deepvue calls that failed and were charged all the same, in a period: how many, what they cost in INR, by product, costliest first. Deepvue charges for many failures (an invalid number, nothing found), so this is money to save by checking before calling. With includeMessages also by the service's message; with includeIds also a few transaction ids of each group, for a dispute.",
  input: v.strictObject({
    ...PERIOD_ARGUMENTS,
    product: v.optional(PRODUCT_ARGUMENT),
    limit: limitArgument(50, 10),
    includeMessages: switchArgument("Divide by the service's message too; only when the user asked for messages."),
    includeIds: switchArgument(
      `Give up to ${IDS_OF_A_GROUP} transaction ids of each group; only when the user asked for transaction ids.`,
    ),
  }),
  output: answerOf(
    {
      totals: objectOf({ calls: orNotFetched(WHOLE), charge: AMOUNT, spent: AMOUNT }),
      groups: listOf(objectOf({ product: TEXT, calls: WHOLE, charge: AMOUNT }, { message: TEXT, ids: listOf(TEXT) })),
    },
    { product: TEXT, others: objectOf({ groups: WHOLE, charge: AMOUNT }) },
  ),
  tells: ({ includeMessages, includeIds }) => {
    const more = [includeMessages ? ", messages of the service" : "", includeIds ? ", some transaction ids" : ""];
    return `sums of failed calls that were charged, by product id${more.join("")}`;
  },
  async answer(sitting, { product: named, limit, includeMessages, includeIds, ...when }) {
    const { ledger, account, zone, cycleStart, now } = sitting;
    const choice = choiceOf(when);
    const product = named === undefined ? undefined : await knownProduct(sitting, choice, named);
    const filter: TransactionFilter = product === undefined ? {} : { products: [product] };
    const moment = { zone, cycleStart, now };
    const { spend, failures } = await paidFailures(ledger, account, choice, filter, moment);
    const { extent, period, totals } = spend;
    const { chargedFailures: calls = 0, chargedFailureCharge: charge = 0 } = totals;
    const groups = includeMessages ? failures : byProduct(failures);
    const shown = groups.slice(0, limit);
    const ids = includeIds ? await Promise.all(shown.map((group) => idsOf(sitting, period, group))) : [];
    const rest = groups.slice(limit);
    const restCharge = rest.reduce((total, group) => total + group.charge, 0);
    const of = product === undefined ? "" : ` of ${foreignQuote(product)}`;
    const sum = `${formatMoney(charge)} for ${formatCalls(calls)}, ${formatShareOf(charge, totals.charge)} of what was spent`;
    return framed(sitting, spend, {
      lines: [
        `Charged failures${of}: ${sumText(sum, calls, extent)}.`,
        ...shown.map((group, place) => `- ${groupText(group)}${(ids[place] ?? []).map((id) => ` ${id}`).join("")}`),
        ...(rest.length === 0 ? [] : [`- ${formatCounted(rest.length, "other group")}: ${formatMoney(restCharge)}`]),
      ],
      data: {
        ...(product === undefined ? {} : { product: foreignData(product) }),
        totals: {
          calls: extent === "nothing" ? NOT_FETCHED : calls,
          charge: amount(charge, extent),
          spent: amount(totals.charge, extent),
        },
        groups: shown.map((group, place) => groupData(group, ids[place])),
        ...(rest.length === 0 ? {} : { others: { groups: rest.length, charge: moneyToDecimal(restCharge) } }),
      },
    });
  },
});

function sumText(sum: string, calls: number, extent: Extent): string {
  if (extent === "nothing") return NOT_FETCHED;
  if (calls > 0) return atLeast(sum, extent);
  return extent === "partly" ? "none in what is fetched" : "none";
}

function groupData({ product, message, calls, charge }: Group, ids: readonly string[] | undefined): object {
  return {
    product: foreignData(product),
    ...(message === undefined ? {} : { message: foreignData(message) }),
    calls,
    charge: moneyToDecimal(charge),
    ...(ids === undefined ? {} : { ids }),
  };
}

interface Group {
  readonly product: string;
  readonly message?: string;
  readonly calls: number;
  readonly charge: Money;
}

/** Costliest first; equal ones by product. */
function byProduct(kinds: readonly Group[]): readonly Group[] {
  const sums = new Map<string, Group>();
  for (const { product, calls, charge } of kinds) {
    const sum = sums.get(product);
    sums.set(product, { product, calls: calls + (sum?.calls ?? 0), charge: charge + (sum?.charge ?? 0) });
  }
  return [...sums.values()].sort((a, b) => b.charge - a.charge || (a.product < b.product ? -1 : 1));
}

function groupText({ product, message, calls, charge }: Group): string {
  const said = message === undefined ? "" : `, ${foreignQuote(message)}`;
  return `${foreignQuote(product)}${said}: ${formatMoney(charge)} for ${formatCalls(calls)}`;
}

/** The newest of a group. */
async function idsOf({ ledger, account }: Sitting, period: Period, { product, message }: Group) {
  const filter: TransactionFilter = {
    products: [product],
    outcomes: ["failure"],
    minCharge: 1,
    ...(message === undefined ? {} : { messages: [message] }),
  };
  const rows = await ledger.latest(account.id, period, filter, IDS_OF_A_GROUP);
  return rows.map(({ id }) => foreignData(id));
}
