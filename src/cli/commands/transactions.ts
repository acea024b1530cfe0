import { newestCalls } from "../../app/report/calls.ts";
import { answerHead, answerTime } from "../../domain/spendJson.ts";
import type { SpendReport } from "../../domain/spendReport.ts";
import { asFarAsKnown } from "../../view/honestStates.ts";
import { formatCounted } from "../../view/numbers.ts";
import { exitOfAnswer, jsonText } from "../answering.ts";
import { answerTo } from "../asking.ts";
import { callJson, callsCsv, callsTable } from "../callsTable.ts";
import type { Context } from "../context.ts";
import { type Exit, usageError } from "../exits.ts";
import { folded } from "../folded.ts";
import { footOf, headOf, type TableManner } from "../spendTable.ts";

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
        ? [spend.extent === "nothing" ? "Nothing of this period has been fetched yet." : "No calls in this period.", ""]
        : [...callsTable(calls, moment.zone, manner), "", ...howMany(calls.length, spend, manner)];
    const lines = [...headOf(spend, filter, manner), "", ...shown, ...footOf(spend, manner)];
    return { text: `${lines.join("\n")}\n`, exit };
  });
}

/** "The newest 25 calls of 15,449; --limit shows more." */
function howMany(shown: number, { totals, extent }: SpendReport, { numbers, width }: TableManner): readonly string[] {
  const all = asFarAsKnown(numbers.count(totals.calls), extent);
  if (shown >= totals.calls) return [`${formatCounted(shown, "call")}.`];
  return folded(`The newest ${formatCounted(shown, "call")} of ${all}; --limit shows more.`, width);
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return USUAL_LIMIT;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MOST) return limit;
  throw usageError(`--limit is a number from 1 to ${MOST}; deepvue-usage export writes all of them.`);
}
