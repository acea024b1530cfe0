import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";

/** The name begins with a dot: readers of a folder of Parquet files pass over it. */
export const MARK_NAME = ".deepvue-export";
const FIRST_LINE =
  "Written by Deepvue Usage. An export to this folder replaces it while it holds just these files (bytes, path):";

/** A file of the export; its path within the folder. */
export interface MarkedFile {
  readonly path: string;
  readonly bytes: number;
}

/** Text of the file by which an export knows its own folder again. */
export function markText(files: readonly MarkedFile[]): string {
  const lines = files.map(({ path, bytes }) => `${bytes} ${path.replaceAll(sep, "/")}`);
  return [FIRST_LINE, ...lines, ""].join("\n");
}

/**
 * Whether all that is in a folder was written by an export, and is as it was: then it may be replaced, which deletes it. An empty
 * folder may. Throws when the folder can not be read.
 */
export async function holdsOurExportAlone(folder: string): Promise<boolean> {
  const files: MarkedFile[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) continue;
    // A link or a device is nothing that an export writes.
    if (!entry.isFile()) return false;
    files.push({ path: relative(folder, path), bytes: (await stat(path)).size });
  }
  const found = files.filter(({ path }) => path !== MARK_NAME);
  if (files.length === 0) return true;
  const mark = await readFile(join(folder, MARK_NAME), "utf8").catch(() => "");
  const [first, ...lines] = mark.split("\n");
  const known = new Set(lines);
  return first === FIRST_LINE && found.every((file) => known.has(`${file.bytes} ${file.path.replaceAll(sep, "/")}`));
}
