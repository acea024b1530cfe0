import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { readIntent } from "../../../../src/app/sync/syncState.ts";
import type { Totals } from "../../../../src/domain/summary.ts";
import { type FixedRow, fixedAccount } from "../../../../src/sandbox/sandboxAccount.ts";
import { DOCUMENTED_ERRORS } from "../../../sandbox/faults.ts";
import { type Application, openApplication } from "../../../support/application.ts";
import { atEnd } from "../../../support/endings.ts";
import { madeUpRows } from "../../../support/madeUpRows.ts";
import { SimulatedTime } from "../../../support/simulatedTime.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const PER_DAY = 24;
const ROWS = madeUpRows("2026-08-01", "2026-12-10", PER_DAY);
const RUPEES = 10_000;
const REFRESH_MINUTES = 60;
/** For the days in which only rows and prices come: every refresh is as good as another. */
const SELDOM_MINUTES = 360;

const AHEAD: readonly (readonly [string, number])[] = [
  ["a minute", MINUTE],
  ["an hour", HOUR],
  ["a day", DAY],
  ["ten days", 10 * DAY],
  ["a year", 365 * DAY],
  ["three years", 1_096 * DAY],
];

interface Stage {
  readonly time: SimulatedTime;
  readonly application: Application;
  /** The service's charge of a row, which may change while a date has not been sealed. */
  price: number;
  wallet: number;
  /** Until it is the first minute of an hour at `hour` UTC, `days` days on. */
  until(days: number, hour: number): Promise<void>;
  /** What the ledger has of November, and what the service would report of it. */
  november(): Promise<readonly [Totals, { readonly calls: number; readonly charge: number }]>;
}

/** It is 20 November, 06:00 UTC; the service's clock is right, with or without a word about it in its answers. */
async function openStage(t: TestContext): Promise<Stage> {
  const time = new SimulatedTime("2026-11-20T06:00:00Z");
  const start = time.trueClock();
  let priced = { price: Number.NaN, rows: [] as readonly FixedRow[] };
  const account = fixedAccount(
    () => {
      const { price } = stage;
      if (priced.price !== price)
        priced = { price, rows: ROWS.map((row) => ({ ...row, charge: price, visibleAt: row.at / 1000 })) };
      return priced.rows;
    },
    () => stage.wallet * RUPEES,
  );
  const application = await openApplication({
    account,
    clock: time.clock,
    serviceClock: time.trueClock,
    time: time.source,
    zone: "UTC",
    plan: "growth",
  });
  atEnd(t, () => application.close());
  time.heed(() => application.isBusy());
  const stage: Stage = {
    time,
    application,
    price: 29_500,
    wallet: 6_448,
    until: (days, hour) => time.advance(start + days * DAY + (hour - 6) * HOUR - time.trueClock()),
    async november() {
      const { ledger, account: of } = application;
      const { totals } = await ledger.summarize(of.id, { since: "2026-11-01", until: "2026-11-30" }, "day", {});
      const from = Date.parse("2026-11-01T00:00Z") * 1000;
      const to = Math.min(Date.parse("2026-12-01T00:00Z"), time.trueClock()) * 1000;
      const rows = ROWS.filter(({ at }) => at >= from && at < to);
      return [totals, { calls: rows.length, charge: rows.length * stage.price }];
    },
  };
  return stage;
}

for (const [name, ahead] of AHEAD) {
  test(`the clock is ${name} ahead for a refresh, a backfill and a refusal, and set right: all is right within a term, and stays so`, async (t) => {
    const stage = await openStage(t);
    const { time, application } = stage;
    const { model, ledger, account, sandbox } = application;
    const background = application.startBackground(REFRESH_MINUTES);
    await time.advance(HOUR);

    // Wrong: a refresh, a wish for everything again, a balance, a refusal of future dates, and a pause by the service.
    time.setAhead(ahead);
    stage.wallet = 5_000;
    await time.advance(HOUR);
    await background.loadHistory(account, "2026-11-01", time.clock());
    await time.advance(10 * MINUTE);
    sandbox.setFaults({ report: { ...DOCUMENTED_ERRORS.rateLimit, retryAfter: "3600", times: 1 } });
    await time.advance(30 * MINUTE);
    sandbox.setFaults({});

    // Right again. The terms: a refresh that stood still begins within the interval, a pause may last an hour.
    time.setAhead(0);
    stage.wallet = 4_000;
    await time.advance(2 * HOUR + 30 * MINUTE);
    await model.read();
    const [stored, reported] = await stage.november();
    assert.ok(Math.abs(stored.calls - reported.calls) <= 1, `${stored.calls} calls of ${reported.calls}`);
    assert.equal(model.state.balance?.balance, 4_000 * RUPEES);
    assert.ok((model.state.balance?.at ?? 0) <= time.clock());
    assert.deepEqual([model.state.problem, model.state.sync.phase], [undefined, "idle"]);
    assert.ok(time.clock() - (model.state.syncedAt ?? 0) <= (REFRESH_MINUTES + 1) * MINUTE);
    assert.equal((await readIntent(ledger, account.id, time.clock()))?.status, "complete");
    const { fetched, dates } = model.state.usage?.coverage ?? { fetched: 0, dates: 1 };
    assert.equal(fetched, dates);

    // Nothing was sealed too early: a price that changes within two days arrives, and every day's rows do.
    stage.price = 35_400;
    application.refreshEvery(SELDOM_MINUTES);
    await stage.until(3, 10);
    application.refreshEvery(REFRESH_MINUTES);
    await stage.until(3, 12);
    await model.read();
    const changed = madeUpRows("2026-11-19", "2026-11-22", PER_DAY).length;
    const { totals } = await ledger.summarize(account.id, { since: "2026-11-19", until: "2026-11-22" }, "day", {});
    assert.deepEqual([totals.calls, totals.charge], [changed, changed * 35_400]);
    const sent = sandbox.requests.length;
    await time.advance(3 * HOUR);
    const perHour = (sandbox.requests.length - sent) / 3;
    t.diagnostic(`${sandbox.requests.length} requests in all, ${perHour.toFixed(1)} an hour three days later`);
    assert.ok(perHour <= 5, `${perHour} requests an hour`);
  });
}
