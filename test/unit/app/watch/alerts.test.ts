import assert from "node:assert/strict";
import { join } from "node:path";
import { after, describe, type TestContext, test } from "node:test";
import * as fc from "fast-check";
import { Alerts } from "../../../../src/app/watch/alerts.ts";
import type { Log } from "../../../../src/domain/ports.ts";
import type { Alert } from "../../../../src/domain/watch/alert.ts";
import type { Watch } from "../../../../src/domain/watch/watch.ts";
import { startLedgerThread } from "../../../../src/ledger/thread/ledgerThread.ts";
import { WorkerLedger } from "../../../../src/ledger/thread/workerLedger.ts";
import { atEnd } from "../../../support/endings.ts";
import { fileLedger, temporaryFolder } from "../../../support/ledgers.ts";
import { threadFile } from "../../../support/programFile.ts";
import { budgetUse, finding, NOON, watchOf } from "../../../support/watches.ts";

const SETTINGS = { enabled: true, thresholds: [80, 100], runwayDays: 7 };
const SILENT: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** An editor window: its own connection to the shared file. */
interface Window {
  readonly ledger: WorkerLedger;
  readonly alerts: Alerts;
}

/** Accounts that a test may use one after the other. */
const MOST_RUNS = 60;

/** A ledger's file with the account of the watches in it. */
function signedInLedger(t: TestContext): string {
  const path = join(temporaryFolder(t), "ledger.db");
  const ledger = fileLedger(t, path);
  const ids = [watchOf({}).accountId, ...Array.from({ length: MOST_RUNS }, (_, run) => `account-${run}`)];
  for (const id of ids) ledger.saveAccount({ id, kind: "live", label: "a…z", baseUrl: "https://x", plan: "starter" });
  ledger.close();
  return path;
}

function openWindow(path: string): Window {
  const ledger = new WorkerLedger(() => startLedgerThread(threadFile, path));
  return { ledger, alerts: new Alerts(ledger, () => NOON, SILENT) };
}

/** Alerts are told of accounts that are signed in. */
async function signIn({ ledger }: Window, accountId = "account"): Promise<void> {
  await ledger.saveAccount({
    id: accountId,
    kind: "live",
    label: accountId,
    baseUrl: "https://x.example",
    plan: "starter",
  });
}

function thresholdsOf(told: readonly Alert[]): number[] {
  return told.flatMap((alert) => (alert.kind === "budget" ? [alert.threshold] : []));
}

function spent(rupees: number): Watch {
  return watchOf({ budgets: [budgetUse(rupees)] });
}

/** What happens in a month: somebody's refresh finds this much spent, and these windows judge at the same time. */
interface Step {
  readonly more: number;
  /** Per window: judges what is new, or what it saw before, or not at all. */
  readonly windows: readonly ("new" | "old" | "idle")[];
  readonly reload: number | undefined;
  readonly turnsMonth: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  more: fc.integer({ min: 0, max: 4_000 }),
  windows: fc.array(fc.constantFrom("new", "new", "old", "idle"), { minLength: 3, maxLength: 3 }),
  // A new thread each time, which costs more than all the rest.
  reload: fc.oneof({ weight: 7, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.nat(2) }),
  turnsMonth: fc.boolean(),
});

