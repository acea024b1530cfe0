// What the rights that `team init` prints let people do, tried as these people: the statements themselves are in force.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { patient } from "../../../scripts/patience.ts";
import { isProblemError } from "../../../src/domain/problem.ts";
import type { Transaction } from "../../../src/domain/transaction.ts";
import type { TeamEngine } from "../../../src/team/engine.ts";
import { type OpenTeamStore, openTeamStore } from "../../../src/team/openTeamStore.ts";
import { TABLES as STORED, OF_ACCOUNTS as STORED_OF_ACCOUNTS } from "../../../src/team/teamTables.ts";
import { ENGINES, type Engine } from "../../support/databaseServers.ts";
import { type ServerWithRights, startWithRights } from "../../support/teamRights.ts";
import { engineOf, publishRows } from "../../support/teamStores.ts";

const OWN = "account-of-asha";
const OTHER = "account-of-others";
const LIMIT_S = Math.ceil(patient(1_000) / 1_000);
const never = new AbortController().signal;
const PERIOD = { since: "2026-01-01", until: "2026-12-31" };

function rowsOf(first: number, product: string): readonly Transaction[] {
  return [0, 1, 2].map((n) => ({
    id: `00000000-0000-4000-8000-00000000000${first + n}`,
    at: (Date.parse("2026-02-26T09:00:00Z") + n * 86_400_000) * 1_000,
    product,
    status: 200,
    message: `${product} verified`,
    charge: 29_500,
  }));
}

/** Whatever tells that there is another account: its id, label, products, messages, calls, machine. */
const OF_OTHERS = /others|secret|00000000-0000-4000-8000-00000000000[4-6]/;

/** By the tables' own list: one that is added is tried too. */
const OF_ACCOUNTS = STORED_OF_ACCOUNTS.map(({ name }) => name);
const TABLES = ["team", "readers", "calls", "daily", ...OF_ACCOUNTS];

/** Questions that may be answered, with what is the reader's own, or with nothing. */
const QUESTIONS = [
  ...TABLES.flatMap((table) => [`SELECT * FROM ${table}`, `SELECT count(*) FROM ${table}`]),
  `SELECT * FROM transactions WHERE account = '${OTHER}'`,
  `SELECT * FROM calls WHERE account LIKE '%others%'`,
  [...OF_ACCOUNTS, "readers"].map((table) => `SELECT account FROM ${table}`).join(" UNION ALL "),
  "SELECT t.* FROM transactions t JOIN published p ON t.load <> p.load",
  "WITH everything AS (SELECT * FROM transactions) SELECT max(product), count(*) FROM everything",
  `SELECT (SELECT max(label) FROM labels WHERE account = '${OTHER}')`,
];

/** Refused, whatever it says of it. */
const REFUSED = [
  "SELECT * FROM claims",
  `INSERT INTO readers (reader, account) VALUES ('asha', '${OTHER}')`,
  `INSERT INTO transactions (account, product) VALUES ('${OWN}', 'made up')`,
  "INSERT INTO claims (name, holder, since, until, at) VALUES ('collector', 'asha', 0, 9, 9)",
  "DELETE FROM transactions WHERE 1 = 1",
  "DELETE FROM readers WHERE 1 = 1",
  "TRUNCATE TABLE transactions",
  "DROP TABLE transactions",
  "DROP VIEW calls",
  "ALTER TABLE transactions DROP COLUMN message",
  "CREATE TABLE mine (a int)",
  `CREATE VIEW theirs AS SELECT * FROM transactions`,
  "GRANT deepvue_collector TO asha",
  "SET ROLE deepvue_collector",
  "CREATE ROLE another",
];

/** Each engine's own ways. */
const MORE: Readonly<
  Record<Engine["name"], { readonly questions: readonly string[]; readonly refused: readonly string[] }>
