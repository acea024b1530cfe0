import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type ExportFormat, exportTransactions, writeAtomically } from "../../../../src/app/export/exporter.ts";
import { ProblemError } from "../../../../src/domain/problem.ts";
import type { Transaction } from "../../../../src/domain/transaction.ts";
import {
  exportRequest,
  inPages,
  NEVER,
  sumOfCharges,
  temporaryFolder,
  totalsOf,
  transactions,
} from "../../../support/exports.ts";

const FORMATS: readonly ExportFormat[] = ["csv", "sheetCsv", "jsonl", "xlsx", "parquet"];
const root = temporaryFolder();

/** A folder with a former export in it, for each test its own. */
function folderWithTarget(name: string): { readonly folder: string; readonly target: string } {
  const folder = join(root, name);
  mkdirSync(folder);
  const target = join(folder, "usage.data");
  writeFileSync(target, "the former export");
  return { folder, target };
}

function assertUntouched({ folder, target }: { readonly folder: string; readonly target: string }) {
  assert.deepEqual(readdirSync(folder), ["usage.data"]);
  assert.equal(readFileSync(target, "utf8"), "the former export");
}

/** Exports rows whose sum is known, or pages that do not come to an end. */
async function run(
  format: ExportFormat,
  target: string,
  rows: readonly Transaction[] | AsyncIterable<readonly Transaction[]>,
  signal: AbortSignal = NEVER,
  progress: (rows: number) => void = () => undefined,
  pageSize = 100,
) {
  const request = exportRequest({ format, target });
  if (!("length" in rows)) return exportTransactions(request, rows, progress, signal);
  return exportTransactions({ ...request, expected: totalsOf(rows) }, inPages(rows, pageSize), progress, signal);
}

function problem(kind: string, reason?: string) {
  return (error: unknown) => {
    assert.ok(error instanceof ProblemError, String(error));
    assert.equal(error.problem.kind, kind);
    if (reason !== undefined) assert.equal("reason" in error.problem && error.problem.reason, reason);
    return true;
  };
}

/** What all open files have in common. */
async function fileHandles(): Promise<FileHandle> {
  const probe = await open(join(root, "probe"), "w");
  await probe.close();
  return Object.getPrototypeOf(probe) as FileHandle;
}

/** Lets a write fail as the system does, for instance because the disk is full. */
async function failWrites(t: TestContext, code: string, after: number) {
  const handles = await fileHandles();
  const failure = Object.assign(new Error(`${code}: /home/someone/secret`), { code });
  t.mock.method(handles, "writeFile").mock.mockImplementationOnce(() => Promise.reject(failure), after);
}

async function* breakingPages() {
  yield* inPages(transactions(3_000));
  throw new ProblemError({ kind: "storage", reason: "damaged", detail: "the ledger is damaged" });
}

async function* stuckPages() {
  yield transactions(1);
  await new Promise(() => undefined);
}

async function* chunksOf(...texts: string[]) {
  for (const text of texts) {
    await nextTurn();
    yield Buffer.from(text);
  }
}

for (const format of FORMATS) {
  describe(`target of a ${format} export`, () => {
    test("replaces what was there, whole", async () => {
      const place = folderWithTarget(`replace-${format}`);
      const { files } = await run(format, place.target, transactions(10));
      assert.deepEqual(files, [place.target]);
      assert.deepEqual(readdirSync(place.folder), ["usage.data"]);
      assert.ok(!readFileSync(place.target, "utf8").includes("the former export"));
    });

    test("is untouched when the pages break off", async () => {
      const place = folderWithTarget(`break-${format}`);
      await assert.rejects(run(format, place.target, breakingPages()), problem("storage", "damaged"));
      assertUntouched(place);
    });

    test("is untouched when cancelled half-way, and the pages are closed", async () => {
      const place = folderWithTarget(`cancel-${format}`);
      const controller = new AbortController();
      let closed = false;
      const endless = async function* () {
        try {
          for (;;) {
            yield transactions(1_000);
            await nextTurn();
          }
        } finally {
          closed = true;
        }
      };
      const cancelLater = (rows: number) => {
        if (rows > 5_000) controller.abort();
      };
      await assert.rejects(run(format, place.target, endless(), controller.signal, cancelLater), problem("cancelled"));
      assertUntouched(place);
      await nextTurn();
      assert.ok(closed);
    });

    test("is untouched when the disk is full", async (t) => {
      const place = folderWithTarget(`full-${format}`);
      await failWrites(t, "ENOSPC", 2);
      await assert.rejects(run(format, place.target, transactions(20_000)), (error: unknown) => {
        assert.ok(!String(error).includes("secret"), "the path must stay out of the problem");
        return problem("file", "full")(error);
      });
      assertUntouched(place);
    });
  });
}

