import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, it } from "node:test";
import { isGone, thisProcess } from "../../../../src/ledger/shared/processes.ts";
import { atEnd } from "../../../support/endings.ts";
import { fileLedger, temporaryFolder } from "../../../support/ledgers.ts";

describe("leases", () => {
  it("belong to one holder until they expire or are released", (test) => {
    const ledger = fileLedger(test, ":memory:");
    assert.equal(ledger.takeLease("leader", "one", 100, 0), true);
    assert.equal(ledger.takeLease("leader", "two", 100, 99), false);
    assert.equal(ledger.renewLease("leader", "one", 100, 99), true);
    assert.equal(ledger.takeLease("leader", "two", 100, 150), false);
    assert.equal(ledger.takeLease("leader", "two", 100, 199), true);
    ledger.releaseLease("leader", "one");
    assert.equal(ledger.takeLease("leader", "one", 100, 200), false);
    ledger.releaseLease("leader", "two");
    assert.equal(ledger.takeLease("leader", "one", 100, 200), true);
    assert.equal(ledger.takeLease("other", "two", 100, 200), true);
  });

  it("are kept after they expired, as long as nobody else had them", (test) => {
    const ledger = fileLedger(test, ":memory:");
    assert.equal(ledger.renewLease("leader", "one", 100, 0), false);
    assert.equal(ledger.takeLease("leader", "one", 100, 0), true);
    assert.equal(ledger.renewLease("leader", "one", 100, 5_000), true);
    assert.equal(ledger.takeLease("leader", "two", 100, 6_000), true);
    assert.equal(ledger.renewLease("leader", "one", 100, 6_001), false);
    ledger.releaseLease("leader", "two");
    assert.equal(ledger.renewLease("leader", "one", 100, 6_002), false);
  });

  it("end at once when their process is seen to be gone, and stand where nobody can tell", async (test) => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    atEnd(test, () => child.kill("SIGKILL"));
    const running = thisProcess()
      .replace(` ${process.pid} `, ` ${child.pid} `)
      .replace(/ [^ ]+$/, " ?");
    assert.equal(isGone(running), false);
    child.kill("SIGKILL");
    await once(child, "exit");
    assert.equal(isGone(running), true);
    assert.equal(isGone(thisProcess()), false);
    assert.equal(isGone(""), false);
    assert.equal(isGone(running.replace(/^[^/]+/, "another-machine")), false);
    if (process.platform === "linux") {
      assert.equal(isGone(thisProcess().replace(/ [^ ]+$/, " 1")), true, "a process id that was given anew");
    }

    const path = join(temporaryFolder(test), "ledger.db");
    const ledger = fileLedger(test, path);
    assert.equal(ledger.takeLease("leader", "one", 20_000, 0), true);
    assert.equal(ledger.takeLease("leader", "two", 20_000, 1), false);
    const file = new DatabaseSync(join(path, "..", "coordination.sqlite"));
    file.prepare("UPDATE leases SET process = ?").run(running);
    file.close();
    assert.equal(ledger.isLeaseHeld("leader", 1), false);
    assert.equal(ledger.takeLease("leader", "two", 20_000, 1), true);
    assert.equal(ledger.renewLease("leader", "one", 20_000, 1), false);
  });
});
