import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { patient } from "../../../../scripts/patience.ts";
import { finish } from "../../../../src/ledger/steps.ts";
import { killRepeatedly } from "../../../support/ledgerKills.ts";
import { runProgram } from "../../../support/ledgerProgram.ts";
import { fileLedger, temporaryFolder } from "../../../support/ledgers.ts";

describe("durability", { skip: process.platform === "win32" }, () => {
  it("survives kills at any moment of an intake (1 000 of them: test/bench/kills.ts)", {
    timeout: patient(120_000),
  }, async (test) => {
    await killRepeatedly(join(temporaryFolder(test), "ledger.db"), 15);
  });

  it("takes in from several processes at once", { timeout: patient(60_000) }, async (test) => {
    const path = join(temporaryFolder(test), "ledger.db");
    const answers = await Promise.all([4, 6, 5].map((windows) => runProgram("fill", path, windows)));
    assert.deepEqual(
      answers.filter(({ problem }) => problem !== undefined),
      [],
    );
    const ledger = fileLedger(test, path);
    assert.equal(ledger.count("account", undefined, {}), 6 * 3_000);
    assert.deepEqual(finish(ledger.check("account")).differingDays, []);
  });
});
