import * as v from "valibot";
import { readUsage } from "../app/screen/usage.ts";
import type { Usage } from "../domain/appState.ts";
import { NO_FILTER } from "../domain/filter.ts";
import type { Extent } from "../domain/known.ts";
import { formatMoney, type Money } from "../domain/money.ts";
import { type PeriodChoice, resolvePeriod } from "../domain/period.ts";
import type { ProductTotals, UndividedSummary } from "../domain/summary.ts";
import { formatPeriod } from "../view/dates.ts";
import { inStretch, noComparisonText } from "../view/honestStates.ts";
import { formatCalls, formatCounted, formatTrend } from "../view/numbers.ts";
import { choiceOf, daysOf, EARLIER_ARGUMENTS, limitArgument, PERIOD_ARGUMENTS } from "./arguments.ts";
import type { Sitting } from "./desk.ts";
import { foreignData, foreignQuote } from "./foreignQuote.ts";
import { type AnsweredTime, amount, figuresText, framed } from "./frame.ts";
import { AMOUNT, answerOf, DAY, either, listOf, objectOf, SUM, TEXT, WHOLE } from "./outputSchema.ts";
import { defineTool } from "./tool.ts";

export const COMPARE_SPEND = defineTool({
  name: "compare_deepvue_spend",
  title: "Deepvue: Compare Periods",
  description:
    "How the user's Deepvue spend changed between two periods: both totals, the exact difference in INR and calls, and the products that changed most. Without earlierSince and earlierUntil, a period is compared as on the user's dashboard: with the like stretch just before (this month so far with the same days and time of last month). Where one side is not wholly fetched there is no difference, and the answer says why. Reads the local ledger only.",
  input: v.strictObject({ ...PERIOD_ARGUMENTS, ...EARLIER_ARGUMENTS, limit: limitArgument(50, 10) }),
  output: answerOf(
    {
      totals: SUM,
      comparison: either(
        { type: "null" },
        objectOf(
          {
            period: objectOf({ since: DAY, until: DAY }, { end: {} }),
            totals: SUM,
            change: objectOf({ charge: AMOUNT, calls: WHOLE }),
            products: listOf(
              objectOf({
                product: TEXT,
                charge: AMOUNT,
                chargeBefore: AMOUNT,
                change: AMOUNT,
                calls: WHOLE,
                callsBefore: WHOLE,
              }),
            ),
          },
          { others: objectOf({ products: WHOLE, change: AMOUNT }) },
        ),
      ),
    },
    { why: TEXT },
  ),
  tells: () => "two periods' sums of calls and charges, and how they differ by product id",
  async answer(sitting, { earlierSince, earlierUntil, limit, ...when }) {
    const choice = choiceOf(when);
    const isLike = earlierSince === undefined && earlierUntil === undefined;
    const earlier = isLike ? undefined : daysOf(earlierSince, earlierUntil, ["earlierSince", "earlierUntil"]);
    const { usage, time } = await read(sitting, choice);
    const sides = earlier === undefined ? likeStretch(usage) : await twoPeriods(sitting, usage, time, earlier);
    if (sides.kind === "none") {
      return framed(sitting, time, {
        lines: [`Total: ${figuresText(usage.period.totals, time.extent)}.`, `No comparison: ${sides.why}.`],
        data: { totals: sumData(usage.period.totals, time.extent), comparison: null, why: sides.why },
      });
    }
    return compared(sitting, time, usage.period, sides, limit);
  },
});

type Sides =
  | { readonly kind: "none"; readonly why: string }
  | { readonly kind: "earlier"; readonly summary: UndividedSummary; readonly period: object; readonly words: string };

async function read(sitting: Sitting, choice: PeriodChoice): Promise<{ usage: Usage; time: AnsweredTime }> {
  const { ledger, account, zone, cycleStart, today, now } = sitting;
  const choices = { accountId: account.id, period: choice, filter: NO_FILTER, granularity: "day" } as const;
  const usage = await readUsage(ledger, account.id, choices, { zone, cycleStart, today, now });
  const { coverage, known } = usage;
  const period = resolvePeriod(choice, today, cycleStart);
  return { usage, time: { choice, period, extent: known.extent, coverage, askedAt: now } };
}

/** What the dashboard compares with. */
function likeStretch({ comparison }: Usage): Sides {
  if (comparison.kind === "none") return { kind: "none", why: noComparisonText(comparison) };
  const { stretch, summary } = comparison;
  const { since, until } = stretch.period;
  return { kind: "earlier", summary, period: { since, until, end: stretch.end }, words: inStretch(stretch) };
}

