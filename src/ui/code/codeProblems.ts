import * as vscode from "vscode";
import type { CodeDiagnostic, CodeFindings, QuickFix, TextRange } from "../../code/findings.ts";
import { codeLanguageOf } from "../../code/syntax/languages.ts";
import { COMMANDS } from "../../contract.ts";
import type { Money } from "../../domain/money.ts";
import { diagnosticText, quickFixTitle } from "../../view/code/findingTexts.ts";
import { Owner } from "../owner.ts";
import { readSetting } from "../settings.ts";
import type { CallCosts } from "./callCosts.ts";
import type { CodeDocuments } from "./codeDocuments.ts";
import { CODE_FILES } from "./codeFiles.ts";
import { VersionControl } from "./versionControl.ts";

/** Which check of the setting each finding belongs to. */
const CHECK_OF: Readonly<Record<CodeDiagnostic["kind"], string>> = {
  unknownPath: "unknownPaths",
  unknownHost: "unknownPaths",
  secretLiteral: "secrets",
  expiresIn: "expiry",
  plainHttp: "https",
  endlessRetry: "retries",
};

/** Nothing here breaks a build: at most a warning, and money is told as information. */
const SEVERITY: Readonly<Record<CodeDiagnostic["kind"], vscode.DiagnosticSeverity>> = {
  unknownPath: vscode.DiagnosticSeverity.Warning,
  unknownHost: vscode.DiagnosticSeverity.Warning,
  secretLiteral: vscode.DiagnosticSeverity.Warning,
  expiresIn: vscode.DiagnosticSeverity.Warning,
  plainHttp: vscode.DiagnosticSeverity.Warning,
  endlessRetry: vscode.DiagnosticSeverity.Information,
};

/** What is wrong with calls, in VS Code's list of problems, each with what mends it. */
export class CodeProblems implements vscode.CodeActionProvider, vscode.Disposable {
  readonly #owner = new Owner();
  readonly #documents: CodeDocuments;
  readonly #costs: CallCosts;
  /** Of files that hold nothing but settings: whether they are handed on. Asked anew with every look, and kept for the next. */
  readonly #versioned = new Map<string, boolean>();
  /** How often each has been asked about: an answer that a later question has overtaken says nothing. */
  readonly #questions = new Map<string, number>();
  readonly #versionControl = this.#owner.own(new VersionControl());
  readonly #collection = this.#owner.own(vscode.languages.createDiagnosticCollection("deepvue"));

  constructor(documents: CodeDocuments, costs: CallCosts) {
    this.#documents = documents;
    this.#costs = costs;
    const providedCodeActionKinds = [vscode.CodeActionKind.QuickFix];
    this.#owner.own(vscode.languages.registerCodeActionsProvider(CODE_FILES, this, { providedCodeActionKinds }));
    this.#owner.own(this.#versionControl.onDidChange(() => this.#askAboutAll()));
    this.#owner.own(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#collection.delete(uri)));
  }

  dispose(): void {
    this.#owner.dispose();
  }

  /** Of the texts that are open; what stands in others is said when they are opened. */
  update(): void {
    this.#askAboutAll();
    for (const document of this.#documents.documents()) {
      const found = this.#wanted(document).map(({ diagnostic, failure }) => {
        const shown = new vscode.Diagnostic(
          rangeIn(document, diagnostic.range),
          diagnosticText(diagnostic, failure),
          SEVERITY[diagnostic.kind],
        );
        shown.source = "Deepvue";
        shown.code = diagnostic.kind;
        return shown;
      });
      this.#collection.set(document.uri, found);
    }
  }

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    return this.#wanted(document)
      .filter(({ diagnostic }) => rangeIn(document, diagnostic.range).intersection(range) !== undefined)
      .flatMap(({ diagnostic }) => {
        const place = rangeIn(document, diagnostic.range);
        const mends = diagnostics.filter(({ source, range: of }) => source === "Deepvue" && of.isEqual(place));
        return diagnostic.fixes.map((fix, index) => {
          const action = actionOf(document, fix);
          action.diagnostics = mends;
          action.isPreferred = index === 0;
          return action;
        });
      });
  }

  #askAboutAll(): void {
    for (const document of this.#documents.documents()) {
      if (isEnvironmentFile(document)) void this.#askWhetherVersioned(document.uri);
    }
  }

  /** A secret in an environment file is where it belongs, unless the file is handed on. */
  async #askWhetherVersioned(uri: vscode.Uri): Promise<void> {
    const key = uri.toString();
    const question = (this.#questions.get(key) ?? 0) + 1;
    this.#questions.set(key, question);
    const answer = await this.#versionControl.isVersioned(uri);
    if (this.#questions.get(key) !== question || this.#versioned.get(key) === answer) return;
    this.#versioned.set(key, answer);
    this.#documents.tellSoon();
  }

  #wanted(document: vscode.TextDocument): readonly { diagnostic: CodeDiagnostic; failure: Money | undefined }[] {
    const checks = readSetting("deepvue.code.checks");
    const findings = this.#documents.findings(document);
    return findings.diagnostics
      .filter(({ kind }) => checks[CHECK_OF[kind]] !== false)
      .filter(
        ({ kind }) =>
          kind !== "secretLiteral" ||
          !isEnvironmentFile(document) ||
          this.#versioned.get(document.uri.toString()) === true,
      )
      .map((diagnostic) => ({ diagnostic, failure: this.#failureOf(diagnostic, findings) }));
  }

  /** What a charged failure of a diagnostic's calls costs on average: only for products that are confirmed. */
  #failureOf(diagnostic: CodeDiagnostic, { calls, wrapperCalls }: CodeFindings): Money | undefined {
    if (diagnostic.kind !== "endlessRetry") return undefined;
    const { wrappers } = this.#documents.index.hints;
    const endpoints = [
      ...diagnostic.calls.flatMap((place) => calls[place]?.endpoint ?? []),
      ...diagnostic.wrapperCalls.flatMap((place) => wrappers.get(wrapperCalls[place]?.name ?? "") ?? []),
    ];
    const amounts = endpoints.flatMap((endpoint) => {
      const { product, costs } = this.#costs.costOf(endpoint);
      const cost = product.kind === "confirmed" ? costs?.products.get(product.product) : undefined;
      if (cost === undefined || cost.chargedFailures === 0) return [];
      return [Math.round(cost.chargedFailureCharge / cost.chargedFailures)];
    });
    return amounts.length === 0 ? undefined : Math.max(...amounts);
  }
}

function isEnvironmentFile({ uri, languageId }: vscode.TextDocument): boolean {
  return codeLanguageOf(vscode.workspace.asRelativePath(uri), languageId) === "env";
}

function actionOf(document: vscode.TextDocument, fix: QuickFix): vscode.CodeAction {
  const action = new vscode.CodeAction(quickFixTitle(fix), vscode.CodeActionKind.QuickFix);
  if (fix.kind === "useSecretStorage") {
    // The value is stored before it leaves the text, or a failure would lose it.
    const { start, end } = fix.secret;
    const edits = fix.edits.map(({ range, text }) => [range.start, range.end, text]);
    const title = action.title;
    action.command = { command: COMMANDS.keepSecret, title, arguments: [document.uri.toString(), start, end, edits] };
    return action;
  }
  action.edit = new vscode.WorkspaceEdit();
  for (const { range, text } of fix.edits) action.edit.replace(document.uri, rangeIn(document, range), text);
  return action;
}

function rangeIn(document: vscode.TextDocument, { start, end }: TextRange): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}
