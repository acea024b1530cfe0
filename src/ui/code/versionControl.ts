import { basename } from "node:path";
import * as vscode from "vscode";
import { Owner } from "../owner.ts";

/** What is used of VS Code's own Git extension, its API of version 1. */
interface GitExtension {
  readonly enabled: boolean;
  readonly onDidChangeEnablement: vscode.Event<boolean>;
  /** Throws while git is switched off. */
  getAPI(version: 1): GitApi;
}

interface GitApi {
  readonly onDidOpenRepository: vscode.Event<unknown>;
  readonly onDidCloseRepository: vscode.Event<unknown>;
  getRepository(uri: vscode.Uri): { checkIgnore(paths: string[]): Promise<ReadonlySet<string>> } | null;
}

/**
 * Which files are handed on. Git finds its repositories some time after a window has opened, and may be switched on and off; whoever has
 * asked is told when an answer may have become another one. Git is looked for with the first question.
 */
export class VersionControl implements vscode.Disposable {
  readonly #owner = new Owner();
  readonly #changed = this.#owner.own(new vscode.EventEmitter<void>());
  readonly onDidChange = this.#changed.event;
  #git: Promise<GitExtension | undefined> | undefined;
  #api: GitApi | undefined;

  dispose(): void {
    this.#owner.dispose();
  }

  /**
   * Whether a file is, or with the next commit would be, under version control. What git is told to ignore is the person's own, and where
   * there is no git nothing is handed on. Never throws.
   */
  async isVersioned(uri: vscode.Uri): Promise<boolean> {
    try {
      this.#git ??= this.#attach();
      const git = await this.#git;
      const repository = git?.enabled === true ? this.#apiOf(git).getRepository(uri) : undefined;
      if (repository === undefined || repository === null) return false;
      return (await repository.checkIgnore([uri.fsPath])).size === 0;
    } catch {
      // This version of VS Code has another API, or git could not be run.
      return false;
    }
  }

  async #attach(): Promise<GitExtension | undefined> {
    const extension = vscode.extensions.getExtension<GitExtension>("vscode.git");
    if (extension === undefined) return undefined;
    const git = extension.isActive ? extension.exports : await extension.activate();
    this.#owner.own(git.onDidChangeEnablement(() => this.#changed.fire()));
    this.#owner.own(
      vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        if (basename(uri.path) === ".gitignore") this.#changed.fire();
      }),
    );
    return git;
  }

  /** Each time that git is switched on it has another one. */
  #apiOf(git: GitExtension): GitApi {
    const api = git.getAPI(1);
    if (this.#api !== api) {
      this.#api = api;
      this.#owner.own(api.onDidOpenRepository(() => this.#changed.fire()));
      this.#owner.own(api.onDidCloseRepository(() => this.#changed.fire()));
    }
    return api;
  }
}
