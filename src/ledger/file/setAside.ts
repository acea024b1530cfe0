import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** What SQLite keeps beside a database. */
const SIDE_FILES = ["-wal", "-shm", "-journal"];

/**
 * Renames a damaged ledger; undefined where that fails (Windows, while another editor window has it open). A file that was set aside
 * before is never overwritten. Only under the lock of `openDatabase`.
 */
export function setAside(path: string): string | undefined {
  const target = freeName(path);
  try {
    renameSync(path, target);
    for (const part of SIDE_FILES) {
      if (existsSync(path + part)) renameSync(path + part, target + part);
    }
    return target;
  } catch {
    return undefined;
  }
}

function freeName(path: string): string {
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, "-");
  for (let number = 1; ; number++) {
    const name = `${path}.damaged-${stamp}${number === 1 ? "" : `-${number}`}`;
    if (["", ...SIDE_FILES].every((part) => !existsSync(name + part))) return name;
  }
}

/** The ledgers that were set aside, by path. */
export function setAsideFiles(path: string): readonly string[] {
  return filesOf(path).filter((file) => SIDE_FILES.every((part) => !file.endsWith(part)));
}

export function deleteSetAsideFiles(path: string): void {
  for (const file of filesOf(path)) rmSync(file, { force: true });
}

function filesOf(path: string): readonly string[] {
  if (path === ":memory:" || !existsSync(dirname(path))) return [];
  const start = `${basename(path)}.damaged-`;
  return readdirSync(dirname(path))
    .filter((name) => name.startsWith(start))
    .map((name) => join(dirname(path), name));
}
