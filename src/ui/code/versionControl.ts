import * as vscode from "vscode";

/** What is used of the API of VS Code's own Git extension, version 1. */
interface GitExtension {
  getAPI(version: 1): {
    getRepository(uri: vscode.Uri): { checkIgnore(paths: string[]): Promise<ReadonlySet<string>> } | null;
  };
}

/**
 * Whether a file is, or with the next commit would be, under version control. What git is told to ignore is the person's own, and where
 * there is no git nothing is handed on. Never throws.
 */
export async function isVersioned(uri: vscode.Uri): Promise<boolean> {
  try {
    const git = vscode.extensions.getExtension<GitExtension>("vscode.git");
    if (git === undefined) return false;
    const exports = git.isActive ? git.exports : await git.activate();
    const repository = exports.getAPI(1).getRepository(uri);
    return repository !== null && (await repository.checkIgnore([uri.fsPath])).size === 0;
  } catch {
    // Git is switched off, or this version of VS Code has another API.
    return false;
  }
}
