import type * as vscode from "vscode";
import { dayIn } from "../../domain/day.ts";
import { NO_FILTER } from "../../domain/filter.ts";
import { rowText } from "../../domain/foreignText.ts";
import { formatMoney } from "../../domain/money.ts";
import { problemOf } from "../../domain/problem.ts";
import { setTimer } from "../../domain/timer.ts";
import type { Transaction } from "../../domain/transaction.ts";
import { formatInstant } from "../../view/dates.ts";
import { showInformation, showProblem } from "../messages.ts";
import type { Parts } from "../parts.ts";
import { OpenPick } from "../picks.ts";
import { withProgressWhenSlow } from "../progress.ts";

const MOST_MATCHES = 50;
/** A part shorter than this matches half the ledger. */
const SHORTEST_PART = 3;
/** Typing is not a search yet. */
const PAUSE_MS = 200;

interface Match extends vscode.QuickPickItem {
  readonly transaction: Transaction;
}

/** Searches while the user types an id or a part of one; the chosen transaction is revealed in the tree. */
export async function findTransaction(parts: Parts): Promise<void> {
  const { account, zone } = parts.model.state;
  if (account === undefined) return;
  const pick = new OpenPick<Match>({
    title: "Find Transaction",
    placeHolder: "Transaction id or a part of it, with or without dashes",
  });
  let search = new AbortController();
  let stopPause: (() => void) | undefined;
  const look = async (text: string): Promise<void> => {
    search.abort();
    search = new AbortController();
    const { signal } = search;
    const part = text.trim();
    if (part.length < SHORTEST_PART) {
      pick.setItems([]);
      pick.setBusy(false);
      return;
    }
    pick.setBusy(true);
    try {
      const found = await parts.ledger.find(account.id, part, MOST_MATCHES, signal);
      if (signal.aborted) return;
      pick.setItems(found.map((transaction) => matchOf(transaction, zone)));
      if (found.length === 0) {
        pick.setPlaceholder(`No stored transaction contains “${rowText(part)}”. Load more history?`);
      }
    } catch (error) {
      if (!signal.aborted) await showProblem(problemOf(error));
    } finally {
      if (!signal.aborted) pick.setBusy(false);
    }
  };
  const chosen = await pick.ask((text) => {
    stopPause?.();
    stopPause = setTimer(PAUSE_MS, () => void look(text));
  });
  stopPause?.();
  search.abort();
  if (chosen !== undefined) await revealTransaction(parts, chosen.item.transaction);
}

function matchOf(transaction: Transaction, zone: string): Match {
  return {
    label: rowText(transaction.id),
    description: `${rowText(transaction.product)} · ${formatMoney(transaction.charge)}`,
    detail: `${formatInstant(transaction.at, zone)} · ${rowText(transaction.message)}`,
    // The ledger has matched already; VS Code's own filter would hide matches without dashes.
    alwaysShow: true,
    transaction,
  };
}

/** Shows the tree with the transaction selected; where the period or the filter hides it, they are changed to show it. */
export async function revealTransaction(parts: Parts, transaction: Transaction): Promise<void> {
  await withProgressWhenSlow("Looking for the transaction's place in the list", async (signal) => {
    if (await parts.transactions.reveal(transaction, signal)) return;
    const day = dayIn(parts.model.state.zone, transaction.at);
    await parts.model.choose({ filter: NO_FILTER, period: { since: day, until: day } });
    if (await parts.transactions.reveal(transaction, signal)) return;
    showInformation("This transaction is no longer stored.");
  });
}
