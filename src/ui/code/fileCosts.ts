import * as vscode from "vscode";
import type { ProductCosts } from "../../domain/productCost.ts";
import { fileCostText } from "../../view/code/workspaceTexts.ts";
import { Owner } from "../owner.ts";
import { readSetting } from "../settings.ts";
import type { CallCosts } from "./callCosts.ts";
import type { CodeDocuments } from "./codeDocuments.ts";

/** What a file's calls cost, in its tooltip in the explorer. No badge: a project has better uses for them. */
export class FileCosts implements vscode.FileDecorationProvider, vscode.Disposable {
  readonly #owner = new Owner();
  readonly #documents: CodeDocuments;
  readonly #costs: CallCosts;
  readonly #changed = this.#owner.own(new vscode.EventEmitter<undefined>());
  #shown: { readonly basis: string; readonly costs: ProductCosts | undefined } = { basis: "", costs: undefined };
  readonly onDidChangeFileDecorations = this.#changed.event;

  constructor(documents: CodeDocuments, costs: CallCosts) {
    this.#documents = documents;
    this.#costs = costs;
    this.#owner.own(vscode.window.registerFileDecorationProvider(this));
  }

  dispose(): void {
    this.#owner.dispose();
  }

  /** VS Code asks anew for every file in sight, so only where a tooltip may be another one. */
  update(): void {
    const files = [...this.#documents.index.files].map(([name, { calls }]) => {
      return [name, ...new Set(calls.map(({ endpoint }) => endpoint.path))].join(" ");
    });
    const settings = [readSetting("deepvue.code.fileCosts"), readSetting("deepvue.endpoints")];
    const shown = { basis: JSON.stringify([settings, files]), costs: this.#costs.costs };
    if (shown.basis === this.#shown.basis && shown.costs === this.#shown.costs) return;
    this.#shown = shown;
    this.#changed.fire(undefined);
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    const calls = this.#documents.index.files.get(this.#documents.nameOf(uri))?.calls ?? [];
    if (calls.length === 0 || !readSetting("deepvue.code.fileCosts")) return undefined;
    const endpoints = [...new Set(calls.map(({ endpoint }) => endpoint))];
    return new vscode.FileDecoration(
      undefined,
      fileCostText(endpoints.map((endpoint) => this.#costs.costOf(endpoint))),
    );
  }
}
