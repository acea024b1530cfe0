import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { FIRST_CHOICES } from "../../../../src/app/screen/choices.ts";
import { Model } from "../../../../src/app/screen/model.ts";
import { IDLE_LANE, leaseOf, writeLane } from "../../../../src/app/sync/syncState.ts";
import type { AppState } from "../../../../src/domain/appState.ts";
import { wordsOfFailureMessages } from "../../../../src/domain/outcomeWords.ts";
import { listLog } from "../../../support/editorWindow.ts";
import { atEnd } from "../../../support/endings.ts";
import { eventually } from "../../../support/eventually.ts";
import { chargeOf, madeUpRows } from "../../../support/madeUpRows.ts";
import { HOUR, NOVEMBER, openScene } from "../../../support/syncScene.ts";

const INDIA = { zone: "Asia/Kolkata", cycleStart: 1, outcomes: [] };
const VERIFIED_FAILS = wordsOfFailureMessages(["verified"]);
const ROWS = madeUpRows("2026-11-01", "2026-11-20", 24).filter(({ at }) => at < Date.parse("2026-11-20T10:00Z") * 1000);

test("another billing time zone: the last numbers stay while days are counted anew, then all of them follow", async (t) => {
  const scene = await openScene(t, ROWS);
  const { model } = scene.application;
  await scene.fetch(NOVEMBER);
  await model.choose({ period: { since: "2026-11-05", until: "2026-11-05" } });
  const before = model.state;
  const states: AppState[] = [];
  model.onDidChange((state) => void states.push(state));
  await model.applySettings(INDIA);
  const [recounting, after] = [states[0], states.at(-1)];
  assert.equal(recounting?.sync.phase, "recounting");
  assert.deepEqual([recounting.zone, recounting.usage], [before.zone, before.usage]);
  assert.deepEqual([after?.zone, after?.sync.phase], ["Asia/Kolkata", "idle"]);
  const from = Date.parse("2026-11-04T18:30:00Z") * 1000;
  const inIndia = ROWS.filter(({ at }) => at >= from && at < from + 86_400e6);
  assert.equal(after?.usage?.period.totals.charge, chargeOf(inIndia));
  assert.notEqual(after?.usage?.period.totals.charge, before.usage?.period.totals.charge);
  assert.ok(
    states.every(({ zone, usage }) => zone === after?.zone || usage === before.usage),
    "no state shows one zone's days under the other's name",
  );
});

test("settings that change again while they are put in force: the last ones win", async (t) => {
  const scene = await openScene(t, ROWS);
  const { model } = scene.application;
  await scene.fetch(NOVEMBER);
  const america = { zone: "America/New_York", cycleStart: 1, outcomes: VERIFIED_FAILS };
  await Promise.all([model.applySettings(INDIA), model.applySettings(america)]);
  assert.equal(model.state.zone, "America/New_York");
  assert.deepEqual([model.state.outcomes, model.state.usage?.period.totals.successes], [VERIFIED_FAILS, 0]);
});

test("another billing cycle: whoever has not chosen looks at it, and at the month again without it", async (t) => {
  const scene = await openScene(t, ROWS);
  const { model } = scene.application;
  await scene.fetch(NOVEMBER);
  assert.deepEqual(model.state.choice, { preset: "thisMonth" });
  await model.applySettings({ ...INDIA, cycleStart: 5 });
  const { state } = model;
  assert.deepEqual(state.period, { since: "2026-11-05", until: state.today });
  const from = Date.parse("2026-11-04T18:30:00Z") * 1000;
  const inCycle = ROWS.filter(({ at }) => at >= from);
  const { period, month } = state.usage ?? {};
  assert.deepEqual([period?.totals.charge, month?.totals.charge], [chargeOf(inCycle), chargeOf(inCycle)]);
  await model.choose({ period: { preset: "thisCalendarMonth" } });
  assert.deepEqual(model.state.period, { since: "2026-11-01", until: state.today });
  assert.deepEqual(model.state.usage?.month.totals.charge, chargeOf(inCycle));
  await model.applySettings(INDIA);
  assert.deepEqual(model.state.choice, { preset: "thisMonth" }, "only one name of a calendar month is offered");
});

test("a reading that is asked for just when another one ends is not taken for that one", async (t) => {
  const scene = await openScene(t, ROWS);
  const { ledger, model } = scene.application;
  let begun = 0;
  const open = ledger.open.bind(ledger);
  ledger.open = async () => {
    begun++;
    return open();
  };
  for (let later = 0; later < 8; later++) {
    const { promise: shown, resolve } = Promise.withResolvers<void>();
    const stop = model.onDidChange(() => resolve());
    const first = model.read();
    await shown;
    stop();
    for (let step = 0; step < later; step++) await Promise.resolve();
    const before = begun;
    await model.read();
    assert.ok(begun > before, `${later} steps after the state was shown`);
    await first;
  }
});

