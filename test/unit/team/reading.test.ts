// A team's store answers as the ledger does, on every engine: the same questions, the same answers.
import assert from "node:assert/strict";
import { join } from "node:path";
import { it } from "node:test";
import * as fc from "fast-check";
import { publishWallet } from "../../../src/app/team/walletPublishing.ts";
import { utcDayOf } from "../../../src/domain/day.ts";
import type { TransactionFilter, TransactionSort } from "../../../src/domain/filter.ts";
import type { LabelRules } from "../../../src/domain/labelRules.ts";
import type { BalancesReading } from "../../../src/domain/ledgerPorts.ts";
import { unpackSummary } from "../../../src/domain/packedSummary.ts";
import type { Period } from "../../../src/domain/period.ts";
import { intervalOf } from "../../../src/domain/period.ts";
import type { TeamReading } from "../../../src/domain/teamStore.ts";
import type { Transaction } from "../../../src/domain/transaction.ts";
import { unpackHourly } from "../../../src/ledger/queries/hourlyUsage.ts";
import type { SqliteLedger } from "../../../src/ledger/sqliteLedger.ts";
import { finish } from "../../../src/ledger/steps.ts";
import { generateAccount } from "../../../src/sandbox/generator.ts";
import { ensureAccount, fileLedger, reportOf, takeIn, temporaryFolder } from "../../support/ledgers.ts";
import { onEveryEngine, publishRows, teamAccount } from "../../support/teamStores.ts";

const RUNS = Number(process.env["DEEPVUE_TEST_RUNS"] ?? 3);
/** With half an hour: a billing hour lies in two of UTC. */
const ZONE = "Asia/Kolkata";
const never = new AbortController().signal;
const WORDS = [{ product: "*", message: "half known", word: "unknown" }] as const;

/** Of every sort, and some whose prefixes overlap. */
const RULES: LabelRules = [
  { label: "long", idPrefix: "0c" },
  { label: "both", idPrefix: "0", message: "*pan*" },
  { label: "hostile", message: "*it's*" },
  { label: "foreign", idPrefix: "id" },
  { label: "short", idPrefix: "0" },
  { label: "odd", idPrefix: "8a7f3c" },
  { label: "quoted", idPrefix: "id'\\" },
  { label: "kind", product: "GST*" },
];

interface Question {
  readonly period: Period;
  readonly filter: TransactionFilter;
}

/** Every question to both; a difference is told by its name. */
async function answersAlike(
  ledger: SqliteLedger,
  reader: TeamReading,
  id: string,
  { period, filter }: Question,
  sorts: readonly TransactionSort[] = SORTS,
): Promise<void> {
  const expected = unpackSummary(ledger.summarize("account", period, "week", filter));
  assert.deepEqual(await reader.summarize(id, period, "week", filter), expected, "summarize");
  const withoutHeat = await reader.summarize(id, period, "week", filter, { heat: "leftOut" });
  assert.deepEqual(withoutHeat, { ...expected, heat: [] }, "without the hours of the week");
  for (const division of ["day", "month", { cyclesFrom: 17 }] as const) {
    const divided = unpackSummary(ledger.summarize("account", period, division, filter));
    assert.deepEqual(await reader.summarize(id, period, division, filter), divided, `by ${JSON.stringify(division)}`);
  }
  assert.deepEqual(
    await reader.byLabel(id, period, filter, RULES),
    finish(ledger.byLabel("account", period, filter, RULES)),
    "byLabel",
  );
  assert.equal(await reader.count(id, period, filter), ledger.count("account", period, filter), "count");
  await rowsAlike(ledger, reader, id, { period, filter }, sorts);
  const latest = finish(ledger.latest("account", period, filter, 7));
  assert.deepEqual(await reader.latest(id, period, filter, 7), latest, "latest");
  const third = latest[2];
  if (third === undefined) return;
  const after = { at: third.at, id: third.id };
  assert.deepEqual(
    await reader.latest(id, period, filter, 5, after),
    finish(ledger.latest("account", period, filter, 5, after)),
    "the page after",
  );
  assert.equal(
    await reader.countNewer(id, period, filter, third.at),
    ledger.countNewer("account", period, filter, third.at),
    "countNewer",
  );
  assert.deepEqual(
    await reader.summarize(id, period, "month", filter, { before: third.at }),
    unpackSummary(ledger.summarize("account", period, "month", filter, { before: third.at })),
    "before an instant",
  );
}

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 1, 26) * 1_000;
const SORTS = (["at", "charge", "product", "message", "status"] as const).flatMap((column) =>
  (["ascending", "descending"] as const).map((direction) => ({ column, direction })),
);

