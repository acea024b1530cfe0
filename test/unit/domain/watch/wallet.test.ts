import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import type { BalanceReading } from "../../../../src/domain/ports.ts";
import { walletChanges } from "../../../../src/domain/watch/wallet.ts";
import { historyOf, ist, RUPEE, steadyUsage, type UsageCell } from "../../../support/usageCells.ts";

const NOW = ist("2026-05-20T12:00");

/** ₹20 an hour. */
const HISTORY = historyOf(steadyUsage("2026-05-01", "2026-05-20"));

function reading(at: string, rupees: number): BalanceReading {
  return { at: ist(at), balance: Math.round(rupees * RUPEE) };
}

function changes(readings: readonly BalanceReading[], settledUntil = NOW, history = HISTORY) {
  return walletChanges(readings, history, settledUntil, NOW).map(({ kind, amount, until }) => [
    kind,
    amount / RUPEE,
    new Date(until + 19_800_000).toISOString().slice(0, 13),
  ]);
}

test("falls that known charges explain are no news", () => {
  assert.deepEqual(changes([]), []);
  assert.deepEqual(changes([reading("2026-05-10T00:00", 5_000)]), []);
  // 10 hours, 200 rupees.
  assert.deepEqual(changes([reading("2026-05-10T00:00", 5_000), reading("2026-05-10T10:00", 4_800)]), []);
  // Over midnight and a whole day.
  assert.deepEqual(changes([reading("2026-05-10T20:00", 5_000), reading("2026-05-12T04:00", 4_360)]), []);
  // Where in the hour of a reading its charges lie is not known.
  assert.deepEqual(changes([reading("2026-05-10T00:30", 5_000), reading("2026-05-10T10:30", 4_785)]), []);
  assert.deepEqual(changes([reading("2026-05-10T00:10", 5_000), reading("2026-05-10T00:50", 4_981)]), []);
  // The wallet may show whole rupees.
  assert.deepEqual(changes([reading("2026-05-10T00:00", 5_000), reading("2026-05-10T10:00", 4_779)]), []);
});

test("a top-up is what came in, with the charges that hid part of it", () => {
  assert.deepEqual(changes([reading("2026-05-10T00:00", 500), reading("2026-05-10T10:00", 10_300)]), [
    ["topUp", 10_000, "2026-05-10T10"],
  ]);
  // Hidden behind a fall: 2,000 came in while 2,400 were charged.
  assert.deepEqual(changes([reading("2026-05-10T00:00", 5_000), reading("2026-05-15T00:00", 4_600)]), [
    ["topUp", 2_000, "2026-05-15T00"],
  ]);
  // It is known at once, although charges may still come in late.
  assert.equal(
    changes([reading("2026-05-20T00:00", 500), reading("2026-05-20T10:00", 5_300)], ist("2026-05-18")).length,
    1,
  );
  const readings = [
    reading("2026-05-10T00:00", 500),
    reading("2026-05-10T10:00", 5_300),
    reading("2026-05-10T20:00", 5_100),
    reading("2026-05-11T06:00", 9_900),
  ];
  assert.deepEqual(changes(readings), [
    ["topUp", 5_000, "2026-05-10T10"],
    ["topUp", 5_000, "2026-05-11T06"],
  ]);
});

test("an unexplained fall is told once the report has had time", () => {
  const readings = [reading("2026-05-18T00:00", 5_000), reading("2026-05-18T10:00", 4_300)];
  assert.deepEqual(changes(readings), [["unexplainedFall", 500, "2026-05-18T10"]]);
  assert.deepEqual(changes(readings, ist("2026-05-18T09:00")), []);
  // Later readings are compared with what was there after the fall.
  assert.equal(changes([...readings, reading("2026-05-18T20:00", 4_100)]).length, 1);
});

test("charges that arrive late explain the fall after all", () => {
  const readings = [reading("2026-05-18T00:00", 5_000), reading("2026-05-18T10:00", 4_300)];
  const late: UsageCell = { day: "2026-05-18", hour: 5, product: "UPI", calls: 5, price: 100 * RUPEE };
  const history = historyOf([...steadyUsage("2026-05-01", "2026-05-20"), late]);
  assert.deepEqual(changes(readings, NOW, history), []);
});

test("small losses add up until they show", () => {
  // 5 rupees a day too much, less than the charges of the hours of the readings.
  const readings = Array.from({ length: 12 }, (_, day) =>
    reading(`2026-05-${String(day + 2).padStart(2, "0")}T00:00`, 9_000 - 485 * day),
  );
  const found = changes(readings);
  assert.ok(found.length >= 1);
  assert.ok(found.every(([kind]) => kind === "unexplainedFall"));
});

test("refunds raise the balance and are no top-up", () => {
  const refund: UsageCell = { day: "2026-05-10", hour: 5, product: "UPI", calls: 1, price: -300 * RUPEE };
  const history = historyOf([...steadyUsage("2026-05-01", "2026-05-20"), refund]);
  assert.deepEqual(changes([reading("2026-05-10T00:00", 5_000), reading("2026-05-10T10:00", 5_100)], NOW, history), []);
});

test("readings are taken in order of time, and not from the future or before history", () => {
  const first = reading("2026-05-10T00:00", 500);
  const second = reading("2026-05-10T10:00", 10_300);
  const future = reading("2031-01-01T00:00", 999_999);
  const ancient = reading("2026-04-30T00:00", 100_000);
  assert.equal(changes([second, future, first, ancient]).length, 1);
  assert.deepEqual(changes([first, { ...first, balance: 0 }]), []);
});

test("the same change has the same key whatever is read later", () => {
  const readings = [reading("2026-05-10T00:00", 500), reading("2026-05-10T10:00", 10_300)];
  const keys = (more: readonly BalanceReading[]) =>
    walletChanges([...readings, ...more], HISTORY, NOW, NOW).map(({ key }) => key);
  const [key] = keys([]);
  assert.deepEqual(keys([reading("2026-05-10T20:00", 10_100), reading("2026-05-11T20:00", 20_000)])[0], key);
});

test("without top-ups and losses nothing is told, wherever readings are taken", () => {
  const times = fc.array(fc.integer({ min: 0, max: 19 * 1440 }), { maxLength: 40 });
  fc.assert(
    fc.property(times, (minutes) => {
      const start = ist("2026-05-01");
      // Charges fall at the middle of each hour.
      const readings = minutes.map((minute) => ({
        at: start + minute * 60_000,
        balance: (20_000 - 20 * Math.floor((minute + 30) / 60)) * RUPEE,
      }));
      assert.deepEqual(changes(readings), []);
    }),
  );
});

test("daylight saving moves no money", () => {
  const cells = steadyUsage("2026-03-01", "2026-03-20").filter(({ day, hour }) => day !== "2026-03-08" || hour !== 2);
  const history = historyOf(cells, { zone: "America/New_York" });
  const readings = ["2026-03-07T17:00:00Z", "2026-03-08T16:00:00Z", "2026-03-09T16:00:00Z"].map((at, index) => ({
    at: Date.parse(at),
    balance: (5_000 - [0, 23 * 20, 47 * 20][index]!) * RUPEE,
  }));
  assert.deepEqual(changes(readings, NOW, history), []);
});
