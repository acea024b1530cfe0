import assert from "node:assert/strict";
import { chmodSync, existsSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, it, type TestContext } from "node:test";
import { patient } from "../../../../scripts/patience.ts";
import { ProblemError, type StorageReason } from "../../../../src/domain/problem.ts";
import { isWalSafe } from "../../../../src/ledger/file/openDatabase.ts";
import { SCHEMA_VERSION } from "../../../../src/ledger/file/schema.ts";
import { finish } from "../../../../src/ledger/steps.ts";
import { ROWS_PER_WINDOW, runProgram } from "../../../support/ledgerProgram.ts";
import { fileLedger, reportOf, takeIn, temporaryFolder, transaction } from "../../../support/ledgers.ts";
import { replaceWhenOpened } from "../../../support/replacedLedger.ts";

const week = { since: "2026-06-08", until: "2026-06-14" };
const GARBAGE = Buffer.from("not a database at all, but long enough to look like one".repeat(200));
const isRoot = process.getuid?.() === 0;

/** A ledger file with one transaction, closed. */
function someLedger(test: TestContext): string {
  const path = join(temporaryFolder(test), "history", "ledger.db");
  const ledger = fileLedger(test, path);
  takeIn(ledger, week, reportOf([transaction()]));
  ledger.close();
  return path;
}

function isStorage(reason: StorageReason): (error: unknown) => boolean {
  return (error) =>
    error instanceof ProblemError && error.problem.kind === "storage" && error.problem.reason === reason;
}

