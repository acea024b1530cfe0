import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { MessageChannel } from "node:worker_threads";
import { patient } from "../../../../scripts/patience.ts";
import { wordsOfFailureMessages } from "../../../../src/domain/outcomeWords.ts";
import { ProblemError } from "../../../../src/domain/problem.ts";
import { SqliteLedger } from "../../../../src/ledger/sqliteLedger.ts";
import type { Steps } from "../../../../src/ledger/steps.ts";
import { serveLedger } from "../../../../src/ledger/thread/ledgerMethods.ts";
import { startLedgerThread } from "../../../../src/ledger/thread/ledgerThread.ts";
import { WorkerLedger } from "../../../../src/ledger/thread/workerLedger.ts";
import { atEnd } from "../../../support/endings.ts";
import {
  datesOf,
  format,
  READ_AT,
  reportOf,
  temporaryFolder,
  threadLedger,
  transaction,
} from "../../../support/ledgers.ts";
import { threadFile } from "../../../support/programFile.ts";

const week = { since: "2026-06-08", until: "2026-06-14" };
const june = { since: "2026-06-01", until: "2026-06-30" };
const never = new AbortController().signal;

const someAccount = { id: "account", kind: "live", label: "a…z", baseUrl: "https://x", plan: "starter" } as const;

async function takeIn(ledger: WorkerLedger, body: Uint8Array, pieceLength = 50_000): Promise<unknown> {
  if ((await ledger.accounts()).length === 0) await ledger.saveAccount(someAccount);
  const intake = await ledger.beginIntake("account", week);
  for (let at = 0; at < body.length; at += pieceLength) await intake.write(body.subarray(at, at + pieceLength));
  return intake.commit(datesOf(week), READ_AT);
}

/** Waits until something holds, for the time that people are promised. */
async function until(holds: () => boolean, limitMs = patient(2_000)): Promise<void> {
  const start = performance.now();
  while (!holds()) {
    assert.ok(performance.now() - start < limitMs, "it did not happen in time");
    await wait(5);
  }
}

/** Its searches go on until somebody stops them. */
class EndlessSearch extends SqliteLedger {
  steps = 0;
  isOver = false;

  override *find(): Steps<readonly []> {
    while (!this.isOver) {
      this.steps++;
      yield undefined;
    }
    return [];
  }
}

