// What is told of how new the numbers are, after runs that did not ask for all that may still change.
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { nextRefreshAt } from "../../../../src/app/sync/refreshPlan.ts";
import { atEnd } from "../../../support/endings.ts";
import { madeUpRows } from "../../../support/madeUpRows.ts";
import { HOUR, NOVEMBER, openScene, type Scene } from "../../../support/syncScene.ts";

const MINUTE = 60_000;
const LONG_AGO = { since: "2026-10-01", until: "2026-10-03" };
/** As after a choice of period. */
const UNLESS_NEW = { maxAgeMs: 15 * MINUTE };

/** All of November was read just now, and `forward` later it is looked at again. */
async function refreshedScene(t: TestContext, forward: number): Promise<{ scene: Scene; at: number }> {
  const scene = await openScene(t, madeUpRows("2026-10-01", "2026-11-20", 2));
  await scene.fetch(NOVEMBER);
  const { syncedAt } = await scene.application.lane("refresh");
  assert.ok(syncedAt !== undefined && Math.abs(scene.clock() - syncedAt) < MINUTE);
  scene.forward(forward);
  return { scene, at: syncedAt };
}

async function told({ application }: Scene): Promise<unknown> {
  const { model } = application;
  await model.read();
  return [model.state.syncedAt, model.state.problem?.kind];
}

test("a period that is there and new is chosen: nothing is asked, and nothing is told to be newer", async (t) => {
  const { scene, at } = await refreshedScene(t, 10 * MINUTE);
  let changes = 0;
  atEnd(
    t,
    scene.application.ledger.onDidChange(() => changes++),
  );
  assert.deepEqual(await scene.asked(() => scene.fetch(NOVEMBER, UNLESS_NEW)), []);
  assert.deepEqual(await told(scene), [at, undefined]);
  assert.equal(changes, 0, "no editor window draws anew for that");
});

test("dates of long ago are fetched: the newest are no newer by that, and are due as before", async (t) => {
  const { scene, at } = await refreshedScene(t, HOUR);
  assert.deepEqual(await scene.asked(() => scene.fetch(LONG_AGO)), ["2026-10-01..2026-10-04"]);
  assert.deepEqual(await told(scene), [at, undefined]);
  const lane = await scene.application.lane("refresh");
  assert.equal(nextRefreshAt(lane, 15, scene.clock()), at + 15 * MINUTE);
});

test("a failure is told until the service has answered, whatever is chosen meanwhile", async (t) => {
  const { scene, at } = await refreshedScene(t, 10 * MINUTE);
  const { sandbox } = scene.application;
  await sandbox.goOffline();
  assert.equal((await scene.problemOf(NOVEMBER))?.kind, "offline");
  assert.deepEqual(await scene.asked(() => scene.fetch(NOVEMBER, UNLESS_NEW)), []);
  assert.deepEqual(await told(scene), [at, "offline"]);
  await sandbox.goOnline();
  assert.equal((await scene.asked(() => scene.fetch(LONG_AGO))).length, 1);
  assert.deepEqual(await told(scene), [at, undefined]);
  assert.equal((await scene.asked(() => scene.fetch(NOVEMBER))).length, 1);
  assert.ok((await scene.application.lane("refresh")).syncedAt! > at);
});

test("what a window was refused for is over when that window is wanted no more", async (t) => {
  const { scene, at } = await refreshedScene(t, 10 * MINUTE);
  const { sandbox } = scene.application;
  sandbox.setFaults({ report: { kind: "error", status: 400, detail: "no such dates" } });
  assert.equal((await scene.problemOf(LONG_AGO))?.kind, "refused");
  assert.deepEqual(await told(scene), [at, "refused"]);
  assert.deepEqual(await scene.asked(() => scene.fetch(NOVEMBER, UNLESS_NEW)), []);
  assert.deepEqual(await told(scene), [at, undefined]);
});

test("a run that fails after the newest dates has made those newer", async (t) => {
  const { scene, at } = await refreshedScene(t, HOUR);
  const { sandbox } = scene.application;
  const dates = { since: "2026-10-01", until: "2026-11-30" };
  const onProgress = ({ done }: { readonly done: number }): void => void (done === 1 && sandbox.goOffline());
  assert.equal((await scene.problemOf(dates, { onProgress }))?.kind, "offline");
  const [syncedAt, problem] = (await told(scene)) as [number, string];
  assert.ok(syncedAt > at);
  assert.equal(problem, "offline");
});

test("a timer that comes for nothing does not come again at once", async (t) => {
  const { scene, at } = await refreshedScene(t, 16 * MINUTE);
  const background = { use: "background", whenTaken: "leave", maxAgeMs: HOUR } as const;
  assert.ok(nextRefreshAt(await scene.application.lane("refresh"), 15, scene.clock())! <= scene.clock());
  assert.deepEqual(await scene.asked(() => scene.fetch(NOVEMBER, background)), []);
  assert.ok(nextRefreshAt(await scene.application.lane("refresh"), 15, scene.clock())! > scene.clock());
  assert.deepEqual(await told(scene), [at, undefined]);
});
