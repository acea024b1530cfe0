import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { believedLane, IDLE_LANE } from "../../../src/app/sync/syncState.ts";
import { PLAN_LIMITS } from "../../../src/domain/account.ts";
import { happened, lastsUntil, TERMS } from "../../../src/domain/instant.ts";
import { believedTold, TOLD_NOTHING } from "../../../src/domain/watch/alert.ts";
import { believedSilencing, silenceOf, snooze } from "../../../src/domain/watch/silencing.ts";
import { SqliteLedger } from "../../../src/ledger/sqliteLedger.ts";
import { format } from "../../support/ledgers.ts";

const NOW = Date.parse("2026-11-20T10:00:00Z");
const MINUTE = 60_000;
const DAY = 86_400_000;
/** How far a clock is ahead: more than a minute, which clocks step in ordinary life, up to ten years. */
const ahead = fc.integer({ min: MINUTE + 1, max: 3_652 * DAY });

/** Everything that one editor window writes while its clock is `ms` ahead, as it looks from the right time on. */
const WRITTEN: Readonly<Record<string, (ledger: SqliteLedger, ms: number) => void>> = {
  "a lease is free": (ledger, ms) => {
    ledger.takeLease("refresh:account", "one", 20_000, NOW + ms);
    assert.equal(ledger.takeLease("refresh:account", "two", 20_000, NOW), true);
  },
  "a pause is over": (ledger, ms) => {
    ledger.refuseRequest("account", { waitMs: DAY }, NOW + ms, NOW + ms, 0);
    assert.equal(ledger.takeRequest("account", PLAN_LIMITS.starter, "user", NOW).grant, true);
    assert.equal(ledger.requestUse("account", NOW).pause, undefined);
  },
  "a request's place is free": (ledger, ms) => {
    const limits = { perSecond: 1, perMinute: 1, perDay: 1 };
    ledger.takeRequest("account", limits, "user", NOW + ms);
    assert.equal(ledger.takeRequest("account", limits, "user", NOW).grant, true);
  },
  "a balance does not hide a later one": (ledger, ms) => {
    ledger.saveAccount({ id: "account", kind: "live", label: "a…z", baseUrl: "https://x", plan: "starter" });
    ledger.addBalance("account", { at: NOW + ms, balance: 1 });
    ledger.addBalance("account", { at: NOW, balance: 2 });
    assert.equal(ledger.lastBalance("account", NOW)?.balance, 2);
  },
  "a lane's run, its times and its problem": (_, ms) => {
    const then = NOW + ms;
    const stored = {
      ...IDLE_LANE,
      phase: { phase: "waiting", until: then + DAY },
      aliveUntil: then + 20_000,
      attemptedAt: then,
      syncedAt: then,
      balanceAskedAt: then,
      problem: { kind: "quota", detail: "", retryAt: then + DAY },
    } as const;
    const { aliveUntil, problem, attemptedAt, syncedAt, balanceAskedAt } = believedLane(stored, NOW);
    assert.deepEqual([attemptedAt, syncedAt, balanceAskedAt], [undefined, undefined, undefined]);
    assert.ok(aliveUntil <= NOW + TERMS.lease);
    assert.ok(problem?.kind === "quota" && problem.retryAt <= NOW + TERMS.requestSlot);
  },
  "a snooze has ended within its term": (_, ms) => {
    const snoozed = snooze({ snoozed: {}, muted: ["x"] }, "runway", NOW + ms + DAY, NOW + ms);
    const later = NOW + TERMS.snooze;
    assert.equal(silenceOf(believedSilencing(snoozed, NOW), "runway", later), "audible");
    assert.equal(silenceOf(believedSilencing(snoozed, NOW), "x", later), "muted");
  },
  "what counts as told": (_, ms) => {
    const day = new Date(NOW + ms).toISOString().slice(0, 10);
    const told = believedTold(
      {
        ...TOLD_NOTHING,
        thresholds: { scopes: { day: [{ since: day, limit: 1, told: { 1: 100 } }] } },
        findings: { told: [`silence/product/UPI/${day}`] },
        walletUntil: NOW + ms,
        judgedOn: day,
      },
      NOW,
    );
    const isNear = ms < 2 * DAY;
    assert.equal(told.walletUntil, 0);
    assert.ok(isNear || (told.thresholds.scopes["day"]?.length === 0 && told.findings.told.length === 0));
    assert.ok(isNear || told.judgedOn === undefined);
  },
};

for (const [name, check] of Object.entries(WRITTEN)) {
  test(`written under a clock that was ahead: ${name}`, () => {
    fc.assert(
      fc.property(ahead, (ms) => {
        const ledger = new SqliteLedger(":memory:", format);
        try {
          check(ledger, ms);
        } finally {
          ledger.close();
        }
      }),
      { numRuns: 40 },
    );
  });
}

test("the door: what happened lies behind, what ends ends within its term", () => {
  assert.equal(happened(NOW - 5, NOW), NOW - 5);
  assert.equal(happened(NOW + MINUTE, NOW), NOW, "a clock that stepped back a little");
  assert.equal(happened(NOW + MINUTE + 1, NOW), undefined);
  assert.equal(happened(Number.NaN, NOW), undefined);
  assert.equal(happened(undefined, NOW), undefined);
  assert.equal(lastsUntil(NOW - 5, NOW, 10), NOW - 5);
  assert.equal(lastsUntil(NOW + 10, NOW, 10), NOW + 10);
  assert.equal(lastsUntil(NOW + 11, NOW, 10), undefined);
});