test("a burst of changes is read a few times, a choice at once", async (t) => {
  const scene = await openScene(t, ROWS, { speed: 1 });
  const { ledger, account, model } = scene.application;
  await delay(300);
  let readings = 0;
  model.onDidChange(() => void readings++);
  for (let change = 0; change < 40; change++) {
    await ledger.writeState(account.id, "anything", String(change));
    await delay(5);
  }
  await delay(400);
  assert.ok(readings >= 1 && readings <= 6, `${readings} readings for 40 changes`);
  await model.choose({ period: { preset: "today" } });
  assert.deepEqual(model.state.choice, { preset: "today" });
});

test("a choice is read once, though the ledger tells of it as of any change", async (t) => {
  const scene = await openScene(t, ROWS, { speed: 1 });
  const { model } = scene.application;
  let readings = 0;
  model.onDidChange(() => void readings++);
  const presets = ["today", "last7Days", "lastMonth", "thisMonth", "today", "last7Days"] as const;
  for (const preset of presets) {
    // The reading before has settled: the news of this choice comes with a reminder that is due at once.
    await delay(350);
    readings = 0;
    await model.choose({ period: { preset } });
    assert.deepEqual(model.state.choice, { preset });
    await delay(350);
    assert.equal(readings, 1, preset);
  }
});

test("while a run is under way, what it commits is shown a second apart, and the last of it too", async (t) => {
  const scene = await openScene(t, ROWS, { speed: 1 });
  const { ledger, account, model } = scene.application;
  const phase = { phase: "syncing", work: "history", done: 3, total: 9, rows: 7 } as const;
  await ledger.takeLease(leaseOf("history", account.id), "a busy window", 60_000, scene.clock());
  await writeLane(ledger, account.id, "history", { phase, aliveUntil: scene.clock() + 60_000, failures: 0 });
  await model.read();
  const shown: number[] = [];
  let { usage } = model.state;
  model.onDidChange((state) => {
    if (state.usage === usage) return;
    usage = state.usage;
    shown.push(performance.now());
  });
  for (let change = 0; shown.length < 3; change++) {
    await ledger.writeState(account.id, "anything", String(change));
    await delay(20);
  }
  const [first = 0, second = 0, third = 0] = shown;
  assert.ok(second - first > 950 && third - second > 950, `shown at ${shown.join(", ")}`);
  await ledger.addBalance(account.id, { at: scene.clock(), balance: 77 });
  await eventually(
    async () => model.state.balance?.balance,
    (balance) => assert.equal(balance, 77),
  );
});

test("where reading takes long a run is left alone for longer, and its end is shown as soon as anywhere", async (t) => {
  const scene = await openScene(t, ROWS);
  const { ledger, account } = scene.application;
  let now = scene.clock();
  let timer: { readonly at: number; readonly callback: () => void } | undefined;
  const readAt: number[] = [];
  // A reading takes half a second, by a clock that nothing else puts forward.
  const slow = withCalls(ledger, (name) => {
    if (name === "lastBalance") now += 500;
    if (name === "accounts") readAt.push(now);
  });
  const setTimer = (ms: number, callback: () => void) => {
    timer = { at: now + ms, callback };
    return () => void (timer = undefined);
  };
  const model = new Model({ ledger: slow, clock: () => now, log: listLog([]), ...INDIA, zone: "UTC", setTimer });
  atEnd(t, () => model.dispose());
  const phase = { phase: "syncing", work: "history", done: 3, total: 9, rows: 7 } as const;
  await ledger.takeLease(leaseOf("history", account.id), "a busy window", 60_000, now);
  await writeLane(ledger, account.id, "history", { phase, aliveUntil: now + 60_000, failures: 0 });
  await model.open();
  const changed = async (change: () => Promise<void>): Promise<void> => {
    const heard = new Promise<void>((resolve) => void ledger.onDidChange(resolve));
    await change();
    await heard;
  };
  /** Lets time pass until the next timer, and until that has set another or has it read. */
  const next = async (): Promise<void> => {
    const due = timer;
    assert.ok(due);
    now = Math.max(now, due.at);
    timer = undefined;
    due.callback();
    await eventually(
      async () => timer !== undefined || readAt.length > 0,
      (isDone) => assert.ok(isDone),
    );
  };
  await changed(async () => ledger.writeState(account.id, "anything", "1"));
  const begun = now;
  for (readAt.length = 0; readAt.length === 0; ) await next();
  // Eight times as long.
  assert.ok(between(readAt[0], begun + 4_000, begun + 5_000), `read after ${(readAt[0] ?? 0) - begun} ms`);
  await model.idle();
  const ended = now;
  await changed(async () => writeLane(ledger, account.id, "history", { ...IDLE_LANE, attemptedAt: now }));
  for (readAt.length = 0; readAt.length === 0; ) await next();
  assert.ok(between(readAt[0], ended, ended + 1_000), `read after ${(readAt[0] ?? 0) - ended} ms`);
  await model.idle();
  assert.equal(model.state.sync.phase, "idle");
});

