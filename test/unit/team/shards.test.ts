// Two ClickHouse servers that hold an account each: what is published through either is read through either.
import assert from "node:assert/strict";
import { it, type TestContext } from "node:test";
import { openTeamStore } from "../../../src/team/openTeamStore.ts";
import { TABLES } from "../../../src/team/teamTables.ts";
import { ENGINES, startClickHouse } from "../../support/databaseServers.ts";
import { atEnd } from "../../support/endings.ts";
import { freePort } from "../../support/freePort.ts";
import { engineOf, publishRows } from "../../support/teamStores.ts";

const ACCOUNTS = 8;
const DAY_MICROS = 86_400_000_000;
const PERIOD = { since: "2026-01-01", until: "2026-12-31" };
const absence = ENGINES.find(({ name }) => name === "ClickHouse")?.absence ?? false;

/** What an administrator sets for whoever asks over the Distributed tables: inserts that wait, and questions that each shard answers for its own accounts. */
const PROFILE =
  "<team><max_threads>2</max_threads><distributed_foreground_insert>1</distributed_foreground_insert><distributed_product_mode>local</distributed_product_mode></team>";
const USER =
  "<keeper><password>only-for-tests</password><networks><ip>127.0.0.1</ip></networks><profile>team</profile><quota>default</quota></keeper>";

it("two shards of ClickHouse: through either the same sums, and each account on one of them", {
  skip: absence,
}, async (test) => {
  const ports = [await freePort(), await freePort()] as const;
  const shards = ports.map(
    (port) =>
      `<shard><replica><host>127.0.0.1</host><port>${port}</port><user>deepvue</user><password>only-for-tests</password></replica></shard>`,
  );
  const config = `<remote_servers><team>${shards.join("")}</team></remote_servers>`;
  const servers = await Promise.all(
    ports.map(async (tcpPort) => startClickHouse({ config, profiles: PROFILE, users: USER, tcpPort })),
  );
  atEnd(test, async () => Promise.all(servers.map(async (server) => server.end())));
  for (const server of servers) {
    const all = engineOf(server);
    await all.run("CREATE DATABASE deepvue_local");
    const local = engineOf(server, server.url.replace("/deepvue", "/deepvue_local"));
    for (const table of TABLES) {
      for (const statement of local.createTable(table)) await local.run(statement);
      // A window lies on one shard; what is no account's, on the first.
      const key = "account" in table.columns && table.name !== "readers" ? "cityHash64(account)" : "0";
      await all.run(
        `CREATE TABLE ${table.name} AS deepvue_local.${table.name} ENGINE = Distributed(team, deepvue_local, ${table.name}, ${key})`,
      );
    }
    for (const view of all.views()) await all.run(view);
  }
  const through = await Promise.all(servers.map(async ({ url }) => opened(test, url)));
  const [one, other] = through;
  assert.ok(one !== undefined && other !== undefined);
  await one.writer.setUp("Asia/Kolkata");
  assert.deepEqual(await other.writer.identity(), await one.writer.identity());
  let total = 0;
  for (let n = 0; n < ACCOUNTS; n++) {
    for (const store of n === 0 ? [one, other] : [n % 2 === 0 ? one : other])
      await publishRows(store, idOf(n), rowsOf(n));
    total += rowsOf(n).reduce((sum, { charge }) => sum + charge, 0);
  }
  for (const store of through) {
    const reader = await store.reader([]);
    const accounts = await reader.teamAccounts();
    assert.equal(accounts.length, ACCOUNTS);
    assert.equal(
      accounts.reduce((sum, { charge }) => sum + charge, 0),
      total,
    );
    for (let n = 0; n < ACCOUNTS; n++) {
      assert.deepEqual(await reader.latest(idOf(n), undefined, {}, 100), rowsOf(n).toReversed());
      assert.equal((await reader.summarize(idOf(n), PERIOD, "day", {})).totals.calls, rowsOf(n).length);
    }
  }
  const parts = await Promise.all(
    servers.map(async (server) => engineOf(server).rows("SELECT DISTINCT account FROM deepvue_local.transactions")),
  );
  assert.deepEqual(
    parts.flat(2).sort(),
    Array.from({ length: ACCOUNTS }, (_, n) => idOf(n)),
  );
  assert.ok(parts.every((accounts) => accounts.length > 0));
  // Distributed tables delete nothing: each shard is cleaned up in its own database.
  await assert.rejects(one.writer.cleanUp(), /DELETE query is not supported/);
  for (const { url } of servers) {
    const local = await opened(test, url.replace("/deepvue", "/deepvue_local"));
    assert.equal(await local.writer.cleanUp(), 0);
  }
});

async function opened(test: TestContext, url: string) {
  const store = await openTeamStore({ url: new URL(url), user: "keeper", password: "only-for-tests" }, true);
  atEnd(test, async () => store.close());
  return store;
}

function idOf(n: number): string {
  return `account ${n}`;
}

function rowsOf(n: number) {
  return Array.from({ length: 20 }, (_, place) => ({
    id: `00000000-0000-4000-8000-${String(n * 100 + place).padStart(12, "0")}`,
    at: Date.parse("2026-02-20T09:00:00Z") * 1_000 + place * DAY_MICROS,
    product: "PAN-Plus",
    status: 200,
    message: "Verified.",
    charge: 29_500 + n,
  }));
}
