import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import {
  type ExportFormat,
  type ExportRequest,
  exportTransactions,
  writeAtomically,
} from "../../../../src/app/export/exporter.ts";
import type { Transaction } from "../../../../src/domain/transaction.ts";
import {
  exportRequest,
  exportRows,
  inPages,
  NEVER,
  temporaryFolder,
  totalsOf,
  transactions,
} from "../../../support/exports.ts";
import { noSmallDisk, runOnSmallDisk } from "../../../support/fullDisk.ts";

const FORMATS: readonly ExportFormat[] = ["csv", "sheetCsv", "jsonl", "xlsx", "parquet"];
/** As if every Parquet export had more rows than one file should have. */
const MONTHS = { mostRowsInOneParquetFile: 2 };
const POSIX = { skip: process.platform === "win32" && "permissions are those of POSIX" };
const root = temporaryFolder();

function exportMonths(target: string) {
  return exportRows({ format: "parquet", target, ...MONTHS }, transactions(24 * 45));
}

/** Pages that say whether anyone asked for them. */
function watchedPages() {
  let asked = 0;
  const pages = async function* (): AsyncGenerator<readonly Transaction[]> {
    asked += 1;
    yield* inPages(transactions(3));
  };
  return { pages: pages(), asked: () => asked };
}

async function assertRefusedBeforeWork(
  asking: Pick<ExportRequest, "format" | "target" | "mostRowsInOneParquetFile">,
  message: RegExp,
) {
  const { pages, asked } = watchedPages();
  const request = exportRequest({ ...asking, expected: totalsOf(transactions(3)) });
  await assert.rejects(
    exportTransactions(request, pages, () => undefined, NEVER),
    { name: "ProblemError", message, problem: { kind: "file", reason: "other", detail: messageOf(message) } },
  );
  assert.equal(asked(), 0, "rows were asked for");
}

async function* deepvuesReport() {
  await Promise.resolve();
  yield Buffer.from("PK");
}

/** The whole sentence that a pattern names. */
function messageOf({ source }: RegExp): string {
  return source.replace("^file: ", "").replace("$", "");
}

function contentOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted();
}

describe("a file that is replaced", POSIX, () => {
  for (const format of FORMATS) {
    test(`keeps its permissions (${format})`, async () => {
      const target = join(root, `private.${format}`);
      for (const mode of [0o600, 0o640, 0o664, 0o755]) {
        writeFileSync(target, "the former export");
        chmodSync(target, mode);
        await exportRows({ format, target }, transactions(3));
        assert.equal((statSync(target).mode & 0o777).toString(8), mode.toString(8));
        assert.notEqual(readFileSync(target, "utf8"), "the former export");
      }
    });
  }

  test("keeps its owner and group", { skip: process.getuid?.() !== 0 && "only root may give files away" }, async () => {
    const target = join(root, "owned.csv");
    writeFileSync(target, "the former export");
    const { chownSync } = await import("node:fs");
    chownSync(target, 1234, 2345);
    chmodSync(target, 0o640);
    await exportRows({ format: "csv", target }, transactions(3));
    const { uid, gid, mode } = statSync(target);
    assert.deepEqual([uid, gid, (mode & 0o777).toString(8)], [1234, 2345, "640"]);
  });

  test("is private from the first byte on when the former one was", async () => {
    const target = join(root, "secret.csv");
    writeFileSync(target, "the former export");
    chmodSync(target, 0o600);
    const modes: string[] = [];
    const looking = async function* () {
      yield* inPages(transactions(3));
      for (const name of readdirSync(root).filter((found) => found.endsWith(".part"))) {
        modes.push((statSync(join(root, name)).mode & 0o777).toString(8));
      }
    };
    const request = exportRequest({ format: "csv", target, expected: totalsOf(transactions(3)) });
    await exportTransactions(request, looking(), () => undefined, NEVER);
    assert.deepEqual(modes, ["600"]);
  });

  test("keeps its permissions when Deepvue's own file is saved over it", async () => {
    const target = join(root, "report.xlsx");
    writeFileSync(target, "the former report");
    chmodSync(target, 0o600);
    await writeAtomically(target, deepvuesReport(), NEVER);
    assert.deepEqual([(statSync(target).mode & 0o777).toString(8), readFileSync(target, "utf8")], ["600", "PK"]);
  });
});

