import * as vscode from "vscode";
import { lineOf } from "../../domain/foreignText.ts";
import type { Transaction } from "../../domain/transaction.ts";
import { type ChosenRow, chosenRowOf } from "../../view/rowArgument.ts";
import { showBriefly, showInformation } from "../messages.ts";
import type { Parts } from "../parts.ts";
import { revealTransaction } from "./findTransaction.ts";

/** The menu of a transaction, in the dashboard's table and in the trees. `argument` is what VS Code hands over with the row. */

export async function copyTransactionId(_: Parts, argument: unknown): Promise<void> {
  const row = chosenRowOf(argument);
  if (row !== undefined) await copy(row.transactionId, "Transaction id");
}

export async function copyMessage(parts: Parts, argument: unknown): Promise<void> {
  const message = await messageOf(parts, chosenRowOf(argument));
  if (message !== undefined) await copy(message, "Message");
}

export async function showOnlyProduct({ model }: Parts, argument: unknown): Promise<void> {
  const row = chosenRowOf(argument);
  if (row !== undefined) await model.choose({ filter: { ...model.state.filter, products: [row.product] } });
}

export async function showOnlyMessage(parts: Parts, argument: unknown): Promise<void> {
  const message = await messageOf(parts, chosenRowOf(argument));
  if (message !== undefined) await parts.model.choose({ filter: { ...parts.model.state.filter, messages: [message] } });
}

export async function revealInTree(parts: Parts, argument: unknown): Promise<void> {
  const row = chosenRowOf(argument);
  const transaction = row && (await storedTransaction(parts, row));
  if (transaction !== undefined) await revealTransaction(parts, transaction);
}

/** What the transaction of a row says; undefined, told, where it is stored no more. */
export async function messageOf(parts: Parts, row: ChosenRow | undefined): Promise<string | undefined> {
  return row?.message ?? (row && (await storedTransaction(parts, row))?.message);
}

/** The whole transaction; a row carries only what fits into an attribute of the page. */
async function storedTransaction(
  { ledger, model }: Parts,
  { transactionId }: ChosenRow,
): Promise<Transaction | undefined> {
  const { account, period, filter } = model.state;
  if (account === undefined) return undefined;
  const found = await ledger.latest(account.id, period, { ...filter, text: transactionId }, 10);
  // A message may quote the id of another transaction.
  const stored = found.find(({ id }) => id === transactionId);
  if (stored === undefined) showInformation("This transaction is no longer in the period shown.");
  return stored;
}

async function copy(text: string, what: string): Promise<void> {
  await vscode.env.clipboard.writeText(lineOf(text));
  showBriefly(`${what} copied`);
}
