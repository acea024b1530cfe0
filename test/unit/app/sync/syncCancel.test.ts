import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay, setImmediate as nextTurn } from "node:timers/promises";
import { patient } from "../../../../scripts/patience.ts";
import { assertClaimsAreTrue } from "../../../support/coverageClaims.ts";
import { eventually } from "../../../support/eventually.ts";
import { madeUpRows } from "../../../support/madeUpRows.ts";
import { NOVEMBER, openScene, type Scene } from "../../../support/syncScene.ts";

const ROWS = madeUpRows("2026-10-01", "2026-11-20", 5).filter(({ at }) => at < Date.parse("2026-11-20T10:00Z") * 1000);
const PERIOD = { since: "2026-10-01", until: "2026-11-20" };
/** A person's "at once", on the reference machine. */
const AT_ONCE_MS = patient(500);

interface Cancelled {
  /** Windows that were in the ledger by then. */
  readonly windows: number;
  readonly tookMs: number;
}

/** Fetches, and cancels at the moment that `moment` waits for; it gets what tells how many windows are in. */
async function cancelAt(scene: Scene, moment: (windows: () => number) => Promise<unknown>): Promise<Cancelled> {
  const stop = new AbortController();
  let windows = 0;
  const onProgress = ({ done }: { readonly done: number }): void => void (windows = done);
  const ending = scene.problemOf(PERIOD, { signal: stop.signal, onProgress });
  await moment(() => windows);
  const cancelledAt = performance.now();
  stop.abort();
  const problem = await ending;
  if (problem !== undefined) assert.equal(problem.kind, "cancelled");
  return { windows, tookMs: performance.now() - cancelledAt };
}

/** Windows of the period. */
const ALL = 8;
/** In turns of the event loop after a window has come in: from at once to well into the next one. */
const LATER = [0, 1, 2, 5, 10, 20, 50, 100];

test("cancelled at any moment: at once, whole windows only, no problem on screen, and the next run goes on", async (t) => {
  const scene = await openScene(t, ROWS);
  const { ledger, account, model } = scene.application;
  const lane = () => scene.application.lane("refresh");
  const early = new Set<number>();
  for (const done of [0, 1, 3, 6]) {
    for (const turns of LATER) {
      // Every run has all windows to bring in: what an earlier one has sealed would leave this one too few to be cancelled between.
      await ledger.deleteHistory(account.id);
      const { windows, tookMs } = await cancelAt(scene, async (windowsNow) => {
        while (windowsNow() < done) await nextTurn();
        for (let turn = 0; turn < turns; turn++) await nextTurn();
      });
      assert.ok(tookMs < AT_ONCE_MS, `${tookMs} ms`);
      if (windows < ALL) early.add(done);
      await scene.application.synchronizer.idle();
      const { phase, problem } = await lane();
      assert.deepEqual([phase.phase, problem], ["idle", undefined]);
      await assertClaimsAreTrue(ledger, account.id, ROWS, PERIOD.since, PERIOD.until);
    }
  }
  assert.equal(early.size, 4, `cancelled before the end: after ${[...early].join(", ")} windows`);
  await scene.fetch(PERIOD);
  await model.read();
  assert.equal((await scene.totals(PERIOD)).calls, ROWS.length);
});

test("a body that stalls, a request without an answer, a turn behind another run: cancelled at once", async (t) => {
  const scene = await openScene(t, ROWS);
  const { sandbox, ledger, account } = scene.application;
  const stalls = [{ kind: "idleBody" }, { kind: "slowHeaders", delayMs: 20_000 }] as const;
  for (const report of stalls) {
    sandbox.setFaults({ report });
    const first = new AbortController();
    const running = scene.problemOf(NOVEMBER, { signal: first.signal });
    const arrived = scene.application.reports().length;
    await eventually(
      async () => scene.application.reports().length,
      (count) => assert.ok(count > arrived),
    );
    const { tookMs } = await cancelAt(scene, () => delay(30));
    assert.ok(tookMs < AT_ONCE_MS, `behind another run: ${tookMs} ms`);
    const cancelledAt = performance.now();
    first.abort();
    assert.equal((await running)?.kind, "cancelled");
    assert.ok(performance.now() - cancelledAt < AT_ONCE_MS, report.kind);
  }
  assert.deepEqual(await ledger.reports(account.id, PERIOD.since, PERIOD.until), []);
});

test("what another editor window has taken: waited for and cancelled at once, or left", async (t) => {
  const scene = await openScene(t, ROWS, { speed: 1 });
  const { ledger, account } = scene.application;
  const lease = `refresh:${account.id}`;
  assert.ok(await ledger.takeLease(lease, "another window", 60_000, scene.clock()));
  assert.equal(await scene.fetch(NOVEMBER, { whenTaken: "leave" }), "taken");
  const { tookMs } = await cancelAt(scene, () => delay(60));
  assert.ok(tookMs < AT_ONCE_MS, `${tookMs} ms`);
  assert.equal(scene.application.reports().length, 0);
});

for (const [moment, delayMs] of [
  ["between two windows", 0],
  ["while a window is on its way", 150],
] as const) {
  test(`signed out and history deleted ${moment}: nothing more is stored`, async (t) => {
    const scene = await openScene(t, ROWS);
    const { ledger, account, sandbox } = scene.application;
    let signingOut: Promise<unknown> = Promise.resolve();
    const problem = await scene.problemOf(PERIOD, {
      onProgress: ({ done }) => {
        if (done !== 2) return;
        if (delayMs > 0) sandbox.setFaults({ report: { kind: "slowHeaders", delayMs: 2 * delayMs, times: 1 } });
        signingOut = delay(delayMs)
          .then(() => ledger.forgetAccount(account.id))
          .then(() => ledger.deleteHistory(account.id));
      },
    });
    await signingOut;
    assert.equal(problem?.kind, "cancelled");
    assert.equal(await ledger.count(account.id, undefined, {}), 0);
  });
}