function between(value: number | undefined, from: number, until: number): boolean {
  return value !== undefined && value >= from && value <= until;
}

/** The same ledger, and told of every question that is put to it. Some of its methods can not be replaced, so it stands before an object that has none. */
function withCalls<T extends object>(ledger: T, onCall: (name: string) => void): T {
  return new Proxy({} as T, {
    get(_, name) {
      const value: unknown = Reflect.get(ledger, name);
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        onCall(String(name));
        return value.apply(ledger, args) as unknown;
      };
    },
  });
}

test("a run whose window died is believed until its heartbeat ends, and not longer", async (t) => {
  const scene = await openScene(t, ROWS);
  const { ledger, account, model } = scene.application;
  const phase = { phase: "syncing", work: "history", done: 3, total: 9, rows: 7 } as const;
  await ledger.takeLease(leaseOf("history", account.id), "a window that dies", 20_000, scene.clock());
  await writeLane(ledger, account.id, "history", { phase, aliveUntil: scene.clock() + 20_000, failures: 0 });
  await model.read();
  assert.deepEqual(model.state.sync, phase);
  await eventually(
    async () => model.state.sync.phase,
    (shown) => assert.equal(shown, "idle"),
    2_000,
  );
});

test("what keeps this window from asking is not shown while it is another's turn, and then by itself", async (t) => {
  const scene = await openScene(t, ROWS);
  const { account, model } = scene.application;
  await scene.fetch(NOVEMBER, { window: await scene.application.openWindow("other") });
  await model.read();
  scene.forward(HOUR);
  model.markOwnTrouble(account.id, { kind: "secretMissing", detail: "" }, "timer");
  await model.read();
  assert.equal(model.state.problem, undefined);
  await eventually(
    async () => model.state.problem?.kind,
    (shown) => assert.equal(shown, "secretMissing"),
    4_000,
  );
});

test("a reading asks the ledger for what is shown and no more, and what is chosen together is shown together", async (t) => {
  const scene = await openScene(t, ROWS);
  const { ledger } = scene.application;
  await scene.fetch({ since: "2026-10-01", until: "2026-11-20" });
  const calls: string[] = [];
  const watched = withCalls(ledger, (name) => void calls.push(name));
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const model = new Model({ ledger: watched, clock: scene.clock, log, zone: "UTC", cycleStart: 1, outcomes: [] });
  atEnd(t, () => model.dispose());
  await model.open();
  calls.length = 0;
  await model.read();
  // The choices and two lanes; the period, the month and the stretch that the period is compared with.
  assert.deepEqual(calls.toSorted(), [
    "accounts",
    "coverage",
    "lastBalance",
    "open",
    "readState",
    "readState",
    "readState",
    "reports",
    "requestCounts",
    "summarize",
    "summarize",
    "summarize",
  ]);
  const before = model.state.choice;
  const shown = new Set<string>();
  model.onDidChange(({ choice, filter }) => void shown.add(JSON.stringify([choice, filter])));
  await model.choose({ period: { preset: "today" }, filter: { products: ["UPI"] } });
  const chosen = JSON.stringify([{ preset: "today" }, { products: ["UPI"] }]);
  assert.ok(shown.has(chosen));
  shown.delete(chosen);
  // A reading that had begun before may still show what was chosen then, but nothing in between.
  shown.delete(JSON.stringify([before, {}]));
  assert.deepEqual([...shown], []);
});

test("a screen with choices of its own follows nobody else's, and shows nobody in place of one who is signed out", async (t) => {
  const scene = await openScene(t, ROWS);
  const { ledger, model, account, clock } = scene.application;
  await scene.fetch(NOVEMBER);
  const own = async (accountId: string): Promise<AppState> => {
    const choices = { ...FIRST_CHOICES, accountId };
    const server = new Model({ ledger, clock, log: listLog([]), ...INDIA, zone: "UTC", choices });
    atEnd(t, () => server.dispose());
    await server.read();
    return server.state;
  };
  await model.choose({ period: { since: "2026-11-05", until: "2026-11-05" }, filter: { products: ["UPI"] } });
  const { choice, filter, account: shown } = await own(account.id);
  assert.deepEqual([choice, filter, shown?.id], [{ preset: "thisMonth" }, {}, account.id]);
  assert.equal((await own("gone")).account, undefined);
});
