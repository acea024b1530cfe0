import assert from "node:assert/strict";
import { test } from "node:test";
import type { SyncPhase } from "../../../../src/domain/appState.ts";
import { DOCUMENTED_ERRORS } from "../../../sandbox/faults.ts";
import { madeUpRows } from "../../../support/madeUpRows.ts";
import { HOUR, openScene, type Scene } from "../../../support/syncScene.ts";

const ROWS = madeUpRows("2026-04-01", "2026-11-19", 1);

/** Every phase that the screen shows. */
function shownPhases({ application: { model } }: Scene): SyncPhase[] {
  const phases: SyncPhase[] = [];
  model.onDidChange(({ sync }) => void phases.push(sync));
  return phases;
}

const DATES = { since: "2026-11-01", until: "2026-11-10" };
const { rateLimit } = DOCUMENTED_ERRORS;

for (const [name, fault, leastMs] of [
  ["with Retry-After", { ...rateLimit, retryAfter: "20", times: 1 }, 20_000],
  ["without Retry-After", { ...rateLimit, times: 4 }, 15_000],
] as const) {
  test(`429 ${name}: the run waits, says so, and goes on by itself`, async (t) => {
    const scene = await openScene(t, ROWS, { faults: { report: fault } });
    const phases = shownPhases(scene);
    const startedAt = scene.clock();
    await scene.fetch(DATES);
    assert.ok(scene.clock() - startedAt >= leastMs);
    const waits = phases.flatMap((phase) => (phase.phase === "waiting" ? [phase.until] : []));
    assert.ok(waits.length > 0, "waiting was on screen");
    const { model } = scene.application;
    await model.read();
    assert.deepEqual([model.state.problem, model.state.sync.phase], [undefined, "idle"]);
    assert.equal((await scene.totals(DATES)).calls, 10);
  });
}

test("429 from a plan that is smaller than we believe: everything comes in, nobody asks again at once", async (t) => {
  const scene = await openScene(t, ROWS, { plan: "starter", ourPlan: "growth", retryAfter: "sent", speed: 10 });
  await scene.fetch({ since: "2026-10-01", until: "2026-11-10" });
  const { requests } = scene.application.sandbox;
  const refused = requests.filter(({ status }) => status === 429);
  assert.ok(refused.length > 0);
  for (const { at } of refused) {
    const next = requests.find((request) => request.at > at);
    assert.ok(next !== undefined && next.at - at > 900);
  }
  assert.equal((await scene.totals({ since: "2026-10-01", until: "2026-11-10" })).calls, 41);
});

test("our own budget makes a run wait: the screen says until when", async (t) => {
  const scene = await openScene(t, ROWS, { plan: "starter", speed: 25 });
  const { application } = scene;
  const phases = shownPhases(scene);
  // Half a minute's requests were sent just now, by another editor window.
  for (let index = 30; index > 0; index--) {
    const at = scene.clock() - 2_000 * index + 30_000;
    await application.ledger.takeRequest(
      application.account.id,
      { perSecond: 9, perMinute: 99, perDay: 999 },
      "user",
      at,
    );
  }
  await scene.fetch(DATES);
  const waits = phases.flatMap((phase) => (phase.phase === "waiting" ? [phase.until] : []));
  assert.ok(waits.length > 0);
  assert.deepEqual(
    application.sandbox.requests.filter(({ status }) => status === 429),
    [],
  );
});

test("a used-up share of the day: nothing is sent, and the problem says when it frees", async (t) => {
  const scene = await openScene(t, ROWS, { plan: "starter" });
  const { application } = scene;
  const wide = { perSecond: 1_000, perMinute: 1_000, perDay: 1_000 };
  const oldest = scene.clock() - 20 * HOUR;
  for (let index = 0; index < 100; index++) {
    await application.ledger.takeRequest(application.account.id, wide, "background", oldest + index);
  }
  const sent = application.sandbox.requests.length;
  const problem = await scene.problemOf(DATES, { use: "background" });
  assert.ok(problem?.kind === "quota");
  assert.ok(Math.abs(problem.retryAt - (oldest + 24 * HOUR)) < 60_000);
  assert.equal(application.sandbox.requests.length, sent);
  await application.model.read();
  assert.deepEqual(application.model.state.problem, problem);
  await scene.fetch(DATES);
  assert.equal((await scene.totals(DATES)).calls, 10, "the user's own share is a larger one");
});
