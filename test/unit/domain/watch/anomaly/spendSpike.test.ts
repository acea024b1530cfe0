import assert from "node:assert/strict";
import { test } from "node:test";
import { addDays } from "../../../../../src/domain/day.ts";
import type { Finding } from "../../../../../src/domain/watch/anomaly/finding.ts";
import { RUPEE, steadyUsage, type UsageCell } from "../../../../support/usageCells.ts";
import { calmUsage, changed, FIRST, foundAt, keysAt, TODAY } from "./findings.ts";

/** A loop on PAN-Plus in the hours [from, to) of a day. */
function withLoop(cells: readonly UsageCell[], day: string, from: number, to: number, calls = 300): UsageCell[] {
  return changed(cells, (cell) =>
    cell.day === day && cell.product === "PAN-Plus" && cell.hour >= from && cell.hour < to ? { ...cell, calls } : cell,
  );
}

test("a calm account is never remarkable", () => {
  for (let hour = 1; hour <= 24; hour++) {
    const at = hour === 24 ? `${TODAY}T23:59:59.999` : `${TODAY}T${String(hour).padStart(2, "0")}:00`;
    assert.deepEqual(foundAt(calmUsage(), at), [], at);
  }
});

test("a runaway night is found while it runs, with what drove it and where to look", () => {
  const cells = withLoop(calmUsage(), TODAY, 1, 5);
  assert.deepEqual(foundAt(cells, `${TODAY}T01:00`), []);
  const message = "Invalid Pan Number.";
  const failures = [
    { product: "PAN-Plus", status: 200, message, calls: 280, charge: 560 * RUPEE },
    { product: "UPI", status: 200, message: "Invalid VPA.", calls: 900, charge: 900 * RUPEE },
  ];
  const [finding, ...others] = foundAt(cells, `${TODAY}T01:30`, { failures });
  assert.deepEqual(others, []);
  assert.ok(finding?.usual !== undefined);
  const { usual, ...rest } = finding;
  assert.deepEqual(rest, {
    kind: "spendSpike",
    product: "PAN-Plus",
    since: { day: TODAY, hour: 1 },
    observed: 620 * RUPEE,
    hours: { from: 0, to: 1.5 },
    driver: { product: "PAN-Plus", message },
    key: `spendSpike/product/PAN-Plus/${TODAY}`,
    opens: { period: { since: TODAY, until: TODAY }, filter: { products: ["PAN-Plus"], messages: [message] } },
  });
  assert.equal(usual.typical, 30 * RUPEE);
  assert.ok(usual.low < usual.typical && usual.typical < usual.high && usual.high < 100 * RUPEE);
  assert.equal(usual.days, 8);
  // Without groups, or with groups that explain too little, no message is blamed.
  const small = [{ product: "PAN-Plus", status: 200, message, calls: 5, charge: 10 * RUPEE }];
  assert.deepEqual(foundAt(cells, `${TODAY}T01:30`, { failures: small })[0]?.driver, { product: "PAN-Plus" });
});

test("the whole day it stays one finding with one beginning", () => {
  const cells = withLoop(calmUsage(), TODAY, 1, 5);
  for (const time of ["02:00", "05:00", "12:00", "20:00", "23:59"]) {
    const [finding] = foundAt(cells, `${TODAY}T${time}`);
    assert.equal(finding?.key, `spendSpike/product/PAN-Plus/${TODAY}`, time);
    assert.deepEqual(finding?.since, { day: TODAY, hour: 1 }, time);
  }
  assert.deepEqual(
    foundAt([...cells, ...calmUsage("2026-05-21").filter(({ day }) => day > TODAY)], "2026-05-21T12:00"),
    [],
  );
});

test("a loop that starts late in the evening is found the same evening, and is the same event after midnight", () => {
  const tomorrow = addDays(TODAY, 1);
  const cells = withLoop(withLoop(calmUsage(tomorrow), TODAY, 22, 24, 70), tomorrow, 0, 4, 70);
  const key = `spendSpike/product/PAN-Plus/${TODAY}`;
  assert.deepEqual(keysAt(cells, `${TODAY}T22:00`), []);
  assert.deepEqual(keysAt(cells, `${TODAY}T23:59`), [key]);
  assert.deepEqual(foundAt(cells, `${TODAY}T23:59`)[0]?.hours, { from: 21, to: 24 - 1 / 60 });
  for (const time of ["01:00", "03:00", "06:00"]) {
    const [finding] = foundAt(cells, `${tomorrow}T${time}`);
    assert.equal(finding?.key, key, time);
    assert.deepEqual(finding?.since, { day: TODAY, hour: 22 }, time);
    assert.equal(finding?.opens.period.since, TODAY);
  }
});