describe("opening a ledger", () => {
  it("creates the file for its owner only, in a folder for its owner only", {
    skip: process.platform === "win32",
  }, (test) => {
    const path = someLedger(test);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.equal(statSync(dirname(path)).mode & 0o777, 0o700);
    chmodSync(path, 0o644);
    const ledger = fileLedger(test, path);
    ledger.writeState("account", "key", "value");
    assert.equal(statSync(path).mode & 0o777, 0o600);
    if (existsSync(`${path}-wal`)) assert.equal(statSync(`${path}-wal`).mode & 0o777, 0o600);
  });

  it("uses WAL only where SQLite has the fix for several writers", (test) => {
    const opening = fileLedger(test).open();
    assert.equal(opening.mode, "file");
    assert.equal(opening.problem, undefined);
    assert.equal(opening.journalMode, isWalSafe(opening.sqliteVersion) ? "wal" : "truncate");
    assert.deepEqual(["3.49.1", "3.51.2", "3.51.3", "3.53.0", "4.0.0"].map(isWalSafe), [
      false,
      false,
      true,
      true,
      true,
    ]);
  });

  it("reads a damaged file only while no other window can put a new one in its place", (test) => {
    const path = join(temporaryFolder(test), "ledger.sqlite");
    writeFileSync(path, GARBAGE);
    const wasReplaced = replaceWhenOpened(test, path);
    const ledger = fileLedger(test, path);
    ledger.open();
    // Otherwise the new one's journal would be taken for this one's, and rolled back into it.
    assert.equal(wasReplaced(), false);
    const [copy = ""] = ledger.setAsideFiles();
    assert.deepEqual(readFileSync(copy), GARBAGE);
  });

  it("works in memory", (test) => {
    const ledger = fileLedger(test, ":memory:");
    takeIn(ledger, week, reportOf([transaction()]));
    assert.equal(ledger.open().mode, "memory");
    assert.equal(ledger.count("account", undefined, {}), 1);
  });

  for (const [name, damage] of [
    [
      "overwritten with text",
      (path: string) => writeFileSync(path, "not a database at all, but long enough to look like one".repeat(200)),
    ],
    ["cut off", (path: string) => truncateSync(path, 5_000)],
    [
      "a database of something else",
      (path: string) => (writeFileSync(path, ""), new DatabaseSync(path).exec("CREATE TABLE a (b)")),
    ],
  ] as const) {
    it(`sets a file aside that is ${name}, names it, and starts afresh`, (test) => {
      const path = someLedger(test);
      damage(path);
      const bytes = readFileSync(path);
      const ledger = fileLedger(test, path);
      const { mode, problem } = ledger.open();
      assert.equal(mode, "file");
      assert.ok(problem?.kind === "storage" && problem.reason === "damaged" && problem.setAsideAs !== undefined);
      assert.deepEqual(readFileSync(problem.setAsideAs), bytes);
      takeIn(ledger, week, reportOf([transaction(), transaction()]));
      assert.equal(ledger.count("account", undefined, {}), 2);
      ledger.close();
      assert.equal(fileLedger(test, path).open().problem, undefined);
    });
  }

  it("sets a ledger aside that proves damaged while it is in use; the next call starts afresh", (test) => {
    const path = someLedger(test);
    const large = fileLedger(test, path);
    takeIn(large, week, reportOf(Array.from({ length: 5_000 }, () => transaction())));
    large.close();
    // The pages with the tables' names stay whole, so that opening notices nothing.
    const database = new DatabaseSync(path);
    const kept = database.prepare("SELECT pageno FROM dbstat WHERE name = 'sqlite_schema'").all();
    database.close();
    const numbers = new Set(kept.map(({ pageno }) => Number(pageno)));
    const bytes = readFileSync(path);
    for (let page = 1; page <= bytes.length / 4_096; page++) {
      if (!numbers.has(page)) bytes.fill(0xff, (page - 1) * 4_096, page * 4_096);
    }
    writeFileSync(path, bytes);
    const ledger = fileLedger(test, path);
    assert.equal(ledger.open().problem, undefined);
    assert.throws(
      () => ledger.count("account", undefined, {}),
      (error) =>
        isStorage("damaged")(error) &&
        error instanceof ProblemError &&
        error.problem.kind === "storage" &&
        existsSync(error.problem.setAsideAs ?? ""),
    );
    assert.equal(ledger.count("account", undefined, {}), 0);
    takeIn(ledger, week, reportOf([transaction()]));
    assert.equal(ledger.count("account", undefined, {}), 1);
  });

  it("leaves a newer ledger alone and works beside it", (test) => {
    const path = someLedger(test);
    const newer = new DatabaseSync(path);
    newer.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
    newer.close();
    const bytes = readFileSync(path);
    const ledger = fileLedger(test, path);
    const { problem, mode } = ledger.open();
    assert.equal(mode, "file");
    assert.ok(problem?.kind === "storage" && problem.reason === "newer" && problem.setAsideAs === path);
    takeIn(ledger, week, reportOf([transaction()]));
    ledger.close();
    assert.deepEqual(readFileSync(path), bytes);
    assert.equal(fileLedger(test, path).count("account", undefined, {}), 1);
  });

  it("says so when another program keeps the file locked, and recovers", { timeout: patient(30_000) }, (test) => {
    const path = someLedger(test);
    const other = new DatabaseSync(path);
    other.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE");
    const ledger = fileLedger(test, path);
    assert.throws(() => ledger.open(), isStorage("locked"));
    other.close();
    assert.equal(ledger.count("account", undefined, {}), 1);
  });

  it("reports a full disk, and keeps what it has", { skip: process.platform === "win32" }, async (test) => {
    const path = someLedger(test);
    // 512-byte blocks: 500 KB per file, for a million bytes of rows.
    const answer = await runProgram("fill", path, 8, { before: "ulimit -f 1000" });
    assert.ok(answer.problem?.kind === "storage" && answer.problem.reason === "full", JSON.stringify(answer));
    const ledger = fileLedger(test, path);
    const kept = ledger.count("account", undefined, {});
    assert.equal((kept - 1) % ROWS_PER_WINDOW, 0);
    assert.deepEqual(finish(ledger.check("account")).differingDays, []);
    const more = await runProgram("fill", path, 8);
    assert.equal(more.count, 8 * ROWS_PER_WINDOW + 1);
  });

  describe("in a folder that cannot be written", { skip: process.platform === "win32" }, () => {
    const asNobody = { env: { ...process.env, ...(isRoot ? { RUN_AS: "65534" } : {}) } };

    it("reads the history that is there, and says why nothing can be added", async (test) => {
      const path = someLedger(test);
      chmodSync(path, 0o444);
      chmodSync(dirname(path), 0o555);
      chmodSync(dirname(dirname(path)), 0o755);
      const opened = await runProgram("open", path, 0, asNobody);
      assert.equal(opened.mode, "readOnly");
      assert.ok(opened.openingProblem?.kind === "storage" && opened.openingProblem.reason === "readOnly");
      assert.equal(opened.count, 1);
      const filled = await runProgram("fill", path, 1, asNobody);
      assert.ok(filled.problem?.kind === "storage" && filled.problem.reason === "readOnly");
      chmodSync(dirname(path), 0o755);
    });

    it("keeps a history in memory where there is none, and says so", async (test) => {
      const folder = temporaryFolder(test);
      chmodSync(folder, 0o555);
      const opened = await runProgram("open", join(folder, "history", "ledger.db"), 0, asNobody);
      assert.equal(opened.mode, "memory");
      assert.ok(opened.openingProblem?.kind === "storage" && opened.openingProblem.reason === "readOnly");
      chmodSync(folder, 0o755);
    });
  });
});
