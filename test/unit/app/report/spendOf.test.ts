import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type SpendQuestion, spendOf } from "../../../../src/app/report/spendOf.ts";
import { datesOnScreen } from "../../../../src/app/sync/refreshPlan.ts";
import { NO_FILTER } from "../../../../src/domain/filter.ts";
import { FIRST_GST_RULE } from "../../../../src/domain/gst.ts";
import type { LabelRules } from "../../../../src/domain/labelRules.ts";
import { formatMoney } from "../../../../src/domain/money.ts";
import { intervalOf, type PeriodChoice } from "../../../../src/domain/period.ts";
import { spendJson } from "../../../../src/domain/spendJson.ts";
import type { SpendDivision, SpendFigures, SpendReport } from "../../../../src/domain/spendReport.ts";
import { type GeneratedAccount, generateAccount } from "../../../../src/sandbox/generator.ts";
import { dashboardSnapshotOf } from "../../../../src/view/dashboard/dashboardSnapshot.ts";
import { type Application, openApplication } from "../../../support/application.ts";

const ZONE = "Asia/Kolkata";
/** 23 November 2026, 14:30 IST; the account is a year old, and only November has been fetched, with the like stretch of October. */
const NOW = Date.parse("2026-11-23T09:00:00Z");
const SPEED = 20;
const DIVISIONS: readonly SpendDivision[] = ["day", "week", "month", "product", "outcome", "message", "label"];
/** Half of all ids, some of what is left by product, and one that overlaps both. */
const LABELS: LabelRules = [
  { label: "Asha", idPrefix: "0" },
  { label: "Onboarding", product: "PAN*" },
  { label: "Ravi", idPrefix: "0f" },
  { label: "Ravi", idPrefix: "7" },
];

