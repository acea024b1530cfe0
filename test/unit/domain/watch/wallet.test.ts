import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import type { BalanceReading } from "../../../../src/domain/account.ts";
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
  // 15 rupees a day too much, less than the charges of the hours that a reading may or may not hold.
  const readings = Array.from({ length: 12 }, (_, day) =>
    reading(`2026-05-${String(day + 2).padStart(2, "0")}T00:00`, 9_000 - 495 * day),
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

/** An office's days: ₹120 an hour from 9 to 18, nothing at night; three days, of which the second is looked at. */
const OFFICE = historyOf(
  steadyUsage("2026-05-10", "2026-05-12").map((cell) => ({
    ...cell,
    calls: cell.hour >= 9 && cell.hour < 18 ? 1 : 0,
    price: 120 * RUPEE,
  })),
);

/** A reading every 20 minutes of the day, of a wallet that follows its charges so many hours later; ₹ that came in since an instant. */
function followingWallet(
  lagHours: number,
  cameIn: readonly (readonly [at: number, rupees: number])[],
): BalanceReading[] {
  return Array.from({ length: 72 }, (_, step) => {
    const at = ist("2026-05-11T00:00") + step * 20 * 60_000;
    const followed = (at - ist("2026-05-11T00:00")) / 3_600_000 - lagHours;
    const charged = 120 * Math.min(9, Math.max(0, followed - 9));
    const rupees = cameIn.filter(([since]) => since <= at).reduce((sum, [, amount]) => sum + amount, 0);
    return { at, balance: Math.round((10_000 - charged + rupees) * RUPEE) };
  });
}

/** What is known at each reading of a day as it passes, and two days later, when everything has settled. */
function throughTheDay(readings: readonly BalanceReading[]): readonly (readonly string[])[] {
  const days = readings.map((_, index) => readings.slice(0, index + 1));
  const asOf = days.map((seen) => ({ seen, now: seen.at(-1)?.at ?? 0 }));
  const settled = { seen: readings, now: ist("2026-05-14T12:00") };
  return [...asOf, settled].map(({ seen, now }) =>
    walletChanges(seen, OFFICE, now - 48 * 3_600_000, now).map(
      ({ kind, amount }) => `${kind} ${Math.round(amount / RUPEE)}`,
    ),
  );
}

for (const lag of [0, 0.5, 1, 2, 3]) {
  test(`a wallet that follows ${lag} hours later moves no money, at any time of the day`, () => {
    const told = throughTheDay(followingWallet(lag, []));
    assert.deepEqual(told.flat(), []);
  });

  test(`a top-up is one top-up in a wallet that follows ${lag} hours later`, () => {
    const told = throughTheDay(followingWallet(lag, [[ist("2026-05-11T13:00"), 5_000]]));
    const [before, after] = [told.slice(0, 39), told.slice(39)];
    assert.deepEqual(before.flat(), []);
    for (const seen of after) {
      assert.equal(seen.length, 1);
      const amount = Number(/^topUp (\d+)$/.exec(seen[0] ?? "")?.[1]);
      // Charges that have not reached the wallet yet look like money.
      assert.ok(amount >= 4_940 && amount <= 5_060 + 120 * lag, seen[0]);
    }
  });
}

test("a wallet that follows even later takes back what it seemed to bring in", () => {
  const told = throughTheDay(followingWallet(6, []));
  assert.ok(told.flat().every((change) => change.startsWith("topUp")));
  assert.deepEqual(told.at(-1), []);
  assert.ok(
    told.some(({ length }) => length > 0),
    "the day is one that needs it",
  );
});

test("what the service takes back after days is told twice, what it takes back at once not at all", () => {
  const start = ist("2026-05-11T13:00");
  assert.deepEqual(
    throughTheDay(
      followingWallet(0, [
        [start, 3_000],
        [start + 2 * 3_600_000, -3_000],
      ]),
    ).at(-1),
    [],
  );
  const readings = [
    reading("2026-05-10T00:00", 5_000),
    reading("2026-05-10T10:00", 9_800),
    reading("2026-05-13T10:00", 3_360),
  ];
  assert.deepEqual(changes(readings), [
    ["topUp", 5_000, "2026-05-10T10"],
    ["unexplainedFall", 5_000, "2026-05-13T10"],
  ]);
});
