import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import readWorkbook from "read-excel-file/node";
import { transactionPages } from "../../../../src/app/export/allTransactions.ts";
import { type ExportFormat, exportTransactions } from "../../../../src/app/export/exporter.ts";
import { datesOnScreen } from "../../../../src/app/sync/refreshPlan.ts";
import { FIRST_GST_RULE } from "../../../../src/domain/gst.ts";
import type { PeriodPreset } from "../../../../src/domain/period.ts";
import type { Transaction } from "../../../../src/domain/transaction.ts";
import { fixedAccount } from "../../../../src/sandbox/sandboxAccount.ts";
import { dashboardSnapshotOf } from "../../../../src/view/dashboard/dashboardSnapshot.ts";
import { statusItemOf } from "../../../../src/view/statusItem.ts";
import { productRows } from "../../../../src/view/treeRows.ts";
import { type Application, openApplication } from "../../../support/application.ts";
import { duckDb, exportRequest, NEVER, temporaryFolder } from "../../../support/exports.ts";
import { madeUpRows } from "../../../support/madeUpRows.ts";

const IST_MS = 5.5 * 3_600_000;
/** Wednesday, 8 April 2026, 14:30 in India: a week into the financial year, three days into the cycle. */
const NOW = Date.parse("2026-04-08T09:00:00Z");
const CYCLE_START = 5;
const SPEED = 20;

/** The last microsecond of a day in India and the first of the next: each costs what no other row costs. */
function turnOf(day: string, nextDay: string, place: number): readonly Transaction[] {
  const midnight = Date.parse(`${nextDay}T00:00:00+05:30`) * 1000;
  const like = { product: "PAN-Plus", status: 200, message: "Pan Verified Successfully." };
  const id = `${day.replaceAll("-", "")}-0000-4000-8000-00000000000`;
  return [
    { ...like, id: `${id}a`, at: midnight - 1, charge: 7_000_001 + place },
    { ...like, id: `${id}b`, at: midnight, charge: 13_000_003 + place },
  ];
}

const YEAR_TURN = turnOf("2026-03-31", "2026-04-01", 1);
const ROWS: readonly Transaction[] = [
  ...madeUpRows("2025-02-25", "2026-04-08", 7).filter(({ at }) => at < NOW * 1000),
  ...turnOf("2025-03-31", "2025-04-01", 0),
  ...YEAR_TURN,
  ...turnOf("2026-03-04", "2026-03-05", 2),
  ...turnOf("2026-04-04", "2026-04-05", 3),
];

/** The day in India, counted here on its own. */
function indianDay(at: number): string {
  return new Date(Math.floor(at / 1000) + IST_MS).toISOString().slice(0, 10);
}

function within(since: string, until: string): readonly Transaction[] {
  return ROWS.filter(({ at }) => indianDay(at) >= since && indianDay(at) <= until);
}

function sum(rows: readonly Transaction[]): number {
  return rows.reduce((total, { charge }) => total + charge, 0);
}

/** Ten-thousandths in rupees, exactly. */
function rupees(amount: number): string {
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 4 };
  return new Intl.NumberFormat("en-IN", { style: "currency", currency: "INR", ...digits }).format(amount / 10_000);
}

/** "PAN-Plus ₹1,234.00 · 400 calls", the costliest first. */
function byProduct(rows: readonly Transaction[]): readonly string[] {
  const products = [...new Set(rows.map(({ product }) => product))];
  return products
    .map((product) => ({ product, own: rows.filter((row) => row.product === product) }))
    .sort((a, b) => sum(b.own) - sum(a.own) || (a.product < b.product ? -1 : 1))
    .map(({ product, own }) => `${product} ${rupees(sum(own))} · ${calls(own.length)}`);
}

function calls(count: number): string {
  return `${count.toLocaleString("en-IN")} ${count === 1 ? "call" : "calls"}`;
}

const folder = temporaryFolder();

