import * as vscode from "vscode";
import type { Model } from "../../app/screen/model.ts";
import { ROW_CONTEXT, VIEWS } from "../../contract.ts";
import type { Clock, Ledger } from "../../domain/ports.ts";
import type { Transaction } from "../../domain/transaction.ts";
import { formatCounted } from "../../view/numbers.ts";
import {
  productRows,
  productsMessage,
  productTransactionRow,
  type TreeRow,
  treeDescription,
} from "../../view/treeRows.ts";
import { loadMoreItem, tooltipOf, treeItemOf } from "./transactionItem.ts";
import { TransactionPages } from "./treePages.ts";

export type ProductNode =
  | { readonly kind: "product"; readonly product: string; readonly row: TreeRow }
  | {
      readonly kind: "transaction";
      readonly transaction: Transaction;
      readonly row: TreeRow;
      readonly parent: ProductNode;
    }
  | { readonly kind: "more"; readonly product: string; readonly shown: number };

/** Products of the period, costliest first; below each its latest transactions, by pages. */
export class ProductTree implements vscode.TreeDataProvider<ProductNode>, vscode.Disposable {
  readonly #model: Model;
  readonly #lists: TransactionPages;
  readonly #clock: Clock;
  readonly #changed = new vscode.EventEmitter<ProductNode | undefined>();
  readonly #view: vscode.TreeView<ProductNode>;
  /** Pages that a product's list was unrolled to. */
  readonly #pages = new Map<string, number>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(model: Model, ledger: Ledger, clock: Clock) {
    this.#model = model;
    this.#lists = new TransactionPages(ledger);
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
    this.#view.description = treeDescription(state);
    this.#view.message = productsMessage(state, this.#clock());
    this.#changed.fire(undefined);
  }

  loadMore(product: string): void {
    this.#pages.set(product, (this.#pages.get(product) ?? 1) + 1);
    this.#changed.fire(undefined);
  }

  getTreeItem(node: ProductNode): vscode.TreeItem {
    switch (node.kind) {
      case "product":
        return treeItemOf(node.row, ROW_CONTEXT.product, vscode.TreeItemCollapsibleState.Collapsed);
      case "transaction":
        return treeItemOf(node.row, ROW_CONTEXT.transaction, vscode.TreeItemCollapsibleState.None);
      case "more":
        return loadMoreItem(`more:${node.product}`, node.shown, node);
    }
  }

  resolveTreeItem(item: vscode.TreeItem, node: ProductNode): vscode.TreeItem {
    if (node.kind !== "more") item.tooltip = tooltipOf(node.row);
    return item;
  }

  getParent(node: ProductNode): ProductNode | undefined {
    return node.kind === "transaction" ? node.parent : undefined;
  }

  async getChildren(node?: ProductNode): Promise<ProductNode[]> {
    const { state } = this.#model;
    if (node === undefined) {
      const totals = state.usage?.filtered.products ?? [];
      return productRows(state).map((row, index) => ({
        kind: "product",
        product: totals[index]?.product ?? row.label,
        row,
      }));
    }
    if (node.kind !== "product") return [];
    const filter = { ...state.filter, products: [node.product] };
    const page = await this.#lists.read(state, filter, this.#pages.get(node.product) ?? 1);
    const now = this.#clock();
    const rows: ProductNode[] = page.transactions.map((transaction) => ({
      kind: "transaction",
      transaction,
      row: productTransactionRow(transaction, state, now),
      parent: node,
    }));
    if (page.more) rows.push({ kind: "more", product: node.product, shown: page.transactions.length });
    return rows;
  }
}
