import * as vscode from "vscode";
import type { CodeFindings, TextRange } from "../../code/findings.ts";
import { COMMANDS } from "../../contract.ts";
import { type CostOfCall, lensText, runText, wrapperText } from "../../view/code/callTexts.ts";
import { Owner } from "../owner.ts";
import { readSetting } from "../settings.ts";
import type { CallCosts } from "./callCosts.ts";
import type { CodeDocuments } from "./codeDocuments.ts";
import { CODE_FILES } from "./codeFiles.ts";

/** What a call costs, above it; what a run costs, above the loop; who calls it, above the function that holds it. */
export class CallLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #owner = new Owner();
  readonly #documents: CodeDocuments;
  readonly #costs: CallCosts;
  readonly #changed = this.#owner.own(new vscode.EventEmitter<void>());
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(documents: CodeDocuments, costs: CallCosts) {
    this.#documents = documents;
    this.#costs = costs;
    this.#owner.own(vscode.languages.registerCodeLensProvider(CODE_FILES, this));
  }

  dispose(): void {
    this.#owner.dispose();
  }

  update(): void {
    this.#changed.fire();
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const findings = this.#documents.findings(document);
    return [
      ...(readSetting("deepvue.code.lenses") ? this.#ofCalls(document, findings) : []),
      ...(readSetting("deepvue.code.runHints") ? this.#ofRuns(document, findings) : []),
    ];
  }

  #ofCalls(document: vscode.TextDocument, { calls }: CodeFindings): vscode.CodeLens[] {
    const lenses = calls.map(({ range, endpoint }) => {
      const cost = this.#costs.costOf(endpoint);
      return lensAt(document, range, { title: lensText(cost), ...actionOf(cost) });
    });
    const holders = Map.groupBy(
      calls.filter(({ heldBy }) => heldBy !== undefined),
      ({ heldBy }) => heldBy?.range.start ?? 0,
    );
    for (const held of holders.values()) {
      const [first] = held;
      if (first?.heldBy === undefined) continue;
      const { name, range } = first.heldBy;
      const callers = this.#documents.index.callersOf(name);
      if (callers.length === 0) continue;
      const places = callers.map(({ fileName, range: at }) => [this.#documents.uriOf(fileName)?.toString(), at.start]);
      const title = wrapperText(
        held.map(({ endpoint }) => this.#costs.costOf(endpoint)),
        callers.length,
      );
      const at = document.positionAt(range.start);
      const found = [document.uri.toString(), document.offsetAt(at), places];
      lenses.push(lensAt(document, range, { title, command: COMMANDS.showCallers, arguments: found }));
    }
    return lenses;
  }

  #ofRuns(document: vscode.TextDocument, { calls, wrapperCalls, multipliers }: CodeFindings): vscode.CodeLens[] {
    return multipliers.flatMap((multiplier) => {
      const direct = multiplier.calls.flatMap((place) => calls[place]?.endpoint ?? []);
      const indirect = multiplier.wrapperCalls.flatMap((place) => {
        return this.#documents.index.hints.wrappers.get(wrapperCalls[place]?.name ?? "") ?? [];
      });
      const costs = [...direct, ...indirect].map((endpoint) => this.#costs.costOf(endpoint));
      const title = runText(multiplier, costs);
      const [first] = costs;
      if (title === undefined || first === undefined) return [];
      return [lensAt(document, multiplier.range, { title, ...actionOf(first) })];
    });
  }
}

/** What a click on a call's lens leads to. */
function actionOf({ endpoint, product, account }: CostOfCall): Pick<vscode.Command, "command" | "arguments"> {
  if (account === "none") return { command: COMMANDS.signIn };
  if (product.kind === "confirmed") return { command: COMMANDS.showProductTransactions, arguments: [product.product] };
  return { command: COMMANDS.chooseEndpointProduct, arguments: [endpoint.path] };
}

function lensAt(document: vscode.TextDocument, { start, end }: TextRange, command: vscode.Command): vscode.CodeLens {
  return new vscode.CodeLens(new vscode.Range(document.positionAt(start), document.positionAt(end)), command);
}