> = {
  ClickHouse: {
    questions: [
      ...TABLES.flatMap((table) => [
        `SELECT throwIf(account LIKE '%others%') FROM ${table === "team" ? "labels" : table}`,
        `SELECT count() FROM ${table === "team" ? "labels" : table} WHERE throwIf(account LIKE '%others%') = 0`,
      ]),
      "SELECT account FROM deepvue_read.transactions",
      `EXPLAIN ESTIMATE SELECT * FROM transactions WHERE account = '${OTHER}'`,
      "SELECT database, name, total_rows, total_bytes FROM system.tables WHERE database LIKE 'deepvue%'",
      "SELECT name FROM system.databases",
      "SELECT * FROM merge('deepvue_read', '^(transactions|labels|published)$')",
      "SHOW TABLES FROM deepvue",
      "SELECT * FROM viewIfPermitted(SELECT * FROM deepvue.transactions ELSE null('account String'))",
      "SHOW GRANTS",
    ],
    refused: [
      ...["transactions", "claims", "readers", "labels"].map((table) => `SELECT * FROM deepvue.${table}`),
      "SELECT DISTINCT account FROM mergeTreeIndex('deepvue', 'transactions')",
      "SELECT * FROM mergeTreeIndex('deepvue', 'labels')",
      "SELECT * FROM mergeTreeProjection('deepvue', 'transactions', 'x')",
      "SELECT * FROM mergeTreeIndex('deepvue_read', 'transactions')",
      "SELECT * FROM merge('deepvue', '.*')",
      "SELECT * FROM loop('deepvue', 'transactions')",
      "SELECT _part FROM transactions",
      "SELECT * FROM url('http://127.0.0.1:1/', 'CSV', 'a String')",
      "SELECT * FROM file('/etc/passwd', 'LineAsString', 'a String')",
      "SELECT * FROM remote('127.0.0.1', 'deepvue', 'transactions')",
      "SELECT * FROM remote('127.0.0.1', 'deepvue', 'transactions', 'deepvue', 'only-for-tests')",
      "SELECT * FROM s3('http://127.0.0.1:1/x', 'CSV', 'a String')",
      "SELECT * FROM mysql('127.0.0.1:1', 'a', 'b', 'c', 'd')",
      "SELECT * FROM postgresql('127.0.0.1:1', 'a', 'b', 'c', 'd')",
      "SELECT * FROM executable('id', 'CSV', 'a String')",
      "SELECT * FROM sqlite('/tmp/x', 'y')",
      "INSERT INTO FUNCTION file('x.csv') SELECT 1",
      "SELECT 1 INTO OUTFILE '/tmp/never'",
      ...[
        "parts",
        "columns_cache",
        "users",
        "roles",
        "row_policies",
        "grants",
        "processes",
        "query_log",
        "part_log",
        "text_log",
        "mutations",
        "parts_columns",
        "clusters",
        "settings_profiles",
      ].map((table) => `SELECT * FROM system.${table}`),
      "SELECT * FROM information_schema.tables",
      "GRANT SELECT ON *.* TO asha",
      "GRANT SELECT ON deepvue.transactions TO asha",
      "SHOW PROCESSLIST",
      "SHOW ACCESS",
      "SHOW CREATE TABLE deepvue.transactions",
      "ALTER TABLE deepvue.transactions UPDATE charge = 0 WHERE 1",
      "ALTER TABLE deepvue.transactions DELETE WHERE 1",
      "OPTIMIZE TABLE deepvue.transactions",
      "CREATE TEMPORARY TABLE mine (a Int8)",
      "CREATE FUNCTION mine AS (x) -> x",
      "CREATE USER another",
      "ALTER USER asha IDENTIFIED BY 'x'",
      "ALTER USER asha SETTINGS readonly = 0",
      "ALTER SETTINGS PROFILE deepvue_reader SETTINGS readonly = 0",
      "CREATE ROW POLICY mine ON deepvue.transactions USING 1 TO asha",
      "DROP ROW POLICY deepvue_views ON deepvue.transactions",
      "CREATE OR REPLACE VIEW deepvue_read.transactions DEFINER = deepvue SQL SECURITY DEFINER AS SELECT * FROM deepvue.transactions",
      "EXECUTE AS deepvue SELECT 1",
      "SET readonly = 0",
      "SET max_execution_time = 0",
      "SELECT * FROM transactions SETTINGS readonly = 0",
      "SELECT * FROM transactions SETTINGS max_execution_time = 0",
      "SELECT * FROM transactions SETTINGS additional_table_filters = {'deepvue.transactions': '1'}",
      "KILL QUERY WHERE 1",
      "SYSTEM FLUSH LOGS",
      "SYSTEM SHUTDOWN",
      "BACKUP TABLE deepvue.transactions TO File('/tmp/never')",
    ],
  },
  PostgreSQL: {
    questions: [
      "SELECT * FROM transactions WHERE 1 / (CASE WHEN account LIKE '%others%' THEN 0 ELSE 1 END) = 1",
      "SELECT most_common_vals::text FROM pg_stats WHERE schemaname = 'public'",
      "SELECT usename, query FROM pg_stat_activity WHERE usename <> session_user",
      // PostgreSQL warns that nothing was granted.
      "GRANT SELECT ON transactions TO asha",
      "GRANT INSERT ON readers TO asha",
      "SELECT relname FROM pg_class WHERE relname = 'transactions'",
      "SELECT query_to_xml('SELECT * FROM transactions', true, false, '')",
      "SELECT table_to_xml('labels', true, false, '')",
      `EXPLAIN (COSTS OFF) SELECT * FROM transactions WHERE product = 'x'`,
    ],
    refused: [
      "UPDATE transactions SET charge = 0",
      `UPDATE readers SET account = '${OTHER}'`,
      "SELECT query_to_xml('SELECT * FROM claims', true, false, '')",
      "SELECT rolpassword FROM pg_authid",
      "SELECT * FROM pg_statistic",
      "SELECT pg_read_file('/etc/passwd')",
      "SELECT pg_read_binary_file('base')",
      "SELECT pg_ls_dir('.')",
      "SELECT lo_import('/etc/passwd')",
      "SELECT * FROM heap_page_items(get_raw_page('transactions', 0))",
      "COPY transactions TO PROGRAM 'cat'",
      "COPY readers FROM PROGRAM 'echo asha'",
      "COPY transactions TO '/tmp/never'",
      "COPY claims TO STDOUT",
      "CREATE EXTENSION dblink",
      "CREATE EXTENSION pageinspect",
      "CREATE FUNCTION mine(text) RETURNS bool LANGUAGE sql AS $$ SELECT true $$",
      "CREATE FUNCTION pg_temp.mine(text) RETURNS bool COST 0.0001 LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE '%', $1; RETURN true; END $$",
      "CREATE TEMPORARY TABLE mine (a int)",
      "CREATE SCHEMA mine",
      "SET ROLE deepvue",
      "SET SESSION AUTHORIZATION deepvue",
      "SELECT set_config('session_authorization', 'deepvue', false)",
      "ALTER ROLE asha SUPERUSER",
      "ALTER ROLE asha BYPASSRLS",
      "ALTER TABLE transactions DISABLE ROW LEVEL SECURITY",
      "ALTER TABLE transactions OWNER TO asha",
      "DROP POLICY deepvue_reader ON transactions",
      "CREATE POLICY mine ON transactions USING (true)",
      "SET row_security = off; SELECT * FROM transactions",
      "DO $$ BEGIN LOCK TABLE transactions IN ACCESS EXCLUSIVE MODE; END $$",
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'deepvue'",
      "ALTER SYSTEM SET fsync = off",
      "ALTER DATABASE postgres SET row_security = off",
      "CHECKPOINT",
    ],
  },
};

