import * as vscode from "vscode";
import type { Model } from "../../app/screen/model.ts";
import { ROW_CONTEXT, VIEWS } from "../../contract.ts";
import { inertText } from "../../domain/foreignText.ts";
import type { RowsReading } from "../../domain/ledgerPorts.ts";
import type { Clock } from "../../domain/ports.ts";
import { setTimer } from "../../domain/timer.ts";
import type { Transaction } from "../../domain/transaction.ts";
import { type TreeRow, transactionRow, transactionsMessage, treeDescription } from "../../view/treeRows.ts";
import { revealWhenDrawn } from "./revealing.ts";
import { loadMoreItem, newerItem, tooltipOf, treeItemOf } from "./transactionItem.ts";
import { type TransactionList, TransactionLists } from "./treePages.ts";

export type TransactionNode =
  | { readonly kind: "transaction"; readonly transaction: Transaction; readonly row: TreeRow }
  | { readonly kind: "newer"; readonly waiting: number }
  | { readonly kind: "more"; readonly shown: number };

/** Recent transactions of the period, newest first, in pages of 100. */
export class TransactionTree implements vscode.TreeDataProvider<TransactionNode>, vscode.Disposable {
  readonly #model: Model;
  readonly #lists: TransactionLists;
  readonly #clock: Clock;
  readonly #changed = new vscode.EventEmitter<TransactionNode | undefined>();
  readonly #view: vscode.TreeView<TransactionNode>;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(model: Model, ledger: RowsReading, clock: Clock) {
    this.#model = model;
    this.#lists = new TransactionLists(ledger);
    this.#clock = clock;
    this.#view = vscode.window.createTreeView(VIEWS.transactions, { treeDataProvider: this });
  }

  dispose(): void {
    this.#view.dispose();
    this.#changed.dispose();
  }

  update(): void {
    const { state } = this.#model;
    this.#view.description = inertText(treeDescription(state));
    this.#view.message = inertText(transactionsMessage(state, this.#clock()));
    this.#changed.fire(undefined);
  }

  loadMore(): void {
    this.#lists.loadMore(this.#model.state, this.#list());
    this.#changed.fire(undefined);
  }

  /** Lets in the rows that wait above the list. */
  showNewest(): void {
    this.#lists.showNewest(this.#model.state, this.#list());
    this.#changed.fire(undefined);
  }

  /**
   * Selects a transaction, wherever in the list it is; false when it is not in the period under the filter in force. Throws
   * `ProblemError`, of kind cancelled when `signal` is raised.
   */
  async reveal(transaction: Transaction, signal: AbortSignal): Promise<boolean> {
    if (!(await this.#lists.show(this.#model.state, this.#list(), transaction, signal))) return false;
    this.#changed.fire(undefined);
    const select = () => this.#view.reveal(this.#node(transaction), { select: true, focus: true });
    await revealWhenDrawn(select, setTimer, signal);
    return true;
  }

  getTreeItem(node: TransactionNode): vscode.TreeItem {
    switch (node.kind) {
      case "newer":
        return newerItem("newer", node.waiting, node);
      case "more":
        return loadMoreItem("more", node.shown, node);
      case "transaction":
        return treeItemOf(node.row, ROW_CONTEXT.transaction, vscode.TreeItemCollapsibleState.None);
    }
  }

  resolveTreeItem(item: vscode.TreeItem, node: TransactionNode): vscode.TreeItem {
    if (node.kind === "transaction") item.tooltip = tooltipOf(node.row);
    return item;
  }

  /** The list is flat; `reveal` needs to be told. */
  getParent(): undefined {
    return undefined;
  }

  async getChildren(node?: TransactionNode): Promise<TransactionNode[]> {
    if (node !== undefined) return [];
    const { transactions, more, newer } = await this.#lists.read(this.#model.state, this.#list());
    return [
      ...(newer > 0 ? [{ kind: "newer" as const, waiting: newer }] : []),
      ...transactions.map((transaction) => this.#node(transaction)),
      ...(more ? [{ kind: "more" as const, shown: transactions.length }] : []),
    ];
  }

  #list(): TransactionList {
    const hasSelection = this.#view.selection.some(({ kind }) => kind === "transaction");
    return { key: "", filter: this.#model.state.filter, hasSelection };
  }

  #node(transaction: Transaction): TransactionNode {
    return { kind: "transaction", transaction, row: transactionRow(transaction, this.#model.state, this.#clock()) };
  }
}
