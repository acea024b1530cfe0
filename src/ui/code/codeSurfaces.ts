import type * as vscode from "vscode";
import type { WorkspaceCode } from "../../domain/workspaceCode.ts";
import { Owner } from "../owner.ts";
import type { Parts } from "../parts.ts";
import { CallCosts } from "./callCosts.ts";
import { CallHovers } from "./callHovers.ts";
import { CallLenses } from "./callLenses.ts";
import { CodeDocuments } from "./codeDocuments.ts";
import { CodeProblems } from "./codeProblems.ts";
import { FileCosts } from "./fileCosts.ts";
import { FirstSeen } from "./firstSeen.ts";
import { openCode } from "./openCode.ts";
import { WorkspaceScan } from "./workspaceScan.ts";
import { WorkspaceTree } from "./workspaceTree.ts";

/** Everything that shows costs beside code. Code is looked at on this computer only, and asks the service nothing. */
export class CodeSurfaces implements vscode.Disposable {
  readonly documents: CodeDocuments;
  readonly costs: CallCosts;
  readonly firstSeen: FirstSeen;
  readonly workspaceTree: WorkspaceTree;
  readonly scan: WorkspaceScan;
  /** For questions about what code costs. */
  readonly code: WorkspaceCode;
  readonly #owner = new Owner();

  /** `onTreeChange`: told when the rows of the workspace's view are others. */
  constructor({ context, model, ledger, clock, log }: Parts, onTreeChange: () => void) {
    const documents = (this.documents = this.#owner.own(new CodeDocuments()));
    const costs = (this.costs = this.#owner.own(new CallCosts(model, ledger, clock, log)));
    const firstSeen = (this.firstSeen = new FirstSeen(context.workspaceState, clock));
    const scan = (this.scan = this.#owner.own(new WorkspaceScan(documents, log)));
    this.code = openCode(this);
    this.workspaceTree = new WorkspaceTree(documents, costs, scan);
    const lenses = this.#owner.own(new CallLenses(documents, costs));
    this.#owner.own(new CallHovers(documents, costs));
    const problems = this.#owner.own(new CodeProblems(documents, costs));
    const files = this.#owner.own(new FileCosts(documents, costs));
    const update = (): void => {
      firstSeen.note(documents.index.calls().keys());
      lenses.update();
      problems.update();
      files.update();
      onTreeChange();
    };
    this.#owner.own(documents.onDidChange(update));
    this.#owner.own(costs.onDidChange(update));
    update();
  }

  dispose(): void {
    this.#owner.dispose();
  }
}
