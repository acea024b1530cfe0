// Another editor window that replaces a damaged file just when this one has opened it and has read nothing of it yet.
import { renameSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { TestContext } from "node:test";
import { atEnd } from "./endings.ts";

/**
 * Once the file at `path` has been opened, and before anything is read of it, another window tries to replace it as the extension does:
 * under the opening lock, which it does not wait for, it renames the file and is in the midst of writing a new one when this window
 * goes on. Returns whether it got that far.
 */
export function replaceWhenOpened(test: TestContext, path: string): () => boolean {
  const sqlite = process.getBuiltinModule("node:sqlite");
  const original = sqlite.DatabaseSync;
  let tried = false;
  let replaced = false;
  const replace = (): void => {
    tried = true;
    const lock = new DatabaseSync(`${path}.lock`);
    try {
      lock.exec("BEGIN EXCLUSIVE");
    } catch {
      lock.close();
      return;
    }
    renameSync(path, `${path}.damaged-by-another-window`);
    const other = new DatabaseSync(path);
    atEnd(test, () => other.close());
    // Without a sync the journal counts as soon as it is there; with one, from the first part of the commit on.
    other.exec("PRAGMA synchronous=OFF; BEGIN IMMEDIATE; CREATE TABLE of_the_new_ledger (x)");
    lock.close();
    replaced = true;
  };
  sqlite.DatabaseSync = class extends original {
    constructor(...[name, options = {}]: ConstructorParameters<typeof DatabaseSync>) {
      super(name, options);
      const text = String(name);
      if (!tried && (text === path || text.includes(`${path}?`))) replace();
    }
  };
  atEnd(test, () => {
    sqlite.DatabaseSync = original;
  });
  return () => {
    sqlite.DatabaseSync = original;
    if (!tried) throw new Error("the file was not opened");
    return replaced;
  };
}
