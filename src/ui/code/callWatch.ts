import * as vscode from "vscode";
import { mentionsDeepvue } from "../../code/mention.ts";
import { VIEWS } from "../../contract.ts";
import { Owner } from "../owner.ts";
import type { Parts } from "../parts.ts";
import { isCode } from "./codeFiles.ts";
import type { CodeSurfaces } from "./codeSurfaces.ts";
import type { WorkspaceNode } from "./workspaceTree.ts";

/**
 * What of the code's surfaces is there from the start: whether any open text names Deepvue, and the view of the workspace, which is
 * closed until somebody opens it. Everything else is loaded with the first such text, or with that view.
 */
export class CallWatch implements vscode.Disposable, vscode.TreeDataProvider<WorkspaceNode> {
  readonly #owner = new Owner();
  readonly #parts: () => Parts;
  readonly #changed = this.#owner.own(new vscode.EventEmitter<WorkspaceNode | undefined>());
  readonly #view: vscode.TreeView<WorkspaceNode>;
  readonly onDidChangeTreeData = this.#changed.event;
  #surfaces: Promise<CodeSurfaces> | undefined;

  constructor(parts: () => Parts) {
    this.#parts = parts;
    const options = { treeDataProvider: this, showCollapseAll: true };
    this.#view = this.#owner.own(vscode.window.createTreeView(VIEWS.workspace, options));
    const look = (document: vscode.TextDocument): void => {
      if (isCode(document.uri)) this.#look(document.uri, document.getText());
    };
    this.#owner.own(vscode.workspace.onDidOpenTextDocument(look));
    this.#owner.own(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (isCode(document.uri)) for (const { text } of contentChanges) this.#look(document.uri, text);
      }),
    );
    vscode.workspace.textDocuments.forEach(look);
  }

  dispose(): void {
    this.#owner.dispose();
  }

  /** The surfaces, loaded with the first call. */
  async surfaces(): Promise<CodeSurfaces> {
    this.#surfaces ??= this.#load();
    return this.#surfaces;
  }

  getTreeItem(node: WorkspaceNode): vscode.TreeItem {
    return node.item;
  }

  async getChildren(node?: WorkspaceNode): Promise<WorkspaceNode[]> {
    const surfaces = await this.surfaces();
    const { message, nodes } = await surfaces.workspaceTree.children(node);
    if (node === undefined) this.#view.message = message ?? "";
    return nodes;
  }

  async #load(): Promise<CodeSurfaces> {
    const { CodeSurfaces: Surfaces } = await import("./codeSurfaces.ts");
    return this.#owner.own(new Surfaces(this.#parts(), () => this.#changed.fire(undefined)));
  }

  #look(uri: vscode.Uri, text: string): void {
    if (this.#surfaces !== undefined) return;
    if (mentionsDeepvue(text, vscode.workspace.asRelativePath(uri))) void this.surfaces();
  }
}
