import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { MOST_BUCKETS } from "../../../../src/domain/bucket.ts";
import { addDays } from "../../../../src/domain/day.ts";
import { MONEY_SCALE, parseMoney } from "../../../../src/domain/money.ts";
import { MICROS_PER_SECOND, type Transaction } from "../../../../src/domain/transaction.ts";
import type { DashboardSnapshot } from "../../../../src/protocol.ts";
import { createPanelHost, type PanelHostOptions } from "../../../support/panelHost.ts";

let count = 0;
function transaction(istTime: string, product: string, message: string, charge: number, status = 200): Transaction {
  count += 1;
  return {
    id: `00000000-0000-0000-0000-${String(count).padStart(12, "0")}`,
    at: (Date.parse(`${istTime}+05:30`) / 1000) * MICROS_PER_SECOND,
    product,
    status,
    message,
    charge,
  };
}

function rupees(amount: number): number {
  return Math.round(amount * MONEY_SCALE);
}

function snapshotOf(options: PanelHostOptions): DashboardSnapshot {
  const message = createPanelHost(options).snapshot();
  assert.ok(message.type === "snapshot");
  return message.snapshot;
}

/** The amount that a text like "₹1,23,456.78" shows. */
function amountOf(text: string): number {
  return parseMoney(text.replaceAll(/[₹,]/g, "")) ?? Number.NaN;
}

/** Change and explanation of each tile. */
function details(...transactions: readonly Transaction[]): readonly string[] {
  return snapshotOf({ transactions }).tiles.map(({ change, detail }) => [change, detail].join("|"));
}

const GOOD = "Pan Verified Successfully.";
const BAD = "Invalid Pan Number.";

