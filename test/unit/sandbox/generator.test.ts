import assert from "node:assert/strict";
import { test } from "node:test";
import { addDays, dayIn, utcDayOf, weekdayOf } from "../../../src/domain/day.ts";
import { outcomeOf } from "../../../src/domain/outcome.ts";
import { intervalOf } from "../../../src/domain/period.ts";
import { addTotals, NO_TOTALS, type Totals } from "../../../src/domain/summary.ts";
import { canonicalTransactionId, MICROS_PER_DAY, type Transaction } from "../../../src/domain/transaction.ts";
import { type GeneratedAccount, generateAccount } from "../../../src/sandbox/generator.ts";
import { hourIn } from "../../support/hourIn.ts";
import { totalsOf } from "../../support/totalsOf.ts";

const ANCHOR = "2026-03-10";
const NOW = Date.parse("2026-03-10T12:00:00Z");
const IST = "Asia/Kolkata";
const LONG_AFTER = NOW + 4 * 86_400_000;

function sample(): GeneratedAccount {
  return generateAccount({ anchor: ANCHOR });
}

function reported(account: GeneratedAccount, since: string, until: string, asOf: number): readonly Transaction[] {
  return [...account.reportPages(utcInterval(since, until), asOf)].flat();
}

function utcInterval(since: string, until: string): { from: number; to: number } {
  return { from: Date.parse(since) * 1000, to: Date.parse(until) * 1000 + MICROS_PER_DAY };
}

function istDay(account: GeneratedAccount, day: string, product?: string): readonly Transaction[] {
  const rows = [...account.transactions(intervalOf({ since: day, until: day }, IST), LONG_AFTER)];
  return rows.filter((row) => product === undefined || row.product === product);
}

test("the same seed and anchor give the same rows, in whatever order the dates are asked for", () => {
  const forward = sample();
  const backward = sample();
  const days = ["2025-06-01", "2025-12-24", "2026-03-09"];
  const first = days.map((day) => reported(forward, day, day, NOW));
  const second = days.toReversed().map((day) => reported(backward, day, day, NOW));
  assert.deepEqual(second.toReversed(), first);
  assert.ok(first.every((rows) => rows.length > 100));
});

test("a date's rows are the same alone and within a week", () => {
  const week = reported(sample(), "2026-02-02", "2026-02-08", NOW);
  const alone = reported(sample(), "2026-02-05", "2026-02-05", NOW);
  assert.deepEqual(
    week.filter(({ at }) => utcDayOf(at) === "2026-02-05"),
    alone,
  );
});

test("another seed gives other rows", () => {
  const other = reported(generateAccount({ anchor: ANCHOR, seed: 2 }), "2026-02-05", "2026-02-05", NOW);
  const ids = new Set(reported(sample(), "2026-02-05", "2026-02-05", NOW).map(({ id }) => id));
  assert.ok(other.length > 100 && other.every(({ id }) => !ids.has(id)));
});