/** What was answered, or undefined where it was refused. */
async function tryOut(engine: TeamEngine, statement: string): Promise<string | undefined> {
  try {
    return JSON.stringify(await engine.rows(statement));
  } catch (error) {
    assert.ok(isProblemError(error), String(error));
    const { kind, detail } = error.problem;
    assert.doesNotMatch(detail, /secret/, statement);
    // ClickHouse answers nothing at all to what it has carried out.
    if (kind === "unexpectedAnswer") return "carried out";
    assert.ok(kind === "forbidden" || kind === "refused", `${kind}: ${detail}`);
    return undefined;
  }
}

for (const tried of ENGINES) {
  const { name, absence } = tried;
  if (absence !== undefined) {
    void it(`rights: ${name}`, { skip: absence }, () => undefined);
    continue;
  }
  void describe(`rights: ${name}`, () => {
    let rights: ServerWithRights;
    let collector: OpenTeamStore;
    let asha: OpenTeamStore;
    let asAsha: TeamEngine;

    before(async () => {
      const people = [
        { name: "asha", role: "deepvue_reader", accounts: [OWN] },
        { name: "nobody", role: "deepvue_reader", accounts: [] },
        { name: "keeper", role: "deepvue_collector", accounts: [] },
      ] as const;
      rights = await startWithRights(tried, people, LIMIT_S);
      collector = await storeOf("keeper");
      asha = await storeOf("asha");
      asAsha = engineOf(rights.as("asha"));
      await publishRows(collector, OWN, rowsOf(1, "PAN-Plus"));
      await publishRows(collector, OTHER, rowsOf(4, "secret-product"));
      await collector.writer.addBalances(OWN, [{ at: 1_000, balance: 5 }]);
      await collector.writer.addBalances(OTHER, [{ at: 1_000, balance: 6 }]);
      await collector.leases.takeLease(`collector:${OTHER}`, "secret-machine", 60_000);
    });
    after(async () => {
      await asAsha.close();
      await asha.close();
      await collector.close();
      await rights.engine.close();
      await rights.server.end();
    });

    async function storeOf(user: string): Promise<OpenTeamStore> {
      const { url, password } = rights.as(user);
      return openTeamStore({ url: new URL(url), user, password }, true);
    }

    /** All that is stored, as the administrator sees it. */
    async function stored(): Promise<string> {
      const rightsNow =
        name === "ClickHouse"
          ? []
          : await rights.engine.rows("SELECT relname, relacl, relrowsecurity FROM pg_class ORDER BY oid");
      const rows = await Promise.all(STORED.map(async (table) => rights.engine.rows(`SELECT * FROM ${table.name}`)));
      return JSON.stringify([rightsNow, ...rows].map((some) => some.map((row) => row.join("\t")).sort()));
    }

    it("a reader reads what was granted, and of others nothing, in every question that the program puts", async () => {
      const reader = await asha.reader([]);
      assert.deepEqual(
        (await reader.teamAccounts()).map(({ id, label, rows, charge }) => [id, label, rows, charge]),
        [[OWN, `label of ${OWN}`, 3, 88_500]],
      );
      const own = rowsOf(1, "PAN-Plus");
      assert.deepEqual(await reader.latest(OWN, undefined, {}, 10), own.toReversed());
      assert.equal((await reader.summarize(OWN, PERIOD, "day", {})).totals.charge, 88_500);
      assert.equal((await reader.hourly(OWN, PERIOD)).length, 3);
      assert.equal((await reader.coverage(OWN, PERIOD.since, PERIOD.until)).length, 3);
      assert.equal((await reader.find(OWN, own[1]?.id ?? "", 5, never)).length, 1);
      assert.equal(await reader.count(OWN, PERIOD, { text: "verified" }), 3);
      assert.deepEqual(await reader.balances(OWN, 0), [{ at: 1_000, balance: 5 }]);
      assert.deepEqual([await reader.balances(OTHER, 0), await reader.lastBalance(OTHER, 9_999)], [[], undefined]);
      assert.equal((await reader.latest(OTHER, undefined, {}, 10)).length, 0);
      assert.equal((await reader.summarize(OTHER, PERIOD, "day", {})).totals.calls, 0);
      assert.deepEqual([(await reader.dates(OTHER)).length, (await reader.hourly(OTHER, PERIOD)).length], [0, 0]);
      assert.equal((await reader.find(OTHER, "0000", 5, never)).length, 0);
      assert.deepEqual(await reader.coverage(OTHER, PERIOD.since, PERIOD.until), []);
      const nobody = await storeOf("nobody");
      assert.deepEqual(await (await nobody.reader([])).teamAccounts(), [], "who has been granted nothing");
      await nobody.close();
    });

    it("a question that takes longer than the profile allows is ended", async () => {
      const endless = name === "ClickHouse" ? "SELECT count() FROM numbers(1000000000000)" : "SELECT pg_sleep(600)";
      await assert.rejects(asAsha.rows(endless), (error) => isProblemError(error) && error.problem.kind === "timeout");
    });

    it("no way that the wire allows tells of another account, or changes anything", async (test) => {
      const storedBefore = await stored();
      let answered = 0;
      for (const statement of [...QUESTIONS, ...MORE[name].questions]) {
        const answer = await tryOut(asAsha, statement);
        if (answer !== undefined) answered++;
        assert.doesNotMatch(
          (answer ?? "").replaceAll(OTHER, "").length === 0 ? "" : (answer ?? ""),
          OF_OTHERS,
          statement,
        );
      }
      assert.ok(answered > QUESTIONS.length * 0.8, `${answered} questions were answered: the others may be mistyped`);
      for (const statement of [...REFUSED, ...MORE[name].refused]) {
        assert.equal(await tryOut(asAsha, statement), undefined, `this was carried out: ${statement}`);
      }
      assert.equal(await stored(), storedBefore);
      test.diagnostic(
        `${name}: ${QUESTIONS.length + REFUSED.length + MORE[name].questions.length + MORE[name].refused.length} ways`,
      );
    });

    it("a collector's rights are enough to publish, to clean up and to take over, and no more", async () => {
      await publishRows(collector, OWN, rowsOf(1, "PAN-Plus").slice(0, 2));
      const cleaning = await storeOf("keeper");
      await cleaning.writer.cleanUp();
      await cleaning.close();
      assert.equal(
        (await (await collector.reader([])).rowsOf(OTHER, "2026-02-27")).length,
        1,
        "what a new collector takes over",
      );
      assert.equal(await collector.leases.renewLease(`collector:${OTHER}`, "secret-machine", 60_000), true);
      await collector.leases.releaseLease(`collector:${OTHER}`, "secret-machine");
      const storedBefore = await stored();
      const asKeeper = engineOf(rights.as("keeper"));
      try {
        for (const statement of MORE_THAN_A_COLLECTOR[name]) {
          assert.equal(await tryOut(asKeeper, statement), undefined, `this was carried out: ${statement}`);
        }
      } finally {
        await asKeeper.close();
      }
      assert.equal(await stored(), storedBefore);
    });
  });
}

