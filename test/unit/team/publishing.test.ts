// What readers see of a team's store is always a state that the ledger had, whatever happens to those who publish.
import assert from "node:assert/strict";
import { join } from "node:path";
import { it, type TestContext } from "node:test";
import * as fc from "fast-check";
import { publishChanges } from "../../../src/app/team/publisher.ts";
import type { Publishing } from "../../../src/domain/ledgerPorts.ts";
import { unpackSummary } from "../../../src/domain/packedSummary.ts";
import type { TeamIdentity } from "../../../src/domain/teamStore.ts";
import type { Transaction } from "../../../src/domain/transaction.ts";
import { SqliteLedger } from "../../../src/ledger/sqliteLedger.ts";
import { finish } from "../../../src/ledger/steps.ts";
import type { TeamEngine } from "../../../src/team/engine.ts";
import { SqlTeamWriter } from "../../../src/team/sqlTeamStore.ts";
import { SqlTeamReader } from "../../../src/team/teamReading.ts";
import { atEnd } from "../../support/endings.ts";
import { fileLedger, format, reportOf, takeIn, temporaryFolder } from "../../support/ledgers.ts";
import { engineOf, freshDatabase, onEveryEngine, teamAccount } from "../../support/teamStores.ts";

const HISTORIES = Number(process.env["DEEPVUE_TEST_RUNS"] ?? 4);
const WINDOW = { since: "2026-02-26", until: "2026-03-03" };
const ALL = { since: "2026-01-01", until: "2026-12-31" };
const never = new AbortController().signal;

