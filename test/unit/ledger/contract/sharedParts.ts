// What all editor windows share, and often builds of other versions too: every case has two of them.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NO_ACCOUNT } from "../../../../src/domain/account.ts";
import type {
  Accounts,
  Balances,
  Leases,
  RequestQuota,
  SharedStates,
  ToldStates,
} from "../../../../src/domain/ledgerPorts.ts";
import { ACCOUNT, type Begin, OTHER, rejects } from "./place.ts";

/** How many got what one only may have. */
function countOf(answers: readonly boolean[]): number {
  return answers.filter((isYes) => isYes).length;
}

export function accountsContract(store: string, begin: Begin<Accounts & SharedStates & Balances>): void {
  describe(`accounts: ${store}`, () => {
    it("are signed in and out for every window", async (test) => {
      const { connect } = begin(test);
      const [one, two] = [connect(), connect()];
      assert.deepEqual(await one.accounts(), []);
      await one.saveAccount(ACCOUNT);
      await two.saveAccount(OTHER);
      assert.deepEqual(await one.accounts(), [ACCOUNT, OTHER]);
      await two.saveAccount({ ...ACCOUNT, plan: "business" });
      await two.saveHeaderStyle("account", "bearer");
      assert.deepEqual(await one.accounts(), [{ ...ACCOUNT, plan: "business", headerStyle: "bearer" }, OTHER]);
      await one.forgetAccount("account");
      assert.deepEqual(await two.accounts(), [OTHER]);
    });

    it("that are signed out are written for by nobody, and keep what they had until it is deleted", async (test) => {
      const { connect } = begin(test);
      const [one, two] = [connect(), connect()];
      await one.saveAccount(ACCOUNT);
      await one.writeState("account", "lane", "{}");
      await one.forgetAccount("account");
      await rejects(two.saveHeaderStyle("account", "bearer"), "cancelled");
      await rejects(two.writeState("account", "lane", "[]"), "cancelled");
      await rejects(two.replaceState("account", "lane", "{}", "[]"), "cancelled");
      await rejects(two.addBalance("account", { at: 1, balance: 1 }), "cancelled");
      await rejects(two.writeState("nobody", "lane", "[]"), "cancelled");
      assert.equal(await two.readState("account", "lane"), "{}");
      assert.equal(await two.deleteHistory("account"), 0);
      assert.equal(await one.readState("account", "lane"), undefined);
      await two.saveAccount(ACCOUNT);
      await one.writeState("account", "lane", "[]");
      assert.equal(await two.readState("account", "lane"), "[]");
    });
  });
}

export function statesContract(store: string, begin: Begin<Accounts & SharedStates>): void {
  describe(`states: ${store}`, () => {
    it("are the same in every window, by account and key", async (test) => {
      const { connect } = begin(test);
      const [one, two] = [connect(), connect()];
      await one.saveAccount(ACCOUNT);
      await one.saveAccount(OTHER);
      assert.equal(await two.readState("account", "lane"), undefined);
      await one.writeState("account", "lane", '{"ä":1}');
      await two.writeState("other", "lane", "2");
      await two.writeState("account", "intent", "3");
      await two.writeState(NO_ACCOUNT, "lane", "4");
      const read = [];
      for (const [id, key] of [
        ["account", "lane"],
        ["other", "lane"],
        ["account", "intent"],
        [NO_ACCOUNT, "lane"],
      ] as const) {
        read.push([await one.readState(id, key), await two.readState(id, key)]);
      }
      assert.deepEqual(read, [
        ['{"ä":1}', '{"ä":1}'],
        ["2", "2"],
        ["3", "3"],
        ["4", "4"],
      ]);
    });

    it("are replaced only as they were read; of two windows that replace the same, one does", async (test) => {
      const { connect } = begin(test);
      const [one, two] = [connect(), connect()];
      await one.saveAccount(ACCOUNT);
      assert.equal(await one.replaceState("account", "choices", "a", "b"), false);
      assert.equal(await one.readState("account", "choices"), undefined);
      assert.equal(await one.replaceState("account", "choices", undefined, "0"), true);
      assert.equal(await two.replaceState("account", "choices", undefined, "0"), false);
      for (let round = 0; round < 20; round++) {
        const [before, after] = [String(round), String(round + 1)];
        const replaced = await Promise.all(
          [one, two].map((window) => window.replaceState("account", "choices", before, after)),
        );
        assert.equal(countOf(replaced), 1, `round ${round}`);
      }
      assert.equal(await two.readState("account", "choices"), "20");
    });
  });
}

