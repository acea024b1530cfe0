import assert from "node:assert/strict";
import { performance } from "node:perf_hooks";
import { after, before, suite, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { patient } from "../../../../scripts/patience.ts";
import { addDays } from "../../../../src/domain/day.ts";
import type { Alert } from "../../../../src/domain/watch/alert.ts";
import type { Finding } from "../../../../src/domain/watch/anomaly/finding.ts";
import { type GeneratedAccount, generateAccount } from "../../../../src/sandbox/generator.ts";
import { type Application, openApplication } from "../../../support/application.ts";
import { speedHere } from "../../../support/editorWindow.ts";
import { assertShortBlocks } from "../../../support/threadTime.ts";
import { ist, RUPEE } from "../../../support/usageCells.ts";
import { refreshInBackground, startWatching, type Watching } from "../../../support/watching.ts";

const ANCHOR = "2026-11-23";

function findings(alerts: readonly Alert[]): readonly Finding[] {
  return alerts.flatMap((alert) => (alert.kind === "finding" ? [alert.finding] : []));
}

suite("the watch over the sample account, as its days go by", { timeout: patient(240_000) }, () => {
  let now = 0;
  let account: GeneratedAccount;
  let application: Application;
  let watching: Watching;

  const eventDay = (kind: string, product: string): string => {
    const event = account.plantedEvents().find((one) => one.kind === kind && one.product === product);
    assert.ok(event);
    return event.since;
  };

  /** Goes to a wall-clock time in India and refreshes; what is told there. */
  async function at(time: string): Promise<readonly Alert[]> {
    now = ist(time);
    const known = watching.told.length;
    await refreshInBackground(application);
    await watching.settled();
    return watching.told.slice(known);
  }

  before(async () => {
    account = generateAccount({ anchor: ANCHOR });
    now = ist(`${addDays(eventDay("priceChange", "UPI"), -1)}T19:00`);
    const started = performance.now();
    // The clock runs, because rate limits need time to pass; on a slow machine no faster than the minutes that tests count themselves.
    const speed = speedHere(20);
    const clock = (): number => now + Math.round((performance.now() - started) * speed);
    application = await openApplication({ account, clock, speed });
    watching = startWatching(application);
    await refreshInBackground(application);
    await watching.settled();
  });
  after(async () => {
    watching.watcher.dispose();
    await application.close();
  });

  test("finds price change, silence and runaway night on the day they happen, and nothing else", async () => {
    // The wallet of the sample account opens shortly before the anchor; before that its balance says nothing.
    watching.told.length = 0;
    for (const { kind, product, planted, time } of [
      { kind: "priceChange", product: "UPI", planted: "priceChange", time: "20:00" },
      { kind: "silence", product: "GSTIN-Advanced", planted: "silence", time: "20:00" },
      { kind: "spendSpike", product: "PAN-Plus", planted: "runaway", time: "09:00" },
    ]) {
      const day = eventDay(planted, product);
      assert.deepEqual(findings(await at(`${addDays(day, -1)}T20:00`)), [], `the evening before ${kind}`);
      const told = findings(await at(`${day}T${time}`));
      assert.deepEqual(
        told.map((finding) => [finding.kind, finding.product, finding.since.day]),
        [[kind, product, day]],
      );
      const [finding] = told;
      assert.equal(finding?.driver?.product, product);
      assert.deepEqual(finding.opens.filter.products, [product]);
      if (kind === "spendSpike")
        assert.equal(
          finding.driver?.message,
          account.plantedEvents().find((one) => one.kind === "runaway" && one.since === day && "message" in one)?.[
            "message" as never
          ],
        );
      assert.deepEqual(findings(await at(`${day}T23:00`)), [], `${kind} is told once`);
    }
    assert.deepEqual(watching.logged, []);
  });

  test("asks the ledger nothing while nothing changes", async () => {
    const made = watching.watches.length;
    const asked = watching.asked.length;
    for (let minute = 0; minute < 30; minute++) {
      now += 60_000;
      // What the minute's tick and the settings' events do.
      application.model.turnDay();
      watching.watcher.consider();
    }
    // Another window's reading of the same ledger, with nothing new in it.
    await application.model.read();
    await delay(300);
    await watching.watcher.idle();
    assert.equal(watching.asked.length, asked, watching.asked.slice(asked).join());
    assert.equal(watching.watches.length, made);
  });

  test("judges a new budget at once", async () => {
    const { month } = application.model.state.usage ?? assert.fail("no usage");
    watching.setBudget({
      monthly: Math.floor(month.totals.charge / 1.2),
      products: { UPI: { daily: 1_000_000 * RUPEE } },
    });
    await watching.watcher.idle();
    await watching.settled();
    const { budgets = [] } = application.model.state.watch ?? {};
    assert.deepEqual(
      budgets.map(({ scope }) => scope),
      ["month", "day/UPI"],
    );
    const [use] = budgets;
    assert.ok(use?.extent === "wholly");
    assert.equal(use.spent, month.totals.charge, "to the paisa what the surfaces show");
    assert.equal(use.share.toFixed(3), "1.200");
    const last = watching.told.at(-1);
    assert.ok(last?.kind === "budget" && last.threshold === 100);
  });

  test("keeps the thread free: no block of work longer than a frame", async () => {
    await assertShortBlocks(5, async (round) => {
      watching.setBudget({ monthly: (round + 1) * RUPEE });
      await watching.watcher.idle();
    });
  });

  test("recognises a top-up of the wallet, and calls no fall unexplained that the charges explain", async () => {
    const horizon = ist(`${addDays(ANCHOR, 20)}T00:00`);
    const [topUp] = account.topUps(horizon);
    assert.ok(topUp, "somebody pays within three weeks");
    // The sample account's wallet opens three days before the anchor; its first readings are those of the day after.
    let day = addDays(ANCHOR, -1);
    for (; ist(`${day}T21:00`) < topUp.at; day = addDays(day, 1)) await at(`${day}T21:00`);
    await at(`${day}T21:00`);
    await at(`${addDays(day, 4)}T21:00`);
    const { walletChanges = [], runway } = application.model.state.watch ?? {};
    const changes = walletChanges.filter(({ until }) => until > ist(`${ANCHOR}T00:00`));
    assert.deepEqual(
      changes.map(({ kind }) => kind),
      ["topUp"],
    );
    const [change] = changes;
    assert.ok(change !== undefined && change.since < topUp.at && topUp.at <= change.until);
    // The charges between two readings are known by their hours; how many fell beside a reading depends on when it was made.
    assert.ok(Math.abs(change.amount - topUp.amount) < topUp.amount / 100, `${change.amount} of ${topUp.amount}`);
    assert.deepEqual(
      watching.told.filter(({ kind }) => kind === "wallet"),
      [],
    );
    assert.ok(runway?.kind === "runway" && runway.low <= runway.expected && runway.expected <= runway.high);
  });

  test("drops the watch when the account is left, and has it again when it is back", async () => {
    const { model, ledger, account: own } = application;
    const shownWatch = () => model.state.watch;
    await ledger.saveAccount({ ...own, id: "other", label: "other" });
    await model.choose({ accountId: "other" });
    assert.deepEqual(shownWatch(), undefined);
    await model.choose({ accountId: own.id });
    await watching.settled();
    assert.equal(shownWatch()?.accountId, own.id);
  });

  for (const [lane, since, until] of [
    ["history", -110, 0],
    ["refresh", -170, -115],
  ] as const)
    test(`judges again when a run of the ${lane} lane has brought older days`, async () => {
      const made = watching.watches.length;
      const { synchronizer, account: own, model } = application;
      const { syncedAt } = model.state;
      const dates = [{ since: addDays(ANCHOR, since), until: addDays(ANCHOR, until) }];
      const request = { lane, dates, maxAgeMs: 1e12, use: "user", whenTaken: "wait" } as const;
      await synchronizer.sync(own, request, new AbortController().signal);
      await delay(600);
      await watching.settled();
      assert.ok(watching.watches.length > made, "a watch was made");
      assert.equal(model.state.syncedAt, syncedAt);
      assert.deepEqual(watching.logged, []);
    });
});