/** Clocks that are not whole hours from UTC: +5:45, +5:30, +10:30 or +11, -3:30 or -2:30. */
const ZONES = ["Asia/Kathmandu", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns"];

/** Instants on both sides of the month's end in UTC and in each of the zones, some of them on the same UTC date. */
const TIMES = [
  "2026-02-26T09:00:00Z",
  "2026-02-28T12:59:59Z",
  "2026-02-28T13:00:00Z",
  "2026-02-28T18:14:59Z",
  "2026-02-28T18:15:00Z",
  "2026-02-28T18:30:00Z",
  "2026-02-28T23:59:59Z",
  "2026-03-01T00:00:00Z",
  "2026-03-01T03:29:59Z",
  "2026-03-01T03:30:00Z",
  "2026-03-03T05:00:00Z",
].map((time) => Date.parse(time) * 1_000);

interface Crash {
  /** The step that it dies at: before it is carried out, or right after. */
  readonly step: number;
  readonly when: "before" | "after";
}

type Action =
  /** A report with these rows: new ones, late ones, changed ones, ones that have moved, refunds. */
  | { readonly kind: "report"; readonly rows: readonly Transaction[] }
  | { readonly kind: "publish"; readonly who: 0 | 1; readonly crash: Crash | undefined }
  /** One of the two collectors, the reader or the clean-up goes on. */
  | { readonly kind: "step"; readonly who: 0 | 1 | 2 | 3; readonly steps: number }
  /** A reader begins; others go on between its questions. */
  | { readonly kind: "read"; readonly what: "rows" | "sums" | "account" }
  | { readonly kind: "cleanUp"; readonly crash: Crash | undefined };

const rowOf: fc.Arbitrary<Transaction> = fc.record({
  id: fc.integer({ min: 1, max: 9 }).map((n) => `00000000-0000-4000-8000-00000000000${n}`),
  at: fc.constantFrom(...TIMES),
  product: fc.constantFrom("PAN-Plus", "GSTIN"),
  status: fc.constantFrom(200, 400),
  message: fc.constantFrom("Verified.", "Invalid Pan Number."),
  charge: fc.constantFrom(29_500, 0, -29_500, 1),
});
const crashOf = fc.option(
  fc.record({ step: fc.integer({ min: 1, max: 22 }), when: fc.constantFrom("before" as const, "after" as const) }),
  { nil: undefined },
);
const actionOf: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("report" as const),
      rows: fc.array(rowOf, { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("publish" as const),
      who: fc.constantFrom(0 as const, 1 as const),
      crash: crashOf,
    }),
  },
  {
    weight: 9,
    arbitrary: fc.record({
      kind: fc.constant("step" as const),
      who: fc.constantFrom(0 as const, 1 as const, 0 as const, 1 as const, 2 as const, 3 as const),
      steps: fc.integer({ min: 1, max: 12 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("read" as const),
      what: fc.constantFrom("rows" as const, "sums" as const, "account" as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("cleanUp" as const), crash: crashOf }) },
);

/** Somebody whose every step waits until it is let go on, and who may die at one. */
class Stepped {
  /** Steps that wait, the first first: some are put at the same time. */
  readonly #waiting: (() => void)[] = [];
  #arrived: (() => void) | undefined;
  #running: Promise<unknown> | undefined;
  #failure: Error | undefined;
  #steps = 0;
  #crash: Crash | undefined;

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  begin(work: (gate: Gate) => Promise<unknown>, crash: Crash | undefined): void {
    this.#steps = 0;
    this.#crash = crash;
    this.#running = work((step) => this.#gate(step))
      .catch((error: unknown) => {
        if (!(error instanceof Died)) this.#failure = error instanceof Error ? error : new Error(String(error));
      })
      .finally(() => {
        this.#running = undefined;
        this.#arrived?.();
      });
  }

  /** Carries out steps; resolves when it waits again, or has ended. Throws what it failed with, unless it died. */
  async goOn(steps: number): Promise<void> {
    for (let step = 0; step < steps && this.#running !== undefined; step++) {
      if (this.#waiting.length === 0) await this.#arrival();
      const go = this.#waiting.shift();
      if (go === undefined) break;
      const next = this.#arrival();
      go();
      await next;
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  async toTheEnd(): Promise<void> {
    while (this.isRunning) await this.goOn(1);
    await this.goOn(0);
  }

  #arrival(): Promise<void> {
    return new Promise((resolve) => {
      this.#arrived = resolve;
      if (this.#waiting.length > 0 || this.#running === undefined) resolve();
    });
  }

  async #gate<T>(step: () => Promise<T>): Promise<T> {
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      this.#arrived?.();
    });
    const isLast = ++this.#steps === this.#crash?.step;
    if (isLast && this.#crash?.when === "before") throw new Died();
    const result = await step();
    if (isLast) throw new Died();
    return result;
  }
}

class Died extends Error {}

type Gate = <T>(step: () => Promise<T>) => Promise<T>;

function gatedEngine(engine: TeamEngine, gate: Gate): TeamEngine {
  return {
    ...engine,
    rows: (sql) => gate(async () => engine.rows(sql)),
    run: (sql) => gate(async () => engine.run(sql)),
    insert: (table, lines) => gate(async () => engine.insert(table, lines)),
    remove: (table, where) => gate(async () => engine.remove(table, where)),
  };
}

/** The blocking ledger as the port, each call a step. What it held when it died is let go, as the end of a process would. */
function gatedLedger(ledger: SqliteLedger, gate: Gate, held: (() => void)[]): Publishing {
  return {
    countUnpublished: (...args) => gate(async () => ledger.countUnpublished(...args)),
    markPublished: (...args) => gate(async () => ledger.markPublished(...args)),
    forgetPublished: (...args) => gate(async () => ledger.forgetPublished(...args)),
    openUnpublished: (...args) =>
      gate(async () => {
        const opened = ledger.openUnpublished(...args);
        held.push(() => opened.close());
        return {
          dates: opened.dates,
          rowsOf: async (day) => opened.rowsOf(day),
          close: async () => held.pop()?.(),
        };
      }),
  };
}

function stateOf(rows: readonly Transaction[]): string {
  return JSON.stringify(
    rows.map(({ id, at, product, status, message, charge }) => [id, at, product, status, message, charge]),
  );
}

/** What the ledger held, one after the other, as readers may see it. */
interface LedgerState {
  readonly rows: string;
  readonly sums: string;
  readonly account: string;
}

onEveryEngine("publishing", "UTC", (_store, server, engine) => {
  const stores = new Map<string, { readonly engine: TeamEngine; readonly identity: TeamIdentity }>();

  async function storeIn(zone: string) {
    let store = stores.get(zone);
    if (store === undefined) {
      const url = await freshDatabase(server(), engine(), zone.replace("/", "_").toLowerCase());
      const own = engineOf(server(), url);
      store = { engine: own, identity: await new SqlTeamWriter(own).setUp(zone) };
      stores.set(zone, store);
    }
    return store;
  }

  it(`shows only states that the ledger had, in ${HISTORIES} random histories (1,000: DEEPVUE_TEST_RUNS=1000)`, async (test) => {
    atEnd(test, async () => Promise.all([...stores.values()].map(async (store) => store.engine.close())));
    let history = 0;
    const seenOften = { looks: 0, reads: 0, publications: 0, crashes: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(actionOf, { minLength: 12, maxLength: 30 }), async (actions) => {
        const zone = ZONES[history++ % ZONES.length] ?? "UTC";
        const { identity, engine: own } = await storeIn(zone);
        const account = teamAccount(`history ${history}`);
        const ledger = new SqliteLedger(join(temporaryFolder(test), "ledger.db"), format);
        const another = new SqliteLedger(ledgerFileOf(ledger), format);
        try {
          ledger.saveAccount(account);
          finish(ledger.setZone(zone));
          const connections = [ledger, another] as const;
          const [first, second, reading, cleaning] = [new Stepped(), new Stepped(), new Stepped(), new Stepped()];
          const held: [(() => void)[], (() => void)[]] = [[], []];
          const reader = new SqlTeamReader(own, identity.zone, []);
          const rowsNow = (): readonly Transaction[] => finish(ledger.latest(account.id, undefined, {}, 1_000));
          const stateNow = (): LedgerState => {
            const rows = rowsNow();
            const charge = rows.reduce((sum, row) => sum + row.charge, 0);
            const sums = unpackSummary(ledger.summarize(account.id, ALL, "day", {}));
            return { rows: stateOf(rows), sums: JSON.stringify(sums), account: JSON.stringify([rows.length, charge]) };
          };
          const states = [stateNow()];
          /** The place of a state; never one that lies before what had been seen already. */
          const placeOf = (what: keyof LedgerState, seen: string, from: number): number => {
            const place = states.findIndex((state, index) => index >= from && state[what] === seen);
            const known = states.some((state) => state[what] === seen)
              ? "this was seen to go back"
              : "nobody ever had this";
            assert.ok(place >= 0, `${known}: ${what} ${seen}`);
            return place;
          };
          let lastSeen = 0;
          const look = async (): Promise<string> => {
            const seen = stateOf(await reader.latest(account.id, undefined, {}, 1_000));
            lastSeen = placeOf("rows", seen, lastSeen);
            seenOften.looks++;
            return seen;
          };
          const read = (what: keyof LedgerState): void => {
            const from = lastSeen;
            reading.begin(async (gate) => {
              const slow = new SqlTeamReader(gatedEngine(own, gate), identity.zone, []);
              placeOf(what, await readText(slow, account.id, what), from);
              seenOften.reads++;
            }, undefined);
          };
          const publish = (who: 0 | 1, crash?: Crash): void => {
            [first, second][who]?.begin(async (gate) => {
              const tools = {
                ledger: gatedLedger(connections[who], gate, held[who]),
                team: new SqlTeamWriter(gatedEngine(own, gate)),
                store: identity.id,
                collector: `collector ${who}`,
              };
              try {
                await publishChanges(tools, account, never);
                seenOften.publications++;
              } catch (error) {
                if (error instanceof Died) seenOften.crashes++;
                throw error;
              } finally {
                for (const release of held[who].splice(0)) release();
              }
            }, crash);
          };
          const all = [first, second, reading, cleaning] as const;
          for (const action of actions) {
            if (action.kind === "report") {
              takeIn(ledger, WINDOW, reportOf(action.rows.toSorted((a, b) => b.at - a.at)), account.id);
              states.push(stateNow());
            } else if (action.kind === "publish") {
              if (!all[action.who].isRunning) publish(action.who, action.crash);
            } else if (action.kind === "read") {
              if (!reading.isRunning) read(action.what);
            } else if (action.kind === "step") {
              await all[action.who].goOn(action.steps);
              await look();
            } else if (!cleaning.isRunning) {
              // Whoever reads has an hour, which nobody wants to wait for here.
              const readersMicros = reading.isRunning ? undefined : 0;
              const clean = async (gate: Gate): Promise<number> =>
                new SqlTeamWriter(gatedEngine(own, gate), readersMicros).cleanUp();
              cleaning.begin(clean, action.crash);
            }
          }
          for (const one of all) {
            await one.toTheEnd();
            await look();
          }
          // Whoever publishes last, undisturbed, brings everything.
          publish(0);
          await first.toTheEnd();
          const { rows, sums, account: total } = stateNow();
          assert.equal(await look(), rows, "at the end");
          assert.equal(await readText(reader, account.id, "sums"), sums);
          assert.equal(await readText(reader, account.id, "account"), total);
          assert.equal(ledger.countUnpublished(account.id, identity.id), 0);
          const covered = await reader.coverage(account.id, ALL.since, ALL.until);
          assert.deepEqual(covered, ledger.coverage(account.id, ALL.since, ALL.until));
        } finally {
          another.close();
          ledger.close();
        }
      }),
      { numRuns: HISTORIES, endOnFailure: true },
    );
    test.diagnostic(`${engine().name}: ${JSON.stringify(seenOften)}`);
  });
});

async function readText(reader: SqlTeamReader, id: string, what: keyof LedgerState): Promise<string> {
  if (what === "rows") return stateOf(await reader.latest(id, undefined, {}, 1_000));
  if (what === "sums") return JSON.stringify(await reader.summarize(id, ALL, "day", {}));
  const found = (await reader.teamAccounts()).find((account) => account.id === id);
  return JSON.stringify([found?.rows ?? 0, found?.charge ?? 0]);
}

const X: Transaction = {
  id: "00000000-0000-4000-8000-000000000001",
  at: Date.parse("2026-02-26T09:00:00Z") * 1_000,
  product: "PAN-Plus",
  status: 200,
  message: "Verified.",
  charge: 29_500,
};
const Y: Transaction = { ...X, id: "00000000-0000-4000-8000-000000000002", at: X.at + 1 };
const MOVED: Transaction = { ...X, at: Date.parse("2026-03-03T05:00:00Z") * 1_000 };
/** Counting what is new, the database's identity, the last number, its own, a look at it: then the ledger is read. */
const STEPS_BEFORE_READING = 5;

onEveryEngine("publishing at the same time", "UTC", (store, _server, engine) => {
  /** The ledger of one account, and how each of two collectors of it begins to publish. */
  async function scene(test: TestContext, id: string) {
    const identity = await store().writer.identity();
    assert.ok(identity);
    const ledger = fileLedger(test);
    ledger.saveAccount(teamAccount(id));
    const report = (...rows: readonly Transaction[]): void => {
      takeIn(ledger, WINDOW, reportOf(rows.toSorted((a, b) => b.at - a.at)), id);
    };
    const begin = (): Stepped => {
      const collector = new Stepped();
      collector.begin(async (gate) => {
        const team = new SqlTeamWriter(gatedEngine(engine(), gate));
        const tools = { ledger: gatedLedger(ledger, gate, []), team, store: identity.id, collector: "one of two" };
        await publishChanges(tools, teamAccount(id), never);
      }, undefined);
      return collector;
    };
    const seen = async (): Promise<readonly Transaction[]> =>
      new SqlTeamReader(engine(), identity.zone, []).latest(id, undefined, {}, 10);
    return { ledger, report, begin, seen, waiting: () => ledger.countUnpublished(id, identity.id) };
  }

  it("a row that moves from one date to another is never seen twice", async (test) => {
    const { report, begin, seen } = await scene(test, "moving");
    report(X);
    await begin().toTheEnd();
    report(Y);
    const [first, second] = [begin(), begin()];
    await first.goOn(STEPS_BEFORE_READING);
    await second.goOn(STEPS_BEFORE_READING + 1);
    report(MOVED);
    await first.toTheEnd();
    await second.toTheEnd();
    assert.deepEqual(await seen(), [Y, X], "what the second one had read, whole");
    await begin().toTheEnd();
    assert.deepEqual(await seen(), [MOVED, Y]);
  });

  it("what was read earlier never takes the place of what was read later", async (test) => {
    const { report, begin, seen, waiting } = await scene(test, "late");
    report(X);
    const slow = begin();
    await slow.goOn(2);
    report({ ...X, charge: 1 });
    await begin().toTheEnd();
    await slow.toTheEnd();
    assert.deepEqual(await seen(), [{ ...X, charge: 1 }]);
    assert.equal(waiting(), 0);
  });
});

function ledgerFileOf(ledger: SqliteLedger): string {
  ledger.open();
  assert.ok(ledger.file);
  return ledger.file;
}