export function toldContract(store: string, begin: Begin<Accounts & ToldStates>): void {
  describe(`what has been told: ${store}`, () => {
    it("is told once: of two windows that replace the same, one does", async (test) => {
      const { connect } = begin(test);
      const [one, two] = [connect(), connect()];
      await one.saveAccount(ACCOUNT);
      assert.equal(await two.readTold("account", "alerts"), undefined);
      assert.equal(await one.replaceTold("account", "alerts", undefined, "0"), true);
      for (let round = 0; round < 20; round++) {
        const [before, after] = [String(round), String(round + 1)];
        const replaced = await Promise.all(
          [one, two].map((window) => window.replaceTold("account", "alerts", before, after)),
        );
        assert.equal(countOf(replaced), 1, `round ${round}`);
      }
      assert.deepEqual(
        [await one.readTold("account", "alerts"), await two.readTold("account", "alerts")],
        ["20", "20"],
      );
      assert.equal(await one.readTold("account", "other"), undefined);
    });

    it("is not written for an account that is signed out, and goes with its history", async (test) => {
      const { connect } = begin(test);
      const [one, two] = [connect(), connect()];
      await one.saveAccount(ACCOUNT);
      await one.replaceTold("account", "alerts", undefined, "{}");
      await two.forgetAccount("account");
      await rejects(one.replaceTold("account", "alerts", "{}", "[]"), "cancelled");
      assert.equal(await one.readTold("account", "alerts"), "{}");
      await two.deleteHistory("account");
      assert.equal(await one.readTold("account", "alerts"), undefined);
    });
  });
}

export function balancesContract(store: string, begin: Begin<Accounts & Balances>): void {
  describe(`balances: ${store}`, () => {
    it("are kept by instant; the last one is not ahead of now", async (test) => {
      const { connect } = begin(test);
      const [one, two] = [connect(), connect()];
      await one.saveAccount(ACCOUNT);
      assert.deepEqual([await one.balances("account", 0), await two.lastBalance("account", 9_000)], [[], undefined]);
      await one.addBalance("account", { at: 3_000, balance: -25_000 });
      await two.addBalance("account", { at: 1_000, balance: 1_234_567 });
      await two.addBalance("account", { at: 2_000, balance: 0 });
      await one.addBalance("account", { at: 2_000, balance: 10_000 });
      assert.deepEqual(await two.balances("account", 2_000), [
        { at: 2_000, balance: 10_000 },
        { at: 3_000, balance: -25_000 },
      ]);
      assert.deepEqual(await one.lastBalance("account", 2_999), { at: 2_000, balance: 10_000 });
      assert.deepEqual(await one.lastBalance("account", 3_000), { at: 3_000, balance: -25_000 });
      assert.equal(await one.lastBalance("account", 999), undefined);
      assert.deepEqual(await one.balances("other", 0), []);
    });
  });
}

export function leasesContract(store: string, begin: Begin<Leases>): void {
  describe(`leases: ${store}`, () => {
    it("belong to one window until they are given back or run out", async (test) => {
      const { connect } = begin(test);
      const [one, two] = [connect(), connect()];
      assert.equal(await one.takeLease("lane", "one", 100, 1_000), true);
      assert.equal(await two.takeLease("lane", "two", 100, 1_099), false);
      assert.equal(await two.takeLease("other", "two", 100, 1_099), true);
      assert.deepEqual([await two.isLeaseHeld("lane", 1_099), await two.isLeaseHeld("lane", 1_100)], [true, false]);
      assert.equal(await one.renewLease("lane", "one", 100, 1_099), true);
      assert.equal(await two.takeLease("lane", "two", 100, 1_150), false);
      assert.equal(await two.takeLease("lane", "two", 100, 1_199), true);
      assert.equal(await one.renewLease("lane", "one", 100, 1_200), false);
      await one.releaseLease("lane", "one");
      assert.equal(await one.takeLease("lane", "one", 100, 1_200), false, "given back by somebody else");
      await two.releaseLease("lane", "two");
      assert.equal(await one.isLeaseHeld("lane", 1_200), false);
      assert.equal(await two.renewLease("lane", "two", 100, 1_200), false, "it was given back");
      assert.equal(await one.takeLease("lane", "one", 100, 1_200), true);
      assert.equal(await one.takeLease("lane", "one", 100, 1_201), true, "its own");
    });

    it("are kept after they ran out while nobody else had them", async (test) => {
      const { connect } = begin(test);
      const [one, two] = [connect(), connect()];
      assert.equal(await one.renewLease("lane", "one", 100, 1_000), false);
      assert.equal(await one.takeLease("lane", "one", 100, 1_000), true);
      assert.equal(await one.renewLease("lane", "one", 100, 5_000), true);
      assert.equal(await two.takeLease("lane", "two", 100, 5_050), false);
    });

    it("are given to one of two windows that ask at once", async (test) => {
      const { connect } = begin(test);
      const windows = [connect(), connect()];
      for (let round = 0; round < 20; round++) {
        const taken = await Promise.all(
          windows.map((window, n) => window.takeLease(`lane ${round}`, `window ${n}`, 100, 1_000)),
        );
        assert.equal(countOf(taken), 1, `round ${round}`);
      }
    });
  });
}

