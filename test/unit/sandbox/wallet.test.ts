import assert from "node:assert/strict";
import { test } from "node:test";
import { MONEY_SCALE } from "../../../src/domain/money.ts";
import { generateAccount } from "../../../src/sandbox/generator.ts";

const NOW = Date.parse("2026-03-10T12:00:00Z");
const DAY = 86_400_000;

test("the balance falls by exactly the charges that the report gains, and rises by the top-ups", () => {
  const account = generateAccount({ anchor: "2026-03-10" });
  const all = { from: 0, to: (NOW + 100 * DAY) * 1000 };
  let hours = 0;
  for (let at = NOW; at < NOW + 40 * DAY; at += 5 * 3_600_000) {
    const next = at + 5 * 3_600_000;
    const spent =
      account.expectedTotals({ ...all, from: (at - 40 * DAY) * 1000 }, next).totals.charge -
      account.expectedTotals({ ...all, from: (at - 40 * DAY) * 1000 }, at).totals.charge;
    const paid = account
      .topUps(next)
      .filter((topUp) => topUp.at > at)
      .reduce((sum, { amount }) => sum + amount, 0);
    assert.equal(account.balance(next), account.balance(at) - spent + paid, new Date(next).toISOString());
    hours += 5;
  }
  assert.ok(hours > 900);
});

test("the wallet is topped up before it falls far below zero, and its answers do not depend on the order of questions", () => {
  const account = generateAccount({ anchor: "2026-03-10" });
  const days = Array.from({ length: 60 }, (_, day) => NOW + day * DAY);
  const balances = days.map((at) => account.balance(at));
  assert.ok(Math.min(...balances) > -2_000 * MONEY_SCALE);
  assert.ok(account.topUps(NOW + 60 * DAY).length >= 2);
  const other = generateAccount({ anchor: "2026-03-10" });
  assert.deepEqual(
    days
      .toReversed()
      .map((at) => other.balance(at))
      .toReversed(),
    balances,
  );
  assert.equal(account.balance(NOW - 300 * DAY), account.balance(NOW - 200 * DAY));
});
