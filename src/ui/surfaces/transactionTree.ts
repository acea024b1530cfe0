import * as vscode from "vscode";
import type { Model } from "../../app/screen/model.ts";
import { ROW_CONTEXT, VIEWS } from "../../contract.ts";
import type { Clock, Ledger } from "../../domain/ports.ts";
import type { Transaction } from "../../domain/transaction.ts";
import { type TreeRow, transactionRow, transactionsMessage, treeDescription } from "../../view/treeRows.ts";
import { loadMoreItem, tooltipOf, treeItemOf } from "./transactionItem.ts";
import { TransactionPages } from "./treePages.ts";

export type TransactionNode =
  | { readonly kind: "transaction"; readonly transaction: Transaction; readonly row: TreeRow }
  | { readonly kind: "more"; readonly shown: number };

/** Recent transactions of the period, newest first, in pages of 100. */
export class TransactionTree implements vscode.TreeDataProvider<TransactionNode>, vscode.Disposable {
  readonly #model: Model;
  readonly #lists: TransactionPages;
  readonly #clock: Clock;
  readonly #changed = new vscode.EventEmitter<TransactionNode | undefined>();
  readonly #view: vscode.TreeView<TransactionNode>;
  #pages = 1;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(model: Model, ledger: Ledger, clock: Clock) {
    this.#model = model;
    this.#lists = new TransactionPages(ledger);
    this.#clock = clock;
    this.#view = vscode.window.createTreeView(VIEWS.transactions, { treeDataProvider: this });
  }

  dispose(): void {
    this.#view.dispose();
    this.#changed.dispose();
  }

  update(): void {
    const { state } = this.#model;
    this.#view.description = treeDescription(state);
    this.#view.message = transactionsMessage(state, this.#clock());
    this.#changed.fire(undefined);
  }

  loadMore(): void {
    this.#pages++;
    this.#changed.fire(undefined);
  }

  /** Selects a transaction, unrolling the list up to it; false when it is not in the period under the filter in force. */
  async reveal(transaction: Transaction): Promise<boolean> {
    const { state } = this.#model;
    const MOST_PAGES = 50;
    for (; this.#pages <= MOST_PAGES; this.#pages++) {
      const page = await this.#lists.read(state, state.filter, this.#pages);
      const found = page.transactions.find(({ id, at }) => id === transaction.id && at === transaction.at);
      if (found !== undefined) {
        this.#changed.fire(undefined);
        await this.#view.reveal(this.#node(found), { select: true, focus: true });
        return true;
      }
      if (!page.more) break;
    }
    return false;
  }

  getTreeItem(node: TransactionNode): vscode.TreeItem {
    return node.kind === "more"
      ? loadMoreItem("more", node.shown, node)
      : treeItemOf(node.row, ROW_CONTEXT.transaction, vscode.TreeItemCollapsibleState.None);
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
    const { state } = this.#model;
    const page = await this.#lists.read(state, state.filter, this.#pages);
    const rows: TransactionNode[] = page.transactions.map((transaction) => this.#node(transaction));
    if (page.more) rows.push({ kind: "more", shown: page.transactions.length });
    return rows;
  }

  #node(transaction: Transaction): TransactionNode {
    return { kind: "transaction", transaction, row: transactionRow(transaction, this.#model.state, this.#clock()) };
  }
}
