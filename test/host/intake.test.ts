import assert from "node:assert/strict";
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import * as vscode from "vscode";
import { patient } from "../../scripts/patience.ts";
import { startLedgerThread } from "../../src/ledger/thread/ledgerThread.ts";
import { WorkerLedger } from "../../src/ledger/thread/workerLedger.ts";
import { loopbackClient } from "../support/loopbackClient.ts";
import { assertShortBlocks } from "../support/threadTime.ts";

const WEEK = { since: "2026-01-05", until: "2026-01-11" };
const DATES = ["05", "06", "07", "08", "09", "10", "11"].map((day) => `2026-01-${day}`);
const ROWS = 350_000;

suite("the extension host while a week of an Enterprise account comes in", () => {
  let server: ChildProcessWithoutNullStreams;
  let folder: string;
  let url: string;

  suiteSetup(async () => {
    folder = mkdtempSync(join(tmpdir(), "deepvue-usage-intake-"));
    const program = join(extensionPath(), "out", "host", "reportServer.js");
    // In desktop VS Code the extension host's own program is Electron.
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: "1" };
    server = spawn(process.execPath, [program, WEEK.since, WEEK.until], { env });
    const [port] = await once(createInterface({ input: server.stdout }), "line");
    url = `http://127.0.0.1:${port}`;
  });
  suiteTeardown(() => {
    server.stdin.end();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  test("is never blocked for longer than a frame", async () => {
    // VS Code's own work can only add to it, so one undisturbed intake of a few is enough.
    await assertShortBlocks(8, (round) => takeIn(join(folder, `${round}.db`)));
  }).timeout(patient(120_000));

  async function takeIn(path: string): Promise<void> {
    const worker = join(extensionPath(), "dist", "worker.js");
    const ledger = new WorkerLedger(() => startLedgerThread(worker, path));
    await ledger.saveAccount({ id: "account", kind: "live", label: "account", baseUrl: url, plan: "enterprise" });
    const intake = await ledger.beginIntake("account", WEEK);
    const body = await loopbackClient(url).openReport(WEEK, "user", new AbortController().signal);
    for await (const chunk of body) await intake.write(chunk);
    const { inserted } = await intake.commit(DATES, Date.now());
    await ledger.close();
    assert.equal(inserted, ROWS);
  }
});

function extensionPath(): string {
  const extension = vscode.extensions.getExtension("deepvue-usage.deepvue-usage");
  assert.ok(extension);
  return extension.extensionPath;
}
