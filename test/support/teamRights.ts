// Servers on which the very statements that `team init` prints for readers and a collector are in force.
import { randomUUID } from "node:crypto";
import { clickHouse } from "../../src/team/clickHouse.ts";
import type { TeamEngine } from "../../src/team/engine.ts";
import { SqlTeamWriter } from "../../src/team/sqlTeamStore.ts";
import { type DatabaseServer, type Engine, startClickHouse } from "./databaseServers.ts";
import { engineOf } from "./teamStores.ts";

interface Person {
  readonly name: string;
  readonly role: "deepvue_reader" | "deepvue_collector";
  /** Ids of accounts that a reader has been granted. */
  readonly accounts: readonly string[];
}

export interface ServerWithRights {
  readonly server: DatabaseServer;
  /** As the administrator. */
  readonly engine: TeamEngine;
  /** As one of the people. */
  as(name: string): DatabaseServer;
}

/** What a ClickHouse of several shards needs beside that. */
interface ShardOptions {
  readonly tcpPort: number;
  /** More of its configuration. */
  readonly config: string;
  /** What readers may do beside what is printed, and settings of theirs. */
  readonly grants: readonly string[];
  readonly settings: Readonly<Record<string, string>>;
}

const PASSWORD = "only-for-people";
const LIMIT_S = 30;

/**
 * A server with tables, rights and people. `limitS`: in place of the 30 seconds that a reader's question may take. On PostgreSQL the printed
 * statements run; on the ClickHouse of the tests nothing can be stored of users, so what they say is put where they are configured, in the
 * same words: grants and conditions are read by the server as they were printed.
 */
export async function startWithRights(
  { name, start }: Engine,
  people: readonly Person[],
  limitS: number,
  shard?: ShardOptions,
): Promise<ServerWithRights> {
  const server = name === "ClickHouse" ? await startClickHouse(clickHouseRights(people, limitS, shard)) : await start();
  const engine = engineOf(server);
  const writer = new SqlTeamWriter(engine);
  await writer.setUp("Asia/Kolkata");
  const statements = writer.setupStatements("withGrants");
  if (name === "ClickHouse") {
    // Whether they are ClickHouse's, the server can say without running them.
    for (const statement of statements.flatMap(spoken)) {
      await engine.rows(`SELECT formatQuery(${engine.text(statement)})`);
      if (/^CREATE (?:DATABASE|TABLE|OR REPLACE VIEW) /.test(statement)) await engine.run(statement);
    }
  } else {
    // Again, as after an upgrade: nothing of it may be in its own way.
    for (const statement of [...statements, ...statements]) if (!isSuggestion(statement)) await engine.run(statement);
    const [user, limits, , collector] = statements.filter(isSuggestion).map(suggested);
    for (const { name: person, role } of people) {
      const lines = role === "deepvue_reader" ? [user, limits] : [collector];
      const own = lines
        .join("\n")
        .replace(/\b(?:asha|collector)\b/g, person)
        .replace("…", PASSWORD);
      await engine.run(shorter(own, `'${LIMIT_S}s'`, `'${limitS}s'`));
    }
  }
  for (const { name: person, accounts } of people) {
    for (const account of accounts) {
      await engine.run(
        `INSERT INTO readers (reader, account) VALUES (${engine.text(person)}, ${engine.text(account)})`,
      );
    }
  }
  return { server, engine, as: (user) => ({ ...server, user, password: PASSWORD }) };
}

function isSuggestion(statement: string): boolean {
  return statement.startsWith("--");
}

/** What a comment suggests, without what it says beside it. */
function suggested(comment: string): string {
  return comment.replace(/^-- /, "").replace(/ \([^()]*\)$/, "");
}

