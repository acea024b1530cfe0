import assert from "node:assert/strict";
import { test } from "node:test";
import { addDays } from "../../../../../src/domain/day.ts";
import { RUPEE, steadyUsage, type UsageCell } from "../../../../support/usageCells.ts";
import { calmUsage, changed, FIRST, foundAt, keysAt, TODAY } from "./findings.ts";

const UNTIL = addDays(TODAY, 16);

/** PAN-Plus costs `price` from an hour of today on. */
function withPrice(price: number, hour = 0): UsageCell[] {
  return changed(calmUsage(UNTIL), (cell) => {
    const later = cell.day > TODAY || (cell.day === TODAY && cell.hour >= hour);
    return later && cell.product === "PAN-Plus" ? { ...cell, price } : cell;
  });
}

test("a price change is found on the day, exact, with its hour", () => {
  const cells = withPrice(2.5 * RUPEE, 12);
  assert.deepEqual(keysAt(cells, `${TODAY}T12:00`), []);
  assert.deepEqual(keysAt(cells, `${TODAY}T15:00`), []);
  assert.deepEqual(foundAt(cells, `${TODAY}T16:00`), [
    {
      kind: "priceChange",
      product: "PAN-Plus",
      since: { day: TODAY, hour: 12 },
      observed: 2.5 * RUPEE,
      usual: { low: 2 * RUPEE, typical: 2 * RUPEE, high: 2 * RUPEE, days: 28 },
      driver: { product: "PAN-Plus" },
      key: `priceChange/product/PAN-Plus/${TODAY}`,
      opens: { period: { since: TODAY, until: TODAY }, filter: { products: ["PAN-Plus"], charged: true } },
    },
  ]);
});

test("it is one event for a week, and then the price", () => {
  const cells = withPrice(1.8 * RUPEE);
  const key = `priceChange/product/PAN-Plus/${TODAY}`;
  for (const days of [0, 1, 4, 6])
    assert.deepEqual(keysAt(cells, `${addDays(TODAY, days)}T18:00`), [key], String(days));
  for (const days of [7, 10, 14, 16])
    assert.deepEqual(keysAt(cells, `${addDays(TODAY, days)}T18:00`), [], String(days));
});

test("a few hours on a weekend do not make the change look later", () => {
  const cells = withPrice(2.5 * RUPEE).filter(({ day, hour }) => !isWeekend(day) || hour === 11);
  for (const days of [0, 2, 5]) {
    assert.deepEqual(keysAt(cells, `${addDays(TODAY, days)}T18:00`), [`priceChange/product/PAN-Plus/${TODAY}`]);
  }
});

function isWeekend(day: string): boolean {
  return [0, 6].includes(new Date(day).getUTCDay());
}

test("even a change by two percent is found where every hour shows the price", () => {
  assert.deepEqual(keysAt(withPrice(2.04 * RUPEE), `${TODAY}T12:00`), [`priceChange/product/PAN-Plus/${TODAY}`]);
});

test("free failures imitate no price", () => {
  // Half of the calls fail for hours: each hour shows one rupee a call.
  const cells = changed(calmUsage(), (cell) => {
    const failing = cell.product === "PAN-Plus" && cell.day === TODAY && cell.hour >= 8;
    return failing ? { ...cell, failed: 5 } : cell;
  });
  assert.deepEqual(
    foundAt(cells, `${TODAY}T18:00`).map(({ kind }) => kind),
    ["failureSpike"],
  );
});

test("refunds are no price change", () => {
  const refunds = [9, 11, 13].map((hour) => ({ day: TODAY, hour, product: "PAN-Plus", calls: 1, price: -2 * RUPEE }));
  assert.deepEqual(keysAt([...calmUsage(), ...refunds], `${TODAY}T18:00`), []);
});

/** A product with two prices in the same hours, about half of the calls at each; the dearer one changes today. */
function twoPrices(later: number): UsageCell[] {
  const dear = steadyUsage(FIRST, UNTIL, { product: "Udyam", price: 6 * RUPEE, calls: (hour) => 2 + (hour % 3) });
  const cheap = steadyUsage(FIRST, UNTIL, { product: "Udyam", price: RUPEE, calls: (hour) => 2 + (hour % 2) });
  return [...dear.map((cell) => (cell.day >= TODAY ? { ...cell, price: later } : cell)), ...cheap];
}

test("a product with several prices is judged by the average of its paid calls", () => {
  assert.deepEqual(keysAt([...calmUsage(UNTIL), ...twoPrices(6 * RUPEE)], `${TODAY}T18:00`), []);
  const [finding] = foundAt([...calmUsage(UNTIL), ...twoPrices(8 * RUPEE)], `${TODAY}T18:00`);
  assert.equal(finding?.key, `priceChange/product/Udyam/${TODAY}`);
  assert.deepEqual(finding?.since, { day: TODAY });
  assert.ok(finding?.usual !== undefined && finding.observed > finding.usual.high);
  const later = keysAt([...calmUsage(UNTIL), ...twoPrices(8 * RUPEE)], `${addDays(TODAY, 5)}T18:00`);
  assert.deepEqual(later, [`priceChange/product/Udyam/${TODAY}`]);
});

test("a price that a product often shows is not new", () => {
  // Three hours in five show one price, two the other; this afternoon it happens to be only the rarer one.
  const cells = steadyUsage(FIRST, TODAY, { product: "Voter", price: RUPEE, calls: () => 3 }).map((cell, index) => {
    const rarer = cell.day === TODAY && cell.hour >= 10 ? true : (index * 7) % 5 < 2;
    return rarer ? { ...cell, price: 3 * RUPEE } : cell;
  });
  assert.deepEqual(keysAt([...calmUsage(), ...cells], `${TODAY}T16:00`), []);
});

test("much dearer calls, no more of them: the price is the news, not the spend", () => {
  assert.deepEqual(keysAt(withPrice(5 * RUPEE), `${TODAY}T18:00`), [`priceChange/product/PAN-Plus/${TODAY}`]);
});

test("a week of history knows no usual price", () => {
  const cells = withPrice(2.5 * RUPEE).filter(({ day }) => day >= addDays(TODAY, -6));
  assert.deepEqual(foundAt(cells, `${TODAY}T18:00`, { knownSince: addDays(TODAY, -6) }), []);
});
