// Readers' rights where the team's ledger lies on two ClickHouse servers, and a reader asks one of them for what both have.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { it, type TestContext } from "node:test";
import { patient } from "../../../scripts/patience.ts";
import { isProblemError } from "../../../src/domain/problem.ts";
import type { Transaction } from "../../../src/domain/transaction.ts";
import { openTeamStore } from "../../../src/team/openTeamStore.ts";
import { OF_ACCOUNTS } from "../../../src/team/teamTables.ts";
import { ENGINES } from "../../support/databaseServers.ts";
import { atEnd } from "../../support/endings.ts";
import { freePort } from "../../support/freePort.ts";
import { type ServerWithRights, startWithRights } from "../../support/teamRights.ts";
import { engineOf, publishRows } from "../../support/teamStores.ts";

const DOC = readFileSync(resolve(import.meta.dirname, "../../../docs/team.md"), "utf8");
const PERIOD = { since: "2026-01-01", until: "2026-12-31" };
const [clickHouse] = ENGINES;

it("rights over two shards: a reader reads what was granted on each, and of others nothing", {
  skip: clickHouse?.absence ?? false,
}, async (test) => {
  const [one, other] = await startShards(test, ["account on one", "account on other"]);
  await publishOn(one, "account on one", rowsOf(1));
  await publishOn(one, "secret on one", rowsOf(2));
  await publishOn(other, "account on other", rowsOf(3));
  await publishOn(other, "secret on other", rowsOf(4));
  await makeWhole(one);
  const { url, user, password } = one.as("asha");
  const whole = url.replace(/\/\w+$/, "/whole");
  const store = await openTeamStore({ url: new URL(whole), user, password }, true);
  atEnd(test, async () => store.close());
  const reader = await store.reader([]);
  const accounts = await reader.teamAccounts();
  assert.deepEqual(accounts.map(({ id, rows }) => `${id}: ${rows}`).toSorted(), [
    "account on one: 3",
    "account on other: 3",
  ]);
  for (const [account, rows] of [
    ["account on one", rowsOf(1)],
    ["account on other", rowsOf(3)],
  ] as const) {
    assert.deepEqual(await reader.latest(account, undefined, {}, 10), rows.toReversed());
    const { totals } = await reader.summarize(account, PERIOD, "day", {});
    assert.equal(
      totals.charge,
      rows.reduce((sum, { charge }) => sum + charge, 0),
    );
  }
  for (const account of ["secret on one", "secret on other"]) {
    assert.deepEqual(await reader.latest(account, undefined, {}, 10), []);
    assert.equal((await reader.summarize(account, PERIOD, "day", {})).totals.calls, 0);
  }
  const wire = engineOf({ ...one.as("asha"), url: whole });
  atEnd(test, async () => wire.close());
  for (const table of ["calls", "daily", "readers", ...OF_ACCOUNTS.map(({ name }) => name)]) {
    const rows = await wire.rows(`SELECT * FROM ${table}`);
    assert.doesNotMatch(JSON.stringify(rows), /secret/, table);
    if (table === "transactions") assert.equal(rows.length, 6);
  }
  for (const statement of [
    "SELECT * FROM deepvue.transactions",
    "SELECT * FROM whole.transactions",
    "SELECT * FROM whole.published",
    "SELECT * FROM cluster('team', 'deepvue', 'transactions')",
    "SELECT * FROM clusterAllReplicas('team', 'deepvue', 'published')",
    "SELECT * FROM mergeTreeIndex('deepvue', 'transactions')",
    `SELECT * FROM remote('127.0.0.1:${other.tcpPort}', 'deepvue', 'transactions', 'deepvue', 'only-for-tests')`,
    "SELECT * FROM system.clusters",
    "INSERT INTO whole_read.readers VALUES ('asha', 'secret on other')",
  ])
    await assert.rejects(
      wire.rows(statement),
      (error) => isProblemError(error) && !error.problem.detail.includes("secret o"),
      statement,
    );
});

interface Shard extends ServerWithRights {
  readonly tcpPort: number;
}

/** Two servers that know each other by a secret, so that each is asked as whoever asks; asha may read some accounts. */
async function startShards(test: TestContext, accounts: readonly string[]): Promise<readonly [Shard, Shard]> {
  const ports = [await freePort(), await freePort()] as const;
  const replicas = ports.map((port) => `<shard><replica><host>127.0.0.1</host><port>${port}</port></replica></shard>`);
  const config = `<remote_servers><team><secret>only-for-tests</secret>${replicas.join("")}</team></remote_servers>`;
  const start = async (tcpPort: number): Promise<Shard> => {
    assert.ok(clickHouse);
    const people = [{ name: "asha", role: "deepvue_reader", accounts }] as const;
    const grants = [documented("GRANT SELECT ON whole_read.*").replace(" TO deepvue_reader", "")];
    assert.match(documented("ALTER SETTINGS PROFILE deepvue_reader "), /, distributed_product_mode = 'local'$/);
    const settings = { distributed_product_mode: "local" };
    const rights = await startWithRights(clickHouse, people, patient(30), { tcpPort, config, grants, settings });
    atEnd(test, async () => {
      await rights.engine.close();
      await rights.server.end();
    });
    return { ...rights, tcpPort };
  };
  return [await start(ports[0]), await start(ports[1])];
}

async function publishOn({ server }: Shard, account: string, rows: readonly Transaction[]): Promise<void> {
  const { url, user, password } = server;
  const store = await openTeamStore({ url: new URL(url), user, password }, true);
  await publishRows(store, account, rows);
  await store.close();
}

/** The administrator's statements in docs/team.md, where the database on each shard is called `shard`. */
function documented(start: string): string {
  const found = DOC.split(/[;\n]/).filter((line) => line.startsWith(start));
  const [statement] = found;
  assert.ok(statement !== undefined && found.length === 1, `${start}: ${found.length} times in docs/team.md`);
  return statement.replaceAll(/\bshard(?=[._,])|\bshard(?=_read)/g, "deepvue");
}

async function makeWhole({ engine }: Shard): Promise<void> {
  for (const whole of ["whole", "whole_read"]) {
    await engine.run(`CREATE DATABASE ${whole}`);
    for (const { name } of OF_ACCOUNTS)
      await engine.run(documented(`CREATE TABLE ${whole}.transactions `).replaceAll("transactions", name));
    const like = whole === "whole" ? "calls" : "transactions";
    for (const name of ["calls", "daily"])
      await engine.run(documented(`CREATE TABLE ${whole}.${like} `).replaceAll(like, name));
    for (const name of ["team", "readers"])
      await engine.run(documented(`CREATE VIEW ${whole}.team `).replaceAll(".team", `.${name}`));
  }
}

function rowsOf(n: number): readonly Transaction[] {
  return Array.from({ length: 3 }, (_, place) => ({
    id: `00000000-0000-4000-8000-${String(n * 100 + place).padStart(12, "0")}`,
    at: Date.parse("2026-02-20T09:00:00Z") * 1_000 + place * 86_400_000_000,
    product: "PAN-Plus",
    status: 200,
    message: "Verified.",
    charge: 29_500 + n,
  }));
}
