import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import * as vscode from "vscode";
import { inertText } from "../domain/foreignText.ts";
import { isProblemError, ProblemError } from "../domain/problem.ts";
import type { ReportFile } from "../domain/reportFile.ts";

/** What may be chosen. */
interface Opening {
  readonly title: string;
  /** What such files are called in the dialog, and their extensions. */
  readonly label: string;
  readonly extensions: readonly string[];
  readonly button: string;
}

/** Asks for files; undefined when the dialog was closed. */
export async function askForFiles({
  title,
  label,
  extensions,
  button,
}: Opening): Promise<readonly vscode.Uri[] | undefined> {
  const filters = { [label]: [...extensions], "All files": ["*"] };
  return vscode.window.showOpenDialog({ title: inertText(title), canSelectMany: true, openLabel: button, filters });
}

/** Larger ones are no reports, and would be copied in vain. */
const MOST_COPIED_BYTES = 256 << 20;

/**
 * Gives files as paths of the machine that the extension runs on. Files of another machine or of a service are read through VS Code's
 * file systems into a folder that is removed when `work` has ended. Throws `ProblemError` (notAReport) or what `work` throws.
 */
export async function withLocalFiles<T>(
  uris: readonly vscode.Uri[],
  work: (files: readonly ReportFile[]) => Promise<T>,
): Promise<T> {
  if (uris.every(({ scheme }) => scheme === "file")) return work(uris.map((uri) => fileOf(uri, uri.fsPath)));
  const folder = await mkdtemp(join(tmpdir(), "deepvue-usage-"));
  try {
    const files: ReportFile[] = [];
    for (const [index, uri] of uris.entries()) {
      const copy = join(folder, String(index));
      if (uri.scheme !== "file") await copyTo(uri, copy);
      files.push(fileOf(uri, uri.scheme === "file" ? uri.fsPath : copy));
    }
    return await work(files);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}

function fileOf(uri: vscode.Uri, path: string): ReportFile {
  return { name: posix.basename(uri.path), path };
}

async function copyTo(uri: vscode.Uri, path: string): Promise<void> {
  const name = posix.basename(uri.path);
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > MOST_COPIED_BYTES) {
      throw new ProblemError({ kind: "notAReport", detail: `“${name}”: It is too large; split it by dates` });
    }
    await vscode.workspace.fs.copy(uri, vscode.Uri.file(path));
  } catch (error) {
    if (isProblemError(error)) throw error;
    // The message of a file system may hold the path, which names the user.
    const code = error instanceof vscode.FileSystemError ? error.code : "unknown error";
    throw new ProblemError(
      { kind: "notAReport", detail: `“${name}”: It can not be opened: ${code}` },
      { cause: error },
    );
  }
}