/** What tables, exports and examinations ask. */
async function rowsAlike(
  ledger: SqliteLedger,
  reader: TeamReading,
  id: string,
  { period, filter }: Question,
  sorts: readonly TransactionSort[],
): Promise<void> {
  for (const sort of sorts) {
    const expected = ledger.rows("account", period, filter, sort, 1, 5);
    const { column, direction } = sort;
    assert.deepEqual(await reader.rows(id, period, filter, sort, 1, 5), expected, `rows by ${column} ${direction}`);
  }
  assert.deepEqual(await reader.messageUses(id, period), ledger.messageUses("account", period), "messageUses");
  const held = ledger.openRows("account", period, filter);
  const opened = await reader.openRows(id, period, filter);
  assert.deepEqual(opened.totals, held.totals, "totals of openRows");
  for (;;) {
    const page = finish(held.next(3_000));
    assert.deepEqual(await opened.next(3_000), page, "openRows");
    if (page.length === 0) break;
  }
  await opened.close();
  held.close();
  const { from, to } = intervalOf(period, ZONE);
  const quarters = [from, from + 900_000_000, to - 3_600_000_000, to];
  for (const instants of [quarters, [from, from + 1, START + 66_600_000_001, to]]) {
    if (instants.some((at, index) => at < (instants[index - 1] ?? at))) continue;
    const expected = finish(ledger.countBetween("account", instants));
    assert.deepEqual(await reader.countBetween(id, instants), expected, "countBetween");
  }
}

const HOSTILE = [
  "",
  "it's",
  'a "b" \\ c',
  "tab\there",
  "line\nbreak",
  "₹ and 𝔘",
  "\\N",
  "'); DROP TABLE team; --",
  "half known",
];
const rowsOf = fc.uniqueArray(
  fc.record({
    id: fc.oneof(
      { weight: 7, arbitrary: fc.uuid() },
      { weight: 2, arbitrary: fc.uuid().map((id) => `8a7f3c${id.slice(6)}`) },
      {
        weight: 1,
        arbitrary: fc
          .string({ minLength: 1, maxLength: 12 })
          .map((text) => `id-${text}`.toWellFormed().replaceAll("\0", "")),
      },
    ),
    at: fc.oneof(
      fc.integer({ min: START, max: START + 6 * 86_400_000_000 }),
      // Around the month's end, in UTC and in India, and at the same microsecond.
      fc.constantFrom(
        START + 3 * 86_400_000_000,
        START + 3 * 86_400_000_000 - 1,
        START + 2 * 86_400_000_000 + 66_600_000_000,
      ),
    ),
    product: fc.constantFrom("PAN-Plus", "GSTIN", ...HOSTILE.slice(1, 4)),
    status: fc.constantFrom(200, 400, 503),
    message: fc.constantFrom("Verified.", "Invalid Pan Number.", ...HOSTILE),
    charge: fc.oneof(fc.constantFrom(0, 29_500, -29_500), fc.integer({ min: -100_000, max: 900_000_000 })),
  }),
  { minLength: 1, maxLength: 40, selector: ({ id }) => id.replaceAll("-", "").toLowerCase() },
);
const filterOf: fc.Arbitrary<TransactionFilter> = fc.record(
  {
    products: fc.constantFrom(["PAN-Plus"], ["it's", "GSTIN"], ["nothing"]),
    outcomes: fc.subarray(["success", "failure", "unknown"] as const, { minLength: 1 }),
    statuses: fc.constantFrom([200], [400, 503]),
    messages: fc.constantFrom(["Verified."], ["line\nbreak", "\\N"]),
    charged: fc.boolean(),
    minCharge: fc.constantFrom(0, 1, 29_500),
    maxCharge: fc.constantFrom(0, 29_500),
    weekdays: fc.constantFrom([0, 5, 6], [3]),
    hours: fc.constantFrom([0, 5, 23], [18]),
    text: fc.constantFrom("verified", "abc", "3", "id-", "zzz", "a1"),
  },
  { requiredKeys: [] },
);
const periodOf = fc.constantFrom(
  { since: "2026-02-01", until: "2026-03-31" },
  { since: "2026-02-28", until: "2026-03-01" },
  { since: "2026-02-27", until: "2026-02-27" },
);

