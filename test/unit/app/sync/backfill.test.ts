import assert from "node:assert/strict";
import { test } from "node:test";
import { type HistoryStep, pauseHistory, startHistory, watchHistory } from "../../../../src/app/sync/backfill.ts";
import { problemOf } from "../../../../src/domain/problem.ts";
import { DOCUMENTED_ERRORS } from "../../../sandbox/faults.ts";
import { madeUpRows } from "../../../support/madeUpRows.ts";
import { openScene, type Scene } from "../../../support/syncScene.ts";

const ROWS = madeUpRows("2026-09-01", "2026-11-19", 2);
const SINCE = "2026-09-01";

/** Looks on from another editor window than the one that works. */
async function look(scene: Scene, signal = new AbortController().signal, since = scene.clock()) {
  const onlooker = await scene.application.openWindow("onlooker");
  const steps: HistoryStep[] = [];
  const parts = { ledger: onlooker.ledger, clock: scene.clock };
  const end = watchHistory(parts, scene.application.account.id, since, (step) => void steps.push(step), signal);
  return { end, steps };
}

test("an onlooker in another window sees the backfill advance and come to its end", async (t) => {
  const scene = await openScene(t, ROWS);
  const { application } = scene;
  await startHistory(application.ledger, application.account.id, SINCE);
  const { end, steps } = await look(scene);
  application.startBackground(0);
  assert.deepEqual(await end, { kind: "complete" });
  const done = steps.flatMap((step) => (step.kind === "loading" ? [step.done] : []));
  assert.ok(steps[0]?.kind === "starting" && done.length >= 3, JSON.stringify(steps));
  assert.deepEqual(
    done,
    done.toSorted((a, b) => a - b),
  );
});

test("newest first: the screen is useful from the first window", async (t) => {
  const scene = await openScene(t, ROWS);
  const { application } = scene;
  const background = application.startBackground(0);
  await background.loadHistory(application.account, SINCE);
  assert.deepEqual(await (await look(scene)).end, { kind: "complete" });
  const since = application.reports().map((report) => report.since);
  assert.deepEqual(
    since,
    since.toSorted((a = "", b = "") => (a < b ? 1 : -1)),
  );
});

test("paused by anybody, or seen enough of", async (t) => {
  const scene = await openScene(t, ROWS);
  const { ledger, account } = scene.application;
  await startHistory(ledger, account.id, SINCE);
  const first = await look(scene);
  const enough = new AbortController();
  const second = await look(scene, enough.signal);
  enough.abort();
  assert.equal(await second.end.catch((error: unknown) => problemOf(error).kind), "cancelled");
  await pauseHistory(ledger, account.id, scene.clock());
  assert.deepEqual(await first.end, { kind: "paused" });
  const third = await look(scene);
  assert.deepEqual(await third.end, { kind: "paused" }, "nothing runs");
});

test("stopped by a problem: the onlooker is told, the backfill goes on by itself", async (t) => {
  const scene = await openScene(t, ROWS);
  const { application } = scene;
  application.sandbox.setFaults({ report: { ...DOCUMENTED_ERRORS.sourceUnavailable, times: 3 } });
  await startHistory(application.ledger, application.account.id, SINCE);
  const first = await look(scene);
  application.startBackground(0);
  const end = await first.end;
  assert.equal(end.kind === "stopped" ? end.problem.kind : end.kind, "serviceDown");
  const { end: last, steps } = await look(scene);
  assert.deepEqual(await last, { kind: "complete" });
  assert.ok(steps.length > 0);
});