describe("what was spent, as every face is told it", () => {
  const startedAt = Date.now();
  let application: Application;
  let generated: GeneratedAccount;

  before(async () => {
    generated = generateAccount({ anchor: "2026-11-23", callsPerWeekday: 60 });
    application = await openApplication({
      // The clock must move, because rate limits do; what the account has stays what it had at NOW.
      account: { ...generated, reportPages: (interval) => generated.reportPages(interval, NOW) },
      clock: () => NOW + (Date.now() - startedAt) * SPEED,
      speed: SPEED,
    });
    await show({ preset: "thisMonth" });
  });
  after(() => application.close());

  async function show(period: PeriodChoice): Promise<void> {
    const { model, synchronizer, account } = application;
    await model.choose({ period });
    const dates = datesOnScreen(model.state, NOW);
    const request = { lane: "refresh", dates, maxAgeMs: 0, use: "user", whenTaken: "wait" } as const;
    await synchronizer.sync(account, request, new AbortController().signal);
    await model.read();
  }

  async function ask(question: Partial<SpendQuestion>): Promise<SpendReport> {
    const whole = {
      choice: { preset: "thisMonth" },
      by: "day",
      filter: NO_FILTER,
      labels: LABELS,
      ...question,
    } as const;
    const moment = { zone: ZONE, cycleStart: 1, now: application.clock() };
    return spendOf(application.ledger, application.account, whole, moment);
  }

  test("every division adds up to the generator's own total, which is the dashboard's", async () => {
    const expected = generated.expectedTotals(intervalOf({ since: "2026-11-01", until: "2026-11-23" }, ZONE), NOW);
    assert.ok(expected.totals.calls > 500 && expected.totals.chargedFailures > 0);
    const { state } = application.model;
    const snapshot = dashboardSnapshotOf(state, NOW, { rowsRevision: 0, expanded: false, gst: FIRST_GST_RULE });
    for (const by of DIVISIONS) {
      const report = await ask({ by });
      assert.equal(report.extent, "wholly", by);
      assert.deepEqual(report.totals, expected.totals, by);
      assert.equal(formatMoney(report.totals.charge), snapshot.tiles[0]?.value);
      assert.deepEqual(sumOf(report.rows), sumOf([expected.totals]), by);
      assert.equal(report.others, undefined);
    }
  });

  test("rows are the dashboard's: products in its order, days as in its chart, with those on which nothing was called", async () => {
    const { usage } = application.model.state;
    const products = (await ask({ by: "product" })).rows;
    assert.deepEqual(
      products.map(({ name, charge }) => [name, charge]),
      usage?.period.products.map(({ product, charge }) => [product, charge]),
    );
    const { rows } = await ask({ by: "day" });
    assert.deepEqual([rows.length, rows[0]?.name, rows.at(-1)?.name], [23, "2026-11-01", "2026-11-23"]);
    for (const { name, charge } of rows) {
      const points = usage?.filtered.series.filter(({ start }) => start === name) ?? [];
      assert.equal(
        charge,
        points.reduce((sum, point) => sum + point.charge, 0),
        name,
      );
    }
  });

  test("labels are the first rule's that fits, costliest first, with the rest last", async () => {
    const month = intervalOf({ since: "2026-11-01", until: "2026-11-23" }, ZONE);
    const sums = new Map<string, number>();
    for (const { id, product, charge } of generated.transactions(month, NOW)) {
      const label = id.startsWith("0")
        ? "Asha"
        : /^pan/i.test(product)
          ? "Onboarding"
          : id.startsWith("7")
            ? "Ravi"
            : "";
      sums.set(label, (sums.get(label) ?? 0) + charge);
    }
    const rest = sums.get("") ?? 0;
    sums.delete("");
    assert.equal(sums.size, 3);
    const named = [...sums].toSorted(([, a], [, b]) => b - a);
    const { rows } = await ask({ by: "label" });
    assert.deepEqual(
      rows.map(({ name, charge }) => [name, charge]),
      [...named, ["No label", rest]],
    );
    const { totals } = await ask({ by: "day" });
    const none = await ask({ by: "label", labels: [] });
    assert.deepEqual(
      none.rows.map(({ name, charge }) => [name, charge]),
      [["No label", totals.charge]],
    );
    const unknown = await ask({ by: "label", choice: { since: "2026-08-01", until: "2026-08-10" } });
    assert.deepEqual(
      unknown.rows.map(({ name, extent }) => [name, extent]),
      [["No label", "nothing"]],
    );
  });

  test("weeks and months are cut to the period, and named by their first day", async () => {
    const { rows: weeks } = await ask({ by: "week" });
    assert.deepEqual(weeks[0]?.days, { since: "2026-11-01", until: "2026-11-01" });
    assert.deepEqual([weeks[0]?.name, weeks[1]?.name], ["2026-10-26", "2026-11-02"]);
    const { rows: months } = await ask({ by: "month", choice: { since: "2026-10-15", until: "2026-11-23" } });
    assert.deepEqual(
      months.map(({ name, days }) => [name, days?.since]),
      [
        ["2026-10-01", "2026-10-15"],
        ["2026-11-01", "2026-11-01"],
      ],
    );
  });

  test("what was not fetched is never zero: neither as a row, nor as a total, nor in JSON", async () => {
    const choice = { since: "2026-08-30", until: "2026-11-23" };
    const report = await ask({ choice, by: "month" });
    assert.equal(report.extent, "partly");
    assert.ok(report.coverage.fetched < report.coverage.dates);
    assert.deepEqual(
      report.rows.map(({ name, extent }) => [name, extent]),
      [
        ["2026-08-01", "nothing"],
        ["2026-09-01", "partly"],
        ["2026-10-01", "partly"],
        ["2026-11-01", "wholly"],
      ],
    );
    const json = spendJson("monthly", report) as { rows: Record<string, unknown>[]; totals: Record<string, unknown> };
    assert.deepEqual([json.rows[0]?.["charge"], json.rows[0]?.["calls"]], [null, null]);
    assert.match(String(json.totals["charge"]), /^\d+\.\d{2,4}$/);
    const nothing = await ask({ choice: { since: "2026-08-01", until: "2026-08-10" }, by: "product" });
    assert.deepEqual([nothing.extent, nothing.rows], ["nothing", []]);
    assert.equal((spendJson("products", nothing) as typeof json).totals["charge"], null);
  });

  test("a filter narrows days, products and outcomes as it narrows the screen", async () => {
    const [product = ""] = (await ask({ by: "product" })).rows.map(({ name }) => name);
    const filter = { products: [product], outcomes: ["failure"] } as const;
    await application.model.choose({ filter });
    const shown = application.model.state.usage?.filtered.totals;
    await application.model.choose({ filter: NO_FILTER });
    for (const by of ["day", "product", "outcome", "label"] as const) {
      const report = await ask({ by, filter });
      assert.deepEqual(report.totals, shown, by);
      assert.deepEqual(sumOf(report.rows), sumOf(shown === undefined ? [] : [shown]), by);
    }
    assert.deepEqual(
      (await ask({ by: "outcome", filter })).rows.map(({ name }) => name),
      ["failure"],
    );
    const two = await ask({ by: "outcome", filter: { outcomes: ["failure", "success"] } });
    assert.deepEqual(
      two.rows.map(({ name, calls }) => [name, calls]),
      [
        ["success", two.totals.successes],
        ["failure", two.totals.failures],
      ],
    );
  });

  test("JSON says when, where, how much of it is known and how old it is", async () => {
    const report = await ask({});
    const { rows: _, totals: __, ...head } = spendJson("daily", report) as Record<string, unknown>;
    const { account, age, askedAt, ...rest } = head as {
      account: object;
      age: { readAt: string; seconds: number };
      askedAt: string;
    };
    assert.deepEqual(rest, {
      schema: 1,
      command: "daily",
      currency: "INR",
      zone: ZONE,
      by: "day",
      period: { since: "2026-11-01", until: "2026-11-23", preset: "thisMonth" },
      coverage: { extent: "wholly", dates: 24, fetched: 24 },
    });
    assert.deepEqual(account, { id: application.account.id, label: application.account.label, sample: false });
    assert.equal(askedAt, new Date(report.askedAt).toISOString());
    assert.ok(age.seconds > 0 && age.seconds < 3_600, String(age.seconds));
    assert.equal(age.readAt, new Date(report.coverage.oldestOpenReadAt ?? 0).toISOString());
  });
});

function sumOf(figures: readonly SpendFigures[]) {
  const sum = { calls: 0, charge: 0, successes: 0, failures: 0, unknowns: 0 };
  for (const each of figures) {
    for (const key of ["calls", "charge", "successes", "failures", "unknowns"] as const) sum[key] += each[key];
  }
  return sum;
}
