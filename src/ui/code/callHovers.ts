import * as vscode from "vscode";
import { COMMANDS } from "../../contract.ts";
import { callHover } from "../../view/code/callTexts.ts";
import { Owner } from "../owner.ts";
import { hoverOf } from "../surfaces/hover.ts";
import type { CallCosts } from "./callCosts.ts";
import type { CodeDocuments } from "./codeDocuments.ts";
import { CODE_FILES } from "./codeFiles.ts";

const LINKS = [COMMANDS.showProductTransactions, COMMANDS.chooseEndpointProduct];

/** What a call costs and why, when it is pointed at. */
export class CallHovers implements vscode.HoverProvider, vscode.Disposable {
  readonly #owner = new Owner();
  readonly #documents: CodeDocuments;
  readonly #costs: CallCosts;

  constructor(documents: CodeDocuments, costs: CallCosts) {
    this.#documents = documents;
    this.#costs = costs;
    this.#owner.own(vscode.languages.registerHoverProvider(CODE_FILES, this));
  }

  dispose(): void {
    this.#owner.dispose();
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const at = document.offsetAt(position);
    const call = this.#documents.findings(document).calls.find(({ range }) => range.start <= at && at <= range.end);
    if (call === undefined) return undefined;
    const { endpoint, range, heldBy } = call;
    const cost = this.#costs.costOf(endpoint);
    const { product } = cost;
    const callers = heldBy === undefined ? undefined : this.#documents.index.callersOf(heldBy.name).length;
    const hasRows =
      product.kind === "confirmed" || (product.kind === "guess" && cost.costs?.products.has(product.product) === true);
    const links = {
      ...(hasRows && { showTransactions: commandLink(COMMANDS.showProductTransactions, product.product) }),
      ...(product.kind !== "free" && { confirm: commandLink(COMMANDS.chooseEndpointProduct, endpoint.path) }),
    };
    const shown = new vscode.Range(document.positionAt(range.start), document.positionAt(range.end));
    return new vscode.Hover(hoverOf(callHover(cost, callers, links), { commands: LINKS }), shown);
  }
}

/** A link's address; nothing in it ends the link. */
function commandLink(command: string, argument: string): string {
  return `command:${command}?${encodeURIComponent(JSON.stringify([argument])).replaceAll(/[()']/g, (character) => `%${character.charCodeAt(0).toString(16)}`)}`;
}
