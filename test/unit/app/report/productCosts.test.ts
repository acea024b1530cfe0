import assert from "node:assert/strict";
import { test } from "node:test";
import { productCosts } from "../../../../src/app/report/productCosts.ts";
import { spendOf } from "../../../../src/app/report/spendOf.ts";
import { datesOnScreen } from "../../../../src/app/sync/refreshPlan.ts";
import { NO_FILTER } from "../../../../src/domain/filter.ts";
import { generateAccount } from "../../../../src/sandbox/generator.ts";
import { openApplication } from "../../../support/application.ts";
import { atEnd } from "../../../support/endings.ts";

/** 23 November 2026, 14:30 IST. */
const NOW = Date.parse("2026-11-23T09:00:00Z");
const SPEED = 20;

test("what products cost beside code is what every other face says of the last 30 days", async (t) => {
  const generated = generateAccount({ anchor: "2026-11-23", callsPerWeekday: 40 });
  const startedAt = Date.now();
  const application = await openApplication({
    account: { ...generated, reportPages: (interval) => generated.reportPages(interval, NOW) },
    clock: () => NOW + (Date.now() - startedAt) * SPEED,
    speed: SPEED,
  });
  atEnd(t, () => application.close());
  const { model, synchronizer, account, ledger, clock } = application;
  const moment = () => ({ zone: "Asia/Kolkata", cycleStart: 1, now: clock() }) as const;
  assert.equal((await productCosts(ledger, account, moment())).extent, "nothing");
  await model.choose({ period: { preset: "last30Days" } });
  const dates = datesOnScreen(model.state, NOW);
  const request = { lane: "refresh", dates, maxAgeMs: 0, use: "user", whenTaken: "wait" } as const;
  await synchronizer.sync(account, request, new AbortController().signal);
  const costs = await productCosts(ledger, account, moment());
  assert.equal(costs.extent, "wholly");
  assert.ok(costs.products.size > 5);
  const question = { choice: { preset: "last30Days" }, by: "product", filter: NO_FILTER } as const;
  const report = await spendOf(ledger, account, question, moment());
  assert.deepEqual(costs.period, report.period);
  assert.deepEqual(
    report.rows.map(({ name, calls, charge, chargedFailureCharge }) => [name, calls, charge, chargedFailureCharge]),
    [...costs.products.values()].map((each) => [each.product, each.calls, each.charge, each.chargedFailureCharge]),
  );
  for (const { halves, charge, paidFailures, chargedFailureCharge } of costs.products.values()) {
    assert.equal(halves.earlier + halves.later, charge);
    assert.equal(
      paidFailures.reduce((sum, each) => sum + each.charge, 0),
      chargedFailureCharge,
    );
  }
});
