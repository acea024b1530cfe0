import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { PLAN_LIMITS } from "../../../../src/domain/account.ts";
import { runProgram } from "../../../support/ledgerProgram.ts";
import { fileLedger, temporaryFolder } from "../../../support/ledgers.ts";

describe("request budget", () => {
  it("never grants more than a plan allows in any second, minute and day, and background work a tenth of the day", (test) => {
    const ledger = fileLedger(test, ":memory:");
    const limits = PLAN_LIMITS.starter;
    const granted: number[] = [];
    let now = 1_700_000_000_000;
    const end = now + 3 * 3_600_000;
    while (now < end) {
      const decision = ledger.takeRequest("account", limits, "background", now);
      if (decision.grant) granted.push(now);
      else now += Math.max(1, Math.min(decision.waitMs, 600_000));
    }
    assert.equal(granted.length, 100);
    for (const [spanMs, limit] of [
      [1_000, limits.perSecond],
      [60_000, limits.perMinute],
    ] as const) {
      const most = Math.max(
        ...granted.map((at) => granted.filter((other) => other >= at && other < at + spanMs).length),
      );
      assert.ok(most <= limit, `${most} in ${spanMs} ms`);
    }
    // A person's request still goes through; the next day everything is free again.
    assert.equal(ledger.takeRequest("account", limits, "user", now).grant, true);
    assert.equal(ledger.takeRequest("account", limits, "background", now + 86_400_000).grant, true);
    assert.equal(ledger.takeRequest("other", limits, "background", now).grant, true);
  });

  it("is one for all processes", async (test) => {
    const path = join(temporaryFolder(test), "ledger.db");
    fileLedger(test, path).open();
    const env = { ...process.env, START_AT: String(Date.now() + 2_000) };
    const answers = await Promise.all([1, 2, 3].map(() => runProgram("requests", path, 300, { env })));
    assert.equal(
      answers.reduce((sum, { granted = 0 }) => sum + granted, 0),
      400,
      JSON.stringify(answers),
    );
  });

  it("counts a request from its answer on, because nobody knows when on its way the service counted it", (test) => {
    const ledger = fileLedger(test, ":memory:");
    const limits = { perSecond: 1, perMinute: 10, perDay: 10 };
    const take = (now: number) => ledger.takeRequest("account", limits, "user", now).grant;
    assert.equal(take(100_000), true);
    ledger.settleRequest("account", 100_000, 103_000, "unknown");
    assert.deepEqual([take(102_500), take(103_900), take(104_100)], [false, false, true]);
    ledger.settleRequest("account", 104_100, 90_000, "unknown");
    assert.equal(take(104_200), false, "an answer before its question says that the clock was set back");
  });

  it("is not blocked by a clock that was set back", (test) => {
    const ledger = fileLedger(test, ":memory:");
    const limits = { perSecond: 1, perMinute: 1, perDay: 1 };
    assert.equal(ledger.takeRequest("account", limits, "user", 1_700_000_000_000).grant, true);
    assert.equal(ledger.takeRequest("account", limits, "user", 1_600_000_000_000).grant, true);
  });
});
