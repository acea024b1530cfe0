import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { transactionPages } from "../../../../src/app/export/allTransactions.ts";
import { exportTransactions } from "../../../../src/app/export/exporter.ts";
import { datesOnScreen } from "../../../../src/app/sync/refreshPlan.ts";
import { addDays } from "../../../../src/domain/day.ts";
import { FIRST_GST_RULE, type GstRule } from "../../../../src/domain/gst.ts";
import { formatMoney } from "../../../../src/domain/money.ts";
import { intervalOf, type PeriodChoice, utcDatesOf } from "../../../../src/domain/period.ts";
import { type GeneratedAccount, generateAccount } from "../../../../src/sandbox/generator.ts";
import { fixedAccount } from "../../../../src/sandbox/sandboxAccount.ts";
import { dashboardSnapshotOf } from "../../../../src/view/dashboard/dashboardSnapshot.ts";
import { formatCalls, formatCount } from "../../../../src/view/numbers.ts";
import { statusItemOf } from "../../../../src/view/statusItem.ts";
import { productRows, transactionRow } from "../../../../src/view/treeRows.ts";
import { type Application, openApplication } from "../../../support/application.ts";
import { duckDb, exportRequest, temporaryFolder } from "../../../support/exports.ts";

const NO_SIGNAL = new AbortController().signal;
const ZONE = "Asia/Kolkata";
const folder = temporaryFolder();

/** Chooses a period as the command does, and fetches what it lacks. */
async function show({ model, synchronizer, account }: Application, choice: PeriodChoice, now: number): Promise<void> {
  await model.choose({ period: choice });
  const dates = datesOnScreen(model.state, now);
  await synchronizer.sync(account, { lane: "refresh", dates, maxAgeMs: 0, use: "user", whenTaken: "wait" }, NO_SIGNAL);
  await model.read();
}

/** The spend and calls of the period as each of the three surfaces words them. */
function surfaces({ model }: Application, now: number) {
  const { state } = model;
  const status = statusItemOf(state, { mode: "period", openAlerts: 0, runwayDays: 0, gst: FIRST_GST_RULE }, now);
  const snapshot = dashboardSnapshotOf(state, now, { rowsRevision: 0, expanded: false, gst: FIRST_GST_RULE });
  return {
    status: status?.text.replace(/^\$\([\w~-]+\) /, ""),
    tree: productRows(state).map(({ label, description }) => `${label} ${description}`),
    dashboard: snapshot.tiles.slice(0, 2).map(({ value }) => value),
    dashboardProducts: snapshot.products.map(({ product, charge, calls }) => [product, charge, calls]),
    chartTotal: state.usage?.filtered.series.reduce((sum, { charge }) => sum + charge, 0),
  };
}

/** An assumption about tax with what an invoice says under it, in paise, counted here on its own: rounded once, to the whole paisa. */
interface Tax {
  readonly gst: GstRule;
  readonly assumption: string;
  readonly invoiceOf: (paise: number) => readonly [taxable: number, tax: number, total: number];
}

const TAXES: readonly Tax[] = [
  {
    gst: FIRST_GST_RULE,
    assumption: "assuming charges include 18 % GST",
    invoiceOf: (paise) => {
      const taxable = Math.round((paise * 100) / 118);
      return [taxable, paise - taxable, paise];
    },
  },
  // The account's prices are whole paise without 18 % GST, but not with 12.5 % on top.
  {
    gst: { treatment: "excluded", rate: 1_250 },
    assumption: "assuming charges exclude 12.5 % GST",
    invoiceOf: (paise) => {
      const tax = Math.round((paise * 125) / 1_000);
      return [paise, tax, paise + tax];
    },
  },
];

function rupees(paise: number): string {
  return formatMoney(paise * 100);
}

