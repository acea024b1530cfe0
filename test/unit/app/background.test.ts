import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { BackgroundRefresh } from "../../../src/app/background.ts";
import { startHistory } from "../../../src/app/sync/backfill.ts";
import { readIntent } from "../../../src/app/sync/syncState.ts";
import type { QuotaUse } from "../../../src/domain/quota.ts";
import { fixedAccount } from "../../../src/sandbox/sandboxAccount.ts";
import { DOCUMENTED_ERRORS } from "../../sandbox/faults.ts";
import { type Application, type ApplicationOptions, openApplication } from "../../support/application.ts";
import { atEnd } from "../../support/endings.ts";
import { eventually } from "../../support/eventually.ts";
import { madeUpRows } from "../../support/madeUpRows.ts";
import { SimulatedTime } from "../../support/simulatedTime.ts";

const NO_SIGNAL = new AbortController().signal;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ROWS = madeUpRows("2026-08-01", "2026-11-24", 3);

interface Stage {
  readonly time: SimulatedTime;
  readonly application: Application;
  /** Fetches what the screen and the watch need, as signing in does. */
  fill(): Promise<void>;
  /** Requests since the last look, by path. */
  newRequests(): Record<string, number>;
  history(since: string): Promise<string | undefined>;
}

async function openStage(t: TestContext, options: Partial<ApplicationOptions> = {}): Promise<Stage> {
  const time = new SimulatedTime("2026-11-20T04:00:00Z");
  const account = fixedAccount(() => ROWS);
  const application = await openApplication({ account, clock: time.clock, time: time.source, zone: "UTC", ...options });
  atEnd(t, () => application.close());
  time.heed(() => application.isBusy());
  let looked = 0;
  const newRequests = (): Record<string, number> => {
    const fresh = application.sandbox.requests.slice(looked);
    looked += fresh.length;
    const counts: Record<string, number> = {};
    for (const { path } of fresh) {
      const name = path.split("/").at(-1) ?? "";
      counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
  };
  return {
    time,
    application,
    newRequests,
    async fill() {
      const dates = [{ since: "2026-08-20", until: "2026-11-20" }];
      const request = { lane: "refresh", dates, maxAgeMs: 0, use: "user", whenTaken: "wait" } as const;
      const done = application.synchronizer.sync(application.account, request, NO_SIGNAL);
      await advanceUntil(time, done);
      await done;
      newRequests();
    },
    async history(since) {
      const intent = await readIntent(application.ledger, application.account.id, time.clock());
      assert.equal(intent?.since, since);
      return intent.status;
    },
  };
}

/** Does something while report windows come in, and lets an hour pass. */
async function inTheMiddle({ application, time }: Stage, work: () => Promise<unknown>): Promise<void> {
  const before = application.reports().length;
  const passing = time.advance(HOUR);
  await eventually(
    async () => application.reports().length,
    (count) => assert.ok(count >= before + 3),
  );
  await work();
  await passing;
}

async function advanceUntil(time: SimulatedTime, done: Promise<unknown>): Promise<void> {
  const ended = new AbortController();
  const end = (): void => ended.abort();
  done.then(end, end);
  while (!ended.signal.aborted) await time.advance(10_000);
}

for (const [futureDates, hours] of [
  ["accepted", 24],
  ["refused", 8],
] as const) {
  test(`${hours} hours of doing nothing on the Starter plan (future dates ${futureDates}): at most 4 requests an hour, under a tenth of the day's`, async (t) => {
    const stage = await openStage(t, { plan: "starter", futureDates });
    await stage.fill();
    stage.application.startBackground(20);
    const perHour: number[] = [];
    for (let hour = 0; hour < hours; hour++) {
      await stage.time.advance(HOUR);
      const counts = stage.newRequests();
      perHour.push(Object.values(counts).reduce((sum, count) => sum + count, 0) - (counts["authorize"] ?? 0));
    }
    const since = stage.time.clock() - hours * HOUR;
    const total = stage.application.sandbox.requests.filter(({ at }) => at > since).length;
    t.diagnostic(`${total} requests in ${hours} hours, token included; at most ${Math.max(...perHour)} an hour`);
    assert.ok(Math.max(...perHour) <= 4, perHour.join(" "));
    assert.ok(total >= 2.9 * hours && total < 100, `${total} requests`);
    assert.equal(stage.application.model.state.problem, undefined);
    const coverage = stage.application.model.state.usage?.coverage;
    assert.ok(coverage !== undefined && coverage.fetched === coverage.dates, "the new day is there too");
  });
}

test("every 15 minutes on the Starter plan: the interval grows, so that the background share lasts into the second day", async (t) => {
  const stage = await openStage(t, { plan: "starter" });
  await stage.fill();
  stage.application.startBackground(15);
  const perHour: number[] = [];
  for (let hour = 0; hour < 28; hour++) {
    await stage.time.advance(HOUR);
    perHour.push(stage.newRequests()["usage-report"] ?? 0);
  }
  const { dayBackground } = await stage.application.ledger.requestUse(stage.application.account.id, stage.time.clock());
  t.diagnostic(`reports an hour: ${perHour.join(" ")}; ${dayBackground} background requests in the last day`);
  assert.ok(Math.min(...perHour) >= 2, perHour.join(" "));
  assert.ok(dayBackground < 100);
  assert.equal(stage.application.model.state.problem, undefined);
});

test("signing in reads the balance once: the refreshes that follow at once find it young", async (t) => {
  const stage = await openStage(t, { plan: "starter" });
  const { application, time } = stage;
  const signingIn = application.service.signIn(NO_SIGNAL);
  await advanceUntil(time, signingIn);
  const { balance = 0 } = await signingIn;
  await application.ledger.addBalance(application.account.id, { at: time.clock(), balance });
  application.startBackground(20);
  const dates = [{ since: "2026-11-01", until: "2026-11-20" }];
  const request = { lane: "refresh", dates, maxAgeMs: 20 * MINUTE, use: "user", whenTaken: "wait" } as const;
  await advanceUntil(time, application.synchronizer.sync(application.account, request, NO_SIGNAL));
  await time.advance(30 * MINUTE);
  assert.equal(stage.newRequests()["wallet-balance"], 1);
  await application.model.read();
  assert.equal(application.model.state.balance?.balance, balance);
});

test("signed out: no timer, no request", async (t) => {
  const stage = await openStage(t);
  const { application, time } = stage;
  await application.ledger.forgetAccount(application.account.id);
  await application.model.choose({ accountId: undefined });
  application.startBackground(20);
  await time.advance(2 * DAY);
  assert.deepEqual([time.pending, application.sandbox.requests.length], [[], 0]);
});

test("turned off: nothing is refreshed, but a wished-for backfill is carried out", async (t) => {
  const stage = await openStage(t);
  const background = stage.application.startBackground(0);
  await stage.time.advance(HOUR);
  assert.deepEqual(stage.newRequests(), {});
  await background.loadHistory(stage.application.account, "2026-10-01");
  await stage.time.advance(MINUTE);
  assert.equal(await stage.history("2026-10-01"), "complete");
  assert.deepEqual(stage.newRequests(), { authorize: 1, "usage-report": 9 });
});

test("a backfill that was interrupted goes on once, in one of the windows; a paused one does not", async (t) => {
  const stage = await openStage(t);
  const { application, time } = stage;
  await startHistory(application.ledger, application.account.id, "2026-10-01");
  const second = await application.openWindow("second");
  application.startBackground(0);
  second.startBackground(0);
  await time.advance(MINUTE);
  assert.equal(await stage.history("2026-10-01"), "complete");
  assert.deepEqual(stage.newRequests()["usage-report"], 9);
  await time.advance(DAY);
  assert.deepEqual(stage.newRequests(), {}, "and not again");
});

test("another window's run has ended, and its lease is given back a moment later: this one goes on within 2 s", async (t) => {
  const stage = await openStage(t);
  const { application, time } = stage;
  const { ledger, account } = application;
  await startHistory(ledger, account.id, "2026-10-01");
  assert.equal(await ledger.takeLease(`history:${account.id}`, "ending", 20_000, time.clock()), true);
  application.startBackground(0);
  await time.advance(1_000);
  assert.deepEqual(stage.newRequests(), {});
  await ledger.releaseLease(`history:${account.id}`, "ending");
  await time.advance(2_000);
  assert.notEqual(stage.newRequests()["usage-report"] ?? 0, 0);
});

test("paused in another window, or replaced by another wish, it stops at once", async (t) => {
  const stage = await openStage(t);
  const { application, time } = stage;
  application.sandbox.setFaults({ report: { kind: "slowHeaders", delayMs: 60 } });
  const background = application.startBackground(0);
  const second = await application.openWindow("second");
  const other: BackgroundRefresh = second.startBackground(0);
  await background.loadHistory(application.account, "2026-08-01");
  await inTheMiddle(stage, () => other.pauseHistory(application.account));
  assert.equal(await stage.history("2026-08-01"), "paused");
  const { "usage-report": before = 0 } = stage.newRequests();
  assert.ok(before >= 1 && before < 15, `${before}`);
  application.sandbox.setFaults({});
  await other.loadHistory(application.account, "2026-08-01");
  await time.advance(MINUTE);
  assert.equal(await stage.history("2026-08-01"), "complete");
  const { "usage-report": after = 0 } = stage.newRequests();
  assert.ok(before + after <= 19 + 1, `${before} and ${after}: it went on where it had stopped`);
});

async function useUp({ application, time }: Stage, use: QuotaUse, count: number): Promise<number> {
  const wide = { perSecond: 5_000, perMinute: 5_000, perDay: use === "background" ? count * 10 : count };
  const at = time.clock() - 20 * HOUR;
  for (let index = 0; index < count; index++) {
    const decision = await application.ledger.takeRequest(application.account.id, wide, use, at + index);
    assert.ok(decision.grant);
  }
  return at + DAY;
}

test("the day's requests are used up: a backfill stops, and goes on by itself when they free", async (t) => {
  const stage = await openStage(t, { plan: "starter" });
  const freesAt = await useUp(stage, "user", 995);
  const background = stage.application.startBackground(0);
  await background.loadHistory(stage.application.account, "2026-10-01");
  await stage.time.advance(HOUR);
  assert.deepEqual(stage.newRequests(), { authorize: 1, "usage-report": 4 });
  assert.equal((await stage.application.lane("history")).problem?.kind, "quota");
  assert.equal(await stage.history("2026-10-01"), "running");
  await stage.time.advance(freesAt - stage.time.clock() - MINUTE);
  assert.deepEqual(stage.newRequests(), {}, "nothing is sent in vain");
  await stage.time.advance(5 * MINUTE);
  assert.equal(await stage.history("2026-10-01"), "complete");
  assert.deepEqual(stage.newRequests(), { "usage-report": 5 });
});

test("background work's share is used up: it stops until the share frees", async (t) => {
  const stage = await openStage(t, { plan: "starter" });
  await stage.fill();
  const freesAt = await useUp(stage, "background", 100);
  stage.application.startBackground(20);
  await stage.time.advance(HOUR);
  assert.deepEqual(stage.newRequests(), {});
  assert.equal(stage.application.model.state.problem?.kind, "quota");
  await stage.time.advance(freesAt - stage.time.clock() + 2 * MINUTE);
  assert.ok((stage.newRequests()["usage-report"] ?? 0) >= 1);
  assert.equal(stage.application.model.state.problem, undefined);
});

test("a refused key: nothing is sent until someone signs in, then refresh and backfill go on", async (t) => {
  const stage = await openStage(t, { faults: { report: DOCUMENTED_ERRORS.accessDenied } });
  const { application, time } = stage;
  const background = application.startBackground(20);
  await background.loadHistory(application.account, "2026-10-01");
  await time.advance(10 * MINUTE);
  assert.equal(application.model.state.problem?.kind, "credentials");
  stage.newRequests();
  await time.advance(8 * HOUR);
  assert.deepEqual(stage.newRequests(), {});
  application.sandbox.setFaults({});
  await stage.fill();
  await time.advance(HOUR);
  assert.equal(await stage.history("2026-10-01"), "complete");
  assert.equal(application.model.state.problem, undefined);
});

test("signed out in the middle of a backfill: it ends; signed in again it goes on", async (t) => {
  const stage = await openStage(t);
  const { application, time } = stage;
  application.sandbox.setFaults({ report: { kind: "slowHeaders", delayMs: 50 } });
  const background = application.startBackground(0);
  await background.loadHistory(application.account, "2026-08-01");
  await inTheMiddle(stage, () => application.ledger.forgetAccount(application.account.id));
  assert.equal(await stage.history("2026-08-01"), "running");
  stage.newRequests();
  await time.advance(DAY);
  assert.deepEqual([stage.newRequests(), time.pending], [{}, []]);
  application.sandbox.setFaults({});
  await application.ledger.saveAccount(application.account);
  await time.advance(HOUR);
  assert.equal(await stage.history("2026-08-01"), "complete");
});

test("offline for hours: asked at growing distances, and back within four hours", async (t) => {
  const stage = await openStage(t);
  const { application, time } = stage;
  await stage.fill();
  application.startBackground(20);
  await time.advance(HOUR);
  await application.sandbox.goOffline();
  const runs: number[] = [];
  application.model.onDidChange(({ sync }) => void (sync.phase === "syncing" && runs.push(time.clock())));
  await time.advance(12 * HOUR);
  const distinct = new Set(runs.map((at) => Math.round(at / (10 * MINUTE)))).size;
  assert.ok(distinct <= 12, `${distinct} attempts in 12 hours`);
  assert.equal(application.model.state.problem?.kind, "offline");
  await application.sandbox.goOnline();
  await time.advance(4 * HOUR + MINUTE);
  assert.equal(application.model.state.problem, undefined);
});
