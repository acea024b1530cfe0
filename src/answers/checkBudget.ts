import * as v from "valibot";
import { budgetUse } from "../app/report/limits.ts";
import { moneyToDecimal } from "../domain/money.ts";
import { DEFAULT_PERIOD } from "../domain/period.ts";
import { type BudgetUse, isMeasured } from "../domain/watch/budget.ts";
import { budgetText } from "../view/alertTexts.ts";
import { formatCounted } from "../view/numbers.ts";
import type { Sitting } from "./desk.ts";
import { foreignData, foreignQuote } from "./foreignQuote.ts";
import { type AnsweredTime, framed, NOT_FETCHED, timeOf } from "./frame.ts";
import {
  AMOUNT,
  answerOf,
  DAY,
  EXTENT,
  listOf,
  NUMBER,
  objectOf,
  oneOf,
  orNotFetched,
  TEXT,
  WHOLE,
} from "./outputSchema.ts";
import { type Answer, defineTool } from "./tool.ts";

export const CHECK_BUDGET = defineTool({
  name: "check_deepvue_budget",
  title: "Deepvue: Budget",
  description:
    "How much of each limit that the user set for Deepvue spend (daily and monthly, in total and per product) is used, as exact INR amounts and shares, and which are exceeded. Use it before running something that will make many Deepvue calls. Reads the local ledger only; it can not change a budget.",
  input: v.strictObject({}),
  output: answerOf({
    exceeded: WHOLE,
    budgets: listOf(
      objectOf(
        {
          span: oneOf("day", "month"),
          since: DAY,
          until: DAY,
          limit: AMOUNT,
          extent: EXTENT,
          spent: AMOUNT,
          sharePercent: orNotFetched(NUMBER),
        },
        { product: TEXT },
      ),
    ),
  }),
  tells: () => "the limits that are set, and how much of each is spent, with product ids",
  async answer(sitting) {
    const { budget } = sitting;
    const time = await timeOf(sitting, DEFAULT_PERIOD);
    const isSet = Object.values(budget).some((limit) => limit !== undefined && limit !== 0);
    if (!isSet) {
      const text = "No budget is set. The user can set one with “Deepvue: Set Budget…”.";
      return framed(sitting, time, { lines: [text], data: { budgets: [], exceeded: 0 } });
    }
    const { ledger, account, zone, cycleStart, now } = sitting;
    return budgetsTold(sitting, time, await budgetUse(ledger, account, budget, { zone, cycleStart, now }));
  },
});

export function budgetsTold(sitting: Sitting, time: AnsweredTime, budgets: readonly BudgetUse[]): Answer {
  const exceeded = budgets.filter((use) => isMeasured(use) && use.share > 1).length;
  return framed(sitting, time, {
    lines: [
      exceeded === 0
        ? "No limit is exceeded, as far as is known."
        : `${exceeded} of ${formatCounted(budgets.length, "limit")} exceeded.`,
      ...budgets.map((use) => `- ${lineOf(use)}`),
    ],
    data: { exceeded, budgets: budgets.map(useData) },
  });
}

function lineOf(use: BudgetUse): string {
  const { product } = use;
  const span = use.span === "month" ? "billing month" : "day";
  return `${span}, ${budgetText(product === undefined ? use : { ...use, product: foreignQuote(product) })}`;
}

function useData(use: BudgetUse): object {
  const { span, product, period, limit, extent } = use;
  return {
    span,
    ...(product === undefined ? {} : { product: foreignData(product) }),
    since: period.since,
    until: period.until,
    limit: moneyToDecimal(limit),
    extent,
    spent: isMeasured(use) ? moneyToDecimal(use.spent) : NOT_FETCHED,
    // To a hundredth of a percent, cut: what is not all of a limit never reads as all of it.
    sharePercent: isMeasured(use) ? Math.floor(use.share * 10_000) / 100 : NOT_FETCHED,
  };
}
