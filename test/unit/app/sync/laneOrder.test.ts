import assert from "node:assert/strict";
import { test } from "node:test";
import type { SyncProgress } from "../../../../src/app/sync/laneRun.ts";
import { LEASE_MS } from "../../../../src/app/sync/lease.ts";
import type { SyncRequest } from "../../../../src/app/sync/synchronizer.ts";
import { IDLE_LANE, leaseOf, writeLane } from "../../../../src/app/sync/syncState.ts";
import type { Period } from "../../../../src/domain/period.ts";
import { madeUpRows } from "../../../support/madeUpRows.ts";
import { HOUR, openScene, type Scene } from "../../../support/syncScene.ts";

const TODAY = "2026-11-20";
const ROWS = madeUpRows("2026-08-01", TODAY, 3);
/** Some ten windows for the screen, of the eighteen that the history has. */
const ON_SCREEN = { since: "2026-09-20", until: TODAY };
const HISTORY = { since: "2026-08-01", until: TODAY };
const BACKFILL = { lane: "history", maxAgeMs: Number.POSITIVE_INFINITY } as const;
/** So slow that two runs at a time would meet. */
const SLOWLY = { faults: { report: { kind: "slowHeaders", delayMs: 20 } } } as const;

/** A run that has brought in some of its windows, and the end of it. */
async function underWay(
  scene: Scene,
  dates: Period,
  more: Partial<SyncRequest> = {},
): Promise<{ readonly end: Promise<unknown> }> {
  const { promise: begun, resolve } = Promise.withResolvers<void>();
  const onProgress = ({ done }: SyncProgress): void => {
    if (done === 2) resolve();
  };
  const end = scene.fetch(dates, { ...more, onProgress });
  await Promise.race([begun, end]);
  return { end };
}

function twice(windows: readonly string[]): readonly string[] {
  return windows.filter((window, place) => windows.indexOf(window) !== place);
}

for (const who of ["the same editor window", "another one"] as const) {
  test(`a backfill that begins during a refresh, in ${who}, asks for no window a second time`, async (t) => {
    const scene = await openScene(t, ROWS, SLOWLY);
    const { application } = scene;
    const window = who === "another one" ? await application.openWindow("second") : application;
    const asked = await scene.asked(async () => {
      const refresh = await underWay(scene, ON_SCREEN);
      await Promise.all([refresh.end, scene.fetch(HISTORY, { ...BACKFILL, window })]);
    });
    assert.deepEqual(twice(asked), [], asked.join(" "));
    assert.ok(asked.some((one) => one.startsWith(HISTORY.since)));
    assert.equal((await scene.totals(HISTORY)).calls, ROWS.length);
  });
}

test("a refresh of another editor window that is made to wait keeps no backfill", async (t) => {
  const scene = await openScene(t, ROWS, { speed: 5 });
  const { account, ledger } = scene.application;
  const aliveUntil = scene.clock() + LEASE_MS;
  assert.ok(await ledger.takeLease(leaseOf("refresh", account.id), "another window", LEASE_MS, scene.clock()));
  const phase = { phase: "waiting", until: scene.clock() + HOUR } as const;
  await writeLane(ledger, account.id, "refresh", { ...IDLE_LANE, phase, aliveUntil });
  const asked = await scene.asked(() => scene.fetch({ since: "2026-11-01", until: "2026-11-10" }, BACKFILL));
  assert.equal(asked.length, 2);
  assert.ok(scene.clock() < aliveUntil, "it has not waited for the refresh to end");
});

test("a refresh that begins during a backfill does not wait for it, and asks for nothing that came meanwhile", async (t) => {
  const scene = await openScene(t, ROWS, SLOWLY);
  const ended: string[] = [];
  const asked = await scene.asked(async () => {
    const backfill = await underWay(scene, HISTORY, BACKFILL);
    await Promise.all([
      backfill.end.then(() => ended.push("backfill")),
      scene.fetch(ON_SCREEN).then(() => ended.push("refresh")),
    ]);
  });
  assert.deepEqual(ended, ["refresh", "backfill"]);
  // The one that the backfill had asked for when the refresh began.
  assert.ok(twice(asked).length <= 1, asked.join(" "));
});
