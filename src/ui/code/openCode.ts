import * as vscode from "vscode";
import { readEndpoints } from "../../code/endpointProducts.ts";
import { callsAt, isBelow, pathInWorkspace } from "../../code/pathCalls.ts";
import type { WorkspaceCode } from "../../domain/workspaceCode.ts";
import { readSetting } from "../settings.ts";
import type { CodeSurfaces } from "./codeSurfaces.ts";

/** The code of the workspace as its surfaces know it: open texts as they are now, the rest as it was looked at in the background. */
export function openCode({ documents, scan }: Pick<CodeSurfaces, "documents" | "scan">): WorkspaceCode {
  return {
    async callsOf(asked, billed) {
      const folders = vscode.workspace.workspaceFolders ?? [];
      const roots = folders.map(({ uri, name }) => ({ path: uri.fsPath, name: folders.length === 1 ? "" : name }));
      const place = pathInWorkspace(asked.path, roots);
      if (place === undefined) return "outside";
      await scan.done;
      const isKnown = [...documents.index.files.keys()].some((fileName) => isBelow(fileName, place));
      if (!isKnown && !(await isInFolders(place))) return "nothing";
      const { confirmed } = readEndpoints(readSetting("deepvue.endpoints"));
      const endpoints = callsAt(documents.index, { ...asked, path: place }, { confirmed, billed });
      return { place, endpoints, isComplete: scan.state.isComplete };
    },
  };
}

/** A file in which nothing was found is there all the same. */
async function isInFolders(place: string): Promise<boolean> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  for (const { uri, name } of folders) {
    const rest = folders.length === 1 ? place : place.startsWith(`${name}/`) ? place.slice(name.length + 1) : "";
    try {
      await vscode.workspace.fs.stat(vscode.Uri.joinPath(uri, rest));
      return true;
    } catch {
      // Not in this folder.
    }
  }
  return false;
}
