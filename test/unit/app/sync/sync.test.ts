import assert from "node:assert/strict";
import { test } from "node:test";
import type { FixedRow } from "../../../../src/sandbox/sandboxAccount.ts";
import { chargeOf, madeUpRows } from "../../../support/madeUpRows.ts";
import { HOUR, NOVEMBER, openScene } from "../../../support/syncScene.ts";

const OCTOBER = { since: "2026-10-01", until: "2026-10-31" };

test("only gaps and dates that may still change are asked for", async (t) => {
  const scene = await openScene(t, madeUpRows("2026-10-01", "2026-11-20", 3));
  const fetched = (since: string, until: string) => scene.asked(() => scene.fetch({ since, until }));
  assert.deepEqual(await fetched("2026-10-01", "2026-10-03"), ["2026-10-01..2026-10-04"]);
  assert.deepEqual(await fetched("2026-10-10", "2026-10-12"), ["2026-10-10..2026-10-13"]);
  assert.deepEqual(
    await fetched("2026-10-01", "2026-10-14"),
    ["2026-10-13..2026-10-15", "2026-10-04..2026-10-10"],
    "newest first: what is missing behind and between, and not what is sealed",
  );
  assert.deepEqual(await fetched("2026-10-01", "2026-10-14"), []);
  assert.deepEqual(await fetched("2026-11-01", "2026-11-30"), [
    "2026-11-15..2026-11-21",
    "2026-11-09..2026-11-15",
    "2026-11-03..2026-11-09",
    "2026-11-01..2026-11-03",
  ]);
  assert.deepEqual(await fetched("2026-11-01", "2026-11-30"), ["2026-11-18..2026-11-21"]);
  const { calls, charge } = await scene.totals({ since: "2026-10-01", until: "2026-10-14" });
  assert.deepEqual([calls, charge], [14 * 3, chargeOf(madeUpRows("2026-10-01", "2026-10-14", 3))]);
});

test("late rows, rows that are reported anew and repeats count once, and roll-ups follow", async (t) => {
  const first = madeUpRows("2026-11-14", "2026-11-20", 4).filter(
    ({ at }) => at < Date.parse("2026-11-20T10:00Z") * 1000,
  );
  const scene = await openScene(t, first);
  await scene.fetch(NOVEMBER);
  const before = await scene.totals(NOVEMBER);
  assert.deepEqual([before.calls, before.charge], [first.length, chargeOf(first)]);

  const [late = first[0]!] = madeUpRows("2026-11-19", "2026-11-19", 9).slice(8);
  const changed: FixedRow[] = first.map((row) => {
    if (row.at < Date.parse("2026-11-18T00:00Z") * 1000) return row;
    return { ...row, message: "Invalid Pan Number.", charge: -10_000 };
  });
  // The second and third row come twice in one report, and again in the next window's overlap.
  scene.rows = [...changed, late, ...changed.slice(-2)];
  scene.forward(HOUR);
  await scene.fetch(NOVEMBER);
  const after = await scene.totals(NOVEMBER);
  assert.deepEqual([after.calls, after.charge], [first.length + 1, chargeOf([...changed, late])]);
  const check = await scene.application.ledger.check(scene.application.account.id);
  assert.deepEqual([check.damage, check.differingDays], [[], []]);
  await scene.application.model.read();
  assert.deepEqual(scene.application.model.state.usage?.period.totals, after, "the screen shows the same");
});

test("a sealed date is never asked for again, unless the user wants it; that goes on where it was stopped", async (t) => {
  const scene = await openScene(t, madeUpRows("2026-10-01", "2026-10-31", 1));
  await scene.fetch(OCTOBER);
  scene.rows = madeUpRows("2026-10-01", "2026-10-31", 2);
  scene.forward(200 * HOUR);
  assert.deepEqual(await scene.asked(() => scene.fetch(OCTOBER)), []);
  assert.equal((await scene.totals(OCTOBER)).calls, 31);

  const sealedReadBefore = scene.clock();
  const stop = new AbortController();
  const onProgress = ({ done }: { readonly done: number }): void => void (done === 2 && stop.abort());
  assert.equal(
    (await scene.problemOf(OCTOBER, { sealedReadBefore, signal: stop.signal, onProgress }))?.kind,
    "cancelled",
  );
  assert.equal((await scene.totals(OCTOBER)).calls, 31 + 12, "two windows of six dates, newest first");
  assert.deepEqual(await scene.asked(() => scene.fetch(OCTOBER, { sealedReadBefore })), [
    "2026-10-14..2026-10-20",
    "2026-10-08..2026-10-14",
    "2026-10-02..2026-10-08",
    "2026-10-01..2026-10-02",
  ]);
  assert.equal((await scene.totals(OCTOBER)).calls, 62);
});

for (const untilDate of ["inclusive", "exclusive"] as const) {
  test(`a service that refuses future dates (until_date ${untilDate}) is asked for one once a week`, async (t) => {
    const scene = await openScene(t, madeUpRows("2026-11-10", "2026-11-30", 4), { futureDates: "refused", untilDate });
    const today = { since: "2026-11-20", until: "2026-11-20" };
    const fetched = () => scene.asked(() => scene.fetch(today));
    assert.deepEqual(await fetched(), ["2026-11-20..2026-11-21", "2026-11-20..2026-11-20"]);
    assert.deepEqual(await fetched(), ["2026-11-20..2026-11-20"]);
    scene.forward(14 * HOUR);
    assert.deepEqual(await scene.asked(() => scene.fetch(NOVEMBER)), [
      "2026-11-16..2026-11-21",
      "2026-11-10..2026-11-16",
      "2026-11-04..2026-11-10",
      "2026-11-01..2026-11-04",
    ]);
    assert.equal((await scene.totals(today)).calls, 4, "yesterday is whole under either reading");
    scene.forward(7 * 24 * HOUR);
    const day = { since: "2026-11-28", until: "2026-11-28" };
    assert.deepEqual(await scene.asked(() => scene.fetch(day)), ["2026-11-28..2026-11-29", "2026-11-28..2026-11-28"]);
  });
}

test("a service that takes fewer days than documented: windows are halved until it takes them", async (t) => {
  const scene = await openScene(t, madeUpRows("2026-10-01", "2026-10-12", 2), { maxDays: 3 });
  await scene.fetch({ since: "2026-10-01", until: "2026-10-12" });
  assert.equal((await scene.totals(OCTOBER)).calls, 24);
  assert.equal((await scene.application.lane("refresh")).problem, undefined);
});

test("a wallet that can not be read does not make the usage outdated, and is not asked for at every refresh", async (t) => {
  const scene = await openScene(t, madeUpRows("2026-11-20", "2026-11-20", 2), {
    faults: { balance: { kind: "error", status: 403, detail: "not for this key" } },
  });
  const { application } = scene;
  const balances = (): number => application.sandbox.requests.filter(({ path }) => path.includes("balance")).length;
  await scene.fetch(NOVEMBER, { use: "background" });
  await application.model.read();
  assert.deepEqual([application.model.state.problem, balances()], [undefined, 1]);
  scene.forward(HOUR / 3);
  await scene.fetch(NOVEMBER, { use: "background" });
  assert.equal(balances(), 1);
  scene.forward(HOUR);
  application.sandbox.setFaults({});
  await scene.fetch(NOVEMBER, { use: "background" });
  await application.model.read();
  assert.deepEqual([application.model.state.balance?.balance, balances()], [64_480_000, 2]);
});
