import assert from "node:assert/strict";
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import * as vscode from "vscode";
import { startLedgerThread } from "../../src/ledger/thread/ledgerThread.ts";
import { WorkerLedger } from "../../src/ledger/thread/workerLedger.ts";
import { loopbackClient } from "../support/loopbackClient.ts";

/** One frame at 60 Hz: whoever types while a report comes in must not notice. */
const LONGEST_BLOCK_MS = 16;
const WEEK = { since: "2026-01-05", until: "2026-01-11" };
const DATES = ["05", "06", "07", "08", "09", "10", "11"].map((day) => `2026-01-${day}`);
const ROWS = 350_000;
const TRIES = 8;

interface Blocks {
  /** Between two turns of a timer that is due every millisecond. */
  readonly timerMs: number;
  /** What perf_hooks says of the event loop. */
  readonly loopMs: number;
}

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

  test(`is never blocked for more than ${LONGEST_BLOCK_MS} ms`, async () => {
    const tried: Blocks[] = [];
    // Other programs of the machine and VS Code itself can only add to it, so one undisturbed intake of a few is enough.
    while (tried.length < TRIES && !tried.some(isShort)) {
      const path = join(folder, `${tried.length}.db`);
      tried.push(await blocksDuring(() => takeIn(path)));
    }
    const seen = tried.map(({ timerMs, loopMs }) => `${timerMs.toFixed(1)}/${loopMs.toFixed(1)} ms`).join(", ");
    assert.ok(tried.some(isShort), `longest block by a timer/by perf_hooks: ${seen}`);
  }).timeout(120_000);

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

function isShort({ timerMs, loopMs }: Blocks): boolean {
  return Math.max(timerMs, loopMs) < LONGEST_BLOCK_MS;
}

async function blocksDuring(work: () => Promise<void>): Promise<Blocks> {
  const loop = monitorEventLoopDelay({ resolution: 1 });
  await delay(100);
  let timerMs = 0;
  /** The longest time between two turns, with all waiting, and the waiting in it. */
  let longest = { ms: 0, waited: 0 };
  let last = performance.now();
  let waited = waitedMs();
  const timer = setInterval(() => {
    const [now, waitedSince] = [performance.now(), waitedMs() - waited];
    timerMs = Math.max(timerMs, now - last - waitedSince);
    if (now - last > longest.ms) longest = { ms: now - last, waited: waitedSince };
    last = now;
    waited += waitedSince;
  }, 1);
  loop.enable();
  try {
    await work();
  } finally {
    loop.disable();
    clearInterval(timer);
  }
  return { timerMs, loopMs: loop.max / 1e6 - longest.waited };
}

/**
 * How long this thread has waited for a processor that other programs had (proc_pid_schedstat, Linux): no block of ours, and on a
 * busy machine the most of it. `npm run bench` counts it.
 */
function waitedMs(): number {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, "utf8").split(" ")[1]) / 1e6;
  } catch {
    return 0;
  }
}

function extensionPath(): string {
  const extension = vscode.extensions.getExtension("deepvue-usage.deepvue-usage");
  assert.ok(extension);
  return extension.extensionPath;
}
