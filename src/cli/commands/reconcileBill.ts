import { type BillQuestion, reconcileFiles, reconcileTotal } from "../../app/bill/reconciling.ts";
import { periodAt } from "../../app/report/calls.ts";
import { parseWrittenMoney } from "../../domain/money.ts";
import { filesReconciledPage, totalReconciledPage } from "../../view/billPage.ts";
import { checkTotal } from "../../view/totalCheck.ts";
import { answerTo } from "../asking.ts";
import type { Context } from "../context.ts";
import { documentText } from "../documentText.ts";
import { EXIT, type Exit, usageError } from "../exits.ts";
import { fileReading, namedFiles } from "../fileInput.ts";

/** Holds an invoice's total, or Deepvue's own report files, against the ledger. Ends with 1 where they differ. */
export async function run(context: Context): Promise<Exit> {
  const { typed, signal } = context;
  const { total } = typed.texts;
  const files = namedFiles(typed.words);
  if ((total === undefined) === (files.length === 0)) {
    throw usageError("Name Deepvue's report files, or the invoice's total with --total 1,23,456.78.");
  }
  const amount = total === undefined ? undefined : amountOf(total);
  const states = typed.switches.has("taxable") ? "taxable" : "withTax";
  return answerTo(context, { usual: "lastMonth" }, async ({ opened, account, choice, moment, manner }) => {
    const { ledger, runs } = opened.application;
    const { zone, now } = moment;
    const question: BillQuestion = { accountId: account.id, period: periodAt(choice, moment), zone, now };
    if (amount !== undefined) {
      const result = await reconcileTotal(ledger, question, { amount, states }, opened.inForce.gst);
      const exit = amount === result.expected ? EXIT.ok : EXIT.failed;
      return { text: documentText(totalReconciledPage(result), manner), exit };
    }
    const reading = await fileReading(context, opened);
    const result = await runs.run(account.id, signal, async (stoppable) =>
      reconcileFiles(reading, question, files, stoppable),
    );
    if (context.terminal.hasMovingLine) context.terminal.progress("");
    const exit = result.reconciliation.groups.length === 0 ? EXIT.ok : EXIT.failed;
    return { text: documentText(filesReconciledPage(result), manner), exit };
  });
}

function amountOf(text: string): number {
  const checked = checkTotal(text);
  const amount = parseWrittenMoney(text);
  if ("error" in checked) throw usageError(`--total: ${checked.error}`);
  if (amount === undefined) throw usageError(`--total is an amount in rupees, as 1,23,456.78.`);
  return amount;
}
