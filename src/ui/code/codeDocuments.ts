import * as vscode from "vscode";
import { CodeFile } from "../../code/codeFile.ts";
import { CodeIndex } from "../../code/codeIndex.ts";
import { type CodeFindings, NOTHING_FOUND, type WorkspaceHints } from "../../code/findings.ts";
import { codeLanguageOf } from "../../code/syntax/languages.ts";
import { setTimer } from "../../domain/timer.ts";
import { Owner } from "../owner.ts";
import { isCode } from "./codeFiles.ts";

/** After the last key: who types is not told of every half-written path. */
const CALM_MS = 250;

/**
 * Texts that are open, each looked at once and then only where it is edited, and what the files of the workspace tell each other.
 * Only files of the person's own are looked at: what a version control or an output shows is no code of theirs.
 */
export class CodeDocuments implements vscode.Disposable {
  readonly index = new CodeIndex();
  readonly #owner = new Owner();
  readonly #files = new Map<string, CodeFile>();
  readonly #uris = new Map<string, vscode.Uri>();
  /** What was found since the last edit, and with which hints: lenses, hovers and problems ask for the same. */
  readonly #found = new Map<string, { readonly hints: WorkspaceHints; readonly findings: CodeFindings }>();
  readonly #changed = this.#owner.own(new vscode.EventEmitter<void>());
  /** Something was found, in open texts or in the workspace, that was not there before. */
  readonly onDidChange = this.#changed.event;
  #cancelTelling: (() => void) | undefined;

  constructor() {
    this.#owner.own(vscode.workspace.onDidOpenTextDocument((document) => this.#open(document)));
    this.#owner.own(vscode.workspace.onDidCloseTextDocument((document) => this.#close(document)));
    this.#owner.own(vscode.workspace.onDidChangeTextDocument((event) => this.#edit(event)));
    this.#owner.own({ dispose: () => this.#cancelTelling?.() });
    for (const document of vscode.workspace.textDocuments) this.#open(document);
  }

  dispose(): void {
    this.#owner.dispose();
  }

  /** What stands in an open text, as it is now. */
  findings(document: vscode.TextDocument): CodeFindings {
    return this.#findingsOf(document.uri) ?? NOTHING_FOUND;
  }

  /** Open texts that are looked at. */
  documents(): readonly vscode.TextDocument[] {
    return vscode.workspace.textDocuments.filter(({ uri }) => this.#files.has(uri.toString()));
  }

  /** The name under which the index knows a file: its path in the workspace. */
  nameOf(uri: vscode.Uri): string {
    const name = vscode.workspace.asRelativePath(uri);
    this.#uris.set(name, uri);
    return name;
  }

  /** A file by its name in the index. */
  uriOf(fileName: string): vscode.Uri | undefined {
    return this.#uris.get(fileName);
  }

  /** Of a text that is open, as it is now. */
  openText(uri: vscode.Uri): string | undefined {
    const key = uri.toString();
    if (!this.#files.has(key)) return undefined;
    return vscode.workspace.textDocuments.find((document) => document.uri.toString() === key)?.getText();
  }

  /** Whoever shows what was found is told once, a moment after the last change. */
  tellSoon(): void {
    this.#cancelTelling?.();
    this.#cancelTelling = setTimer(CALM_MS, () => this.#changed.fire());
  }

  #open(document: vscode.TextDocument): void {
    const { uri, languageId } = document;
    if (!isCode(uri)) return;
    const fileName = this.nameOf(uri);
    if (codeLanguageOf(fileName, languageId) === undefined) return;
    this.#files.set(uri.toString(), CodeFile.of(document.getText(), { fileName, languageId }));
    this.#found.delete(uri.toString());
    this.#index(uri);
  }

  #edit({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const file = this.#files.get(document.uri.toString());
    if (file === undefined || contentChanges.length === 0) return;
    // From the end of the text to its beginning, so that none moves the place of a later one.
    const edits = contentChanges.map(({ rangeOffset, rangeLength, text }) => {
      return { start: rangeOffset, end: rangeOffset + rangeLength, text };
    });
    file.edit(edits.toSorted((a, b) => b.start - a.start));
    this.#found.delete(document.uri.toString());
    this.#index(document.uri);
  }

  /** What it says stays known: the file is still there. */
  #close({ uri }: vscode.TextDocument): void {
    if (!this.#files.delete(uri.toString())) return;
    this.#found.delete(uri.toString());
    if (uri.scheme === "untitled") this.index.remove(this.nameOf(uri));
    this.tellSoon();
  }

  #index(uri: vscode.Uri): void {
    const findings = this.#findingsOf(uri);
    if (findings !== undefined) this.index.take(this.nameOf(uri), findings);
    this.tellSoon();
  }

  #findingsOf(uri: vscode.Uri): CodeFindings | undefined {
    const key = uri.toString();
    const { hints } = this.index;
    const known = this.#found.get(key);
    if (known?.hints === hints) return known.findings;
    const findings = this.#files.get(key)?.findings(hints);
    if (findings !== undefined) this.#found.set(key, { hints, findings });
    return findings;
  }
}