export function requestQuotaContract(store: string, begin: Begin<RequestQuota>): void {
  const limits = { perSecond: 2, perMinute: 5, perDay: 20 };
  /** An instant like any other. */
  const now = 1_700_000_000_000;

  describe(`quota of requests: ${store}`, () => {
    it("is one for all windows, by second, minute and day", async (test) => {
      const { connect } = begin(test);
      const [one, two] = [connect(), connect()];
      const grants = [];
      for (const [window, at] of [
        [one, 0],
        [two, 0],
        [one, 900],
        [two, 1_200],
        [one, 1_200],
        [two, 2_400],
        [one, 4_000],
        [two, 59_000],
        [two, 60_200],
      ] as const) {
        grants.push((await window.takeRequest("account", limits, "user", now + at)).grant);
      }
      assert.deepEqual(grants, [true, true, false, true, true, true, false, false, true]);
      assert.deepEqual(await one.requestUse("account", now + 61_000), { day: 6, dayBackground: 0 });
      assert.equal((await two.takeRequest("other", limits, "user", now + 60_200)).grant, true, "another account");
    });

    it("leaves a tenth of the day to the background, over all windows", async (test) => {
      const { connect } = begin(test);
      const [one, two] = [connect(), connect()];
      assert.deepEqual(await one.takeRequest("account", limits, "background", now), { grant: true });
      assert.deepEqual(await two.takeRequest("account", limits, "background", now + 2_000), { grant: true });
      assert.deepEqual(await one.takeRequest("account", limits, "background", now + 4_000), {
        grant: false,
        waitMs: 86_400_000 - 4_000,
        reason: "day",
      });
      assert.deepEqual(await two.takeRequest("account", limits, "user", now + 4_000), { grant: true });
      assert.deepEqual(await two.requestUse("account", now + 5_000), {
        day: 3,
        dayBackground: 2,
        backgroundFreesAt: now + 86_400_000,
      });
    });

    it("counts what all windows have sent, since the beginnings of a day and a month", async (test) => {
      const { connect } = begin(test);
      const [one, two] = [connect(), connect()];
      const quarter = 15 * 60_000;
      const slot = Math.floor(now / quarter) * quarter;
      const since = { today: slot + quarter, month: slot };
      for (const [window, at] of [
        [one, slot],
        [two, slot + quarter],
        [one, slot + 2 * quarter],
      ] as const) {
        assert.equal((await window.takeRequest("account", limits, "user", at)).grant, true);
      }
      const counts = { today: 2, month: 3, countedSince: slot };
      assert.deepEqual(await two.requestCounts("account", since, slot + 2 * quarter), counts);
      assert.deepEqual(await one.requestCounts("other", since, slot + 2 * quarter), { today: 0, month: 0 });
    });

    it("counts a request from its answer on", async (test) => {
      const { connect } = begin(test);
      const [one, two] = [connect(), connect()];
      const single = { ...limits, perSecond: 1 };
      assert.equal((await one.takeRequest("account", single, "user", now)).grant, true);
      await one.settleRequest("account", now, now + 3_000, "unknown");
      assert.equal((await two.takeRequest("account", single, "user", now + 3_900)).grant, false);
      assert.equal((await two.takeRequest("account", single, "user", now + 4_100)).grant, true);
    });

    it("pauses every window after a refusal, until something passes or somebody signs in", async (test) => {
      const { connect } = begin(test);
      const [one, two] = [connect(), connect()];
      await one.takeRequest("account", limits, "user", now);
      const refusal = { waitMs: 8_000, limit: "day", said: "Enough." } as const;
      const pause = { until: now + 8_100, refusedAt: now + 100, refusals: 1, limit: "day", said: "Enough." };
      assert.deepEqual(await one.refuseRequest("account", refusal, now, now + 100), pause);
      assert.deepEqual(await two.takeRequest("account", limits, "user", now + 5_100), {
        grant: false,
        waitMs: 3_000,
        reason: "paused",
        pause,
      });
      assert.deepEqual(await two.requestUse("account", now + 5_100), { day: 1, dayBackground: 0, pause });
      await two.liftPause("account", now + 5_100);
      assert.deepEqual(await one.takeRequest("account", limits, "user", now + 5_100), { grant: true });
      await one.settleRequest("account", now + 5_100, now + 5_200, "passed");
      assert.deepEqual(await two.requestUse("account", now + 5_200), { day: 2, dayBackground: 0 });
    });
  });
}
