import * as vscode from "vscode";
import type { PlaceInFile } from "../../code/codeIndex.ts";
import { COMMANDS } from "../../contract.ts";
import {
  endpointRow,
  placesText,
  uncalledRow,
  type WorkspaceRow,
  workspaceMessage,
} from "../../view/code/workspaceTexts.ts";
import type { CallCosts } from "./callCosts.ts";
import type { CodeDocuments } from "./codeDocuments.ts";
import type { WorkspaceScan } from "./workspaceScan.ts";

/** A row with what stands below it. */
export interface WorkspaceNode {
  readonly item: vscode.TreeItem;
  readonly children: () => readonly WorkspaceNode[];
}

/** Endpoints that this workspace calls with their cost of 30 days and the places below; products on the bill that no code here calls. */
export class WorkspaceTree {
  readonly #documents: CodeDocuments;
  readonly #costs: CallCosts;
  readonly #scan: WorkspaceScan;

  constructor(documents: CodeDocuments, costs: CallCosts, scan: WorkspaceScan) {
    this.#documents = documents;
    this.#costs = costs;
    this.#scan = scan;
  }

  /** Rows below a row, or all; and what is said above them. */
  async children(node?: WorkspaceNode): Promise<{ message: string | undefined; nodes: WorkspaceNode[] }> {
    if (node !== undefined) return { message: undefined, nodes: [...node.children()] };
    const called = this.#called();
    return { message: workspaceMessage(this.#scan.state, called.length), nodes: [...called, ...this.#uncalled()] };
  }

  #called(): readonly WorkspaceNode[] {
    const found = [...this.#documents.index.calls()].map(([endpoint, places]) => {
      const cost = this.#costs.costOf(endpoint);
      const { product, costs } = cost;
      const charge = "product" in product ? (costs?.products.get(product.product)?.charge ?? 0) : 0;
      return { cost, places, charge };
    });
    found.sort((a, b) => b.charge - a.charge || a.cost.endpoint.path.localeCompare(b.cost.endpoint.path));
    return found.map(({ cost, places }) => {
      const item = itemOf(`endpoint:${cost.endpoint.path}`, endpointRow(cost), "symbol-method", "folded");
      const files = new Set(places.map(({ fileName }) => fileName)).size;
      item.tooltip = `${cost.endpoint.path}\n${placesText(places.length, files)}`;
      item.contextValue = "deepvueEndpoint";
      return { item, children: () => places.flatMap((place) => this.#placeNode(cost.endpoint.path, place)) };
    });
  }

  #placeNode(path: string, { fileName, range, heldBy }: PlaceInFile): readonly WorkspaceNode[] {
    const uri = this.#documents.uriOf(fileName);
    if (uri === undefined) return [];
    const row = { label: heldBy ?? fileName.slice(fileName.lastIndexOf("/") + 1), description: fileName };
    const item = itemOf(`place:${path}:${fileName}:${range.start}`, row, undefined, "leaf");
    item.resourceUri = uri;
    item.iconPath = vscode.ThemeIcon.File;
    item.command = { command: COMMANDS.openCall, title: "Open", arguments: [uri.toString(), range.start, range.end] };
    return [{ item, children: () => [] }];
  }

  #uncalled(): readonly WorkspaceNode[] {
    const { costs } = this.#costs;
    if (costs === undefined || costs.extent === "nothing" || this.#scan.state.isRunning) return [];
    const called = new Set(
      [...this.#documents.index.calls().keys()].map((endpoint) => {
        const { product } = this.#costs.costOf(endpoint);
        return "product" in product ? product.product : undefined;
      }),
    );
    const others = [...costs.products.values()].filter(({ product, calls }) => calls > 0 && !called.has(product));
    if (others.length === 0) return [];
    const row = { label: "On the bill, called by no code here", description: String(others.length) };
    const children = others.map(({ product }) => {
      const item = itemOf(`product:${product}`, uncalledRow(product, costs), "tag", "leaf");
      item.command = { command: COMMANDS.showProductTransactions, title: "Show Transactions", arguments: [product] };
      return { item, children: () => [] };
    });
    return [{ item: itemOf("uncalled", row, "question", "folded"), children: () => children }];
  }
}

function itemOf(id: string, { label, description }: WorkspaceRow, icon: string | undefined, kind: "folded" | "leaf") {
  const { Collapsed, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(label, kind === "folded" ? Collapsed : None);
  item.id = id;
  item.description = description;
  if (icon !== undefined) item.iconPath = new vscode.ThemeIcon(icon);
  item.accessibilityInformation = { label: `${label}, ${description}` };
  return item;
}
