import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { patient } from "../../../../scripts/patience.ts";
import { transactionPages } from "../../../../src/app/export/allTransactions.ts";
import { exportTransactions } from "../../../../src/app/export/exporter.ts";
import type { Day } from "../../../../src/domain/day.ts";
import type { TransactionFilter } from "../../../../src/domain/filter.ts";
import { parseMoney } from "../../../../src/domain/money.ts";
import { parseTimestamp, type Transaction } from "../../../../src/domain/transaction.ts";
import { SqliteLedger } from "../../../../src/ledger/sqliteLedger.ts";
import { finish, type Pace, type Steps } from "../../../../src/ledger/steps.ts";
import { serveLedger } from "../../../../src/ledger/thread/ledgerMethods.ts";
import { WorkerLedger } from "../../../../src/ledger/thread/workerLedger.ts";
import { atEnd } from "../../../support/endings.ts";
import { exportRequest, NEVER } from "../../../support/exports.ts";
import {
  ACCOUNT,
  betweenStatements,
  type Change,
  type Committer,
  commit,
  EAGER,
  isItself,
  otherProcess,
  Story,
} from "../../../support/interleaving.ts";
import { fileLedger, format, micros, temporaryFolder } from "../../../support/ledgers.ts";

const DAYS: { readonly since: Day; readonly until: Day } = { since: "2026-05-01", until: "2026-07-31" };
const EVERYTHING = 100_000;

type State = ReadonlyMap<string, Transaction>;

/** What a question gives, and what it must give in one state of the ledger. */
interface Question {
  readonly name: string;
  ask(ledger: SqliteLedger): Steps<unknown>;
  expected(state: State): unknown;
}

function newestFirst(rows: Iterable<Transaction>): Transaction[] {
  return [...rows].sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
}

function list(name: string, filter: TransactionFilter, limit: number, passes: (row: Transaction) => boolean): Question {
  return {
    name,
    ask: (ledger) => ledger.latest(ACCOUNT, undefined, filter, limit),
    expected: (state) => newestFirst([...state.values()].filter(passes)).slice(0, limit),
  };
}

function* atOnce<T>(work: () => T): Steps<T> {
  yield undefined;
  return work();
}

function totals(rows: readonly Transaction[]): { calls: number; charge: number } {
  return { calls: rows.length, charge: rows.reduce((sum, { charge }) => sum + charge, 0) };
}

const QUESTIONS: readonly Question[] = [
  list("the latest", {}, EVERYTHING, () => true),
  list("a rare product's", { products: ["Rare"] }, EVERYTHING, ({ product }) => product === "Rare"),
  list("a rare product's first page", { products: ["Rare"] }, 100, ({ product }) => product === "Rare"),
  list("failures", { outcomes: ["failure"] }, EVERYTHING, ({ status }) => status === 422),
  list("part of an id in the filter", { text: "0001" }, EVERYTHING, ({ id }) =>
    id.replaceAll("-", "").includes("0001"),
  ),
  list("late in the evening", { hours: [23] }, EVERYTHING, ({ at }) => Math.floor(at / 3_600e6) % 24 === 23),
  {
    name: "part of an id",
    ask: (ledger) => ledger.find(ACCOUNT, "0001", EVERYTHING),
    expected: (state) => newestFirst([...state.values()].filter(({ id }) => id.replaceAll("-", "").includes("0001"))),
  },
  {
    name: "a page of the table",
    ask: (ledger) => atOnce(() => ledger.rows(ACCOUNT, DAYS, {}, { column: "at", direction: "ascending" }, 100, 300)),
    expected: (state) => newestFirst(state.values()).toReversed().slice(100, 400),
  },
  {
    name: "the table by charge",
    ask: (ledger) =>
      atOnce(() => ledger.rows(ACCOUNT, DAYS, {}, { column: "charge", direction: "descending" }, 0, 300)),
    expected: (state) => [...state.values()].sort((a, b) => b.charge - a.charge).slice(0, 300),
  },
  {
    name: "the number of rows",
    ask: (ledger) => atOnce(() => ledger.count(ACCOUNT, DAYS, { hours: [1, 2, 23] })),
    expected: (state) =>
      [...state.values()].filter(({ at }) => [1, 2, 23].includes(Math.floor(at / 3_600e6) % 24)).length,
  },
  {
    name: "a diagnosis: the rows counted",
    ask: (ledger) => ledger.countBetween(ACCOUNT, [micros("2026-05-20T00:00:00Z"), micros("2026-06-20T00:00:00Z")]),
    expected: (state) => [totals([...state.values()])],
  },
  {
    name: "a diagnosis: the ledger's check",
    *ask(ledger) {
      const { rows, damage, differingDays } = yield* ledger.check(ACCOUNT);
      return { rows, damage, differingDays };
    },
    expected: (state) => ({ rows: state.size, damage: [], differingDays: [] }),
  },
];

