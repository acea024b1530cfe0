import { paidFailures } from "../../app/report/calls.ts";
import { answerHead, answerTime } from "../../domain/spendJson.ts";
import { exitOfAnswer, jsonText } from "../answering.ts";
import { answerTo } from "../asking.ts";
import { failureJson, failuresCsv, failuresTable } from "../callsTable.ts";
import type { Context } from "../context.ts";
import type { Exit } from "../exits.ts";
import { footOf, headOf } from "../spendTable.ts";

/** Failures that were paid for, by message and product. */
export async function run(context: Context): Promise<Exit> {
  return answerTo(context, { usual: "thisMonth" }, async (asked) => {
    const { opened, account, choice, filter, moment, form, manner, maxAge } = asked;
    const { spend, failures } = await paidFailures(opened.application.ledger, account, choice, filter, moment);
    const exit = exitOfAnswer(spend, maxAge);
    if (form === "csv") return { text: failuresCsv(failures), exit };
    if (form === "json") {
      const head = { ...answerHead(context.command, spend), ...answerTime(spend) };
      return { text: jsonText({ ...head, failures: failures.map(failureJson) }), exit };
    }
    const none =
      spend.extent === "nothing" ? "Nothing of this period has been fetched yet." : "No failure was paid for.";
    const shown = failures.length === 0 ? [none] : failuresTable(failures, manner);
    const lines = [...headOf(spend, filter, manner), "", ...shown, "", ...footOf(spend, manner)];
    return { text: `${lines.join("\n")}\n`, exit };
  });
}