/** Two periods that were named, each as a whole. */
async function twoPeriods(
  sitting: Sitting,
  { known }: Usage,
  { period }: AnsweredTime,
  earlier: { readonly since: string; readonly until: string },
): Promise<Sides> {
  const { usage, time } = await read(sitting, earlier);
  const partly = [
    { of: period, extent: known.extent },
    { of: earlier, extent: time.extent },
  ].find(({ extent }) => extent !== "wholly");
  if (partly !== undefined) {
    const how = partly.extent === "nothing" ? "is not fetched" : "is fetched in part only";
    return { kind: "none", why: `${formatPeriod(partly.of)} ${how}` };
  }
  return { kind: "earlier", summary: usage.period, period: earlier, words: `in ${formatPeriod(earlier)}` };
}

function compared(
  sitting: Sitting,
  time: AnsweredTime,
  later: UndividedSummary,
  { summary: earlier, period, words }: Extract<Sides, { kind: "earlier" }>,
  limit: number,
) {
  const change = later.totals.charge - earlier.totals.charge;
  const products = changesOf(later.products, earlier.products);
  const shown = products.slice(0, limit);
  const left = products.slice(limit);
  return framed(sitting, time, {
    lines: [
      `${figuresText(later.totals, "wholly")}, against ${figuresText(earlier.totals, "wholly")} ${words}: ${signed(change)} (${formatTrend(later.totals.charge, earlier.totals.charge)}), ${signedCount(later.totals.calls - earlier.totals.calls)} calls.`,
      ...(shown.length === 0 ? [] : ["Products that changed most:"]),
      ...shown.map(
        ({ product, now, before }) =>
          `- ${foreignQuote(product)}: ${signed(now.charge - before.charge)}, from ${formatMoney(before.charge)} for ${formatCalls(before.calls)} to ${formatMoney(now.charge)} for ${formatCalls(now.calls)}`,
      ),
      ...(left.length === 0 ? [] : [`- ${formatCounted(left.length, "other product")}: ${signed(changeOf(left))}`]),
    ],
    data: {
      totals: sumData(later.totals, "wholly"),
      comparison: {
        period,
        totals: sumData(earlier.totals, "wholly"),
        change: { charge: amount(change), calls: later.totals.calls - earlier.totals.calls },
        products: shown.map(({ product, now, before }) => ({
          product: foreignData(product),
          charge: amount(now.charge),
          chargeBefore: amount(before.charge),
          change: amount(now.charge - before.charge),
          calls: now.calls,
          callsBefore: before.calls,
        })),
        ...(left.length === 0 ? {} : { others: { products: left.length, change: amount(changeOf(left)) } }),
      },
    },
  });
}

interface Sum {
  readonly calls: number;
  readonly charge: Money;
}

interface ProductChange {
  readonly product: string;
  readonly now: Sum;
  readonly before: Sum;
}

const NONE: Sum = { calls: 0, charge: 0 };

/** The greatest change of money first, then of calls; unchanged ones are left out. */
function changesOf(later: readonly ProductTotals[], earlier: readonly ProductTotals[]): readonly ProductChange[] {
  const [now, before] = [later, earlier].map((products) => new Map(products.map((one) => [one.product, one])));
  const names = [...new Set([...later, ...earlier].map(({ product }) => product))];
  return names
    .map((product) => ({ product, now: now?.get(product) ?? NONE, before: before?.get(product) ?? NONE }))
    .filter((one) => one.now.charge !== one.before.charge || one.now.calls !== one.before.calls)
    .sort((a, b) => weightOf(b) - weightOf(a) || callsOf(b) - callsOf(a) || (a.product < b.product ? -1 : 1));
}

function weightOf({ now, before }: ProductChange): number {
  return Math.abs(now.charge - before.charge);
}

function callsOf({ now, before }: ProductChange): number {
  return Math.abs(now.calls - before.calls);
}

function changeOf(changes: readonly ProductChange[]): Money {
  return changes.reduce((sum, { now, before }) => sum + now.charge - before.charge, 0);
}

function sumData({ calls, charge }: Sum, extent: Extent): object {
  return { calls: extent === "nothing" ? "not fetched" : calls, charge: amount(charge, extent) };
}

function signed(change: Money): string {
  return change > 0 ? `+${formatMoney(change)}` : formatMoney(change);
}

function signedCount(change: number): string {
  return change > 0 ? `+${change}` : String(change);
}
