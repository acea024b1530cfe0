import assert from "node:assert/strict";
import { test } from "node:test";
import { problemOf } from "../../../src/domain/problem.ts";
import { fixedAccount } from "../../../src/sandbox/sandboxAccount.ts";
import { openApplication } from "../../support/application.ts";
import { fasterClock } from "../../support/editorWindow.ts";
import { atEnd } from "../../support/endings.ts";
import { eventually } from "../../support/eventually.ts";
import { madeUpRows } from "../../support/madeUpRows.ts";

const ROWS = madeUpRows("2026-10-01", "2026-11-20", 5);
const PERIOD = { since: "2026-11-01", until: "2026-11-20" };
const NOW = Date.parse("2026-11-20T10:00:00Z");
/** What people are promised after a reload. */
const GOES_ON_WITHIN_MS = 2_000;

/** Timers, connections and threads of ours that keep this process busy; the sandbox service in it has the other ends. */
function pending(): Readonly<Record<string, number>> {
  const timers = process.getActiveResourcesInfo().filter((name) => name === "Timeout" || name === "Interval");
  const handles = (process as unknown as { _getActiveHandles(): readonly object[] })._getActiveHandles();
  const ours = handles.filter((handle) => {
    const isOfService = "server" in handle && handle.server !== null && handle.server !== undefined;
    return !isOfService && ["Socket", "TLSSocket", "MessagePort", "Worker"].includes(handle.constructor.name);
  });
  const counts: Record<string, number> = { timers: timers.length };
  for (const { constructor } of ours) counts[constructor.name] = (counts[constructor.name] ?? 0) + 1;
  return counts;
}

test("an editor window that ends during a fetch leaves nothing pending, and the next one goes on at once", async (t) => {
  const clock = fasterClock(NOW, 1);
  const application = await openApplication({ account: fixedAccount(() => ROWS), clock, zone: "UTC" });
  atEnd(t, () => application.close());
  await application.model.choose({ period: PERIOD });
  const { account, sandbox } = application;
  // Everything is asked for again each time.
  const again = { dates: [PERIOD], maxAgeMs: 0, sealedReadBefore: NOW + 3_600_000 };
  const request = { lane: "refresh", use: "user", whenTaken: "wait", ...again } as const;
  const before = pending();
  // The ending is right wherever it meets the fetch: before the answer, between windows, within a body, in a commit.
  for (let round = 0; round < 8; round++) {
    sandbox.setFaults({ report: { kind: "slowHeaders", delayMs: 60_000, times: round % 3 === 0 ? 1 : 0 } });
    const ending = await application.openWindow(`ending ${round}`);
    const asked = application.reports().length;
    const running = ending.synchronizer.sync(account, request, new AbortController().signal);
    running.catch(() => undefined);
    await eventually(
      async () => application.reports().length,
      (count) => assert.ok(count > asked + (round % 3 === 0 ? 0 : round % 4)),
    );
    await ending.close();
    const problem = await running.then(
      () => undefined,
      (error: unknown) => problemOf(error).kind,
    );
    assert.ok(problem === undefined || problem === "cancelled", problem);
    // The window that stays reads the change a moment later, which is the only timer there may be.
    await eventually(
      async () => pending(),
      (now) => assert.deepEqual(now, before, `round ${round}`),
      GOES_ON_WITHIN_MS,
    );
    const lease = `refresh:${account.id}`;
    assert.equal(await application.ledger.takeLease(lease, "the next", 1_000, clock()), true);
    await application.ledger.releaseLease(lease, "the next");
    assert.equal((await application.lane("refresh")).phase.phase, "idle");
    sandbox.setFaults({});
    const next = await application.openWindow(`next ${round}`);
    const count = application.reports().length;
    const going = next.synchronizer.sync(account, request, new AbortController().signal);
    await eventually(
      async () => application.reports().length,
      (now) => assert.ok(now > count),
      GOES_ON_WITHIN_MS,
    );
    await going;
    await next.close();
  }
});

test("after its end an application starts nothing, and its methods reject rather than throw", async (t) => {
  const application = await openApplication({ account: fixedAccount(() => ROWS), clock: () => NOW, zone: "UTC" });
  atEnd(t, () => application.close());
  const { account } = application;
  const window = await application.openWindow("ending");
  window.startBackground(5);
  await Promise.all([window.close(), window.close()]);
  const request = { lane: "refresh", dates: [PERIOD], maxAgeMs: 0, use: "user", whenTaken: "wait" } as const;
  const calls: readonly (() => Promise<unknown>)[] = [
    () => window.ledger.accounts(),
    () => window.ledger.open(),
    () => window.ledger.count(account.id, undefined, {}),
    () => window.ledger.beginIntake(account.id, PERIOD),
    () => window.ledger.writeState("", "key", "value"),
    () => window.synchronizer.sync(account, request, new AbortController().signal),
    () => window.synchronizer.plan(account, request),
    () => window.model.choose({ period: PERIOD }),
  ];
  for (const call of calls) {
    let result: Promise<unknown> | undefined;
    assert.doesNotThrow(() => (result = call()), String(call));
    await assert.rejects(result!, (error) => problemOf(error).kind === "cancelled", String(call));
  }
  // These have nobody to tell.
  await window.model.read();
  window.background.reschedule();
  window.application.applySettings();
  assert.equal(typeof window.ledger.onDidChange(() => undefined), "function");
  await application.model.read();
});

test("a listener that throws does not keep the others from being told", async (t) => {
  const application = await openApplication({ account: fixedAccount(() => ROWS), clock: () => NOW, zone: "UTC" });
  atEnd(t, () => application.close());
  const heard: string[] = [];
  application.model.onDidChange(() => {
    throw new Error("the first listener fails");
  });
  application.model.onDidChange(({ choice }) => heard.push(JSON.stringify(choice)));
  await application.model.choose({ period: PERIOD });
  assert.ok(heard.includes(JSON.stringify(PERIOD)));
  assert.ok(application.logged.some((line) => line.includes("the first listener fails")));
  assert.equal(application.model.state.problem, undefined);
});