describe("ledger in a worker thread", () => {
  it("does what the ledger does: every method of the port", async (test) => {
    const ledger = threadLedger(test);
    assert.equal((await ledger.open()).mode, "file");
    await ledger.saveAccount(someAccount);
    await ledger.saveHeaderStyle("account", "bearer");
    assert.deepEqual(await ledger.accounts(), [{ ...someAccount, headerStyle: "bearer" }]);
    const rows = [transaction(), transaction({ message: "Invalid Pan Number." })].toReversed();
    assert.deepEqual(await takeIn(ledger, reportOf(rows)), {
      received: 2,
      inserted: 2,
      updated: 0,
      repeated: 0,
      setAside: 0,
      charge: 59_000,
    });
    assert.deepEqual(await ledger.latest("account", june, {}, 10), rows);
    assert.deepEqual(await ledger.find("account", rows[0]!.id.slice(-6), 10, never), [rows[0]]);
    assert.deepEqual(await ledger.rows("account", june, {}, { column: "at", direction: "ascending" }, 1, 1), [rows[0]]);
    assert.equal(await ledger.count("account", june, { outcomes: ["failure"] }), 1);
    const summary = await ledger.summarize("account", june, "month", {});
    assert.equal(summary.totals.charge, 59_000);
    assert.equal(summary.series[0]?.start, "2026-06-01");
    assert.equal((await ledger.hourly("account", june))[0]?.calls, 2);
    assert.equal((await ledger.coverage("account", "2026-06-01", "2026-06-30")).length, 7);
    assert.equal((await ledger.reports("account", "2026-06-01", "2026-06-30")).length, 1);
    assert.deepEqual(await ledger.setAsideRows("account", "2026-06-01", "2026-06-30"), []);
    assert.deepEqual((await ledger.check("account")).damage, []);
    await ledger.writeState("account", "key", "{}");
    assert.equal(await ledger.readState("account", "key"), "{}");
    assert.equal(await ledger.readState("account", "other"), undefined);
    await ledger.addBalance("account", { at: 5, balance: 7 });
    assert.deepEqual(await ledger.balances("account", 5), [{ at: 5, balance: 7 }]);
    const limits = { perSecond: 1, perMinute: 30, perDay: 1_000 };
    assert.deepEqual(await ledger.takeRequest("account", limits, "user", 1_000), { grant: true });
    const pause = await ledger.refuseRequest("account", { waitMs: 8_000, limit: "day", said: "Enough." }, 1_000, 1_000);
    assert.deepEqual(pause, { until: 9_000, refusedAt: 1_000, refusals: 1, limit: "day", said: "Enough." });
    assert.deepEqual(await ledger.takeRequest("account", limits, "user", 5_000), {
      grant: false,
      waitMs: 4_000,
      reason: "paused",
      pause,
    });
    assert.deepEqual(await ledger.requestUse("account", 5_000), { day: 1, dayBackground: 0, pause });
    await ledger.liftPause("account", 5_000);
    assert.deepEqual(await ledger.takeRequest("account", limits, "user", 5_000), { grant: true });
    await ledger.settleRequest("account", 5_000, 5_100, "passed");
    assert.deepEqual(await ledger.requestUse("account", 5_200), { day: 2, dayBackground: 0 });
    assert.equal(await ledger.replaceTold("account", "alerts.told", undefined, "{}"), true);
    assert.equal(await ledger.replaceTold("account", "alerts.told", undefined, "{}"), false);
    assert.equal(await ledger.readTold("account", "alerts.told"), "{}");
    assert.equal(await ledger.takeLease("leader", "one", 1_000, 0), true);
    assert.equal(await ledger.takeLease("leader", "two", 1_000, 500), false);
    assert.equal(await ledger.renewLease("leader", "one", 1_000, 500), true);
    assert.deepEqual([await ledger.isLeaseHeld("leader", 600), await ledger.isLeaseHeld("other", 600)], [true, false]);
    await ledger.releaseLease("leader", "one");
    await ledger.setZone("UTC");
    await ledger.setOutcomes(wordsOfFailureMessages(["verified"]));
    assert.equal((await ledger.summarize("account", june, "day", {})).totals.failures, 2);
    const uses = await ledger.messageUses("account", june);
    assert.deepEqual(
      uses.map(({ calls, failures }) => [calls, failures.calls]),
      [
        [1, 1],
        [1, 1],
      ],
    );
    assert.equal(await ledger.deleteHistory("account"), 2);
    assert.deepEqual(await ledger.setAsideFiles(), []);
    await ledger.deleteSetAsideFiles();
    await ledger.forgetAccount("account");
    assert.deepEqual(await ledger.accounts(), []);
    // Empty answers hand their arrays over as well; the second one must not find the first one's gone.
    for (let turn = 0; turn < 2; turn++) {
      assert.deepEqual((await ledger.summarize("nobody", june, "day", {})).products, []);
      assert.deepEqual(await ledger.hourly("nobody", june), []);
    }
  });

  it("takes a deleted history out of the file as soon as nobody reads it any more", async (test) => {
    const folder = temporaryFolder(test);
    const path = join(folder, "ledger.sqlite");
    const ledger = threadLedger(test, path);
    const message = "a message that stands nowhere else";
    const rows = Array.from({ length: 3_000 }, () => transaction({ message }));
    await takeIn(ledger, reportOf(rows));
    const held = await ledger.openRows("account", june, {});
    await held.next(10);
    const remembers = (): boolean =>
      readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(message));
    await ledger.deleteHistory("account");
    assert.equal(await ledger.count("account", june, {}), 0);
    assert.ok(remembers(), "an export that has begun is one state of the history to its end");
    // It is tried meanwhile, and in vain; nobody else waits for that.
    await ledger.accounts();
    await held.close();
    await until(() => !remembers(), patient(5_000));
  });

  it("leaves the chunks that it is given alone, also those that share memory", async (test) => {
    const ledger = threadLedger(test);
    const body = reportOf(Array.from({ length: 3_000 }, () => transaction()));
    const copy = Buffer.from(body);
    await takeIn(ledger, body, 1_448);
    assert.deepEqual(body, copy);
    assert.equal(await ledger.count("account", june, {}), 3_000);
  });

  it("passes failures on as problems, and forgets an intake that failed or was aborted", async (test) => {
    const ledger = threadLedger(test);
    await assert.rejects(
      takeIn(ledger, Buffer.from("<html>")),
      (error) => error instanceof ProblemError && error.problem.kind === "unexpectedAnswer",
    );
    const intake = await ledger.beginIntake("account", week);
    await intake.write(reportOf([transaction()]));
    await intake.abort();
    await assert.rejects(intake.commit([], READ_AT), ProblemError);
    assert.equal(await ledger.count("account", june, {}), 0);
    await assert.rejects(ledger.setZone("Nowhere/Land"), ProblemError);
  });

  it("stops a search at once when it is cancelled, and serves others while it searches", async (test) => {
    const { port1, port2 } = new MessageChannel();
    const searched = new EndlessSearch(":memory:", format);
    atEnd(test, () => {
      searched.isOver = true;
      port1.close();
    });
    serveLedger(port2, searched, () => port2.close());
    const ledger = new WorkerLedger(() => ({ wire: port1, onEnd: () => undefined, setBusy: () => undefined }));
    const controller = new AbortController();
    const search = ledger.find("account", "123456789", 10, controller.signal);
    await until(() => searched.steps > 0);
    assert.equal(await ledger.readState("account", "key"), undefined);
    controller.abort();
    await assert.rejects(search, (error) => error instanceof ProblemError && error.problem.kind === "cancelled");
    // Calls are served in their order, so this one's answer comes after the search has heard of its end.
    await ledger.readState("account", "key");
    const { steps } = searched;
    await ledger.readState("account", "key");
    assert.equal(searched.steps, steps);
    await assert.rejects(ledger.find("account", "1", 10, AbortSignal.abort()), ProblemError);
  });

  it("tells listeners of own commits and of another editor window's, within the time promised", async (test) => {
    const path = join(temporaryFolder(test), "ledger.db");
    const [one, two] = [threadLedger(test, path), threadLedger(test, path)];
    let [heardByOne, heardByTwo] = [0, 0];
    const stop = one.onDidChange(() => heardByOne++);
    two.onDidChange(() => heardByTwo++);
    // Calls are answered in order: whoever is answered is watching by now.
    await Promise.all([one.accounts(), two.accounts()]);
    await one.saveAccount(someAccount);
    await until(() => heardByOne === 1 && heardByTwo === 1);
    [heardByOne, heardByTwo] = [0, 0];
    await takeIn(one, reportOf([transaction()]));
    await until(() => heardByOne === 1 && heardByTwo === 1);
    assert.equal(await two.count("account", june, {}), 1);
    await two.writeState("account", "key", "value");
    await until(() => heardByOne === 2 && heardByTwo === 2);
    // No news: leases, requests, and one's own echo.
    await one.takeLease("leader", "one", 1_000, 0);
    await one.takeRequest("account", { perSecond: 1, perMinute: 1, perDay: 1 }, "user", 0);
    await wait(150);
    assert.deepEqual([heardByOne, heardByTwo], [2, 2]);
    stop();
    await two.writeState("account", "key", "other");
    await until(() => heardByTwo === 3);
    assert.equal(heardByOne, 2);
  });

  it("survives the death of its thread: waiting calls fail, the next one starts another that knows what it must", async (test) => {
    const path = join(temporaryFolder(test), "ledger.db");
    const threads: ReturnType<typeof startLedgerThread>[] = [];
    const ledger = new WorkerLedger(() => {
      const thread = startLedgerThread(threadFile, path);
      threads.push(thread);
      return thread;
    });
    atEnd(test, () => ledger.close());
    let heard = 0;
    ledger.onDidChange(() => heard++);
    await takeIn(ledger, reportOf([transaction({ message: "Queued" })]));
    await ledger.setOutcomes(wordsOfFailureMessages(["queued"]));
    const intake = await ledger.beginIntake("account", week);
    // A message that is no call: the thread throws outside any, and dies.
    threads[0]?.wire.postMessage(null, []);
    await assert.rejects(
      ledger.count("account", june, {}),
      (error) => error instanceof ProblemError && error.problem.kind === "internal",
    );
    assert.equal((await ledger.summarize("account", june, "day", {})).totals.failures, 1);
    assert.equal(threads.length, 2);
    await assert.rejects(
      intake.write(Buffer.alloc(600_000)).then(() => intake.commit([], READ_AT)),
      ProblemError,
    );
    heard = 0;
    await ledger.writeState("account", "key", "value");
    await until(() => heard === 1);
  });

  it("closes in order and for good: what comes later starts no thread", async (test) => {
    const ledger = threadLedger(test);
    await takeIn(ledger, reportOf([transaction()]));
    await ledger.close();
    await ledger.close();
    await assert.rejects(
      ledger.count("account", june, {}),
      (error) => error instanceof ProblemError && error.problem.kind === "cancelled",
    );
  });

  it("holds the caller back while sixteen blocks have not been read", async (test) => {
    const { port1, port2 } = new MessageChannel();
    atEnd(test, () => port1.close());
    const ledger = new WorkerLedger(() => ({ wire: port1, onEnd: () => undefined, setBusy: () => undefined }));
    const beginning = ledger.beginIntake("account", week);
    const requests: { id: number; method: string }[] = [];
    port2.on("message", (message) => void requests.push(message));
    await until(() => requests.length === 1);
    port2.postMessage({ id: requests[0]!.id, value: 1 });
    const intake = await beginning;
    let written = 0;
    const writing = (async (): Promise<void> => {
      for (; written < 40; written++) await intake.write(new Uint8Array(1 << 18));
    })();
    await until(() => requests.length === 17);
    await wait(50);
    assert.deepEqual([requests.length, written], [17, 15]);
    for (const [n, { id }] of requests.entries()) if (n > 0) port2.postMessage({ id, value: new ArrayBuffer(1 << 18) });
    await until(() => requests.length > 30);
    port2.on("message", ({ id }) => port2.postMessage({ id, value: new ArrayBuffer(1 << 18) }));
    for (const { id } of requests.slice(17)) port2.postMessage({ id, value: new ArrayBuffer(1 << 18) });
    await writing;
    await until(() => requests.length === 41);
  });

  it("says clearly that there is no ledger where Node has no SQLite", async (test) => {
    const { port1, port2 } = new MessageChannel();
    test.mock.method(process, "getBuiltinModule", () => undefined);
    atEnd(test, () => port1.close());
    serveLedger(port2, new SqliteLedger(":memory:", format), () => port2.close());
    const ledger = new WorkerLedger(() => ({ wire: port1, onEnd: () => undefined, setBusy: () => undefined }));
    await assert.rejects(
      ledger.accounts(),
      (error) =>
        error instanceof ProblemError && error.problem.kind === "storage" && error.problem.reason === "missingModule",
    );
  });
});