/** Rows with another one's id in an answer. */
function strangers(answer: unknown): number {
  return Array.isArray(answer) ? answer.filter((row) => "id" in row && !isItself(row)).length : 0;
}

function assertOneState(question: Question, answer: unknown, states: Iterable<State>, when: string): void {
  assert.equal(strangers(answer), 0, `${question.name}, ${when}: rows with another one's id`);
  let others = 0;
  for (const state of states) {
    if (isDeepStrictEqual(answer, question.expected(state))) return;
    others++;
  }
  assert.fail(`${question.name}, ${when}: the answer is that of none of ${others} states`);
}

/** A ledger with the beginning of a story. */
function begin(test: TestContext, path: string): { ledger: SqliteLedger; story: Story } {
  const story = new Story(14, 30);
  const ledger = fileLedger(test, path, EAGER);
  const change = story.beginning;
  commit(ledger, change);
  story.committed(change);
  finish(ledger.setZone("UTC"));
  return { ledger, story };
}

describe("commits between any two steps", { timeout: patient(600_000) }, () => {
  const committers: Readonly<
    Record<string, (test: TestContext, path: string, ledger: SqliteLedger) => Committer | Promise<Committer>>
  > = {
    "this ledger": (_test, _path, ledger) => (change) => commit(ledger, change),
    "another connection": (test, path) => {
      const other = fileLedger(test, path);
      return (change) => commit(other, change);
    },
    "another process": (test, path) => otherProcess(test, path),
  };
  for (const [who, makeCommitter] of Object.entries(committers)) {
    it(`of ${who} leave every row its own id, and every answer that of one state`, async (test) => {
      const path = join(temporaryFolder(test), "ledger.db");
      const { ledger, story } = begin(test, path);
      const committer = await makeCommitter(test, path, ledger);
      for (const question of QUESTIONS) {
        // After every step; after one of them, whichever; after some.
        for (const pattern of [/./, /^1$/, /^9$/, /^40$/, /^[159]$|0$/]) {
          const states = story.statesFromNowOn();
          const steps = question.ask(ledger);
          for (let taken = 1; ; taken++) {
            const step = steps.next();
            if (step.done === true) {
              assertOneState(question, step.value, states(), `${who} ${pattern.source}`);
              break;
            }
            if (!pattern.test(String(taken)) || taken > 80) continue;
            const change = story.next();
            await committer(change);
            story.committed(change);
          }
        }
      }
    });
  }

  it("are no trouble for a ledger in memory", (test) => {
    const { ledger, story } = begin(test, ":memory:");
    for (const question of QUESTIONS) {
      const states = story.statesFromNowOn();
      const steps = question.ask(ledger);
      for (;;) {
        const step = steps.next();
        if (step.done === true) {
          assertOneState(question, step.value, states(), "in memory");
          break;
        }
        const change = story.next();
        commit(ledger, change);
        story.committed(change);
      }
    }
  });

  it("change the zone for one state too", (test) => {
    const { ledger, story } = begin(test, join(temporaryFolder(test), "ledger.db"));
    for (const zone of ["Asia/Kolkata", "America/New_York"]) {
      const steps = ledger.setZone(zone);
      for (;;) {
        const step = steps.next();
        if (step.done === true) break;
        const change = story.next();
        commit(ledger, change);
        story.committed(change);
      }
      assert.deepEqual(finish(ledger.check(ACCOUNT)).differingDays, [], zone);
    }
  });
});

