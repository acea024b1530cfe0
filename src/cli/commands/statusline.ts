import { budgetUse } from "../../app/report/limits.ts";
import { spendOf } from "../../app/report/spendOf.ts";
import { NO_FILTER } from "../../domain/filter.ts";
import { moneyToDecimal } from "../../domain/money.ts";
import { answerHead, answerTime } from "../../domain/spendJson.ts";
import type { SpendReport } from "../../domain/spendReport.ts";
import { isMeasured } from "../../domain/watch/budget.ts";
import { budgetShare } from "../../view/alertTexts.ts";
import { agoText, asFarAsKnown, SAMPLE } from "../../view/honestStates.ts";
import { exitOfAnswer, jsonText } from "../answering.ts";
import { answerTo } from "../asking.ts";
import type { Context } from "../context.ts";
import { EXIT, type Exit } from "../exits.ts";

/** Numbers that are older than this say so. */
const OLD_MS = 60 * 60_000;

/** One line for a prompt or a status bar: today, the billing month, the budget, the wallet. Only the ledger is read. */
export async function run(context: Context): Promise<Exit> {
  return answerTo(context, { usual: "thisMonth", fetches: "never" }, async (asked) => {
    const { opened, account, moment, form, manner, maxAge } = asked;
    const { ledger } = opened.application;
    const ask = async (preset: "today" | "thisMonth") =>
      spendOf(ledger, account, { choice: { preset }, by: "product", filter: NO_FILTER }, moment);
    const [today, month, balance, uses] = await Promise.all([
      ask("today"),
      ask("thisMonth"),
      ledger.lastBalance(account.id, moment.now),
      budgetUse(ledger, account, opened.inForce.budget, moment),
    ]);
    const exit = maxAge === undefined ? EXIT.ok : exitOfAnswer(month, maxAge);
    if (form === "json") {
      return {
        text: jsonText({
          ...answerHead("statusline", month),
          ...answerTime(month),
          today: amountOf(today),
          month: amountOf(month),
          balance: balance === undefined ? null : moneyToDecimal(balance.balance),
        }),
        exit,
      };
    }
    const { money } = manner.numbers;
    const budget = uses.find(({ product, span }) => product === undefined && span === "month");
    const readAt = month.coverage.oldestOpenReadAt;
    const age = readAt === undefined ? 0 : moment.now - readAt;
    const parts = [
      account.kind === "sample" ? SAMPLE : "",
      `${asFarAsKnown(money(today.totals.charge), today.extent)} today`,
      `${asFarAsKnown(money(month.totals.charge), month.extent)} this month`,
      budget === undefined
        ? ""
        : manner.style(isMeasured(budget) && budget.share >= 1 ? "red" : "dim", `${budgetShare(budget)} of budget`),
      balance === undefined ? "" : `wallet ${money(balance.balance)}`,
      age > OLD_MS ? manner.style("yellow", agoText(age)) : "",
    ];
    return { text: `${parts.filter((part) => part !== "").join(" · ")}\n`, exit };
  });
}

function amountOf({ extent, totals }: SpendReport): string | null {
  return extent === "nothing" ? null : moneyToDecimal(totals.charge);
}
