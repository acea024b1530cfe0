import type { Dirent } from "node:fs";
import { lstat, readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { CodeIndex } from "../code/codeIndex.ts";
import { readEndpoints } from "../code/endpointProducts.ts";
import { callsAt, isBelow, pathInWorkspace } from "../code/pathCalls.ts";
import { codeLanguageOf } from "../code/syntax/languages.ts";
import { lookAtWorkspace, type WorkspaceFile } from "../code/workspaceLook.ts";
import type { WorkspaceCode } from "../domain/workspaceCode.ts";

/** What others wrote, or a machine. */
const NOT_OURS = new Set(
  "node_modules bower_components vendor .git .hg .svn dist build out target .venv venv __pycache__ .next .nuxt .dart_tool coverage Pods".split(
    " ",
  ),
);
/** More files than this are not looked at; the answer says so. */
const MOST_FILES = 20_000;
/** A larger file is data or made by a machine. */
const MOST_BYTES = 1_000_000;
/** Folders in folders that are looked into; deeper ones are no project of anybody's. */
const DEEPEST = 40;

/**
 * The code of folders on disk, looked at anew with each question. Nothing outside of them is read: links are not followed. `endpoints`:
 * the setting `deepvue.endpoints`; where it is not given, as the first folder's `.vscode/settings.json` has it, which a team commits.
 */
export function folderCode(folders: readonly string[], endpoints?: unknown): WorkspaceCode {
  return {
    async callsOf(asked, billed) {
      const roots = folders.map((path) => ({ path, name: folders.length === 1 ? "" : basename(path) }));
      const place = pathInWorkspace(asked.path, roots);
      if (place === undefined) return "outside";
      const files: WorkspaceFile[] = [];
      for (const root of roots) await collect(root.path, root.name, files, 0);
      const isThere = files.some(({ fileName }) => isBelow(fileName, place));
      if (!isThere) return "nothing";
      const index = new CodeIndex();
      await lookAtWorkspace(files, index, { now: () => performance.now(), pass: async () => nextTurn() });
      const { confirmed } = readEndpoints(endpoints ?? (await endpointsIn(folders[0] ?? "")));
      const found = callsAt(index, { ...asked, path: place }, { confirmed, billed });
      return { place, endpoints: found, isComplete: files.length < MOST_FILES };
    },
  };
}

async function collect(folder: string, name: string, files: WorkspaceFile[], depth: number): Promise<void> {
  for (const entry of await entriesOf(folder)) {
    if (files.length >= MOST_FILES) return;
    const path = join(folder, entry.name);
    const fileName = name === "" ? entry.name : `${name}/${entry.name}`;
    if (entry.isDirectory() && depth < DEEPEST && !NOT_OURS.has(entry.name)) {
      await collect(path, fileName, files, depth + 1);
    } else if (entry.isFile() && codeLanguageOf(fileName) !== undefined) {
      files.push({ fileName, read: async () => textOf(path) });
    }
  }
}

/** A folder that can not be read holds nothing. */
async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** A file that can not be read, or is none by now, calls nothing. */
async function textOf(path: string): Promise<string> {
  try {
    const found = await lstat(path);
    if (!found.isFile() || found.size > MOST_BYTES) return "";
    return await readFile(path, "utf8");
  } catch {
    return "";
  }
}

/** VS Code allows comments and commas at ends in its settings. */
async function endpointsIn(folder: string): Promise<unknown> {
  const text = await textOf(join(folder, ".vscode", "settings.json"));
  const plain = text
    .replaceAll(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (_, quoted?: string) => quoted ?? "")
    .replaceAll(/("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g, (_, quoted?: string) => quoted ?? "");
  try {
    return (JSON.parse(plain) as { readonly "deepvue.endpoints"?: unknown })["deepvue.endpoints"];
  } catch {
    return undefined;
  }
}