test("reports are newest first, but for a repeated row now and then, and stay inside their dates", () => {
  const rows = reported(sample(), "2026-01-12", "2026-01-18", NOW);
  const seen = new Set<string>();
  const distinct = rows.filter(({ id }) => !seen.has(id) && seen.add(id));
  assert.ok(rows.length > distinct.length, "some id is listed twice");
  assert.ok(rows.length - distinct.length < rows.length / 200);
  for (const [index, row] of distinct.entries()) {
    assert.ok(row.at <= (distinct[index - 1]?.at ?? Number.POSITIVE_INFINITY));
    assert.ok(utcDayOf(row.at) >= "2026-01-12" && utcDayOf(row.at) <= "2026-01-18");
    assert.equal(canonicalTransactionId(row.id), row.id);
    assert.match(row.id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.ok(Number.isSafeInteger(row.at) && Number.isSafeInteger(row.charge));
  }
  assert.ok(
    distinct.some(({ at }) => at % 1000 !== 0),
    "microseconds are not all zero",
  );
});

test("the year has the account's 20 products, about 200,000 rows, and starts 365 days before the anchor", () => {
  const account = sample();
  const { totals, products } = account.expectedTotals({ from: 0, to: LONG_AFTER * 1000 }, NOW);
  assert.equal(products.length, 20);
  assert.ok(totals.calls > 170_000 && totals.calls < 220_000, String(totals.calls));
  assert.equal(account.firstDay, addDays(ANCHOR, -365));
  assert.equal(reported(account, "2024-01-01", addDays(account.firstDay, -1), NOW).length, 0);
  assert.ok(totals.chargedFailures > 0 && totals.unknowns > 0);
});

test("expected totals are those of the distinct reported rows, each once, in its newest form", () => {
  const account = sample();
  for (const asOf of [NOW, NOW - 7 * 3_600_000, LONG_AFTER]) {
    const interval = intervalOf({ since: "2026-03-03", until: "2026-03-10" }, IST);
    const rows = new Map<string, Transaction>();
    for (const row of reported(account, "2026-03-02", "2026-03-10", asOf)) {
      if (row.at >= interval.from && row.at < interval.to) rows.set(row.id, row);
    }
    let totals: Totals = NO_TOTALS;
    const charges = new Map<string, number>();
    for (const { product, status, message, charge } of rows.values()) {
      totals = addTotals(totals, totalsOf(outcomeOf(status, message), 1, charge, charge > 0 ? 1 : 0));
      charges.set(product, (charges.get(product) ?? 0) + charge);
    }
    const expected = account.expectedTotals(interval, asOf);
    assert.deepEqual(expected.totals, totals);
    assert.deepEqual(new Map(expected.products.map(({ product, charge }) => [product, charge])), charges);
    const ordered = expected.products.map(({ charge }) => charge);
    assert.deepEqual(
      ordered,
      ordered.toSorted((a, b) => b - a),
    );
    assert.equal([...account.transactions(interval, asOf)].length, totals.calls);
  }
});

test("rows grow as the clock moves: nothing of the future, late rows later, and at last everything", () => {
  const account = sample();
  const noon = reported(account, "2026-03-10", "2026-03-10", NOW);
  assert.ok(noon.length > 0);
  assert.ok(noon.every(({ at }) => at <= NOW * 1000));
  const later = reported(account, "2026-03-10", "2026-03-10", LONG_AFTER);
  const ids = new Set(noon.map(({ id }) => id));
  const late = later.filter(({ at, id }) => at <= NOW * 1000 && !ids.has(id));
  assert.ok(late.length > 0, "some rows of the morning were not listed at noon");
  assert.deepEqual(
    new Set(reported(account, "2026-03-10", "2026-03-10", LONG_AFTER + 86_400_000).map(({ id }) => id)),
    new Set(later.map(({ id }) => id)),
  );
});

test("some rows are revised after their first report, in message or in charge, and only within two days", () => {
  const account = sample();
  const changed: Transaction[] = [];
  for (const day of ["2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06"]) {
    const end = Date.parse(day) + 86_400_000;
    const early = new Map(reported(account, day, day, end).map((row) => [row.id, row]));
    const settled = reported(account, day, day, end + 48 * 3_600_000);
    for (const row of settled) {
      const before = early.get(row.id);
      if (before !== undefined && JSON.stringify(before) !== JSON.stringify(row)) changed.push(before, row);
    }
    assert.deepEqual(reported(account, day, day, end + 400 * 3_600_000), settled);
  }
  const pairs = changed.flatMap((before, index) => (index % 2 === 0 ? [[before, changed[index + 1]] as const] : []));
  assert.ok(pairs.some(([before, after]) => before.message !== after?.message));
  assert.ok(pairs.some(([before, after]) => before.charge !== after?.charge));
  assert.ok(pairs.every(([before, after]) => before.at === after?.at));
});

test("charges: GST-inclusive prices, free 4xx and 5xx, charged failures, refunds, cheap result calls", () => {
  const rows = reported(sample(), "2025-05-05", "2025-07-06", NOW);
  const panPlus = rows.filter(({ product, charge }) => product === "PAN-Plus" && charge > 0);
  assert.ok(panPlus.every(({ charge }) => charge === 29_500));
  assert.ok(panPlus.some(({ status, message }) => status === 200 && message === "Invalid Pan Number."));
  const refused = rows.filter(({ status }) => status >= 400);
  assert.ok(refused.length > 50);
  assert.ok(refused.every(({ charge }) => charge === 0));
  assert.ok(rows.some(({ charge, message }) => charge < 0 && message.startsWith("Refund")));
  assert.ok(rows.some(({ product, charge }) => product === "Udyam" && charge === 11_800));
  assert.ok(rows.every(({ charge }) => charge % 100 === 0));
});

test("working hours and weekends in India show", () => {
  const account = generateAccount({ anchor: ANCHOR, events: "none" });
  const rows = [...account.transactions(intervalOf({ since: "2025-11-03", until: "2025-11-30" }, IST), NOW)];
  const count = (wanted: (row: Transaction) => boolean): number => rows.filter(wanted).length;
  const noon = count(({ at }) => hourIn(IST, at) === 11);
  const night = count(({ at }) => hourIn(IST, at) === 3);
  assert.ok(noon > 15 * night, `${noon} at 11, ${night} at 3`);
  const sundays = count(({ at }) => weekdayOf(dayIn(IST, at)) === 6);
  const tuesdays = count(({ at }) => weekdayOf(dayIn(IST, at)) === 1);
  assert.ok(tuesdays > 1.5 * sundays, `${tuesdays} on Tuesdays, ${sundays} on Sundays`);
});

test("scale: 50,000 calls on each of seven full days make an Enterprise week of 350,000 rows", () => {
  const account = generateAccount({
    anchor: ANCHOR,
    callsPerWeekday: 50_000,
    events: "none",
    weekends: "full",
    growth: "none",
  });
  const { calls } = account.expectedTotals(utcInterval("2026-02-01", "2026-02-07"), NOW).totals;
  assert.ok(Math.abs(calls - 350_000) < 10_000, String(calls));
});

test("the recent events are in the rows where the ground truth says", () => {
  const account = sample();
  for (const event of account.plantedEvents()) {
    const { product, since, kind } = event;
    const before = istDay(account, addDays(since, -7), product);
    const on = istDay(account, since, product);
    switch (kind) {
      case "silence":
        assert.equal(on.length, 0);
        assert.ok(before.length > 20, `${product} is busy`);
        break;
      case "runaway": {
        const night = on.filter(({ at }) => hourIn(IST, at) >= event.fromHour && hourIn(IST, at) < event.toHour);
        const loop = night.filter(({ message }) => message === event.message);
        assert.ok(loop.length > 400 && loop.length > 5 * before.length, `${loop.length} after ${before.length}`);
        assert.equal(new Set(loop.map(({ id }) => id)).size, loop.length);
        break;
      }
      case "priceChange":
        assert.notEqual(event.oldPrice, event.newPrice);
        assert.equal(Math.max(...before.map(({ charge }) => charge)), event.oldPrice);
        assert.ok(on.length > 0);
        assert.deepEqual(
          new Set(on.map(({ charge }) => charge).filter((charge) => charge > 0)),
          new Set([event.newPrice]),
        );
        break;
      case "newProduct":
        assert.equal(before.length, 0);
        assert.ok(on.length > 0);
        break;
      case "failureSpike": {
        const failed = on.filter(({ message }) => message === event.message).length / on.length;
        assert.ok(failed > 0.45, `${failed} of ${product}`);
        break;
      }
    }
  }
});
