import assert from "node:assert/strict";
import { test } from "node:test";
import { patient } from "../../../../scripts/patience.ts";
import { startHistory } from "../../../../src/app/sync/backfill.ts";
import { readIntent } from "../../../../src/app/sync/syncState.ts";
import { fixedAccount } from "../../../../src/sandbox/sandboxAccount.ts";
import { openApplication } from "../../../support/application.ts";
import { startEditorProcess } from "../../../support/editorProgram.ts";
import { fasterClock, speedHere } from "../../../support/editorWindow.ts";
import { atEnd } from "../../../support/endings.ts";
import { eventually } from "../../../support/eventually.ts";
import { chargeOf, madeUpRows } from "../../../support/madeUpRows.ts";
import { HOUR, NOVEMBER, openScene } from "../../../support/syncScene.ts";

const ROWS = madeUpRows("2026-10-01", "2026-11-20", 5).filter(({ at }) => at < Date.parse("2026-11-20T10:00Z") * 1000);
const PERIOD = { since: "2026-10-01", until: "2026-11-20" };

function assertNoneTwice(windows: readonly string[]): void {
  assert.deepEqual(
    windows.filter((window, index) => windows.indexOf(window) !== index),
    [],
    "no window was asked for twice",
  );
}

test("two windows refresh at the same moment: one request stream, and both show the same within 2 s", async (t) => {
  const scene = await openScene(t, ROWS, { speed: 1 });
  const { application } = scene;
  const second = await application.openWindow("second");
  const shown = new Map<string, number>();
  const note = (name: string, calls: number | undefined): void => {
    const key = `${name} ${calls}`;
    if (calls !== undefined && !shown.has(key)) shown.set(key, performance.now());
  };
  application.model.onDidChange(({ usage }) => note("first", usage?.period.totals.calls));
  second.model.onDidChange(({ usage }) => note("second", usage?.period.totals.calls));
  await application.model.choose({ period: PERIOD });
  const windows = await scene.asked(() =>
    Promise.all([scene.fetch(PERIOD), scene.fetch(PERIOD, { window: second }), scene.fetch(PERIOD)]),
  );
  assertNoneTwice(windows);
  assert.equal(windows.length, 9);
  await eventually(
    async () => [application.model.state, second.model.state].map(({ usage }) => usage?.period.totals),
    (totals) => {
      assert.equal(totals[0]?.charge, chargeOf(ROWS));
      assert.deepEqual(totals[1], totals[0]);
    },
    2_000,
  );
  const [first = 0, other = 0] = ["first", "second"].map((name) => shown.get(`${name} ${ROWS.length}`));
  assert.ok(Math.abs(first - other) < patient(2_000), `${Math.abs(first - other)} ms apart`);
});

test("a window that was asleep loses its lane, lets the other one work, and then finds nothing left to do", async (t) => {
  const scene = await openScene(t, ROWS, { speed: 20 });
  const { application } = scene;
  const second = await application.openWindow("second");
  application.sandbox.setFaults({ report: { kind: "slowHeaders", delayMs: 3_000, times: 1 } });
  const sleeping = scene.fetch(PERIOD);
  await eventually(
    async () => application.reports().length,
    (count) => assert.equal(count, 1),
  );
  // An hour passes without a heartbeat, which is what sleep looks like to the other window.
  scene.forward(HOUR);
  await scene.fetch(PERIOD, { window: second, maxAgeMs: 2 * HOUR });
  assert.equal(await sleeping, "done");
  assert.equal((await application.lane("refresh")).problem, undefined);
  const windows = application.reports().map(({ since, until }) => `${since}..${until}`);
  assertNoneTwice(windows.slice(1));
  assert.equal((await scene.totals(PERIOD)).calls, ROWS.length);
});

test("all windows share one budget of requests", async (t) => {
  const scene = await openScene(t, ROWS, { plan: "business", speed: 10 });
  const { application } = scene;
  const others = await Promise.all(["second", "third"].map((holder) => application.openWindow(holder)));
  const dates = ["2026-10-01", "2026-10-10", "2026-10-20"].map((since) => ({ since, until: "2026-11-19" }));
  const windows = [application, ...others];
  await Promise.all(windows.map((window, index) => scene.fetch(dates[index] ?? NOVEMBER, { window, lane: "refresh" })));
  const { requests } = application.sandbox;
  assert.deepEqual(
    requests.filter(({ status }) => status === 429),
    [],
  );
  const { perSecond, perMinute } = application.sandbox.observedRates();
  assert.ok(perSecond <= 2 && perMinute <= 100, `${perSecond} a second, ${perMinute} a minute`);
});

test("two processes: one request stream, the same numbers, and a killed leader's work is taken over within 30 s", async (t) => {
  const speed = speedHere(10);
  const start = Date.parse("2026-11-20T10:00:00Z");
  const realStart = Date.now();
  const clock = fasterClock(start, speed, realStart);
  const account = fixedAccount(() => ROWS);
  const application = await openApplication({ account, clock, speed, zone: "UTC", plan: "growth" });
  atEnd(t, () => application.close());
  await application.model.choose({ period: PERIOD });
  await startHistory(application.ledger, application.account.id, "2025-11-20");
  const shared = {
    path: application.path,
    account: application.account,
    credentials: application.sandbox.credentials,
    zone: "UTC",
    start,
    realStart,
    speed,
    refreshMinutes: 0,
  };
  // Or all of it could be there before the second process has started.
  application.sandbox.setFaults({ report: { kind: "slowHeaders", delayMs: 300 } });
  const leader = startEditorProcess({ ...shared, holder: "leader" });
  atEnd(t, () => leader.kill());
  await leader.until(({ sync }) => sync.phase === "syncing" && sync.done >= 2);
  const follower = startEditorProcess({ ...shared, holder: "follower" });
  atEnd(t, () => follower.kill());
  await follower.until(({ sync }) => sync.phase === "syncing");
  await leader.until(({ sync }) => sync.phase === "syncing" && sync.done >= 12);
  await leader.kill();
  const killedAt = clock();
  application.sandbox.setFaults({});
  const before = application.reports().length;
  await eventually(
    async () => application.reports().length,
    (count) => assert.ok(count > before),
  );
  const next = application.reports()[before]?.at ?? 0;
  t.diagnostic(`taken over after ${Math.round((next - killedAt) / 1000)} s`);
  assert.ok(next - killedAt < 30_000, `taken over after ${next - killedAt} ms`);
  await eventually(
    async () => readIntent(application.ledger, application.account.id, clock()),
    (intent) => assert.equal(intent?.status, "complete"),
  );
  const windows = application.reports().map(({ since, until }) => `${since}..${until}`);
  const twice = windows.filter((window, index) => windows.indexOf(window) !== index);
  assert.ok(twice.length <= 1, `only the window that was under way when the leader died: ${twice.join(", ")}`);
  await application.model.read();
  const { calls, charge } = application.model.state.usage?.period.totals ?? {};
  assert.deepEqual([calls, charge], [ROWS.length, chargeOf(ROWS)]);
  await follower.until((line) => line.calls === calls && line.charge === charge);
});