/** What a file with exactly what is on screen says of tax. */
async function exportedTax(
  { model, ledger, account }: Application,
  rule: GstRule,
  target: string,
): Promise<readonly string[]> {
  const { period, filter, zone } = model.state;
  const held = await ledger.openRows(account.id, period, filter);
  try {
    const gst = { rule, assumption: "assumed" };
    const heading = { accountLabel: account.label, period, zone, filter: "", gst };
    const request = exportRequest({ format: "parquet", target, heading, expected: held.totals });
    await exportTransactions(request, transactionPages(held), () => undefined, NO_SIGNAL);
  } finally {
    await held.close();
  }
  const facts = await duckDb(`SELECT decode(key) AS key, decode(value) AS value FROM parquet_kv_metadata('${target}')`);
  const names = ["Taxable value (INR)", "GST (INR)", "Total with GST (INR)"];
  return names.map((name) => String(facts.find(({ key }) => key === name)?.value));
}

function holdsSample(since: string, until: string): boolean {
  return since <= "2024-05-11" && until >= "2024-05-11";
}

test("the documented response: one product, 3 calls, ₹8.85 everywhere, the charged failure recognised", async () => {
  const body = readFileSync(new URL("../../../support/fixtures/usageReportSample.json", import.meta.url));
  const now = Date.parse("2024-05-12T10:00:00Z");
  const empty = Buffer.from('{"code":200,"message":"ok","data":{"file_url":null,"usage_data":[]}}');
  const application = await openApplication({
    account: fixedAccount(() => []),
    clock: () => now,
    reportBody: ({ since, until }) => (holdsSample(since, until) ? body : empty),
  });
  try {
    await show(application, { since: "2024-05-11", until: "2024-05-12" }, now);
    const shown = surfaces(application, now);
    assert.equal(shown.status, "₹8.85");
    assert.deepEqual(shown.tree, ["PAN-Plus ₹8.85 · 3 calls"]);
    assert.deepEqual(shown.dashboard, ["₹8.85", "3"]);
    const { usage } = application.model.state;
    assert.equal(usage?.period.totals.chargedFailures, 1);
    assert.equal(usage.period.totals.chargedFailureCharge, 29_500);
    const { ledger, account, model } = application;
    const [newest] = await ledger.latest(account.id, model.state.period, {}, 1);
    assert.ok(newest);
    const row = transactionRow(newest, application.model.state, now);
    assert.match(row.spoken, /^PAN-Plus, ₹2\.95, Failure, charged, Invalid Pan Number\./);
    assert.match(row.tooltip, /9cb1fa27\\-c768\\-430c\\-9aa3\\-c13c477a1b0b/);
  } finally {
    await application.close();
  }
});

