import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as vscode from "vscode";
import { type Problem, problemOf } from "../../src/domain/problem.ts";
import { writeTo } from "../../src/ui/saveFile.ts";
import { MemoryFiles } from "./memoryFiles.ts";

const SCHEME = "deepvue-elsewhere";
const TARGET = vscode.Uri.from({ scheme: SCHEME, path: "/reports/October.csv" });

suite("saving where no path of this machine leads", () => {
  let files: MemoryFiles;
  const registered: vscode.Disposable[] = [];

  suiteSetup(() => {
    files = new MemoryFiles();
    const readOnly = { isReadonly: true };
    registered.push(
      vscode.workspace.registerFileSystemProvider(SCHEME, files),
      vscode.workspace.registerFileSystemProvider("deepvue-read-only", new MemoryFiles(), readOnly),
    );
  });
  setup(() => {
    files.files.clear();
    files.folders.add("/reports");
    files.beforeWrite = async () => undefined;
    files.afterDelete = () => undefined;
    staged = "";
  });
  suiteTeardown(() => {
    for (const registration of registered) registration.dispose();
  });

  test("a file arrives under its name, also over another one, and no copy of it stays", async () => {
    assert.equal(await save(TARGET), "written");
    assert.deepEqual(files.contents(), { "/reports/October.csv": "new" });
    files.files.set(TARGET.path, new TextEncoder().encode("old"));
    await save(TARGET);
    assert.deepEqual(files.contents(), { "/reports/October.csv": "new" });
    assert.equal(existsSync(dirname(staged)), false);
  });

  test("a folder of files arrives as one", async () => {
    await writeTo(TARGET, writeMonths, new AbortController().signal, () => undefined);
    assert.deepEqual(files.contents(), {
      "/reports/October.csv/2026-09": "2026-09",
      "/reports/October.csv/2026-10": "2026-10",
    });
    assert.match((await problemIn(save(TARGET)))?.detail ?? "", /^A folder has that name/);
    files.delete(TARGET);
  });

  test("a place that can only be read is refused before anything is written, and says what to do", async () => {
    const problem = await problemIn(save(TARGET.with({ scheme: "deepvue-read-only" })));
    assert.equal(problem?.kind, "file");
    assert.match(
      problem.detail,
      /^Places that begin with “deepvue-read-only:” can only be read\. Choose another place/,
    );
    assert.equal(staged, "");
  });

  test("what the place refuses is told in its words, and what was there is as it was", async () => {
    files.files.set(TARGET.path, new TextEncoder().encode("old"));
    files.beforeWrite = async () => {
      throw vscode.FileSystemError.NoPermissions("not yours");
    };
    assert.deepEqual(await problemIn(save(TARGET)), {
      kind: "file",
      reason: "readOnly",
      detail: "Writing it failed: NoPermissions",
    });
    files.beforeWrite = async () => {
      throw vscode.FileSystemError.Unavailable("gone");
    };
    assert.equal((await problemIn(save(TARGET)))?.detail, "The place can not be reached");
    assert.deepEqual(files.contents(), { "/reports/October.csv": "old" });
    assert.equal(existsSync(dirname(staged)), false);
  });

  test("a copy that is cancelled is left at once and undone when it can be", async () => {
    files.files.set(TARGET.path, new TextEncoder().encode("old"));
    const { promise: slow, resolve: arrive } = Promise.withResolvers<void>();
    const begun = new Promise<void>((resolve) => {
      files.beforeWrite = () => (resolve(), slow);
    });
    const cancel = new AbortController();
    const saving = problemIn(save(TARGET, cancel.signal));
    await begun;
    cancel.abort();
    assert.equal((await saving)?.kind, "cancelled");
    const undone = new Promise<void>((resolve) => {
      files.afterDelete = resolve;
    });
    arrive();
    await undone;
    assert.deepEqual(files.contents(), { "/reports/October.csv": "old" });
  });

  test("a file of this machine is written where it is", async () => {
    const folder = mkdtempSync(join(tmpdir(), "deepvue-usage-saving-"));
    try {
      const path = join(folder, "October.csv");
      await save(vscode.Uri.file(path));
      assert.deepEqual([staged, readFileSync(path, "utf8")], [path, "new"]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** Where the last file was written first. */
let staged = "";

async function writeNew(path: string): Promise<string> {
  staged = path;
  writeFileSync(path, "new");
  return "written";
}

async function save(target: vscode.Uri, signal = new AbortController().signal): Promise<string> {
  return writeTo(target, writeNew, signal, () => undefined);
}

async function writeMonths(path: string): Promise<void> {
  mkdirSync(path);
  for (const month of ["2026-09", "2026-10"]) writeFileSync(join(path, month), month);
}

async function problemIn(work: Promise<unknown>): Promise<Problem | undefined> {
  return work.then(
    () => undefined,
    (error: unknown) => problemOf(error),
  );
}
