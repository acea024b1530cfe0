import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PLAN_LIMITS } from "../../../../src/domain/account.ts";
import type { SqliteLedger } from "../../../../src/ledger/sqliteLedger.ts";
import { fileLedger } from "../../../support/ledgers.ts";

const LIMITS = PLAN_LIMITS.enterprise;
const NOW = Date.parse("2026-11-20T10:00:00Z");

function take(ledger: SqliteLedger, now: number, use: "user" | "background" = "user"): number | "granted" {
  const decision = ledger.takeRequest("account", LIMITS, use, now);
  return decision.grant ? "granted" : decision.waitMs;
}

describe("the account's pause", () => {
  it("holds for every use, and after it one request goes alone until it is answered", (test) => {
    const ledger = fileLedger(test, ":memory:");
    assert.equal(take(ledger, NOW), "granted");
    ledger.refuseRequest("account", { waitMs: 10_000 }, NOW, NOW + 100, 0);
    assert.deepEqual([take(ledger, NOW + 100), take(ledger, NOW + 10_000, "background")], [10_000, 100]);
    assert.equal(take(ledger, NOW + 10_100), "granted");
    assert.equal(take(ledger, NOW + 10_200), 29_900, "the others wait for its answer");
    ledger.settleRequest("account", NOW + 10_100, NOW + 10_900, "passed");
    assert.equal(take(ledger, NOW + 11_200), "granted");
    assert.equal(ledger.requestUse("account", NOW + 11_200).pause, undefined);
  });

  it("does not end by the answer to a request that was sent before the refusal, nor by one that says nothing", (test) => {
    const ledger = fileLedger(test, ":memory:");
    for (const at of [NOW, NOW + 50]) assert.equal(take(ledger, at), "granted");
    ledger.refuseRequest("account", {}, NOW + 50, NOW + 300, 0);
    ledger.settleRequest("account", NOW, NOW + 900, "passed");
    assert.equal(ledger.requestUse("account", NOW + 900).pause?.refusals, 1);
    assert.equal(take(ledger, NOW + 1_300), "granted");
    ledger.settleRequest("account", NOW + 1_300, NOW + 1_400, "unknown");
    ledger.refuseRequest("account", {}, NOW + 1_300, NOW + 1_500, 0);
    assert.equal(ledger.requestUse("account", NOW + 1_600).pause?.refusals, 2);
  });

  it("is lifted by a sign-in, with the count of refusals kept, and forgotten with the account", (test) => {
    const ledger = fileLedger(test, ":memory:");
    ledger.refuseRequest("account", { waitMs: 31 * 365 * 86_400_000 }, NOW, NOW, 0);
    assert.equal(take(ledger, NOW), 86_400_000, "a day, not 31 years");
    ledger.liftPause("account", NOW + 1);
    assert.equal(take(ledger, NOW + 1), "granted");
    assert.equal(ledger.refuseRequest("account", {}, NOW + 1, NOW + 2, 0).refusals, 2);
    ledger.forgetAccount("account");
    assert.equal(ledger.requestUse("account", NOW + 3).pause, undefined);
    assert.equal(take(ledger, NOW + 1_000), "granted");
  });

  it("counts what was sent in the last day, for everybody who asks", (test) => {
    const ledger = fileLedger(test, ":memory:");
    assert.deepEqual(ledger.requestUse("account", NOW), { day: 0, dayBackground: 0 });
    assert.equal(take(ledger, NOW - 20 * 3_600_000), "granted");
    assert.equal(take(ledger, NOW - 10 * 3_600_000, "background"), "granted");
    assert.deepEqual(ledger.requestUse("account", NOW), {
      day: 2,
      dayBackground: 1,
      backgroundFreesAt: NOW + 14 * 3_600_000,
    });
    assert.deepEqual(ledger.requestUse("account", NOW + 5 * 3_600_000).day, 1);
  });
});