const BEYOND = [
  "SELECT * FROM readers",
  `INSERT INTO readers (reader, account) VALUES ('asha', '${OTHER}')`,
  "DELETE FROM readers WHERE 1 = 1",
  "INSERT INTO team (id, version, zone) VALUES ('another', 1, 'UTC')",
  "DELETE FROM team WHERE 1 = 1",
  "TRUNCATE TABLE transactions",
  "DROP TABLE transactions",
  "ALTER TABLE transactions DROP COLUMN message",
  "CREATE TABLE mine (a int)",
  "CREATE ROLE another",
];
const MORE_THAN_A_COLLECTOR: Readonly<Record<Engine["name"], readonly string[]>> = {
  ClickHouse: [
    ...BEYOND,
    "ALTER TABLE transactions UPDATE charge = 0 WHERE 1",
    "CREATE ROW POLICY mine ON deepvue.transactions USING 1 TO asha",
    "SELECT * FROM url('http://127.0.0.1:1/', 'CSV', 'a String')",
    "SELECT * FROM file('/etc/passwd', 'LineAsString', 'a String')",
    "SELECT * FROM system.users",
    "SYSTEM SHUTDOWN",
  ],
  PostgreSQL: [
    ...BEYOND,
    "UPDATE transactions SET charge = 0",
    "ALTER TABLE transactions DISABLE ROW LEVEL SECURITY",
    "CREATE POLICY mine ON transactions USING (true)",
    "SET ROLE deepvue",
    "SELECT pg_read_file('/etc/passwd')",
    "COPY transactions TO PROGRAM 'cat'",
    "SELECT rolpassword FROM pg_authid",
  ],
};