describe("alerts of several editor windows on one ledger", () => {
  const opened: Window[] = [];
  after(async () => {
    for (const { ledger } of opened) await ledger.close();
  });

  test("each crossing is told once a month, under any order of refreshes, reloads and windows", async (t) => {
    const path = signedInLedger(t);
    const windows = [openWindow(path), openWindow(path), openWindow(path)];
    opened.push(...windows);
    for (const { ledger } of windows) await ledger.open();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
        const accountId = `account-${run++}`;
        const months: { spent: number; judged: number; told: number[] }[] = [{ spent: 0, judged: 0, told: [] }];
        await signIn(windows[0] ?? assert.fail("no window"), accountId);
        let before = watchOf({ accountId });
        for (const { more, windows: judging, reload, turnsMonth } of steps) {
          if (turnsMonth && (months.at(-1)?.spent ?? 0) > 10_000) months.push({ spent: 0, judged: 0, told: [] });
          const month = months.at(-1);
          assert.ok(month);
          month.spent += more;
          const since = `2026-${String(months.length).padStart(2, "0")}-01`;
          const period = { since, until: since };
          const watch = watchOf({ accountId, budgets: [budgetUse(month.spent, { period })] });
          if (reload !== undefined) {
            await windows[reload]?.ledger.close();
            windows[reload] = openWindow(path);
            opened.push(windows[reload]);
          }
          const claims = windows.map(async ({ alerts }, index) => {
            if (judging[index] === "idle") return [];
            return alerts.claim(judging[index] === "old" ? before : watch, SETTINGS);
          });
          const told = (await Promise.all(claims)).flat();
          if (judging.includes("new")) month.judged = month.spent;
          for (const alert of told) {
            assert.equal(alert.kind, "budget");
            if (alert.kind !== "budget") continue;
            months[Number(alert.use.period.since.slice(5, 7)) - 1]?.told.push(alert.threshold);
          }
          before = watch;
        }
        for (const { judged, told } of months) {
          assert.ok(told.filter((threshold) => threshold === 80).length <= 1, `80 % told ${told.join()}`);
          const over = told.filter((threshold) => threshold === 100).length;
          assert.ok(over <= 1, `100 % told ${told.join()}`);
          if (judged >= 10_000) assert.equal(over, 1, "100 % was judged and not told");
          else if (judged >= 8_000) assert.ok(told.length >= 1, "80 % was judged and not told");
        }
      }),
      { numRuns: 25, endOnFailure: true },
    );
  });

  test("two windows that judge at the same moment tell it once, fifty times over", async (t) => {
    const path = signedInLedger(t);
    const [one, other] = [openWindow(path), openWindow(path)];
    opened.push(one, other);
    await Promise.all([one.ledger.open(), other.ledger.open()]);
    for (let run = 0; run < 50; run++) {
      await signIn(one, `account-${run}`);
      const watch = watchOf({ accountId: `account-${run}`, budgets: [budgetUse(9_000)], findings: [finding()] });
      const told = await Promise.all([one.alerts.claim(watch, SETTINGS), other.alerts.claim(watch, SETTINGS)]);
      assert.deepEqual(
        told.map(({ length }) => length).toSorted((a, b) => a - b),
        [0, 2],
        `run ${run}`,
      );
    }
  });

  test("what one window silences is silent in the others; off tells nothing, and nothing later", async (t) => {
    const path = signedInLedger(t);
    const [one, other] = [openWindow(path), openWindow(path)];
    opened.push(one, other);
    await Promise.all([one.ledger.open(), other.ledger.open()]);
    await signIn(one);
    assert.deepEqual(await one.alerts.claim(spent(8_000), { ...SETTINGS, enabled: false }), []);
    assert.deepEqual(await other.alerts.claim(spent(8_500), SETTINGS), []);
    await one.alerts.snooze("account", "budget/month", NOON + 1);
    await Promise.all([one.alerts.mute("account", "wallet"), other.alerts.mute("account", "runway")]);
    const { snoozed, muted } = await other.alerts.silencing("account");
    assert.deepEqual(
      [snoozed, muted.toSorted()],
      [{ "budget/month": NOON + 1 }, ["runway", "wallet"]],
      "neither is lost",
    );
    assert.deepEqual(await other.alerts.claim(spent(10_000), SETTINGS), []);
    await other.alerts.unsilence("account", "budget/month");
    assert.deepEqual(thresholdsOf(await one.alerts.claim(spent(10_000), SETTINGS)), [100]);
  });

  test("judging again what is known writes nothing, so no window is woken", async (t) => {
    const path = signedInLedger(t);
    const window = openWindow(path);
    opened.push(window);
    await window.ledger.open();
    await signIn(window);
    const watch = watchOf({ budgets: [budgetUse(9_000)], findings: [finding()] });
    await window.alerts.claim(watch, SETTINGS);
    let changes = 0;
    window.ledger.onDidChange(() => changes++);
    await window.ledger.accounts();
    for (let times = 0; times < 5; times++) assert.deepEqual(await window.alerts.claim(watch, SETTINGS), []);
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(changes, 0);
  });
});

test("a stored state that is none counts as told of nothing, part by part", async (t) => {
  const whole = {
    scopes: { month: [{ since: "2026-11-01", limit: 10_000 * 10_000, told: { [10_000 * 10_000]: 100 } }] },
  };
  const path = signedInLedger(t);
  const { ledger, alerts } = openWindow(path);
  atEnd(t, () => ledger.close());
  const strange = ["7", "null", "[]", "{", '{"thresholds":7,"runway":7,"findings":7}', '{"findings":{"told":[7]}}'];
  const broken = ['{"thresholds":{"scopes":{"month":[null,{"since":7}]}}}', '{"thresholds":{"scopes":{"month":7}}}'];
  for (const [run, stored] of [...strange, ...broken].entries()) {
    const accountId = `account-${run}`;
    await ledger.replaceTold(accountId, "alerts.told", undefined, stored);
    assert.deepEqual(thresholdsOf(await alerts.claim({ ...spent(12_000), accountId }, SETTINGS)), [100], stored);
  }
  // What is whole beside it is kept.
  const mixed = JSON.stringify({ thresholds: whole, findings: 7, walletUntil: "x" });
  await ledger.replaceTold("account", "alerts.told", undefined, mixed);
  assert.deepEqual(thresholdsOf(await alerts.claim(spent(12_000), SETTINGS)), []);
});