describe("exporter", () => {
  test("cancels a wait for a page that never comes", async () => {
    const place = folderWithTarget("stuck");
    const controller = new AbortController();
    const running = run("csv", place.target, stuckPages(), controller.signal);
    setTimeout(() => controller.abort(), 20);
    await assert.rejects(running, problem("cancelled"));
    assertUntouched(place);
  });

  test("a cancel during one huge page is heard", async () => {
    const place = folderWithTarget("huge");
    const controller = new AbortController();
    let reached = 0;
    const cancelSoon = (rows: number) => {
      reached = rows;
      controller.abort();
    };
    const onePage = inPages(transactions(50_000), 50_000);
    await assert.rejects(run("jsonl", place.target, onePage, controller.signal, cancelSoon), problem("cancelled"));
    assert.equal(reached, 500);
    assertUntouched(place);
  });

  test("a cancel during the last flush to the disk still counts", async (t) => {
    const place = folderWithTarget("last");
    const controller = new AbortController();
    t.mock.method(await fileHandles(), "sync", () => {
      controller.abort();
      return Promise.resolve();
    });
    await assert.rejects(run("csv", place.target, transactions(1), controller.signal), problem("cancelled"));
    assertUntouched(place);
  });

  test("does nothing when cancelled before it starts", async () => {
    const place = folderWithTarget("before");
    await assert.rejects(run("csv", place.target, transactions(1), AbortSignal.abort()), problem("cancelled"));
    assertUntouched(place);
  });

  test("reports progress, ending with the number of rows", async () => {
    const place = folderWithTarget("progress");
    const seen: number[] = [];
    await run("csv", place.target, transactions(1_250), NEVER, (rows) => seen.push(rows), 600);
    assert.deepEqual(seen, [500, 600, 1_100, 1_200, 1_250]);
  });

  test("lets others have the thread while it works", async () => {
    const place = folderWithTarget("turns");
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    await run("csv", place.target, transactions(50_000), NEVER, () => undefined, 50_000);
    clearInterval(timer);
    assert.ok(turns > 3, `${turns} turns of the event loop`);
  });

  test("names the cause when the place can not be written to", async (t) => {
    await assert.rejects(run("csv", join(root, "nowhere", "x.csv"), []), problem("file", "other"));
    for (const [code, reason] of [
      ["EACCES", "readOnly"],
      ["EROFS", "readOnly"],
      ["EDQUOT", "full"],
      ["EBUSY", "locked"],
    ] as const) {
      await failWrites(t, code, 0);
      await assert.rejects(run("csv", join(root, "x.csv"), []), problem("file", reason));
      t.mock.restoreAll();
    }
    assert.ok(!existsSync(join(root, "x.csv")));
  });

  for (const [what, expected] of [
    ["a row more than there are", { calls: 11, charge: sumOfCharges(transactions(10)) }],
    ["a row fewer", { calls: 9, charge: sumOfCharges(transactions(10)) }],
    ["another sum", { calls: 10, charge: sumOfCharges(transactions(10)) + 1 }],
  ] as const) {
    test(`is no export when the ledger's totals are of ${what}`, async () => {
      const place = folderWithTarget(`totals-${what.replaceAll(" ", "-")}`);
      for (const format of FORMATS) {
        const request = exportRequest({ format, target: place.target, expected });
        const exporting = exportTransactions(request, inPages(transactions(10)), () => undefined, NEVER);
        await assert.rejects(exporting, problem("internal"));
        assertUntouched(place);
      }
    });
  }

  test("writes through a link instead of replacing it", { skip: process.platform === "win32" }, async () => {
    const place = folderWithTarget("link");
    const link = join(root, "link.csv");
    symlinkSync(place.target, link);
    await run("csv", link, transactions(1));
    assert.match(readFileSync(place.target, "utf8"), /^id,/);
    assert.deepEqual(readdirSync(place.folder), ["usage.data"]);
  });
});

describe("writeAtomically", () => {
  test("writes all chunks and replaces the target at the end", async () => {
    const place = folderWithTarget("chunks");
    let during = "";
    const watching = async function* () {
      yield* chunksOf("PK", "one");
      during = readFileSync(place.target, "utf8");
      yield* chunksOf("two");
    };
    await writeAtomically(place.target, watching(), NEVER);
    assert.equal(during, "the former export");
    assert.deepEqual(readdirSync(place.folder), ["usage.data"]);
    assert.equal(readFileSync(place.target, "utf8"), "PKonetwo");
  });

  test("leaves the target when the stream fails, is cancelled, or the disk is full", async (t) => {
    const place = folderWithTarget("chunks-fail");
    const failing = async function* () {
      yield* chunksOf("half");
      throw new ProblemError({ kind: "unexpectedAnswer", detail: "not a workbook" });
    };
    await assert.rejects(writeAtomically(place.target, failing(), NEVER), problem("unexpectedAnswer"));
    assertUntouched(place);

    const controller = new AbortController();
    const cancelling = async function* () {
      yield* chunksOf("half");
      controller.abort();
      yield* chunksOf("other half");
    };
    await assert.rejects(writeAtomically(place.target, cancelling(), controller.signal), problem("cancelled"));
    assertUntouched(place);

    await failWrites(t, "ENOSPC", 1);
    await assert.rejects(writeAtomically(place.target, chunksOf("a", "b"), NEVER), problem("file", "full"));
    assertUntouched(place);
  });
});