describe("commits of another connection between any two statements", { timeout: patient(600_000) }, () => {
  for (const question of QUESTIONS) {
    it(question.name, (test) => {
      const path = join(temporaryFolder(test), "ledger.db");
      const { ledger, story } = begin(test, path);
      if (ledger.open().journalMode !== "wal") return test.skip("who reads keeps others from writing here");
      const other = fileLedger(test, path);
      const run = (from: number, every: number): number => {
        const states = story.statesFromNowOn();
        const hook = betweenStatements(from, every, () => {
          const change = story.next();
          commit(other, change);
          story.committed(change);
        });
        let answer: unknown;
        let count = 0;
        try {
          answer = finish(question.ask(ledger));
        } finally {
          count = hook.end();
        }
        assertOneState(question, answer, states(), `before statement ${from} and every ${every}`);
        return count;
      };
      const count = run(0, 25);
      const places = Math.min(count, 30);
      for (let place = 0; place < places; place++) run(Math.floor((place * count) / places), Number.POSITIVE_INFINITY);
    });
  }
});

describe("an export while others commit all the time", { timeout: patient(600_000) }, () => {
  for (const [where, filter] of [
    ["everything", {}],
    ["a rare product", { products: ["Rare"] }],
    ["part of an id", { text: "0000" }],
  ] as const) {
    for (const path of ["ledger.db", ":memory:"]) {
      it(`is one state of the ledger: ${where}, ${path}`, async (test) => {
        const folder = temporaryFolder(test);
        const file = path === ":memory:" ? path : join(folder, path);
        const { port1, port2 } = new MessageChannel();
        atEnd(test, () => port1.close());
        const served = new SqliteLedger(file, format, everyFifth());
        serveLedger(port2, served, () => port2.close());
        const ledger = new WorkerLedger(() => ({ wire: port1, onEnd: () => undefined, setBusy: () => undefined }));
        const story = new Story(20, 210);
        const put = (by: SqliteLedger, change: Change): void => {
          commit(by, change);
          story.committed(change);
        };
        put(served, story.beginning);
        const others = path === ":memory:" ? [served] : [served, fileLedger(test, file)];
        const over = new AbortController();
        const committing = (async () => {
          for (let turn = 0; !over.signal.aborted; turn++) {
            put(others[turn % others.length] ?? served, story.next());
            await nextTurn();
          }
        })();
        const target = join(folder, "export.csv");
        const states = story.statesFromNowOn();
        const held = await ledger.openRows(ACCOUNT, DAYS, filter);
        const request = exportRequest({ format: "csv", target, expected: held.totals });
        const exporting = exportTransactions(request, transactionPages(held), () => undefined, NEVER);
        const result = await exporting.finally(() => over.abort());
        await held.close();
        await committing;
        const rows = rowsOf(readFileSync(target, "utf8"));
        assert.equal(rows.filter((row) => !isItself(row)).length, 0, `of ${rows.length} rows with another one's id`);
        const passes = (row: Transaction): boolean =>
          ("products" in filter ? row.product === "Rare" : true) &&
          ("text" in filter ? row.id.replaceAll("-", "").includes(filter.text) : true);
        const sums = Array.from(states(), (state) => totals([...state.values()].filter(passes)));
        assert.ok(sums.length > 10, `${sums.length} commits`);
        const written = totals(rows);
        assert.deepEqual(written, { calls: result.rows, charge: result.charge });
        assert.ok(
          sums.some(({ calls, charge }) => calls === written.calls && charge === written.charge),
          `${written.calls} rows, ${written.charge} are the sum of no state`,
        );
      });
    }
  }
});

/** A break at every fifth place where there could be one. */
function everyFifth(): Pace {
  let asked = 0;
  return { isDue: () => ++asked % 5 === 0 };
}

/** Id, time and charge of the rows of a CSV file whose texts need no quotes. */
function rowsOf(csv: string): Transaction[] {
  const [head = "", ...lines] = csv.trim().split("\r\n");
  const columns = head.split(",");
  return lines.map((line) => {
    const cells = line.split(",").map((cell) => cell.replace(/^"(.*)"$/, "$1"));
    const cell = (name: string): string => cells[columns.indexOf(name)] ?? "";
    return {
      id: cell("id"),
      at: parseTimestamp(cell("time_utc")) ?? 0,
      product: cell("product"),
      status: 0,
      message: "",
      charge: parseMoney(cell("charge_inr")) ?? 0,
    };
  });
}
