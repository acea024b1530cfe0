// What happens to a team's database and on the way to it: it is told, the ledger keeps its numbers, and nothing is there twice afterwards.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it, type TestContext } from "node:test";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { patient } from "../../../scripts/patience.ts";
import { publishChanges } from "../../../src/app/team/publisher.ts";
import { teamProblemText } from "../../../src/cli/teamOpening.ts";
import type { Publishing } from "../../../src/domain/ledgerPorts.ts";
import { type Problem, problemOf } from "../../../src/domain/problem.ts";
import type { Transaction } from "../../../src/domain/transaction.ts";
import type { SqliteLedger } from "../../../src/ledger/sqliteLedger.ts";
import { finish } from "../../../src/ledger/steps.ts";
import type { TeamEngine } from "../../../src/team/engine.ts";
import { type OpenTeamStore, openTeamStore } from "../../../src/team/openTeamStore.ts";
import { SqlTeamWriter } from "../../../src/team/sqlTeamStore.ts";
import { SqlTeamReader } from "../../../src/team/teamReading.ts";
import { OF_LOADS } from "../../../src/team/teamTables.ts";
import { AUTHORITY, EXPIRED, VALID } from "../../support/certificates.ts";
import { ENGINES } from "../../support/databaseServers.ts";
import { atEnd } from "../../support/endings.ts";
import { noSmallDisk } from "../../support/fullDisk.ts";
import { fileLedger, reportOf, takeIn } from "../../support/ledgers.ts";
import { engineOf, onEveryEngine, publishRows, teamAccount } from "../../support/teamStores.ts";
import { encryptedWay, type TroubleKind, troubledWay } from "../../support/troubledWay.ts";

const never = new AbortController().signal;
const WINDOW = { since: "2026-02-26", until: "2026-03-01" };
const MICROS_PER_HOUR = 3_600_000_000;

function rowsOf(charge: number): readonly Transaction[] {
  return [0, 1, 2].map((n) => ({
    id: `00000000-0000-4000-8000-00000000000${n}`,
    at: (Date.parse("2026-02-26T09:00:00Z") + n * 86_400_000) * 1_000,
    product: "PAN-Plus",
    status: 200,
    message: "Verified.",
    charge: charge + n,
  }));
}

async function problemIn(work: Promise<unknown>): Promise<Problem> {
  try {
    await work;
  } catch (error) {
    return problemOf(error);
  }
  throw new Error("nothing went wrong");
}

/** The blocking ledger as the port. */
function portOf(ledger: SqliteLedger): Publishing {
  return {
    countUnpublished: async (...args) => ledger.countUnpublished(...args),
    markPublished: async (...args) => ledger.markPublished(...args),
    forgetPublished: async (...args) => ledger.forgetPublished(...args),
    openUnpublished: async (...args) => {
      const opened = ledger.openUnpublished(...args);
      return { dates: opened.dates, rowsOf: async (day) => opened.rowsOf(day), close: async () => opened.close() };
    },
  };
}

/** A ledger with an account, and what publishes it over any address. */
async function scene(test: TestContext, store: OpenTeamStore, id: string) {
  const identity = await store.writer.identity();
  assert.ok(identity);
  const ledger = fileLedger(test);
  ledger.saveAccount(teamAccount(id));
  return {
    report: (rows: readonly Transaction[]): void => void takeIn(ledger, WINDOW, reportOf(rows.toReversed()), id),
    publish: async (to: OpenTeamStore) =>
      publishChanges(
        { ledger: portOf(ledger), team: to.writer, store: identity.id, collector: "here" },
        teamAccount(id),
        never,
      ),
    unpublished: () => ledger.countUnpublished(id, identity.id),
    own: () => finish(ledger.latest(id, undefined, {}, 100)),
    seen: async () => (await store.reader([])).latest(id, undefined, {}, 100),
  };
}

