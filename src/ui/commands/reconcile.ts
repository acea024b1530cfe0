import type * as vscode from "vscode";
import { type BillQuestion, reconcileFiles, reconcileTotal } from "../../app/bill/reconciling.ts";
import type { Account } from "../../domain/account.ts";
import { type BillAnswer, isDifferencePart, type TypedTotal } from "../../domain/bill.ts";
import { dayIn } from "../../domain/day.ts";
import { parseWrittenMoney } from "../../domain/money.ts";
import { type Period, resolvePeriod } from "../../domain/period.ts";
import type { RowDifference } from "../../domain/reconciliation.ts";
import { differenceText, filesReconciledPage, totalDifferenceText, totalReconciledPage } from "../../view/billPage.ts";
import { type BillRow, billRowsOf } from "../../view/billRows.ts";
import { formatPeriod } from "../../view/dates.ts";
import { checkTotal } from "../../view/totalCheck.ts";
import { showDone, showInformation } from "../messages.ts";
import type { Parts } from "../parts.ts";
import { pickOne } from "../picks.ts";
import { withBar } from "../progress.ts";
import { askPeriod, askText } from "../prompts.ts";
import { gstRule } from "../settings.ts";
import { showPeriod } from "../showPeriod.ts";
import { revealTransaction } from "./findTransaction.ts";
import { withReportFiles } from "./reportFiles.ts";

const TITLE = "Reconcile with Invoice";
const GO = "Go to a Row…";

/** Holds an invoice's total, or Deepvue's own report files, against the ledger; the answer is a document. */
export async function reconcile(parts: Parts): Promise<void> {
  const { account, today, cycleStart } = parts.model.state;
  if (account === undefined) return;
  const words = { title: `${TITLE}: Choose Its Period`, placeHolder: "The days that the invoice is for" };
  const chosen = await askPeriod(parts.model.state, words);
  if (chosen === undefined) return;
  const of = resolvePeriod(chosen, today, cycleStart);
  // Rows of a team's account are not here to be held against files.
  if (account.kind === "team") return againstTotal(parts, account, of);
  const total = { label: "Type the invoice's total…", description: "with or without GST", way: "total" } as const;
  const files = {
    label: "Choose Deepvue's report files…",
    description: "XLSX or CSV, several at once: names every row that differs",
    way: "files",
  } as const;
  const picked = await pickOne<vscode.QuickPickItem & { readonly way: "total" | "files" }>([files, total], {
    title: `${TITLE}: ${formatPeriod(of)}`,
    placeHolder: "What is held against the ledger",
  });
  if (picked?.way === "total") await againstTotal(parts, account, of);
  if (picked?.way === "files") await againstFiles(parts, account, of);
}

function questionOf(parts: Parts, account: Account, period: Period): BillQuestion {
  return { accountId: account.id, period, zone: parts.model.state.zone, now: parts.clock() };
}

async function againstTotal(parts: Parts, account: Account, period: Period): Promise<void> {
  const typed = await askTotal(period);
  if (typed === undefined) return;
  const question = questionOf(parts, account, period);
  const result = await withBar(() => reconcileTotal(parts.ledger, question, typed, gstRule()));
  await giveAnswer(parts, { accountId: account.id, at: question.now, against: "total", result });
}

async function askTotal(period: Period): Promise<TypedTotal | undefined> {
  const answer = await askText({
    title: `${TITLE}: ${formatPeriod(period)}`,
    prompt: "The invoice's total in rupees",
    placeholder: "1,23,456.78",
    value: "",
    password: false,
    step: 1,
    totalSteps: 1,
    check: checkTotal,
  });
  if (answer === undefined || answer === "back") return undefined;
  const amount = parseWrittenMoney(answer.text);
  if (amount === undefined) return undefined;
  if (gstRule().treatment === "off") return { amount, states: "withTax" };
  const items = [
    { label: "With GST", description: "the amount to be paid", states: "withTax" },
    { label: "Without GST", description: "the taxable value", states: "taxable" },
  ] as const;
  const picked = await pickOne<vscode.QuickPickItem & { readonly states: TypedTotal["states"] }>(items, {
    title: `${TITLE}: What Is the Amount`,
  });
  return picked === undefined ? undefined : { amount, states: picked.states };
}

async function againstFiles(parts: Parts, account: Account, period: Period): Promise<void> {
  let at = parts.clock();
  const result = await withReportFiles(parts, account, {
    title: `${TITLE}: Deepvue's Report Files of ${formatPeriod(period)}`,
    button: "Compare",
    progress: "Comparing report files with the ledger",
    work: async (reading, files, signal) => {
      at = parts.clock();
      return reconcileFiles(reading, questionOf(parts, account, period), files, signal);
    },
  });
  if (result === undefined) return;
  await giveAnswer(parts, { accountId: account.id, at, against: "files", result });
}

/** Keeps an answer for the dashboard, shows its document, and offers the way to its rows. */
async function giveAnswer(parts: Parts, found: BillAnswer): Promise<void> {
  parts.billAnswers.keep(found);
  await showDocument(parts, found);
  const rows = billRowsOf(found);
  if (rows.length === 0 || !(await showDone(messageOf(found), GO))) return;
  await askAndGo(parts, rows);
}

async function showDocument({ documents }: Parts, { against, result }: BillAnswer): Promise<void> {
  const page = against === "files" ? filesReconciledPage(result) : totalReconciledPage(result);
  await documents.show("Deepvue reconciliation", page);
}

function messageOf({ against, result }: BillAnswer): string {
  if (against === "total") return totalDifferenceText(result.typed.amount - result.expected);
  const { groups, here, there } = result.reconciliation;
  const calls = groups.reduce((sum, group) => sum + group.calls, 0);
  return differenceText(there.charge - here.charge, calls);
}

/** The last answer again: its document, or, from the dashboard, the rows of one part of its difference. */
export async function showReconciliation(parts: Parts, part: unknown): Promise<void> {
  const found = parts.billAnswers.of(parts.model.state.account?.id ?? "")?.answer;
  if (found === undefined) {
    showInformation("Nothing was reconciled in this editor window yet: use “Reconcile with Invoice…”.");
    return;
  }
  await (isDifferencePart(part) ? askAndGo(parts, billRowsOf(found, part)) : showDocument(parts, found));
}

async function askAndGo(parts: Parts, rows: readonly BillRow[]): Promise<void> {
  const items = rows.map(({ what, ...row }) => ({ ...row, description: what }));
  const picked = await pickOne(items, { title: "Go to a Row of the Difference", matchOnDescription: true });
  if (picked !== undefined) await goTo(parts, picked.row);
}

/** To the row in the ledger's list; one that is only in the files leads to its day. */
async function goTo(parts: Parts, { here, there }: RowDifference): Promise<void> {
  if (here !== undefined) return revealTransaction(parts, here);
  if (there === undefined) return;
  const day = dayIn(parts.model.state.zone, there.at);
  await showPeriod(parts, { since: day, until: day });
}
