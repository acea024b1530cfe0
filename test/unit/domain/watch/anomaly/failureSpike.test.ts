import assert from "node:assert/strict";
import { test } from "node:test";
import { addDays } from "../../../../../src/domain/day.ts";
import { RUPEE, type UsageCell } from "../../../../support/usageCells.ts";
import { calmUsage, changed, foundAt, keysAt, TODAY } from "./findings.ts";

/** Every tenth call of UPI fails; from a day on, `failed` of 20 in every hour. */
function withOutage(failed: number, since = TODAY, until = TODAY): UsageCell[] {
  return changed(calmUsage(until), (cell) =>
    cell.product === "UPI" ? { ...cell, failed: cell.day >= since ? failed : 2 } : cell,
  );
}

test("a failure rate far above the usual is found as soon as enough calls have come", () => {
  const outage = withOutage(14);
  assert.deepEqual(foundAt(outage, `${TODAY}T00:00`), []);
  const group = { product: "UPI", status: 503, message: "Source Unavailable", calls: 20, charge: 0 };
  const [finding, ...others] = foundAt(outage, `${TODAY}T03:00`, { failures: [group] });
  assert.deepEqual(others, []);
  assert.deepEqual(finding, {
    kind: "failureSpike",
    product: "UPI",
    since: { day: TODAY },
    observed: 0.7,
    usual: { low: 0.1, typical: 0.1, high: 0.1, days: 56 },
    driver: { product: "UPI" },
    key: `failureSpike/product/UPI/${TODAY}`,
    opens: { period: { since: TODAY, until: TODAY }, filter: { products: ["UPI"], outcomes: ["failure"] } },
  });
  // One message that makes up half of the failures is named.
  const most = { ...group, calls: 30 };
  assert.deepEqual(foundAt(outage, `${TODAY}T03:00`, { failures: [most] })[0]?.driver, {
    product: "UPI",
    message: "Source Unavailable",
  });
});

test("an outage that lasts is one event", () => {
  const until = addDays(TODAY, 2);
  const outage = withOutage(14, TODAY, until);
  for (let day = TODAY; day <= until; day = addDays(day, 1)) {
    assert.deepEqual(keysAt(outage, `${day}T12:00`), [`failureSpike/product/UPI/${TODAY}`]);
  }
});

test("small rises, few calls and little money are not worth a word", () => {
  assert.deepEqual(keysAt(withOutage(4), `${TODAY}T23:59`), []);
  // Twelve failures more than usual at a rupee each, then twice as many.
  assert.deepEqual(keysAt(withOutage(14), `${TODAY}T00:30`), []);
  assert.equal(keysAt(withOutage(14), `${TODAY}T02:00`).length, 1);
  // 19 calls of ₹5 so far, all failed.
  const scarce = changed(withOutage(2), (cell) => {
    if (cell.product !== "UPI") return cell;
    if (cell.day < TODAY) return { ...cell, price: 5 * RUPEE };
    return cell.hour === 10 ? { ...cell, price: 5 * RUPEE, calls: 19, failed: 19 } : undefined;
  });
  assert.deepEqual(keysAt(scarce, `${TODAY}T10:30`), []);
  assert.equal(
    keysAt(
      scarce.map((cell) => (cell.calls === 19 ? { ...cell, calls: 20, failed: 20 } : cell)),
      `${TODAY}T10:30`,
    ).length,
    1,
  );
  const cheap = withOutage(14).map((cell) => (cell.product === "UPI" ? { ...cell, price: RUPEE / 1000 } : cell));
  assert.deepEqual(keysAt(cheap, `${TODAY}T12:00`), []);
});

test("a product without enough days with calls has no usual rate", () => {
  const young = withOutage(14).filter(({ product, day }) => product !== "UPI" || day >= addDays(TODAY, -6));
  assert.deepEqual(
    keysAt(young, `${TODAY}T12:00`).filter((key) => key.startsWith("failureSpike/product/UPI")),
    [],
  );
});

test("when no product stands out, the account's rate may", () => {
  // Everything fails a little more: 12 % rises to 30 %, but no product has enough calls an hour to show it alone.
  const cells = changed(calmUsage(), (cell) => ({ ...cell, calls: 10, failed: cell.day === TODAY ? 4 : 1 }));
  const keys = keysAt(cells, `${TODAY}T02:00`);
  assert.deepEqual(keys, [`failureSpike/total/${TODAY}`]);
});
