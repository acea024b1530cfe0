import { walletOf } from "../../app/report/limits.ts";
import { moneyToDecimal } from "../../domain/money.ts";
import { answerHead } from "../../domain/spendJson.ts";
import { runwayText } from "../../view/alertTexts.ts";
import { agoText } from "../../view/honestStates.ts";
import { jsonText } from "../answering.ts";
import { answerTo } from "../asking.ts";
import type { Context } from "../context.ts";
import { EXIT, type Exit, usageError } from "../exits.ts";
import { folded } from "../folded.ts";
import { accountTitle } from "../spendTable.ts";

/** What is left of the wallet, and how long it lasts at the recent pace. */
export async function run(context: Context): Promise<Exit> {
  if (context.typed.switches.has("csv")) throw usageError("The balance is one number; there is no CSV of it.");
  return answerTo(context, { usual: "today" }, async ({ opened, account, moment, form, manner, maxAge }) => {
    const { now } = moment;
    const { balance, watch } = await walletOf(opened.application.ledger, account, opened.inForce.budget, moment);
    const isOld = balance !== undefined && maxAge !== undefined && now - balance.at > maxAge;
    const exit = balance === undefined || isOld ? EXIT.incomplete : EXIT.ok;
    const runway = watch?.runway?.kind === "runway" ? watch.runway : undefined;
    if (form === "json") {
      const { zone } = moment;
      return {
        text: jsonText({
          ...answerHead(context.command, { account, zone, askedAt: now }),
          balance:
            balance === undefined
              ? null
              : {
                  amount: moneyToDecimal(balance.balance),
                  readAt: new Date(balance.at).toISOString(),
                  ageSeconds: Math.max(0, Math.round((now - balance.at) / 1000)),
                },
          runway:
            runway === undefined
              ? null
              : {
                  lowDays: rounded(runway.low),
                  expectedDays: rounded(runway.expected),
                  highDays: rounded(runway.high),
                  emptyFrom: runway.emptyFrom,
                  emptyUntil: runway.emptyUntil,
                },
        }),
        exit,
      };
    }
    const sentence = (text: string): readonly string[] => folded(text, manner.width);
    const lines =
      balance === undefined
        ? sentence("The balance is not known yet. deepvue-usage sync asks for it.")
        : [
            `${manner.style("bold", manner.numbers.money(balance.balance))}  as of ${agoText(now - balance.at)}`,
            ...sentence(
              runway === undefined
                ? "How long it lasts is not known yet."
                : `Lasts ${runwayText(runway)} at the recent pace.`,
            ),
          ];
    return { text: `${[manner.style("bold", accountTitle(account)), ...lines].join("\n")}\n`, exit };
  });
}

function rounded(days: number): number {
  return Math.round(days * 10) / 10;
}