describe("the dashboard's snapshot", () => {
  const small: readonly Transaction[] = [
    transaction("2026-11-01T00:10:00", "PAN-Plus", GOOD, rupees(2.95)),
    transaction("2026-11-01T23:59:59", "PAN-Plus", BAD, rupees(2.95)),
    transaction("2026-11-09T12:00:00", "UPI", GOOD, rupees(1.0625)),
    transaction("2026-10-31T23:59:59", "PAN-Plus", GOOD, rupees(5)),
  ];

  test("shows the documented sample to the paisa, on the billing zone's days", () => {
    const { tiles, buckets, spend, products, failures, rowCount } = snapshotOf({ transactions: small });
    const tile = (key: string) => tiles.find((candidate) => candidate.key === key);
    assert.equal(tile("spend")?.value, "₹6.9625");
    assert.equal(tile("calls")?.value, "3");
    assert.equal(tile("successRate")?.value, "66.7 %");
    assert.equal(tile("chargePerSuccess")?.value, "₹3.48");
    assert.equal(tile("chargedFailures")?.value, "₹2.95");
    assert.equal(buckets.length, 23);
    assert.equal(spend.totals[0], "₹5.90");
    assert.equal(spend.totals[8], "₹1.0625");
    assert.deepEqual(
      products.map(({ product, charge, calls, shareText }) => [product, charge, calls, shareText]),
      [
        ["PAN-Plus", "₹5.90", "2 calls", "84.7 %"],
        ["UPI", "₹1.0625", "1 call", "15.3 %"],
      ],
    );
    assert.deepEqual(failures.rows[0]?.filter, {
      products: ["PAN-Plus"],
      messages: [BAD],
      statuses: [200],
      outcomes: ["failure"],
      charged: true,
    });
    assert.equal(rowCount, 3);
  });

  test("compares with the same days of the month before, and says nothing where those were not fetched", () => {
    const october = [...small, transaction("2026-10-02T10:00:00", "PAN-Plus", GOOD, rupees(3))];
    const compared = snapshotOf({ transactions: october }).tiles[0];
    assert.equal(compared?.previous, "₹3.00 by the same time in 1–23 Oct");
    assert.equal(compared?.change, "+132.1 %");
    assert.equal(compared?.tone, "bad");
    // The only row of October lies after the 23rd: measured nothing, which is not the same as not fetched.
    const alone = snapshotOf({ transactions: small });
    assert.deepEqual([alone.tiles[0]?.previous, alone.tiles[0]?.change], ["₹0.00 by the same time in 1–23 Oct", "new"]);
    const unknown = snapshotOf({ transactions: october, previousFetched: 0 });
    assert.deepEqual([unknown.tiles[0]?.previous, unknown.tiles[0]?.change], ["1–23 Oct: not fetched", ""]);
    assert.equal(unknown.cumulative.previous, undefined);
  });

  test("a period before that was fetched in part is not compared with, and the first tile says why", () => {
    const october = [...small, transaction("2026-10-02T10:00:00", "PAN-Plus", GOOD, rupees(3))];
    const { tiles, cumulative } = snapshotOf({ transactions: october, previousFetched: 9 });
    assert.deepEqual(
      tiles.map(({ previous, change, tone }) => [previous, change, tone]),
      [["1–23 Oct: 9 of 24 dates fetched", "", "neutral"], ...tiles.slice(1).map(() => ["", "", "neutral"])],
    );
    assert.equal(cumulative.previous, undefined);
  });

  test("says what share of the whole period's spend has no known outcome, whatever the filter; nothing where there is none", () => {
    const unclear = transaction("2026-11-03T10:00:00", "UPI", "Reference 9", rupees(1.7375));
    const october = transaction("2026-10-03T10:00:00", "UPI", "Reference 9", rupees(50));
    const transactions = [...small, unclear, october];
    const expected = "20.0 % of spend (₹1.7375) has no known outcome";
    assert.equal(snapshotOf({ transactions }).unknownShare, expected);
    const [narrowed] = createPanelHost({ transactions }).answer({
      type: "setFilter",
      change: 1,
      filter: { products: ["PAN-Plus"] },
    });
    assert.ok(narrowed?.type === "snapshot" && narrowed.snapshot.chips.length === 1);
    assert.equal(narrowed.snapshot.unknownShare, expected);
    assert.equal(snapshotOf({ transactions: [...small, october] }).unknownShare, "");
    assert.equal(snapshotOf({ transactions: [] }).unknownShare, "");
  });

  test("a tile explains what there is, and nothing of a zero", () => {
    assert.deepEqual(details(), ["|", "|", "|", "|", "|"]);
    const good = transaction("2026-11-02T10:00:00", "PAN-Plus", GOOD, rupees(3));
    const bad = transaction("2026-11-02T11:00:00", "PAN-Plus", BAD, rupees(1));
    assert.deepEqual(details(good), ["new|1 product", "new|₹3.00 on average", "|", "|", "|"]);
    assert.equal(details(bad)[3], "|", "a dash includes nothing");
    assert.deepEqual(details(good, bad), [
      "new|1 product",
      "new|₹2.00 on average",
      "|1 failed",
      "|failed calls included",
      "new|1 call, 25.0 % of spend",
    ]);
  });

  test("offers every product, status and message of the period, whatever the filter", () => {
    const refused = transaction("2026-11-03T10:00:00", "UPI", "Refused.", 0, 503);
    const host = createPanelHost({ transactions: [...small, refused] });
    const [message] = host.answer({ type: "setFilter", change: 1, filter: { products: ["PAN-Plus"] } });
    assert.ok(message?.type === "snapshot");
    assert.deepEqual(message.snapshot.choices, {
      products: ["PAN-Plus", "UPI"],
      statuses: [200, 503],
      messages: [GOOD, BAD, "Refused."],
    });
  });

  test("a rate without known outcomes and a cost without a success are a dash, never zero", () => {
    const unknown = snapshotOf({ transactions: [transaction("2026-11-02T10:00:00", "X", "Odd.", rupees(1))] });
    const values = Object.fromEntries(unknown.tiles.map(({ key, value }) => [key, value]));
    assert.deepEqual([values["successRate"], values["chargePerSuccess"]], ["—", "—"]);
    assert.equal(values["spend"], "₹1.00");
  });

  test("bars, other and totals of every granularity add up to the spend, exactly", () => {
    for (const granularity of ["day", "week", "month"] as const) {
      for (const expanded of [false, true]) {
        const host = createPanelHost({ choice: { preset: "last30Days" } });
        host.answer({ type: "setGranularity", granularity });
        const [message] = host.answer({ type: "expandProducts", expanded });
        assert.ok(message?.type === "snapshot");
        const { spend, products } = message.snapshot;
        for (const [bucket, total] of spend.totals.entries()) {
          const parts = [...spend.series, ...(spend.other ? [spend.other] : [])];
          const sum = parts.reduce((all, { texts }) => all + amountOf(texts[bucket] ?? ""), 0);
          assert.equal(sum, amountOf(total), `${granularity} ${bucket}`);
        }
        const sum = spend.totals.reduce((all, total) => all + amountOf(total), 0);
        assert.equal(sum, amountOf(message.snapshot.tiles[0]?.value ?? ""));
        assert.equal(spend.series.length, expanded ? products.length : 6);
        assert.equal(spend.other === undefined, expanded);
        assert.equal(spend.expanded, expanded);
      }
    }
  });

  test("weeks begin on Monday and are cut to the period", () => {
    const host = createPanelHost({ transactions: small });
    const [message] = host.answer({ type: "setGranularity", granularity: "week" });
    assert.ok(message?.type === "snapshot");
    assert.deepEqual(
      message.snapshot.buckets.map(({ since, until, name }) => [since, until, name]),
      [
        ["2026-11-01", "2026-11-01", "1 Nov 2026"],
        ["2026-11-02", "2026-11-08", "2–8 Nov 2026"],
        ["2026-11-09", "2026-11-15", "9–15 Nov 2026"],
        ["2026-11-16", "2026-11-22", "16–22 Nov 2026"],
        ["2026-11-23", "2026-11-23", "23 Nov 2026, so far"],
      ],
    );
    assert.deepEqual(message.snapshot.spend.totals, ["₹5.90", "₹0.00", "₹1.0625", "₹0.00", "₹0.00"]);
  });

  test("a longer month before runs on behind the current one", () => {
    const { buckets, cumulative } = snapshotOf({
      transactions: [...small, transaction("2026-09-30T10:00:00", "PAN-Plus", GOOD, rupees(3))],
      choice: { since: "2026-10-01", until: "2026-10-31" },
    });
    assert.equal([...buckets, ...cumulative.beyond].length, 31);
    assert.equal(cumulative.current.texts.at(-1), "₹5.00");
    assert.equal(cumulative.previous?.texts.at(-1), "₹3.00");
  });

  test("the budget is a line for a whole month's view only, and not under a filter", () => {
    const budget = { transactions: small, monthlyBudget: rupees(100) };
    assert.deepEqual(snapshotOf(budget).cumulative.budget, { value: 100, text: "₹100.00" });
    assert.equal(snapshotOf({ ...budget, choice: { preset: "last7Days" } }).cumulative.budget, undefined);
    const host = createPanelHost(budget);
    const [message] = host.answer({ type: "setFilter", change: 1, filter: { products: ["UPI"] } });
    assert.ok(message?.type === "snapshot");
    assert.equal(message.snapshot.cumulative.budget, undefined);
  });

  test("on an account without spend no budget is drawn or offered", () => {
    const october = transaction("2026-10-02T10:00:00", "PAN-Plus", GOOD, rupees(3));
    const { budget, offersBudget } = snapshotOf({ transactions: [], monthlyBudget: rupees(100) }).cumulative;
    assert.deepEqual([budget, offersBudget], [undefined, false]);
    assert.equal(snapshotOf({ transactions: [] }).cumulative.offersBudget, false);
    const early = snapshotOf({ transactions: [october], monthlyBudget: rupees(100) });
    assert.equal(early.cumulative.budget?.text, "₹100.00", "a month that has not begun to cost");
  });

  test("a refund lowers the spend and is never drawn as a share", () => {
    const { tiles, products, heat } = snapshotOf({
      transactions: [
        transaction("2026-11-02T10:00:00", "PAN-Plus", GOOD, rupees(3)),
        transaction("2026-11-02T11:00:00", "UPI", "Refund processed.", rupees(-1)),
      ],
    });
    assert.equal(tiles[0]?.value, "₹2.00");
    assert.equal(products[1]?.charge, "-₹1.00");
    assert.ok(products.every(({ share }) => share >= 0 && share <= 1));
    assert.ok(heat.rows.flatMap(({ cells }) => cells).every(({ share }) => share >= 0 && share <= 1));
  });

  test("the heat map's loudest cell is the night-time loop", () => {
    const { heat } = snapshotOf({});
    const loudest = heat.rows.flatMap(({ cells }) => cells).find(({ share }) => share === 1);
    assert.match(loudest?.text ?? "", /^\w{3} 0[0-6]–0[1-7] h: ₹[\d,.]+, \d+ calls$/);
    assert.equal(heat.rows.length, 7);
    assert.ok(heat.rows.every(({ cells }) => cells.length === 24));
  });

  test("the longest period with a thousand products is a snapshot of bounded size", () => {
    const many = Array.from({ length: 3_000 }, (_, index) => {
      const day = addDays("2016-12-01", index);
      return transaction(`${day}T10:00:00`, `Product ${index % 1_000}`, BAD, rupees(1 + (index % 7)));
    });
    const choice = { since: "2016-11-21", until: "2026-11-23" };
    const snapshot = snapshotOf({ transactions: many, choice });
    assert.equal(snapshot.granularity, "month", "days and weeks would be too many bars");
    assert.deepEqual(snapshot.granularities, ["month"]);
    assert.ok(snapshot.buckets.length <= MOST_BUCKETS);
    assert.ok(snapshot.products.length <= 500 && snapshot.choices.products.length <= 500);
    assert.ok(JSON.stringify(snapshot).length < 600_000, `${JSON.stringify(snapshot).length} characters`);
  });
});