/** What is on screen, as the command exports it. */
async function exported({ model, ledger, account }: Application, format: ExportFormat): Promise<string> {
  const { period, filter, zone } = model.state;
  const target = join(folder, `${period.since}-${period.until}.${format}`);
  const held = await ledger.openRows(account.id, period, filter);
  try {
    const heading = { accountLabel: account.label, period, zone, filter: "" };
    const request = exportRequest({ format, target, heading, expected: held.totals });
    await exportTransactions(request, transactionPages(held), () => undefined, NEVER);
  } finally {
    await held.close();
  }
  return target;
}

async function show({ model, synchronizer, account }: Application, preset: PeriodPreset): Promise<void> {
  await model.choose({ period: { preset } });
  const dates = datesOnScreen(model.state, NOW);
  await synchronizer.sync(account, { lane: "refresh", dates, maxAgeMs: 0, use: "user", whenTaken: "wait" }, NEVER);
  await model.read();
}

suite("a year of business: April to March, with cycles from the 5th", () => {
  const startedAt = Date.now();
  let application: Application;
  before(async () => {
    application = await openApplication({
      account: fixedAccount(() => [...ROWS]),
      clock: () => NOW + (Date.now() - startedAt) * SPEED,
      speed: SPEED,
      cycleStart: CYCLE_START,
    });
  });
  after(() => application.close());

  const periods: readonly (readonly [PeriodPreset, string, string, string])[] = [
    ["lastFinancialYear", "Last financial year", "2025-04-01", "2026-03-31"],
    ["thisFinancialYear", "This financial year", "2026-04-01", "2026-04-08"],
    ["financialQuarter4", "Q4 FY 2025-26", "2026-01-01", "2026-03-31"],
    ["financialQuarter1", "Q1 FY 2026-27", "2026-04-01", "2026-04-08"],
    ["lastQuarter", "Last quarter", "2026-01-01", "2026-03-31"],
    ["thisMonth", "This cycle", "2026-04-05", "2026-04-08"],
    ["lastMonth", "Last cycle", "2026-03-05", "2026-04-04"],
    ["thisCalendarMonth", "This calendar month", "2026-04-01", "2026-04-08"],
    ["lastCalendarMonth", "Last calendar month", "2026-03-01", "2026-03-31"],
    ["thisWeek", "This week", "2026-04-06", "2026-04-08"],
    ["lastWeek", "Last week", "2026-03-30", "2026-04-05"],
  ];
  for (const [preset, name, since, until] of periods) {
    test(`${name}: tree, tiles, hover and exports say what was counted here`, async () => {
      await show(application, preset);
      const { state } = application.model;
      assert.deepEqual(state.period, { since, until });
      assert.equal(state.usage?.known.extent, "wholly");
      const expected = within(since, until);
      const spend = rupees(sum(expected));
      assert.deepEqual(
        productRows(state).map(({ label, description }) => `${label} ${description}`),
        byProduct(expected),
      );
      const options = { rowsRevision: 0, expanded: false, gst: FIRST_GST_RULE };
      const { tiles } = dashboardSnapshotOf(state, NOW, options);
      assert.deepEqual([tiles[0]?.value, tiles[1]?.value], [spend, expected.length.toLocaleString("en-IN")]);
      const item = statusItemOf(state, { mode: "period", openAlerts: 0, runwayDays: 0, gst: FIRST_GST_RULE }, NOW);
      assert.equal(item?.text, `$(graph) ${spend}`);
      const sums = item.tooltip.split("\n").find((line) => line.startsWith(`| **${name}** (`));
      assert.ok(sums?.endsWith(`${spend} | &emsp;${calls(expected.length)} |`), sums);
      const csv = await exported(application, "csv");
      const [counted] = await duckDb(
        `SELECT count(*)::INT AS calls, sum(charge_inr::DECIMAL(18,4))::VARCHAR AS charge FROM read_csv('${csv}', all_varchar = true)`,
      );
      assert.deepEqual(counted, { calls: expected.length, charge: (sum(expected) / 10_000).toFixed(4) });
      const sheets = await readWorkbook(await exported(application, "xlsx"));
      const summary = sheets.find(({ sheet }) => sheet === "Summary")?.data ?? [];
      const total = summary.find(([first]) => first === "Total");
      assert.deepEqual(total?.slice(0, 3), ["Total", expected.length, sum(expected) / 10_000]);
    });
  }

  test("the last microsecond of 31 March lies in the old year on every surface, the next one in the new", async () => {
    const [last, first] = YEAR_TURN;
    assert.ok(last && first);
    assert.equal(new Date(last.at / 1000 + IST_MS).toISOString(), "2026-03-31T23:59:59.999Z");
    const { ledger, account, model } = application;
    const idsIn = async () => {
      const csv = await exported(application, "csv");
      const rows = await duckDb(`SELECT id FROM read_csv('${csv}', all_varchar = true)`);
      return new Set(rows.map(({ id }) => id));
    };
    const spendOn = () => model.state.usage?.filtered.series.find(({ start }) => start.startsWith("2026-0"))?.start;
    await model.choose({ period: { preset: "lastFinancialYear" }, granularity: "day" });
    const [newest] = await ledger.latest(account.id, model.state.period, {}, 1);
    assert.deepEqual([newest?.id, newest?.at, newest?.charge], [last.id, last.at, last.charge]);
    const oldYear = await idsIn();
    assert.deepEqual([oldYear.has(last.id), oldYear.has(first.id)], [true, false]);
    await model.choose({ period: { preset: "thisFinancialYear" } });
    const all = await ledger.latest(account.id, model.state.period, {}, 1_000);
    assert.deepEqual([all.at(-1)?.id, all.at(-1)?.at], [first.id, first.at]);
    assert.equal(spendOn(), "2026-04-01");
    const newYear = await idsIn();
    assert.deepEqual([newYear.has(last.id), newYear.has(first.id)], [false, true]);
  });

  test("the year's chart by cycle: named as cycles, each with the sum that was counted here", async () => {
    await show(application, "lastFinancialYear");
    await application.model.choose({ granularity: "month" });
    const { state } = application.model;
    const { buckets, spend, monthsAreCycles } = dashboardSnapshotOf(state, NOW, {
      rowsRevision: 0,
      expanded: false,
      gst: FIRST_GST_RULE,
    });
    assert.equal(monthsAreCycles, true);
    const cycles: readonly (readonly [string, string, string])[] = [
      ["1–4 Apr 2025", "2025-04-01", "2025-04-04"],
      ["cycle 5 Apr – 4 May 2025", "2025-04-05", "2025-05-04"],
      ["cycle 5 May – 4 Jun 2025", "2025-05-05", "2025-06-04"],
      ["cycle 5 Jun – 4 Jul 2025", "2025-06-05", "2025-07-04"],
      ["cycle 5 Jul – 4 Aug 2025", "2025-07-05", "2025-08-04"],
      ["cycle 5 Aug – 4 Sep 2025", "2025-08-05", "2025-09-04"],
      ["cycle 5 Sep – 4 Oct 2025", "2025-09-05", "2025-10-04"],
      ["cycle 5 Oct – 4 Nov 2025", "2025-10-05", "2025-11-04"],
      ["cycle 5 Nov – 4 Dec 2025", "2025-11-05", "2025-12-04"],
      ["cycle 5 Dec 2025 – 4 Jan 2026", "2025-12-05", "2026-01-04"],
      ["cycle 5 Jan – 4 Feb 2026", "2026-01-05", "2026-02-04"],
      ["cycle 5 Feb – 4 Mar 2026", "2026-02-05", "2026-03-04"],
      ["5–31 Mar 2026", "2026-03-05", "2026-03-31"],
    ];
    assert.deepEqual(
      buckets.map(({ name, since, until }, place) => [name, since, until, spend.totals[place]]),
      cycles.map(([name, since, until]) => [name, since, until, rupees(sum(within(since, until)))]),
    );
    assert.match(spend.description, /^Spend per cycle by product, /);
  });
});
