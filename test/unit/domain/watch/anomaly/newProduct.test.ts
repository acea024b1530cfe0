import assert from "node:assert/strict";
import { test } from "node:test";
import { addDays } from "../../../../../src/domain/day.ts";
import { RUPEE, steadyUsage } from "../../../../support/usageCells.ts";
import { calmUsage, FIRST, foundAt, keysAt, TODAY } from "./findings.ts";

const UNTIL = addDays(TODAY, 10);
const CELLS = [
  ...calmUsage(UNTIL),
  ...steadyUsage(TODAY, UNTIL, { product: "Digital Age/v2", price: 5 * RUPEE, calls: (hour) => (hour >= 10 ? 2 : 0) }),
];
const KEY = `newProduct/product/Digital%20Age%2Fv2/${TODAY}`;

test("a product that was never called before is found on its first day, once it costs something", () => {
  assert.deepEqual(keysAt(CELLS, `${TODAY}T10:00`), []);
  // Ten rupees so far.
  assert.deepEqual(keysAt(CELLS, `${TODAY}T10:30`), []);
  const [finding] = foundAt(CELLS, `${TODAY}T13:00`);
  assert.deepEqual(finding, {
    kind: "newProduct",
    product: "Digital Age/v2",
    since: { day: TODAY },
    observed: 30 * RUPEE,
    driver: { product: "Digital Age/v2" },
    key: KEY,
    opens: { period: { since: TODAY, until: TODAY }, filter: { products: ["Digital Age/v2"] } },
  });
});

test("it is new for a week, under one key", () => {
  for (const days of [1, 6]) assert.deepEqual(keysAt(CELLS, `${addDays(TODAY, days)}T12:00`), [KEY]);
  assert.deepEqual(keysAt(CELLS, `${addDays(TODAY, 7)}T12:00`), []);
});

test("what was seen long ago, or may have been, is not new", () => {
  const once = { day: FIRST, hour: 10, product: "Digital Age/v2", calls: 1, price: 5 * RUPEE };
  assert.deepEqual(keysAt([...CELLS, once], `${TODAY}T18:00`), []);
  const short = CELLS.filter(({ day }) => day >= addDays(TODAY, -20));
  assert.deepEqual(foundAt(short, `${TODAY}T18:00`, { knownSince: addDays(TODAY, -20) }), []);
  // On the first day of all, every product is unseen.
  assert.deepEqual(foundAt(CELLS, `${FIRST}T18:00`), []);
});
