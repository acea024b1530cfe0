import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { Problem } from "../../../../src/domain/problem.ts";
import { DOCUMENTED_ERRORS, type Fault } from "../../../sandbox/faults.ts";
import { assertClaimsAreTrue } from "../../../support/coverageClaims.ts";
import { eventually } from "../../../support/eventually.ts";
import { chargeOf, madeUpRows } from "../../../support/madeUpRows.ts";
import { NOVEMBER, openScene, type Scene } from "../../../support/syncScene.ts";

const ROWS = madeUpRows("2026-11-01", "2026-11-20", 6).filter(({ at }) => at < Date.parse("2026-11-20T10:00Z") * 1000);

/** What stops the third of four report windows. */
const failures: readonly (readonly [string, Fault | "offline", Problem["kind"]])[] = [
  ["half a body", { kind: "cutBody" }, "unexpectedAnswer"],
  ["code 500 in a 200", { kind: "envelope", variant: "code500" }, "unexpectedAnswer"],
  ["no data", { kind: "envelope", variant: "dataMissing" }, "unexpectedAnswer"],
  ["a body that ends too early, properly", { kind: "envelope", variant: "trailerMissing" }, "unexpectedAnswer"],
  ["a login page", { kind: "html", status: 200 }, "unexpectedAnswer"],
  ["503", DOCUMENTED_ERRORS.sourceUnavailable, "serviceDown"],
  ["401", DOCUMENTED_ERRORS.accessDenied, "credentials"],
  ["no network", "offline", "offline"],
];

async function failAfterTwo(scene: Scene, fault: Fault | "offline"): Promise<Problem | undefined> {
  const { sandbox } = scene.application;
  return scene.problemOf(NOVEMBER, {
    onProgress: ({ done }) => {
      if (done !== 2) return;
      if (fault === "offline") void sandbox.goOffline();
      else sandbox.setFaults({ report: fault });
    },
  });
}

for (const [name, fault, kind] of failures) {
  test(`${name}: what came before stays, nothing half is stored, the problem is told until a run succeeds`, async (t) => {
    const scene = await openScene(t, ROWS);
    const { model, ledger, account, sandbox } = scene.application;
    const problem = await failAfterTwo(scene, fault);
    assert.equal(problem?.kind, kind);
    await model.read();
    const kept = ROWS.filter(({ at }) => at >= Date.parse("2026-11-09T00:00Z") * 1000);
    assert.equal(model.state.usage?.period.totals.charge, chargeOf(kept));
    assert.deepEqual(model.state.problem, problem);
    assert.equal(model.state.sync.phase, "idle");
    // Refused credentials are this editor window's, not the lane's.
    assert.equal((await scene.application.lane("refresh")).failures, kind === "credentials" ? 0 : 1);
    assert.equal((await ledger.reports(account.id, "2026-11-01", "2026-11-30")).length, 2);
    await assertClaimsAreTrue(ledger, account.id, ROWS, "2026-11-01", "2026-11-30");

    sandbox.setFaults({});
    await sandbox.goOnline().catch(() => undefined);
    assert.deepEqual(
      (await scene.asked(() => scene.fetch(NOVEMBER))).length,
      3,
      "the two that are missing, and today's",
    );
    await model.read();
    assert.equal(model.state.usage?.period.totals.charge, chargeOf(ROWS));
    assert.deepEqual([model.state.problem, (await scene.application.lane("refresh")).failures], [undefined, 0]);
  });
}

test("the ledger's thread dies at work: the numbers stay, marked, and come back by themselves", async (t) => {
  const scene = await openScene(t, ROWS);
  const { application } = scene;
  const { model } = application;
  await scene.fetch(NOVEMBER);
  await model.read();
  const good = model.state.usage;
  assert.equal(good?.period.totals.charge, chargeOf(ROWS));
  const reading = model.read();
  await application.killLedger();
  await reading;
  assert.equal(model.state.problem?.kind, "internal");
  assert.equal(model.state.usage, good, "the last good numbers");
  await eventually(
    async () => model.state,
    (state) => {
      assert.equal(state.problem, undefined);
      assert.deepEqual(state.usage?.period.totals, good.period.totals);
    },
  );
  // And in the middle of a run: the run fails with a stated problem, and the next one brings everything.
  scene.forward(3_600_000);
  const problem = await scene.problemOf(NOVEMBER, { onProgress: () => void application.killLedger() });
  assert.equal(problem?.kind, "internal");
  await scene.fetch(NOVEMBER);
  await assertClaimsAreTrue(application.ledger, application.account.id, ROWS, "2026-11-01", "2026-11-30");
});

test("a failure that can not be written either is marked on the numbers until a run has ended later", async (t) => {
  const scene = await openScene(t, ROWS);
  const { model } = scene.application;
  await scene.fetch(NOVEMBER);
  const problem = { kind: "storage", reason: "full", detail: "disk full" } as const;
  model.markUnwritten(problem);
  await model.read();
  assert.deepEqual(model.state.problem, problem);
  await delay(5);
  await scene.fetch(NOVEMBER);
  await model.read();
  assert.equal(model.state.problem, undefined);
});