onEveryEngine("a team's store in trouble", "UTC", (store, server, engine) => {
  async function over(url: string, limitMs: number): Promise<OpenTeamStore & AsyncDisposable> {
    const { user, password } = server();
    const isOnThisMachine = !url.includes("localhost");
    const opened = await openTeamStore({ url: new URL(url), user, password, limitMs }, isOnThisMachine);
    return { ...opened, [Symbol.asyncDispose]: async () => opened.close() };
  }

  it("a way that breaks at any step of publishing is told; what readers see is whole, and publishing again brings everything once", async (test) => {
    const { report, publish, unpublished, own, seen } = await scene(test, store(), "breaking");
    const way = await troubledWay(test, server().url);
    const kinds: readonly TroubleKind[] = ["lost", "unheard", "half"];
    let broken = 0;
    for (let at = 1; at < 100; at += at < 16 ? 1 : 3) {
      const before = await seen();
      report(rowsOf(at * 10));
      way.troubleAt(at, kinds[at % kinds.length] ?? "lost");
      // A connection of its own each time, so that a step is the same step.
      await using through = await over(way.url, patient(20_000));
      const problem = await publish(through).then(() => undefined, problemOf);
      if (!way.hasHappened) {
        assert.equal(problem, undefined);
        break;
      }
      broken++;
      const now = await seen();
      assert.ok(
        [before, own()].some((state) => JSON.stringify(state) === JSON.stringify(now)),
        `half was seen after ${at}`,
      );
      if (problem === undefined) {
        assert.equal(unpublished(), 0);
        continue;
      }
      assert.match(problem.kind, /^(?:offline|unexpectedAnswer)$/, problem.detail);
      assert.ok(unpublished() > 0, "the ledger knows that it is not published");
      assert.equal(own().length, 3);
      way.troubleAt(0, "lost");
      await publish(through);
      assert.deepEqual(await seen(), own());
    }
    assert.ok(broken > 10, `${broken} steps`);
    test.diagnostic(`${engine().name}: ${broken} steps`);
    const again = await store().reader([]);
    assert.equal((await again.summarize("breaking", WINDOW, "day", {})).totals.calls, 3);
  });

  it("a server that says nothing any more is told in time, and asked again over a new connection", async (test) => {
    const way = await troubledWay(test, server().url);
    await using through = await over(way.url, patient(300));
    assert.ok(await through.writer.identity());
    way.troubleAt(1, "silent");
    const problem = await problemIn(through.writer.identity());
    assert.equal(problem.kind, "timeout");
    assert.match(teamProblemText(problem) ?? "", /did not answer in time.*published then/);
    assert.ok(await through.writer.identity());
  });

  it("a wrong password and a server that is not there are told in words, without the password", async (test) => {
    const wrong = await openTeamStore({ ...server(), url: new URL(server().url), password: "not-this-one" }, true);
    atEnd(test, async () => wrong.close());
    const refused = await problemIn(wrong.writer.identity());
    assert.match(teamProblemText(refused) ?? "", /does not accept the user or the password.*Set DEEPVUE_TEAM_USER/);
    assert.doesNotMatch(JSON.stringify(refused), /not-this-one/);
    await using nowhere = await over(server().url.replace(/:\d+\//, ":1/"), patient(20_000));
    const offline = await problemIn(nowhere.writer.identity());
    assert.match(teamProblemText(offline) ?? "", /can not be reached.*address is right/);
    await using absent = await over(server().url.replace(/\/\w+$/, "/nothing_of_the_kind"), patient(20_000));
    assert.equal(await absent.writer.identity(), undefined, "no database: nothing was set up");
  });

  it("a certificate that has expired, or that nobody knows, is told as that; a good one is accepted", async (test) => {
    const before = getCACertificates("default");
    const { url } = server();
    await using unknown = await over(await encryptedWay(test, url, VALID), patient(20_000));
    assert.match(
      teamProblemText(await problemIn(unknown.writer.identity())) ?? "",
      /is not asked: the certificate.*NODE_EXTRA/,
    );
    setDefaultCACertificates([...before, AUTHORITY]);
    atEnd(test, () => setDefaultCACertificates(before));
    await using good = await over(await encryptedWay(test, url, VALID), patient(20_000));
    assert.ok(await good.writer.identity());
    await using expired = await over(await encryptedWay(test, url, EXPIRED), patient(20_000));
    const problem = await problemIn(expired.writer.identity());
    assert.equal(problem.kind, "offline");
    assert.match(teamProblemText(problem) ?? "", /certificate of .*has expired.*Have the certificate renewed/);
  });

  it("old publications are removed when nobody can be reading them, and nothing else", async () => {
    const id = "cleaning";
    const tables = [...OF_LOADS.map(({ name }) => name), "published", "covered"];
    const loadsIn = async (table: string): Promise<string> => {
      const loads = await engine().rows(`SELECT DISTINCT load FROM ${table} WHERE account = '${id}' ORDER BY load`);
      return loads.join(" ");
    };
    const later = (hours: number): SqlTeamWriter =>
      new SqlTeamWriter({ ...engine(), nowMicros: `(${engine().nowMicros} + ${Math.round(hours * MICROS_PER_HOUR)})` });
    const first = (await publishRows(store(), id, rowsOf(10))).number;
    const unfinished = await store().writer.beginLoad(teamAccount(id), "died");
    await unfinished.write("2026-02-26", rowsOf(1).slice(0, 1));
    await unfinished.flush();
    // A reader has found out where the rows lie, when they are replaced.
    const { promise: replaced, resolve: go } = Promise.withResolvers<void>();
    const { promise: found, resolve: hasFound } = Promise.withResolvers<void>();
    const waiting: TeamEngine = {
      ...engine(),
      rows: async (sql, signal) => {
        if (!sql.includes("FROM transactions")) return engine().rows(sql, signal);
        hasFound();
        await replaced;
        return engine().rows(sql, signal);
      },
    };
    const slow = new SqlTeamReader(waiting, "UTC", []).latest(id, undefined, {}, 10);
    await found;
    const second = (await publishRows(store(), id, rowsOf(20).slice(0, 2))).number;
    const third = (await publishRows(store(), id, rowsOf(30).slice(0, 1))).number;
    const all = [first, unfinished.number, second, third].join(" ");
    assert.equal(await later(0.9).cleanUp(), 0, "within an hour somebody may be reading");
    assert.equal(await loadsIn("transactions"), all);
    go();
    assert.deepEqual(await slow, rowsOf(10).toReversed(), "who had begun to read has read the whole");

    // Dies at each step, and begins anew.
    for (let at = 1; ; at++) {
      let left = at;
      const dying: TeamEngine = {
        ...engine(),
        nowMicros: `(${engine().nowMicros} + ${2 * MICROS_PER_HOUR})`,
        remove: async (table, where) => {
          if (--left === 0) throw new Error("died");
          return engine().remove(table, where);
        },
      };
      const isDead = await new SqlTeamWriter(dying).cleanUp().then(
        () => false,
        () => true,
      );
      const reader = new SqlTeamReader(engine(), "UTC", []);
      const seen = await reader.latest(id, undefined, {}, 10);
      assert.deepEqual(
        seen.map(({ charge }) => charge),
        [12, 21, 30],
      );
      assert.equal((await reader.summarize(id, WINDOW, "day", {})).totals.charge, 63);
      if (!isDead) break;
    }
    const left = [first, unfinished.number, second, third].join(" ");
    assert.equal(
      await loadsIn("transactions"),
      left,
      "each of the three still has a date; what may yet be shown stays",
    );
    for (const table of tables.filter((name) => name !== "transactions")) {
      const rows = await engine().rows(
        `SELECT DISTINCT day, load FROM ${table} WHERE account = '${id}' AND load <> ${unfinished.number} ORDER BY day`,
      );
      assert.deepEqual(
        rows.map(([, load]) => load),
        [third, second, first].map(String),
        table,
      );
    }
    assert.ok((await later(25).cleanUp()) > 0);
    for (const table of tables) assert.equal(await loadsIn(table), [first, second, third].join(" "), table);
    assert.match(await loadsIn("loads"), new RegExp(`${third}$`), "numbers never go back");
    assert.equal(await later(26).cleanUp(), 0);
  });

  it("readings of a wallet are removed when they are 400 days old", async () => {
    const id = "old wallet";
    const now = Date.now();
    const ages = [401, 399, 0].map((days) => ({ at: now - days * 86_400_000, balance: days }));
    await store().writer.addBalances(id, ages);
    await store().writer.cleanUp();
    const left = await (await store().reader([])).balances(id, 0);
    assert.deepEqual(
      left.map(({ balance }) => balance),
      [399, 0],
    );
  });
});

const folder = mkdtempSync(join(tmpdir(), "deepvue-small-disk-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
const noDisk = noSmallDisk(folder);

for (const { name, absence, start } of ENGINES) {
  it(`a full disk of ${name} is told as that; when there is room again, everything comes once`, {
    skip: absence ?? noDisk ?? false,
  }, async (test) => {
    const small = await start({ disk: { folder, bytes: 48 * 2 ** 20 } });
    atEnd(test, async () => small.end());
    const engine = engineOf(small);
    atEnd(test, async () => engine.close());
    const filler =
      name === "ClickHouse"
        ? "CREATE TABLE filler (a String CODEC(NONE)) ENGINE = MergeTree ORDER BY tuple()"
        : "CREATE TABLE filler (a text) TABLESPACE small";
    const fill =
      name === "ClickHouse"
        ? "INSERT INTO filler SELECT randomString(100000) FROM numbers(20)"
        : "INSERT INTO filler SELECT repeat('x', 1900) FROM generate_series(1, 2000)";
    if (name === "PostgreSQL") {
      await engine.run(`CREATE TABLESPACE small LOCATION '${folder}'`);
      await engine.run("ALTER ROLE deepvue SET default_tablespace = 'small'");
    }
    const { user, password } = small;
    const store = await openTeamStore({ url: new URL(small.url), user, password }, true);
    atEnd(test, async () => store.close());
    await store.writer.setUp("UTC");
    const { report, publish, unpublished, own, seen } = await scene(test, store, "full");
    report(rowsOf(10));
    await publish(store);
    await engine.run(filler);
    for (let piece = 0; piece < 100; piece++) {
      if (
        await engine.run(fill).then(
          () => false,
          () => true,
        )
      )
        break;
    }
    // More than a page, so that it needs room.
    const many = Array.from({ length: 3_000 }, (_, n) => ({
      ...(rowsOf(20)[0] as Transaction),
      id: `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
      message: `message ${n} ${"x".repeat(300)}`,
    }));
    report(many);
    const text = teamProblemText(await problemIn(publish(store))) ?? "";
    // ClickHouse says it of what it can not write; some answers it leaves empty, with status 200.
    assert.match(text, /has no room left.*Make room on its disk.*published then|is empty, as when its disk is full/);
    assert.ok(unpublished() > 0);
    // It may give an empty answer to this, too; never another one.
    const still = await seen().catch((error: unknown) => problemOf(error).kind);
    assert.ok(
      still === "unexpectedAnswer" ||
        still === "refused" ||
        JSON.stringify(still) === JSON.stringify(rowsOf(10).toReversed()),
    );
    await engine.run(name === "ClickHouse" ? "DROP TABLE filler SYNC" : "DROP TABLE filler");
    await publish(store);
    assert.equal(unpublished(), 0);
    assert.deepEqual(await seen(), own().slice(0, 100));
    const { totals } = await (await store.reader([])).summarize("full", WINDOW, "day", {});
    assert.equal(totals.calls, 3_000);
  });
}
