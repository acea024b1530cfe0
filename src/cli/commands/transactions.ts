import { newestCalls } from "../../app/report/calls.ts";
import { answerHead, answerTime } from "../../domain/spendJson.ts";
import { formatCounted } from "../../view/numbers.ts";
import { exitOfAnswer, jsonText } from "../answering.ts";
import { answerTo } from "../asking.ts";
import { callJson, callsCsv, callsTable } from "../callsTable.ts";
import type { Context } from "../context.ts";
import { type Exit, usageError } from "../exits.ts";
import { footOf, titleOf } from "../spendTable.ts";

const USUAL_LIMIT = 25;
/** More is an export. */
const MOST = 10_000;

/** The newest calls of a period. */
export async function run(context: Context): Promise<Exit> {
  const limit = limitOf(context.typed.texts["limit"]);
  return answerTo(context, { usual: "thisMonth" }, async (asked) => {
    const { opened, account, choice, filter, moment, form, manner, maxAge } = asked;
    const question = { choice, filter, limit, outcomes: opened.inForce.outcomes };
    const { spend, calls } = await newestCalls(opened.application.ledger, account, question, moment, context.signal);
    const exit = exitOfAnswer(spend, maxAge);
    if (form === "csv") return { text: callsCsv(calls), exit };
    if (form === "json") {
      const head = { ...answerHead(context.command, spend), ...answerTime(spend) };
      return { text: jsonText({ ...head, of: spend.totals.calls, transactions: calls.map(callJson) }), exit };
    }
    const shown =
      calls.length === 0
        ? ["No calls."]
        : [
            ...callsTable(calls, moment.zone, manner),
            "",
            `${formatCounted(calls.length, "call")} of ${manner.numbers.count(spend.totals.calls)}.`,
          ];
    const lines = [manner.style("bold", titleOf(spend)), "", ...shown, ...footOf(spend)];
    return { text: `${lines.join("\n")}\n`, exit };
  });
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return USUAL_LIMIT;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MOST) return limit;
  throw usageError(`--limit is a number from 1 to ${MOST}; deepvue-usage export writes all of them.`);
}
