import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it, type TestContext } from "node:test";
import * as fc from "fast-check";
import { addDays, type Day, dayIn, weekdayOf } from "../../../../src/domain/day.ts";
import type { TransactionFilter, TransactionSort } from "../../../../src/domain/filter.ts";
import { type Outcome, outcomeOf } from "../../../../src/domain/outcome.ts";
import type { OutcomeWords } from "../../../../src/domain/outcomeWords.ts";
import { unpackSummary } from "../../../../src/domain/packedSummary.ts";
import type { Period } from "../../../../src/domain/period.ts";
import {
  addTotals,
  type Granularity,
  type HourUsage,
  type MessageUse,
  NO_TOTALS,
  type Summary,
  type Totals,
} from "../../../../src/domain/summary.ts";
import type { Transaction } from "../../../../src/domain/transaction.ts";
import { unpackHourly } from "../../../../src/ledger/queries/hourlyUsage.ts";
import { SqliteLedger } from "../../../../src/ledger/sqliteLedger.ts";
import { finish, type Pace } from "../../../../src/ledger/steps.ts";
import { hourIn } from "../../../support/hourIn.ts";
import {
  fileLedger,
  format,
  micros,
  reportOf,
  takeIn,
  temporaryFolder,
  transaction,
} from "../../../support/ledgers.ts";
import { totalsOf } from "../../../support/totalsOf.ts";

/** Deterministic rows over five weeks around a change of daylight-saving time in New York (2026-03-08). */
function someRows(): readonly Transaction[] {
  let seed = 7;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return seed % below;
  };
  const messages = [
    "Pan Verified Successfully.",
    "Invalid Pan Number.",
    "No Records Found",
    "Queued",
    "Source Unavailable",
  ];
  const rows = Array.from({ length: 900 }, (_, n) => {
    const hex = (random(0x7fffffff) * 2 + 1).toString(16).padStart(8, "0");
    return transaction({
      id: n % 97 === 0 ? `TXN-${n}-DEAD` : `${hex}-0000-4000-8000-${String(n).padStart(12, "0")}`,
      at: micros("2026-02-14T00:00:00Z") + random(35 * 86_400) * 1_000_000 + random(3),
      product: ["PAN-Plus", "GSTIN", "UPI", "Bank Account"][random(4)] ?? "",
      status: [200, 200, 200, 422, 503][random(5)] ?? 200,
      message: messages[random(messages.length)] ?? "",
      charge: [29_500, 0, 11_800, -29_500, 1][random(5)] ?? 0,
    });
  });
  // More charges than can be kinds of their own.
  const metered = Array.from({ length: 150 }, (_, n) =>
    transaction({
      product: "Metered",
      charge: ((n * 7) % 50) * 1_000,
      at: micros("2026-02-14T00:00:00Z") + n * 2e10,
    }),
  );
  // One rare product: a call a week.
  return [
    ...rows,
    ...metered,
    ...[1, 8, 15, 22].map((day) => transaction({ product: "Rare", at: micros("2026-02-14T05:00:00Z") + day * 864e8 })),
  ];
}

const rows = someRows();
const words: OutcomeWords = [
  { product: "*", message: "*queued*", word: "failure" },
  { product: "GSTIN", message: "Queued", word: "unknown" },
  { product: "*", message: "Source Unavailable", word: "unknown" },
  { product: "UPI", message: "no records found", word: "success" },
];
const newestFirst = (a: Transaction, b: Transaction): number => b.at - a.at || compareIds(b, a);

/** By the bytes under which ids are stored; only needed for rows at the same microsecond, which are UUIDs here. */
function compareIds(a: Transaction, b: Transaction): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

