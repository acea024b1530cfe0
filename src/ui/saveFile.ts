import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join, posix } from "node:path";
import * as vscode from "vscode";
import { isProblemError, ProblemError } from "../domain/problem.ts";
import { showDone, showInformation } from "./messages.ts";
import { type Report, withProgress } from "./progress.ts";

/** What is to be saved. */
export interface Saving<T> {
  /** File name that is proposed, with its extension. */
  readonly name: string;
  /** What such a file is called in the dialog: "Excel workbook". */
  readonly label: string;
  readonly extension: string;
  /** What stands in the notification while it is written. */
  readonly title: string;
  /** Writes the file, or a folder of files, at a path of this machine: as a whole, or not at all. */
  readonly write: WriteLocally<T>;
}

export type WriteLocally<T> = (path: string, signal: AbortSignal, report: Report) => Promise<T>;

/**
 * Asks where to save, and writes there: the one door for every file that a person is given. Undefined when the dialog was closed.
 * Throws `ProblemError` (file, cancelled) or what `write` throws; a file that was there before is then as it was.
 */
export async function saveFile<T>(
  saving: Saving<T>,
): Promise<{ readonly written: T; readonly target: vscode.Uri } | undefined> {
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(proposedFolder(), saving.name),
    filters: { [saving.label]: [saving.extension] },
    title: "Save",
  });
  if (target === undefined) return undefined;
  const written = await withProgress(saving.title, (signal, report) => writeTo(target, saving.write, signal, report));
  return { written, target };
}

/** Says that it was saved; a file of this machine can be shown. */
export async function showSaved(text: string, target: vscode.Uri): Promise<void> {
  if (target.scheme !== "file") showInformation(text);
  else if (await showDone(text, "Reveal File")) await vscode.commands.executeCommand("revealFileInOS", target);
}

/** The first folder that can be written; without one, the home of whoever runs the extension. */
function proposedFolder(): vscode.Uri {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const writable = folders.find(({ uri }) => uri.scheme === "file" || isWritable(uri) === true);
  return writable?.uri ?? vscode.Uri.file(homedir());
}

/** Undefined: not known before it is tried. */
function isWritable({ scheme }: vscode.Uri): boolean | undefined {
  return vscode.workspace.fs.isWritableFileSystem(scheme);
}

/**
 * Has `write` write to where `target` is. A path means something on this machine only: the extension may run on another one than
 * the window (a container, SSH), and a folder may come from a service. Such places are written through VS Code's file systems,
 * from a copy in a temporary folder.
 */
export async function writeTo<T>(
  target: vscode.Uri,
  write: WriteLocally<T>,
  signal: AbortSignal,
  report: Report,
): Promise<T> {
  if (target.scheme === "file") return write(target.fsPath, signal, report);
  if (isWritable(target) === false) throw refused(`Places that begin with “${target.scheme}:” can only be read`);
  if (await isFolder(target)) throw refused("A folder has that name");
  const folder = await mkdtemp(join(tmpdir(), "deepvue-usage-"));
  try {
    const path = join(folder, posix.basename(target.path));
    const written = await write(path, signal, report);
    report({ message: "copying to its place" });
    await place(vscode.Uri.file(path), target, signal);
    return written;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}

/** Under another name first, so that what is there stays until all of it has arrived. A copy can not be stopped, but be undone. */
async function place(source: vscode.Uri, target: vscode.Uri, signal: AbortSignal): Promise<void> {
  const { fs } = vscode.workspace;
  const part = vscode.Uri.joinPath(target, "..", `.deepvue-${randomBytes(8).toString("hex")}.part`);
  const copy = Promise.resolve(fs.copy(source, part));
  const discard = async (): Promise<void> => {
    await copy.catch(() => undefined);
    await Promise.resolve(fs.delete(part, { recursive: true, useTrash: false })).catch(() => undefined);
  };
  try {
    await unlessCancelled(copy, signal);
    await fs.rename(part, target, { overwrite: true });
  } catch (error) {
    // Who cancelled does not wait for the rest of the copy.
    if (signal.aborted) void discard();
    else await discard();
    throw placeProblem(error);
  }
}

async function unlessCancelled(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const { promise: cancelled, reject } = Promise.withResolvers<never>();
  const cancel = (): void => reject(new ProblemError({ kind: "cancelled", detail: "saving was cancelled" }));
  signal.addEventListener("abort", cancel, { once: true });
  if (signal.aborted) cancel();
  try {
    await Promise.race([work, cancelled]);
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}

async function isFolder(target: vscode.Uri): Promise<boolean> {
  try {
    const { type } = await vscode.workspace.fs.stat(target);
    return (type & vscode.FileType.Directory) !== 0;
  } catch {
    return false;
  }
}

function refused(why: string): ProblemError {
  const detail = `${why}. Choose another place, such as a folder of the computer that the extension runs on`;
  return new ProblemError({ kind: "file", reason: "other", detail });
}

/** What a file system of VS Code says. Its own message may hold the path, which names the user. */
function placeProblem(error: unknown): ProblemError {
  if (isProblemError(error)) return error;
  const code = error instanceof vscode.FileSystemError ? error.code : "unknown error";
  const reason = code === "NoPermissions" ? "readOnly" : "other";
  const detail = code === "Unavailable" ? "The place can not be reached" : `Writing it failed: ${code}`;
  return new ProblemError({ kind: "file", reason, detail }, { cause: error });
}
