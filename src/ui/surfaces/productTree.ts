import * as vscode from "vscode";
import type { Model } from "../../app/screen/model.ts";
import { ROW_CONTEXT, VIEWS } from "../../contract.ts";
import { inertText } from "../../domain/foreignText.ts";
import type { RowsReading } from "../../domain/ledgerPorts.ts";
import type { Clock } from "../../domain/ports.ts";
import type { Transaction } from "../../domain/transaction.ts";
import { formatCounted } from "../../view/numbers.ts";
import {
  productRows,
  productsMessage,
  productTransactionRow,
  type TreeRow,
  treeDescription,
} from "../../view/treeRows.ts";
import { loadMoreItem, newerItem, tooltipOf, treeItemOf } from "./transactionItem.ts";
import { type TransactionList, TransactionLists } from "./treePages.ts";

export type ProductNode =
  | { readonly kind: "product"; readonly product: string; readonly row: TreeRow }
  | {
      readonly kind: "transaction";
      readonly transaction: Transaction;
      readonly row: TreeRow;
      readonly parent: ProductNode;
    }
  | { readonly kind: "newer"; readonly product: string; readonly waiting: number; readonly parent: ProductNode }
  | { readonly kind: "more"; readonly product: string; readonly shown: number; readonly parent: ProductNode };

/** Products of the period, costliest first; below each its latest transactions, by pages. */
export class ProductTree implements vscode.TreeDataProvider<ProductNode>, vscode.Disposable {
  readonly #model: Model;
  readonly #lists: TransactionLists;
  readonly #clock: Clock;
  readonly #changed = new vscode.EventEmitter<ProductNode | undefined>();
  readonly #view: vscode.TreeView<ProductNode>;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(model: Model, ledger: RowsReading, clock: Clock) {
    this.#model = model;
    this.#lists = new TransactionLists(ledger);
    this.#clock = clock;
    this.#view = vscode.window.createTreeView(VIEWS.products, { treeDataProvider: this, showCollapseAll: true });
  }

  dispose(): void {
    this.#view.dispose();
    this.#changed.dispose();
  }

  /** The count of open alerts on the view and its container. */
  setBadge(alerts: number): void {
    const tooltip = formatCounted(alerts, "open alert");
    this.#view.badge = alerts === 0 ? undefined : { value: alerts, tooltip };
  }

  update(): void {
    const { state } = this.#model;
    this.#view.description = inertText(treeDescription(state));
    this.#view.message = inertText(productsMessage(state, this.#clock()));
    this.#changed.fire(undefined);
  }

  loadMore(product: string): void {
    this.#lists.loadMore(this.#model.state, this.#list(product));
    this.#changed.fire(undefined);
  }

  /** Lets in the rows that wait above a product's list. */
  showNewest(product: string): void {
    this.#lists.showNewest(this.#model.state, this.#list(product));
    this.#changed.fire(undefined);
  }

  getTreeItem(node: ProductNode): vscode.TreeItem {
    switch (node.kind) {
      case "product":
        return treeItemOf(node.row, ROW_CONTEXT.product, vscode.TreeItemCollapsibleState.Collapsed);
      case "transaction":
        return treeItemOf(node.row, ROW_CONTEXT.transaction, vscode.TreeItemCollapsibleState.None);
      case "newer":
        return newerItem(`newer:${node.product}`, node.waiting, node);
      case "more":
        return loadMoreItem(`more:${node.product}`, node.shown, node);
    }
  }

  resolveTreeItem(item: vscode.TreeItem, node: ProductNode): vscode.TreeItem {
    if ("row" in node) item.tooltip = tooltipOf(node.row);
    return item;
  }

  getParent(node: ProductNode): ProductNode | undefined {
    return "parent" in node ? node.parent : undefined;
  }

  async getChildren(node?: ProductNode): Promise<ProductNode[]> {
    const { state } = this.#model;
    if (node === undefined) return productRows(state).map((row) => ({ kind: "product", product: row.product, row }));
    if (node.kind !== "product") return [];
    const { product } = node;
    const { transactions, more, newer } = await this.#lists.read(state, this.#list(product));
    const now = this.#clock();
    return [
      ...(newer > 0 ? [{ kind: "newer" as const, product, waiting: newer, parent: node }] : []),
      ...transactions.map((transaction) => ({
        kind: "transaction" as const,
        transaction,
        row: productTransactionRow(transaction, state, now),
        parent: node,
      })),
      ...(more ? [{ kind: "more" as const, product, shown: transactions.length, parent: node }] : []),
    ];
  }

  #list(product: string): TransactionList {
    const hasSelection = this.#view.selection.some(
      (node) => node.kind === "transaction" && node.transaction.product === product,
    );
    return { key: product, filter: { ...this.#model.state.filter, products: [product] }, hasSelection };
  }
}