describe("what is refused before any work is done", () => {
  for (const format of FORMATS) {
    test(`a folder (${format})`, async () => {
      const target = join(root, `folder.${format}`);
      mkdirSync(target);
      await assertRefusedBeforeWork({ format, target }, /^file: There is a folder of this name. Choose another name$/);
      assert.deepEqual(contentOf(target), []);
    });

    test(`a read-only file (${format})`, async () => {
      for (const mostRowsInOneParquetFile of [2, 3]) {
        const target = join(root, `fixed-${mostRowsInOneParquetFile}.${format}`);
        writeFileSync(target, "the signed-off month");
        chmodSync(target, 0o444);
        await assertRefusedBeforeWork(
          { format, target, mostRowsInOneParquetFile },
          /^file: The file of this name is read-only. Choose another name, or make it writable$/,
        );
        assert.equal(readFileSync(target, "utf8"), "the signed-off month");
      }
    });
  }

  const foreign = {
    "months of another tool": (folder: string) => write(folder, "month=2026-01", "data_0.parquet"),
    "a folder of months without our mark": (folder: string) => write(folder, "month=2026-03", "part-1.parquet"),
    "a mark that is not ours": (folder: string) => write(folder, "", ".deepvue-export"),
  } as const;
  for (const [what, make] of Object.entries(foreign)) {
    test(what, async () => {
      const target = join(root, what.replaceAll(" ", "-"));
      make(target);
      const before = contentOf(target);
      await assertRefusedBeforeWork(
        { format: "parquet", target, ...MONTHS },
        /^file: There is a folder of this name, and it holds something else than an earlier export. Choose another name$/,
      );
      assert.deepEqual(contentOf(target), before);
    });
  }

  const changes = {
    "another tool's file in a month of ours": (folder: string) => write(folder, "month=2026-01", "data_0.parquet"),
    "a file beside our months": (folder: string) => write(folder, "", "notes.txt"),
    "a file of ours that another tool wrote again": (folder: string) =>
      write(folder, "month=2026-03", "part-1.parquet"),
    "a link in a month of ours": (folder: string) =>
      symlinkSync(join(folder, "month=2026-03", "part-1.parquet"), join(folder, "month=2026-01", "link.parquet")),
  } as const;
  for (const [what, change] of Object.entries(changes)) {
    test(what, { skip: what.includes("link") && POSIX.skip }, async () => {
      const target = join(root, what.replaceAll(/\W/g, "-"));
      await exportMonths(target);
      change(target);
      const before = contentOf(target);
      await assertRefusedBeforeWork(
        { format: "parquet", target, ...MONTHS },
        /^file: There is a folder of this name, and it holds something else than an earlier export. Choose another name$/,
      );
      assert.deepEqual(contentOf(target), before);
    });
  }

  test("a file that came into our folder while the export was being written is not deleted either", async () => {
    const target = join(root, "raced.parquet");
    await exportMonths(target);
    const racing = async function* () {
      yield* inPages(transactions(3));
      write(target, "month=2026-01", "data_0.parquet");
    };
    const request = exportRequest({ format: "parquet", target, expected: totalsOf(transactions(3)), ...MONTHS });
    await assert.rejects(
      exportTransactions(request, racing(), () => undefined, NEVER),
      /holds something else/,
    );
    assert.ok(existsSync(join(target, "month=2026-01", "data_0.parquet")));
    assert.deepEqual(
      readdirSync(root).filter((name) => name.endsWith(".part")),
      [],
    );
  });
});

describe("our own folder of months", () => {
  test("is replaced, also when it was moved, when files of it are gone, and when it is empty", async () => {
    const target = join(root, "ours.parquet");
    await exportMonths(target);
    const moved = join(root, "moved.parquet");
    renameSync(target, moved);
    await exportRows({ format: "parquet", target: moved, ...MONTHS }, transactions(3));
    assert.deepEqual(contentOf(moved), [".deepvue-export", "month=2026-03", join("month=2026-03", "part-1.parquet")]);
    const empty = join(root, "empty.parquet");
    mkdirSync(empty);
    await exportRows({ format: "parquet", target: empty, ...MONTHS }, transactions(3));
    assert.equal(contentOf(empty).length, 3);
  });

  test("keeps its permissions", POSIX, async () => {
    const target = join(root, "closed.parquet");
    await exportMonths(target);
    chmodSync(target, 0o700);
    await exportMonths(target);
    assert.equal((statSync(target).mode & 0o777).toString(8), "700");
  });
});

describe("a disk that is really full", { skip: noSmallDisk(root) ?? false }, () => {
  for (const format of FORMATS) {
    for (const mostRowsInOneParquetFile of format === "parquet" ? [10, 1_000_000] : [1_000_000]) {
      test(`leaves the former file and no trace (${format}, at most ${mostRowsInOneParquetFile} rows in a file)`, () => {
        const disk = join(root, `disk-${format}-${mostRowsInOneParquetFile}`);
        mkdirSync(disk);
        const support = new URL("../../../support/exports.ts", import.meta.url).href;
        const output = runOnSmallDisk(
          disk,
          512 * 1024,
          `import { readdirSync, readFileSync, writeFileSync } from "node:fs";
           import { exportRequest, inPages, NEVER, transactions } from ${JSON.stringify(support)};
           import { exportTransactions } from ${JSON.stringify(new URL("../../../../src/app/export/exporter.ts", import.meta.url).href)};
           const target = ${JSON.stringify(join(disk, "usage.data"))};
           writeFileSync(target, "the former export");
           const request = exportRequest({ format: ${JSON.stringify(format)}, target, mostRowsInOneParquetFile: ${mostRowsInOneParquetFile} });
           const rows = transactions(60_000).map((row, i) => ({ ...row, message: String(Math.sin(i)) }));
           const failure = await exportTransactions(request, inPages(rows, 2_000), () => undefined, NEVER).catch((error) => error.problem);
           console.log(JSON.stringify({ failure, left: readdirSync(${JSON.stringify(disk)}), text: readFileSync(target, "utf8") }));`,
        );
        assert.deepEqual(JSON.parse(output), {
          failure: { kind: "file", reason: "full", detail: "Writing it failed: ENOSPC" },
          left: ["usage.data"],
          text: "the former export",
        });
      });
    }
  }
});

function write(folder: string, within: string, name: string) {
  mkdirSync(join(folder, within), { recursive: true });
  writeFileSync(join(folder, within, name), "another tool's work");
}