test("a level that stays high is one event", () => {
  const until = addDays(TODAY, 4);
  const cells = changed(calmUsage(until), (cell) =>
    cell.product === "PAN-Plus" && cell.day >= TODAY ? { ...cell, calls: 60 } : cell,
  );
  for (let day = TODAY; day <= until; day = addDays(day, 1)) {
    assert.deepEqual(keysAt(cells, `${day}T18:00`), [`spendSpike/product/PAN-Plus/${TODAY}`], day);
  }
});

/** PAN-Plus with so many times its usual calls today. */
function timesUsual(factor: number, price = 2 * RUPEE): string[] {
  const cells = changed(calmUsage(), (cell) => {
    if (cell.product !== "PAN-Plus") return cell;
    return { ...cell, price, calls: cell.day === TODAY ? 10 * factor : 10 };
  });
  return keysAt(cells, `${TODAY}T23:59:59.999`);
}

test("twice the usual or less, or a few rupees, are not worth a word", () => {
  assert.deepEqual(timesUsual(1.9), []);
  assert.equal(timesUsual(3).length, 1);
  // The excess is 20 calls an hour at a tenth of a rupee: ₹48.
  assert.deepEqual(timesUsual(3, RUPEE / 10), []);
  // ₹150 instead of ₹60: 90 too much.
  assert.deepEqual(timesUsual(2.5, RUPEE / 4), []);
});

function busyDay(factor: number): readonly Finding[] {
  const cells = changed(calmUsage(), (cell) => (cell.day === TODAY ? { ...cell, calls: cell.calls * factor } : cell));
  return foundAt(cells, `${TODAY}T18:00`);
}

test("a busy day of everything is the account's news, not each product's", () => {
  assert.deepEqual(busyDay(1.8), []);
  const [finding, ...others] = busyDay(3);
  assert.deepEqual(others, []);
  assert.equal(finding?.key, `spendSpike/total/${TODAY}`);
  assert.equal(finding?.product, undefined);
  // No product makes up half of it.
  assert.equal(finding?.driver, undefined);
  assert.deepEqual(finding?.opens.filter, {});
});

test("two loops at once do not excuse each other", () => {
  const cells = changed(calmUsage(), (cell) =>
    cell.day === TODAY && cell.product !== "GSTIN" && cell.hour < 5 ? { ...cell, calls: 500 } : cell,
  );
  assert.deepEqual(keysAt(cells, `${TODAY}T04:00`), [
    `spendSpike/product/PAN-Plus/${TODAY}`,
    `spendSpike/product/UPI/${TODAY}`,
  ]);
});

test("an empty, a one-day and a nine-day history call nothing unusual", () => {
  assert.deepEqual(foundAt([], `${TODAY}T12:00`), []);
  for (const since of [TODAY, addDays(TODAY, -9)]) {
    const cells = withLoop(calmUsage(), TODAY, 1, 5).filter(({ day }) => day >= since);
    assert.deepEqual(foundAt(cells, `${TODAY}T12:00`, { knownSince: since }), [], since);
  }
  const since = addDays(TODAY, -10);
  const cells = withLoop(calmUsage(), TODAY, 1, 5).filter(({ day }) => day >= since);
  assert.equal(foundAt(cells, `${TODAY}T12:00`, { knownSince: since })[0]?.kind, "spendSpike");
});

test("a clock that was set back before all history finds nothing", () => {
  assert.deepEqual(foundAt(withLoop(calmUsage(), TODAY, 1, 5), "2020-01-01T12:00"), []);
});

test("a refund is no spike, and does not hide one", () => {
  const refund: UsageCell = { day: TODAY, hour: 3, product: "UPI", calls: 1, price: -5_000 * RUPEE };
  assert.deepEqual(foundAt([...calmUsage(), refund], `${TODAY}T12:00`), []);
  assert.deepEqual(keysAt([...withLoop(calmUsage(), TODAY, 1, 5), refund], `${TODAY}T12:00`), [
    `spendSpike/product/PAN-Plus/${TODAY}`,
  ]);
});

test("the floor grows with the account", () => {
  // A hundred times the account: an excess of ₹1,000 is under three percent of its day.
  const large = calmUsage().map((cell) => ({ ...cell, price: cell.price * 100 }));
  const rare = steadyUsage(FIRST, TODAY, { product: "RC", price: 10 * RUPEE, calls: (hour) => (hour === 10 ? 4 : 0) });
  const burst = changed(rare, (cell) => (cell.day === TODAY ? { ...cell, calls: 104 } : cell));
  assert.deepEqual(keysAt([...large, ...burst], `${TODAY}T12:00`), []);
  assert.deepEqual(keysAt([...calmUsage(), ...burst], `${TODAY}T12:00`), [`spendSpike/product/RC/${TODAY}`]);
});