onEveryEngine("a team's store", ZONE, (store) => {
  it("answers like the ledger on random rows", async (test) => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        rowsOf,
        fc.array(fc.record({ period: periodOf, filter: filterOf }), { minLength: 3, maxLength: 3 }),
        async (rows, questions) => {
          const id = `random ${++run} it's \\ "`;
          const ledger = fileLedger(test, join(temporaryFolder(test), "ledger.db"));
          finish(ledger.setZone(ZONE));
          ledger.setOutcomes(WORDS);
          const newestFirst = rows.toSorted((a, b) => b.at - a.at);
          takeIn(ledger, { since: "2026-02-26", until: "2026-03-04" }, reportOf(newestFirst));
          const stored = finish(ledger.latest("account", undefined, {}, 1_000));
          await publishRows(store(), id, stored);
          const reader = await store().reader(WORDS);
          for (const question of [...questions, { period: { since: "2026-02-01", until: "2026-03-31" }, filter: {} }]) {
            await answersAlike(ledger, reader, id, question);
          }
          const { rows: counted, damage, differingDays } = await reader.check(id);
          assert.deepEqual({ counted, damage, differingDays }, { counted: rows.length, damage: [], differingDays: [] });
          for (const part of ["a", "id-", stored[0]?.id ?? "", stored[0]?.id.slice(2, 7) ?? ""]) {
            assert.deepEqual(
              await reader.find(id, part, 5, never),
              finish(ledger.find("account", part, 5)),
              `find ${part}`,
            );
          }
          ledger.close();
        },
      ),
      { numRuns: RUNS, endOnFailure: true },
    );
  });

  it("answers like the ledger where dates lie far apart, or have gaps", async (test) => {
    const stretches = [
      [1, 2, 4, 9],
      [1, 2, 9_000, 9_003],
    ];
    for (const [index, days] of stretches.entries()) {
      const id = `gaps ${index}`;
      const ledger = fileLedger(test, join(temporaryFolder(test), "ledger.db"));
      finish(ledger.setZone(ZONE));
      for (const [n, day] of days.entries()) {
        const at = START + day * DAY_MS * 1_000 + 20 * 3_600_000_000;
        const date = utcDayOf(at);
        const row = {
          id: `00000000-0000-4000-8000-00000000000${n}`,
          at,
          product: "PAN-Plus",
          status: 200,
          message: "Verified.",
        };
        takeIn(ledger, { since: date, until: date }, reportOf([{ ...row, charge: n + 1 }]));
      }
      await publishRows(store(), id, finish(ledger.latest("account", undefined, {}, 10)));
      const reader = await store().reader([]);
      for (const until of ["2026-03-08", "2051-12-31"]) {
        const period = { since: "2026-02-26", until };
        assert.deepEqual(await reader.latest(id, period, {}, 9), finish(ledger.latest("account", period, {}, 9)));
        const expected = unpackSummary(ledger.summarize("account", period, "day", {}));
        assert.ok(expected.totals.calls >= 2);
        assert.deepEqual(await reader.summarize(id, period, "day", {}), expected);
      }
      ledger.close();
    }
  });

  it("knows the wallet as the ledger does, also what is told twice or lies ahead", async (test) => {
    const ledger = fileLedger(test);
    ensureAccount(ledger);
    const readings = [5, -3, 1_000, 999, 1_001, 2_000].map((at) => ({ at, balance: at * 7 - 3_000 }));
    for (const reading of readings) ledger.addBalance("account", reading);
    const { writer, reader } = store();
    const wallet = "wallet it's";
    await writer.addBalances(wallet, readings.slice(0, 4));
    await writer.addBalances(wallet, readings);
    await writer.addBalances("another", [{ at: 1_000, balance: 1 }]);
    const team = await reader([]);
    for (const instant of [-4, 5, 5.5, 999, 1_000, 1_001, 1_500, 2_000, 9_999]) {
      assert.deepEqual(await team.balances(wallet, instant), ledger.balances("account", instant), `since ${instant}`);
      assert.deepEqual(
        await team.lastBalance(wallet, instant),
        ledger.lastBalance("account", instant),
        `at ${instant}`,
      );
    }
    assert.deepEqual(await team.balances("nobody", 0), []);
    assert.equal(await team.lastBalance("nobody", 9_999), undefined);
    const before = await team.revision(wallet);
    await writer.addBalances(wallet, [{ at: 3_000, balance: -1 }]);
    assert.notEqual(await team.revision(wallet), before, "whoever waits for news hears of it");
  });

  it("is told the wallet's readings once each, also by a clock that was ahead for a while", async (test) => {
    const ledger = fileLedger(test);
    ensureAccount(ledger);
    const own: BalancesReading = {
      balances: async (...asked) => ledger.balances(...asked),
      lastBalance: async (...asked) => ledger.lastBalance(...asked),
    };
    const account = { ...teamAccount("wallet by clocks"), id: "account" };
    const reading = await store().reader([]);
    const tools = { ledger: own, team: store().writer, reading };
    let until: number | undefined;
    const publishAt = async (day: number, now = day): Promise<void> => {
      ledger.addBalance("account", { at: START / 1_000 + day * DAY_MS, balance: day });
      until = await publishWallet(tools, account, START / 1_000 + now * DAY_MS, until);
    };
    const told = async (): Promise<readonly number[]> =>
      (await reading.balances("account", 0)).map(({ balance }) => balance);
    await publishAt(1);
    await publishAt(2);
    assert.deepEqual(await told(), [1, 2]);
    await publishAt(40);
    for (const day of [3, 4]) await publishAt(day);
    assert.deepEqual(await told(), [1, 2, 3, 4, 40], "the right clock's are not held back by what lies ahead");
    assert.equal((await reading.lastBalance("account", START / 1_000 + 4 * DAY_MS))?.balance, 4);
    await publishAt(60, 5);
    assert.deepEqual(await told(), [1, 2, 3, 4, 40], "what lies ahead waits");
  });

  it("answers like the ledger on the generator's year", async (test) => {
    const year = { since: "2025-11-25", until: "2026-11-24" };
    const now = Date.UTC(2026, 10, 25);
    const generated = generateAccount({ anchor: "2026-11-24", callsPerWeekday: 25 });
    const rows: Transaction[] = [...generated.transactions(intervalOf(year, "UTC"), now)];
    assert.ok(rows.length > 5_000, `${rows.length} rows`);
    const ledger = fileLedger(test);
    finish(ledger.setZone(ZONE));
    takeIn(ledger, year, reportOf(rows));
    await publishRows(store(), "year", finish(ledger.latest("account", undefined, {}, 100_000)));
    const reader = await store().reader([]);
    const questions: readonly Question[] = [
      { period: year, filter: {} },
      { period: { since: "2026-04-01", until: "2026-06-30" }, filter: { outcomes: ["failure"], charged: true } },
      { period: { since: "2026-10-01", until: "2026-10-31" }, filter: { weekdays: [5, 6], text: "pan" } },
      { period: { since: "2026-11-01", until: "2026-11-30" }, filter: { text: "beef" } },
    ];
    for (const question of questions) {
      await answersAlike(ledger, reader, "year", question, [{ column: "charge", direction: "descending" }]);
    }
    assert.deepEqual(await reader.hourly("year", year), unpackHourly(ledger.hourly("account", year)));
    const dates = await reader.dates("year");
    assert.equal(
      dates.reduce((sum, { rows: count }) => sum + count, 0),
      ledger.count("account", undefined, {}),
    );
    assert.deepEqual(await reader.coverage("year", "2026-03-01", "2026-03-01"), [
      { day: "2026-03-01", readAt: 1_780_000_000_000 },
    ]);
  });
});