for (const untilDate of ["inclusive", "exclusive"] as const) {
  suite(`the sandbox account's totals when until_date is ${untilDate}`, () => {
    // Now: 23 November 2026, 14:30 IST; the account is a year old.
    const now = Date.parse("2026-11-23T09:00:00Z");
    const speed = 20;
    const startedAt = Date.now();
    let application: Application;
    let generated: GeneratedAccount;
    before(async () => {
      generated = generateAccount({ anchor: "2026-11-23", callsPerWeekday: 40 });
      application = await openApplication({
        // The clock must move, because rate limits do; what the account has stays what it had at `now`.
        account: { ...generated, reportPages: (interval) => generated.reportPages(interval, now) },
        clock: () => now + (Date.now() - startedAt) * speed,
        speed,
        untilDate,
        futureDates: untilDate === "inclusive" ? "refused" : "accepted",
      });
    });
    after(() => application.close());

    const periods: readonly (readonly [string, PeriodChoice])[] = [
      ["week", { preset: "last7Days" }],
      ["month", { preset: "thisMonth" }],
      ["month long ago", { since: "2026-03-01", until: "2026-03-31" }],
      ["year", { preset: "last12Months" }],
    ];
    for (const [name, choice] of periods) {
      test(`${name}: equals the generator's own totals to the paisa on all surfaces`, async () => {
        await show(application, choice, now);
        const { period } = application.model.state;
        const expected = generated.expectedTotals(intervalOf(period, ZONE), now);
        assert.ok(expected.totals.calls > 0);
        const shown = surfaces(application, now);
        const spend = formatMoney(expected.totals.charge);
        assert.equal(shown.status, spend);
        assert.deepEqual(shown.dashboard, [spend, formatCount(expected.totals.calls)]);
        assert.equal(shown.chartTotal, expected.totals.charge);
        assert.deepEqual(
          shown.tree,
          expected.products.map(
            ({ product, charge, calls }) => `${product} ${formatMoney(charge)} · ${formatCalls(calls)}`,
          ),
        );
        assert.deepEqual(
          shown.dashboardProducts,
          expected.products.map(({ product, charge, calls }) => [product, formatMoney(charge), formatCalls(calls)]),
        );
        assert.deepEqual(application.model.state.usage?.period.totals, expected.totals);
        assert.equal(application.model.state.usage.coverage.fetched, application.model.state.usage.coverage.dates);
      });
    }

    for (const [name, choice] of periods) {
      test(`${name}: taxable value and tax are those of one invoice in tile, hover and export`, async () => {
        await show(application, choice, now);
        const { state } = application.model;
        const { charge } = generated.expectedTotals(intervalOf(state.period, ZONE), now).totals;
        for (const { gst, assumption, invoiceOf } of TAXES) {
          const [taxable, tax, total] = invoiceOf(Math.round(charge / 100));
          const inAll = gst.treatment === "excluded" ? `, ${rupees(total)} in all` : "";
          const shown = `${rupees(taxable)} taxable, ${rupees(tax)} GST${inAll}`;
          const { tiles } = dashboardSnapshotOf(state, now, { rowsRevision: 0, expanded: false, gst });
          assert.equal(tiles[0]?.tax.replaceAll("\u00A0", " "), shown);
          const options = { mode: "period", openAlerts: 0, runwayDays: 0, gst } as const;
          const hover = statusItemOf(state, options, now)?.tooltip.replaceAll("\u00A0", " ") ?? "";
          assert.ok(hover.includes(`: ${shown} (${assumption}`), hover);
          const exported = await exportedTax(application, gst, join(folder, `${untilDate}-${name}.parquet`));
          assert.deepEqual(
            exported,
            [taxable, tax, total].map((paise) => (paise / 100).toFixed(2)),
          );
        }
      });
    }

    test("no window asked for more than 7 days, and nothing was answered with 429", () => {
      const reports = application.sandbox.requests.filter(({ path }) => path.endsWith("/usage-report"));
      assert.ok(reports.length > 50);
      for (const { since, until } of reports) assert.ok(until !== undefined && until <= addDays(since ?? "", 6));
      assert.deepEqual(
        application.sandbox.requests.filter(({ status }) => status === 429),
        [],
      );
    });

    test("a second refresh asks one window only: everything else is sealed", async () => {
      const count = application.sandbox.requests.filter(({ path }) => path.endsWith("/usage-report")).length;
      await show(application, { preset: "last12Months" }, now);
      const reports = application.sandbox.requests.filter(({ path }) => path.endsWith("/usage-report"));
      assert.equal(reports.length - count, 1, "that future dates are refused has been learned");
      const [since, until] = [reports.at(-1)?.since, reports.at(-1)?.until];
      assert.equal(since, "2026-11-21", "the 20th ended more than 48 h before it was read");
      assert.equal(until, untilDate === "inclusive" ? "2026-11-23" : "2026-11-24");
    });

    test("the period's UTC dates reach into the day before, because India's days begin then", () => {
      assert.deepEqual(utcDatesOf({ since: "2026-11-01", until: "2026-11-01" }, ZONE), {
        since: "2026-10-31",
        until: "2026-11-01",
      });
    });
  });
}