/** The statements of a printed line. */
function spoken(statement: string): readonly string[] {
  if (!isSuggestion(statement)) return [statement];
  return suggested(statement)
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function shorter(text: string, printed: string, meant: string): string {
  if (!text.includes(printed) && text.includes("timeout")) throw new Error(`the limit is not ${printed}: ${text}`);
  return text.replace(printed, meant);
}

interface Role {
  profile: string | undefined;
  grants: string[];
  readonly conditions: Map<string, string>;
}

/** The printed statements as configuration. Throws on a statement whose meaning it does not know. */
function clickHouseRights(
  people: readonly Person[],
  limitS: number,
  shard?: ShardOptions,
): { readonly profiles: string; readonly users: string; readonly config: string; readonly tcpPort?: number } {
  const printed = new SqlTeamWriter(
    clickHouse({ url: new URL("http://127.0.0.1/deepvue"), user: undefined, password: undefined }),
  ).setupStatements("withGrants");
  const profiles = new Map<string, string>();
  const roles = new Map<string, Role>();
  const own: string[] = [];
  const roleOf = (name: string): Role => {
    const role = roles.get(name);
    if (role === undefined) throw new Error(`there is no role ${name}`);
    return role;
  };
  const readers: readonly (readonly [RegExp, (...parts: string[]) => void])[] = [
    [/^(?:--|CREATE TABLE IF NOT EXISTS |CREATE DATABASE IF NOT EXISTS |CREATE OR REPLACE VIEW )/, () => undefined],
    [/^CREATE SETTINGS PROFILE IF NOT EXISTS (\w+)$/, (name = "") => profiles.set(name, "")],
    [
      /^ALTER SETTINGS PROFILE (\w+) SETTINGS (.*)$/,
      (name = "", settings = "") => {
        if (!profiles.has(name)) throw new Error(`there is no profile ${name}`);
        profiles.set(name, shorter(settings, `max_execution_time = ${LIMIT_S}`, `max_execution_time = ${limitS}`));
      },
    ],
    [
      /^CREATE ROLE IF NOT EXISTS (\w+)$/,
      (name = "") => roles.set(name, { profile: undefined, grants: [], conditions: new Map() }),
    ],
    [
      /^CREATE USER IF NOT EXISTS (\w+) IDENTIFIED WITH sha256_hash BY '0{64}' HOST NONE$/,
      (name = "") => {
        roles.set(name, { profile: undefined, grants: [], conditions: new Map() });
        own.push(name);
      },
    ],
    [/^ALTER ROLE (\w+) SETTINGS PROFILE '(\w+)'$/, (name = "", profile) => (roleOf(name).profile = profile)],
    [/^REVOKE ALL ON deepvue\.\* FROM (\w+)$/, (name = "") => (roleOf(name).grants = [])],
    [/^(GRANT [A-Z, ]+ ON [\w.*]+) TO (\w+)$/, (grant = "", name = "") => roleOf(name).grants.push(grant)],
    [
      /^CREATE ROW POLICY OR REPLACE \w+ ON deepvue\.(\w+) USING (.*) TO (\w+)$/,
      (table = "", condition = "", name = "") => roleOf(name).conditions.set(table, condition),
    ],
  ];
  for (const statement of printed) {
    const found = readers
      .map(([pattern, read]) => ({ match: pattern.exec(statement), read }))
      .find(({ match }) => match);
    if (found === undefined || found.match === null) throw new Error(`what does this mean for users? ${statement}`);
    found.read(...found.match.slice(1));
  }
  if (shard !== undefined) {
    roleOf("deepvue_reader").grants.push(...shard.grants);
    for (const [name, value] of Object.entries(shard.settings))
      profiles.set("deepvue_reader", `${profiles.get("deepvue_reader")}, ${name} = ${value}`);
  }
  return {
    ...(shard && { tcpPort: shard.tcpPort }),
    config: RIGHTS_AS_PACKAGED + (shard?.config ?? ""),
    profiles: [...profiles].map(([name, settings]) => `<${name}>${settingsXml(settings)}</${name}>`).join(""),
    users: [
      ...own.map((name) => userXml(name, roleOf(name)).replace(PASSWORD, randomUUID())),
      ...people.map(({ name, role }) => userXml(name, roleOf(role))),
    ].join("\n"),
  };
}

/** As in the configuration that ClickHouse's own packages bring. */
const RIGHTS_AS_PACKAGED =
  "<access_control_improvements><select_from_system_db_requires_grant>true</select_from_system_db_requires_grant><select_from_information_schema_requires_grant>true</select_from_information_schema_requires_grant></access_control_improvements>";

function settingsXml(settings: string): string {
  return settings
    .split(", ")
    .map((setting) => setting.split(" = "))
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join("");
}

function userXml(name: string, { profile = "default", grants, conditions }: Role): string {
  const tables = [...conditions].map(([table, condition]) => `<${table}><filter>${condition}</filter></${table}>`);
  return `<${name}><password>${PASSWORD}</password><networks><ip>127.0.0.1</ip></networks><profile>${profile}</profile><quota>default</quota>
    <grants>${grants.map((grant) => `<query>${grant}</query>`).join("")}</grants>
    <databases><deepvue>${tables.join("")}</deepvue></databases></${name}>`;
}