const folder = mkdtempSync(join(tmpdir(), "deepvue-reading-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const filled = new Map<string, string>();

/** A ledger of all rows, which each zone's first test fills; the others have a copy. */
function loaded(test: TestContext, zone: string, pace?: Pace): SqliteLedger {
  const file = filled.get(zone) ?? fill(zone);
  filled.set(zone, file);
  const path = join(temporaryFolder(test), "ledger.db");
  copyFileSync(file, path);
  const ledger = fileLedger(test, path, pace);
  ledger.setOutcomes(words);
  return ledger;
}

function fill(zone: string): string {
  const file = join(folder, `${filled.size}.db`);
  const ledger = new SqliteLedger(file, format);
  finish(ledger.setZone("UTC"));
  // Several windows, so that roll-ups are added to, not only written.
  for (let part = 0; part < 3; part++) {
    const some = rows.filter((_, index) => index % 3 === part).toSorted(newestFirst);
    takeIn(ledger, { since: "2026-02-13", until: "2026-03-21" }, reportOf(some));
  }
  finish(ledger.setZone(zone));
  ledger.close();
  return file;
}

function bare(text: string): string {
  return text.replaceAll("-", "").toLowerCase();
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

interface Place {
  readonly day: Day;
  readonly weekday: number;
  readonly hour: number;
  readonly outcome: Outcome;
  readonly id: string;
  readonly message: string;
}

const places = new Map<string, ReadonlyMap<Transaction, Place>>();

/** What of a row the plain loops ask for thousands of times: computed once for each zone. */
function placesIn(zone: string): ReadonlyMap<Transaction, Place> {
  const known = places.get(zone) ?? new Map(rows.map((row) => [row, placeOf(zone, row)]));
  places.set(zone, known);
  return known;
}

function placeOf(zone: string, row: Transaction): Place {
  const day = dayIn(zone, row.at);
  const [id, message] = [bare(row.id), row.message.toLowerCase()];
  return { day, weekday: weekdayOf(day), hour: hourIn(zone, row.at), outcome: outcomeAsSaid(row), id, message };
}

function outcome(row: Transaction): Outcome {
  return placesIn("UTC").get(row)?.outcome ?? outcomeAsSaid(row);
}

function outcomeAsSaid(row: Transaction): Outcome {
  if (row.message === "Queued") return row.product === "GSTIN" ? "unknown" : "failure";
  if (row.message === "Source Unavailable") return "unknown";
  if (row.product === "UPI" && row.message === "No Records Found") return "success";
  return outcomeOf(row.status, row.message);
}

function sum(some: readonly Transaction[]): Totals {
  return some.map((row) => totalsOf(outcome(row), 1, row.charge, row.charge > 0 ? 1 : 0)).reduce(addTotals, NO_TOTALS);
}

function matches(row: Transaction, place: Place, filter: TransactionFilter): boolean {
  const text = filter.text?.trim().toLowerCase() ?? "";
  return (
    (filter.products?.includes(row.product) ?? true) &&
    (filter.statuses?.includes(row.status) ?? true) &&
    (filter.messages?.includes(row.message) ?? true) &&
    (filter.outcomes?.includes(place.outcome) ?? true) &&
    (filter.charged === undefined || filter.charged === (row.charge !== 0)) &&
    row.charge >= (filter.minCharge ?? -Infinity) &&
    row.charge <= (filter.maxCharge ?? Infinity) &&
    (filter.weekdays?.includes(place.weekday) ?? true) &&
    (filter.hours?.includes(place.hour) ?? true) &&
    (text === "" || place.message.includes(text) || (bare(text).length >= 3 && place.id.includes(bare(text))))
  );
}

function selected(
  zone: string,
  period: Period | undefined,
  filter: TransactionFilter,
  before = Number.POSITIVE_INFINITY,
): readonly Transaction[] {
  return [...placesIn(zone)]
    .filter(([{ at }, { day }]) => at < before && (period === undefined || isWithin(period, day)))
    .filter(([row, place]) => matches(row, place, filter))
    .map(([row]) => row)
    .toSorted(newestFirst);
}

function isWithin({ since, until }: Period, day: Day): boolean {
  return day >= since && day <= until;
}

/** The summary as the plainest code gives it. */
function expectedSummary(
  zone: string,
  period: Period,
  granularity: Granularity,
  filter: TransactionFilter,
  before?: number,
): Summary {
  const chosen = selected(zone, period, filter, before);
  const place = (row: Transaction): Place => placesIn(zone).get(row) ?? placeOf(zone, row);
  const groups = <K>(key: (row: Transaction) => K): [K, Transaction[]][] => [...Map.groupBy(chosen, key)];
  const bucket = (day: Day): Day => {
    if (granularity === "day") return day;
    return granularity === "week" ? addDays(day, -weekdayOf(day)) : `${day.slice(0, 8)}01`;
  };
  return {
    totals: sum(chosen),
    products: groups(({ product }) => product)
      .map(([product, some]) => ({ product, ...sum(some) }))
      .sort((a, b) => b.charge - a.charge || compareText(a.product, b.product)),
    series: groups((row) => `${bucket(place(row).day)} ${row.product}`)
      .map(([key, some]) => ({ start: key.slice(0, 10), product: key.slice(11), ...sum(some) }))
      .sort((a, b) => compareText(a.start, b.start) || compareText(a.product, b.product)),
    failures: groups(({ product, status, message }) => JSON.stringify([product, status, message]))
      .map(([key, some]) => {
        const [product, status, message] = JSON.parse(key);
        const charged = some.filter((row) => outcome(row) === "failure" && row.charge > 0);
        return {
          product,
          status,
          message,
          calls: charged.length,
          charge: charged.reduce((all, row) => all + row.charge, 0),
        };
      })
      .filter(({ calls }) => calls > 0)
      .sort(
        (a, b) =>
          b.charge - a.charge ||
          compareText(a.product, b.product) ||
          compareText(a.message, b.message) ||
          a.status - b.status,
      ),
    unknownCharge: costOf(chosen.filter((row) => outcome(row) === "unknown" && row.charge > 0)),
    heat: groups((row) => place(row).weekday * 24 + place(row).hour)
      .sort(([a], [b]) => a - b)
      .map(([cell, some]) => ({
        weekday: Math.floor(cell / 24),
        hour: cell % 24,
        calls: some.length,
        charge: some.reduce((all, row) => all + row.charge, 0),
      })),
    statuses: [...new Set(chosen.map(({ status }) => status))].sort((a, b) => a - b),
    messages: groups(({ message }) => message)
      .sort(([a, callsOfA], [b, callsOfB]) => callsOfB.length - callsOfA.length || compareText(a, b))
      .map(([message]) => message),
  };
}

function costOf(some: readonly Transaction[]): number {
  return some.reduce((all, row) => all + row.charge, 0);
}

function callsAndCharge(some: readonly Transaction[]) {
  return { calls: some.length, charge: costOf(some) };
}

function productAndMessage({ product, message }: Transaction): string {
  return JSON.stringify([product, message]);
}

function expectedUses(zone: string, period: Period): readonly MessageUse[] {
  return [...Map.groupBy(selected(zone, period, {}), productAndMessage)]
    .map(([key, some]) => {
      const [product, message]: [string, string] = JSON.parse(key);
      const by = (wanted: Outcome) => callsAndCharge(some.filter((row) => outcome(row) === wanted));
      const parts = { successes: by("success"), failures: by("failure"), unknowns: by("unknown") };
      return { product, message, ...callsAndCharge(some), ...parts };
    })
    .sort(
      (a, b) =>
        Number(b.unknowns.calls > 0) - Number(a.unknowns.calls > 0) ||
        b.unknowns.charge - a.unknowns.charge ||
        b.unknowns.calls - a.unknowns.calls ||
        b.charge - a.charge ||
        b.calls - a.calls ||
        compareText(a.product, b.product) ||
        compareText(a.message, b.message),
    );
}

function expectedHours(zone: string, period: Period): readonly HourUsage[] {
  const key = ({ at, product }: Transaction): string =>
    JSON.stringify([dayIn(zone, at), String(hourIn(zone, at)).padStart(2, "0"), product]);
  return [...Map.groupBy(selected(zone, period, {}), key)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([text, some]) => {
      const [day, hour, product] = JSON.parse(text);
      return {
        day,
        hour: Number(hour),
        product,
        calls: some.length,
        charge: some.reduce((all, row) => all + row.charge, 0),
      };
    });
}

const day = fc.integer({ min: -3, max: 40 }).map((n) => addDays("2026-02-13", n));
const period = fc
  .tuple(day, fc.integer({ min: 0, max: 40 }))
  .map(([since, n]) => ({ since, until: addDays(since, n) }));
const someOf = <T>(...values: T[]): fc.Arbitrary<T[]> => fc.subarray(values, { minLength: 0 });
const anyFilter: fc.Arbitrary<TransactionFilter> = fc.record(
  {
    products: someOf("PAN-Plus", "GSTIN", "Metered", "Rare", "never used"),
    outcomes: someOf("success", "failure", "unknown"),
    statuses: someOf(200, 422, 503, 1),
    messages: someOf("Queued", "Invalid Pan Number.", "No Records Found"),
    charged: fc.boolean(),
    minCharge: fc.constantFrom(-29_500, 0, 1, 11_801),
    maxCharge: fc.constantFrom(-1, 0, 11_800, 29_500),
    weekdays: someOf(0, 1, 2, 3, 4, 5, 6),
    hours: someOf(0, 1, 2, 3, 11, 12, 22, 23),
    text: fc.constantFrom(
      "",
      "an",
      "INVALID",
      "dead",
      "4-DEAD",
      "a",
      "dea",
      "00-8",
      rows[5]?.id.slice(2, 13) ?? "",
      rows[9]?.id ?? "",
      "-",
      "%",
    ),
  },
  { requiredKeys: [], noNullPrototype: true },
);
// Most filters narrow by one or two fields.
const filter = fc
  .tuple(
    anyFilter,
    fc.shuffledSubarray([
      "products",
      "outcomes",
      "statuses",
      "messages",
      "charged",
      "minCharge",
      "maxCharge",
      "weekdays",
      "hours",
      "text",
    ]),
  )
  .map(([all, kept]) => Object.fromEntries(Object.entries(all).filter(([key]) => kept.slice(0, 2).includes(key))));
const sort: fc.Arbitrary<TransactionSort> = fc.record({
  column: fc.constantFrom("at", "charge", "product", "message", "status"),
  direction: fc.constantFrom("ascending", "descending"),
});

for (const zone of ["Asia/Kolkata", "America/New_York", "Australia/Lord_Howe"]) {
  describe(`reading in ${zone}`, () => {
    it("summarises any period, granularity and filter like a plain loop over the rows", (test) => {
      const ledger = loaded(test, zone);
      const granularity = fc.constantFrom("day", "week", "month" as const);
      const summary = fc.property(period, granularity, filter, (days, size, narrow) => {
        const packed = ledger.summarize("account", days, size, narrow);
        assert.deepEqual(unpackSummary(packed), expectedSummary(zone, days, size, narrow));
        assert.equal(ledger.count("account", days, narrow), selected(zone, days, narrow).length);
      });
      fc.assert(summary, { numRuns: 150 });
    });

    it("summarises what was earlier than an instant, within whatever day and hour it lies", (test) => {
      const ledger = loaded(test, zone);
      const instant = fc
        .integer({ min: -86_400, max: 40 * 86_400 })
        .map((s) => micros("2026-02-13T00:00:00Z") + s * 1e6);
      const cut = fc.property(period, filter, instant, (days, narrow, before) => {
        const packed = ledger.summarize("account", days, "day", narrow, { before });
        assert.deepEqual(unpackSummary(packed), expectedSummary(zone, days, "day", narrow, before));
      });
      fc.assert(cut, { numRuns: 100 });
    });

    it("gives messages by product, the unknown and the costliest first", (test) => {
      const ledger = loaded(test, zone);
      const uses = fc.property(period, (days) => {
        assert.deepEqual(ledger.messageUses("account", days), expectedUses(zone, days));
      });
      fc.assert(uses, { numRuns: 100 });
      assert.deepEqual(ledger.messageUses("nobody", { since: "2026-02-14", until: "2026-03-20" }), []);
    });

    it("gives hours by product", (test) => {
      const ledger = loaded(test, zone);
      const hourly = fc.property(period, (days) => {
        assert.deepEqual(unpackHourly(ledger.hourly("account", days)), expectedHours(zone, days));
      });
      fc.assert(hourly, { numRuns: 20 });
    });

    it("pages through the latest transactions of any period and filter", (test) => {
      const ledger = loaded(test, zone);
      const pages = fc.property(
        fc.option(period, { nil: undefined }),
        filter,
        fc.integer({ min: 50, max: 400 }),
        (days, narrow, size) => {
          const expected = selected(zone, days, narrow);
          const found: Transaction[] = [];
          for (;;) {
            const page = finish(ledger.latest("account", days, narrow, size, found.at(-1)));
            found.push(...page);
            if (page.length < size) break;
          }
          assert.deepEqual(found, expected);
        },
      );
      fc.assert(pages, { numRuns: 80 });
    });

    it("counts what is newer than an instant", (test) => {
      const ledger = loaded(test, zone);
      const instants = selected(zone, undefined, {}).map(({ at }) => at);
      const instant = fc.nat(instants.length - 1).chain((index) => {
        const at = instants[index] ?? 0;
        return fc.constantFrom(at, at - 1, at + 1, at - 40 * 86_400e6, at + 40 * 86_400e6);
      });
      const newer = fc.property(period, filter, instant, (days, narrow, at) => {
        const expected = selected(zone, days, narrow).filter((row) => row.at > at).length;
        assert.equal(ledger.countNewer("account", days, narrow, at), expected);
      });
      fc.assert(newer, { numRuns: 200 });
    });

    it("reads any part of a table in any order", (test) => {
      const ledger = loaded(test, zone);
      const parts = fc.property(
        period,
        filter,
        sort,
        fc.nat(400),
        fc.integer({ min: 1, max: 60 }),
        (days, narrow, order, first, count) => {
          const sign = order.direction === "ascending" ? 1 : -1;
          const expected = selected(zone, days, narrow).toSorted((a, b) => {
            const [x, y] = [a[order.column], b[order.column]];
            if (order.column === "at") return sign * -newestFirst(a, b);
            return x === y ? newestFirst(a, b) : x < y ? -sign : sign;
          });
          const part = ledger.rows("account", days, narrow, order, first, count);
          assert.deepEqual(part, expected.slice(first, first + count));
        },
      );
      fc.assert(parts, { numRuns: 120 });
    });
  });
}

it("tells charged from free where a kind is always so, sometimes so, or refunded", (test) => {
  const ledger = fileLedger(test);
  const charges: Readonly<Record<string, readonly number[]>> = {
    always: [5, 5],
    never: [0, 0],
    formerly: [5, 0],
    lately: [0, 5],
    refunded: [-5, -5],
    evened: [0, -5],
  };
  const some = Object.entries(charges).flatMap(([product, both]) =>
    both.map((charge, n) => transaction({ product, charge, at: micros(`2026-06-1${n}T12:00:00Z`) })),
  );
  takeIn(ledger, { since: "2026-06-09", until: "2026-06-12" }, reportOf(some.toSorted(newestFirst)));
  for (const days of [
    { since: "2026-06-10", until: "2026-06-10" },
    { since: "2026-06-11", until: "2026-06-11" },
    { since: "2026-06-10", until: "2026-06-11" },
  ]) {
    for (const products of [...Object.keys(charges).map((product) => [product]), Object.keys(charges)]) {
      for (const charged of [true, false]) {
        const within = some.filter(({ at }) => dayIn("UTC", at) >= days.since && dayIn("UTC", at) <= days.until);
        const expected = within.filter((row) => products.includes(row.product) && (row.charge !== 0) === charged);
        const narrow = { products, charged };
        const name = JSON.stringify([days, narrow]);
        const { totals, heat } = unpackSummary(ledger.summarize("account", days, "day", narrow));
        assert.equal(totals.calls, expected.length, name);
        assert.equal(totals.charge, sum(expected).charge, name);
        assert.equal(
          heat.reduce((calls, cell) => calls + cell.calls, 0),
          expected.length,
          name,
        );
        assert.equal(ledger.count("account", days, narrow), expected.length, name);
        assert.equal(finish(ledger.latest("account", days, narrow, 100)).length, expected.length, name);
      }
    }
  }
});

it("offers at most 500 messages, and never leaves out one of the most frequent", (test) => {
  const ledger = fileLedger(test);
  const numbered = Array.from({ length: 600 }, (_, n) => transaction({ message: `Number ${n}` }));
  const often = [transaction({ message: "Often." }), transaction({ message: "Often." })];
  takeIn(ledger, { since: "2026-06-08", until: "2026-06-12" }, reportOf([...often, ...numbered].toReversed()));
  const { messages } = ledger.summarize("account", { since: "2026-06-01", until: "2026-06-30" }, "day", {});
  assert.deepEqual([messages.length, messages[0]], [500, "Often."]);
});

describe("filtering by a part of an id", () => {
  const june = { since: "2026-06-01", until: "2026-06-30" };
  const window = { since: "2026-06-09", until: "2026-06-11" };
  const dead = { text: "dead-beef" };

  it("knows of rows that came in or were deleted since the last time, through any connection", (test) => {
    const path = join(temporaryFolder(test), "ledger.db");
    const [one, other] = [fileLedger(test, path), fileLedger(test, path)];
    const at = micros("2026-06-10T10:00:00Z");
    const calls = (of: Period): number[] =>
      [one, other].map((ledger) => unpackSummary(ledger.summarize("account", of, "day", dead)).totals.calls);
    const row = (n: number): Transaction =>
      transaction({ id: `dead${n}eef-beef-4000-8000-deadbeef000${n}`, at: at + n });
    takeIn(one, window, reportOf([row(1), transaction({ at })]));
    assert.deepEqual(calls(june), [1, 1]);
    takeIn(other, window, reportOf([row(2)]));
    assert.deepEqual(calls(june), [2, 2]);
    assert.deepEqual(calls({ since: "2026-06-11", until: "2026-06-30" }), [0, 0]);
    assert.equal(one.count("account", undefined, dead), 2);
    other.deleteHistory("account");
    assert.deepEqual(calls(june), [0, 0]);
  });

  it("leaves ids alone where the text is shorter than three characters", (test) => {
    const ledger = fileLedger(test);
    takeIn(ledger, window, reportOf([transaction({ id: "abcdef00-0000-4000-8000-000000000000", message: "Queued" })]));
    const counts = ["ab", "a-b", "abc", "ue"].map((text) => ledger.count("account", undefined, { text }));
    assert.deepEqual(counts, [0, 0, 1, 1]);
  });
});

describe("finding a transaction", () => {
  it("finds every part of an id, at any place, with and without dashes, in any case", (test) => {
    const ledger = loaded(test, "UTC");
    const target = rows[37]!;
    const starts = Array.from(target.id, (_, from) => from);
    const parts = starts.flatMap((from) =>
      [from + 1, from + 2, from + 3, from + 9, from + 20, target.id.length].map((to) => target.id.slice(from, to)),
    );
    for (const part of new Set(parts)) {
      const hex = bare(part);
      if (hex === "") continue;
      const expected = rows.filter((row) => placesIn("UTC").get(row)?.id.includes(hex)).toSorted(newestFirst);
      assert.deepEqual(finish(ledger.find("account", part.toUpperCase(), 2_000)), expected, part);
    }
  });

  it("finds ids that are no UUIDs by their text, not by the hash they are stored under", (test) => {
    const ledger = loaded(test, "UTC");
    assert.deepEqual(
      finish(ledger.find("account", "txn97dead", 10)).map(({ id }) => id),
      ["TXN-97-DEAD"],
    );
  });

  it("takes a break whenever it has worked for a while", (test) => {
    const ledger = loaded(test, "UTC", { isDue: () => true });
    const search = ledger.find("account", "123456789", 10);
    let breaks = 0;
    while (search.next().done !== true) breaks++;
    const hours = new Set(rows.map(({ at }) => Math.floor(at / 3_600e6)));
    assert.equal(breaks, hours.size);
  });

  it("gives nothing for no text", (test) => {
    const ledger = loaded(test, "UTC");
    assert.deepEqual(finish(ledger.find("account", " - ", 10)), []);
    assert.deepEqual(finish(ledger.find("nobody", "a", 10)), []);
  });
});
