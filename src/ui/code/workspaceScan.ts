import * as vscode from "vscode";
import type { Turns } from "../../code/shortTurns.ts";
import { codeLanguageOf } from "../../code/syntax/languages.ts";
import { lookAtWorkspace } from "../../code/workspaceLook.ts";
import type { Log } from "../../domain/ports.ts";
import { problemOf } from "../../domain/problem.ts";
import { throwIfAborted } from "../../domain/timer.ts";
import { Owner } from "../owner.ts";
import type { CodeDocuments } from "./codeDocuments.ts";
import { isCode } from "./codeFiles.ts";

/** What others wrote, or a machine. */
const NOT_OURS =
  "**/{node_modules,bower_components,vendor,.git,.hg,.svn,dist,build,out,target,.venv,venv,__pycache__,.next,.nuxt,.dart_tool,coverage,Pods}/**";
/** More files than this are not looked at; the view says so. */
const MOST_FILES = 20_000;
/** A larger file is data or made by a machine. */
const MOST_BYTES = 1_000_000;

/** Looks at the files of the workspace in the background; one that changes on disk is looked at again by itself. */
export class WorkspaceScan implements vscode.Disposable {
  readonly #owner = new Owner();
  readonly #documents: CodeDocuments;
  readonly #log: Log;
  readonly #turns: Turns;
  readonly #stop = new AbortController();
  /** Fulfilled when the whole workspace has been looked at, or that has failed. */
  readonly done: Promise<void>;
  #isComplete = true;
  #isRunning = true;

  constructor(documents: CodeDocuments, log: Log, turns: Turns = TURNS) {
    this.#documents = documents;
    this.#log = log;
    this.#turns = turns;
    this.#owner.own({ dispose: () => this.#stop.abort() });
    const watcher = this.#owner.own(vscode.workspace.createFileSystemWatcher("**/*"));
    this.#owner.own(watcher.onDidChange((uri) => void this.#lookAgain(uri)));
    this.#owner.own(watcher.onDidCreate((uri) => void this.#lookAgain(uri)));
    this.#owner.own(
      watcher.onDidDelete((uri) => {
        const fileName = documents.nameOf(uri);
        if (!documents.index.files.has(fileName)) return;
        documents.index.remove(fileName);
        documents.tellSoon();
      }),
    );
    this.done = this.#run();
  }

  /** Whether everything has been looked at, and whether there was more than is looked at. */
  get state(): { readonly isRunning: boolean; readonly isComplete: boolean } {
    return { isRunning: this.#isRunning, isComplete: this.#isComplete };
  }

  dispose(): void {
    this.#owner.dispose();
  }

  async #run(): Promise<void> {
    try {
      const files = await vscode.workspace.findFiles("**/*", NOT_OURS, MOST_FILES);
      this.#isComplete = files.length < MOST_FILES;
      await this.#lookAt(files);
    } catch (error) {
      const problem = problemOf(error);
      if (problem.kind !== "cancelled") this.#log.warn(`code of the workspace: ${problem.detail}`);
    } finally {
      this.#isRunning = false;
      if (!this.#stop.signal.aborted) this.#documents.tellSoon();
    }
  }

  /** Not what a build writes, and not what is open: of that each edit is known already. */
  async #lookAgain(uri: vscode.Uri): Promise<void> {
    if (!isCode(uri) || this.#stop.signal.aborted || this.#documents.openText(uri) !== undefined) return;
    const fileName = this.#documents.nameOf(uri);
    if (codeLanguageOf(fileName) === undefined) return;
    try {
      this.#documents.index.remove(fileName);
      await this.#lookAt([uri]);
      this.#documents.tellSoon();
    } catch (error) {
      const problem = problemOf(error);
      if (problem.kind !== "cancelled") this.#log.warn(`code of the workspace: ${problem.detail}`);
    }
  }

  async #lookAt(uris: readonly vscode.Uri[]): Promise<void> {
    const files = uris.map((uri) => ({ fileName: this.#documents.nameOf(uri), read: async () => this.#read(uri) }));
    await lookAtWorkspace(files, this.#documents.index, this.#turns);
  }

  /** A file that can not be read calls nothing: it may be gone by now. */
  async #read(uri: vscode.Uri): Promise<string> {
    throwIfAborted(this.#stop.signal);
    const open = this.#documents.openText(uri);
    if (open !== undefined) return open;
    try {
      const bytes = await vscode.workspace.fs.readFile(uri);
      return bytes.length > MOST_BYTES ? "" : Buffer.from(bytes).toString("utf8");
    } catch {
      return "";
    }
  }
}

/** Others' work comes between the turns. */
const TURNS: Turns = {
  now: () => performance.now(),
  pass: async () =>
    new Promise<void>((resolve) => {
      setImmediate(resolve);
    }),
};
