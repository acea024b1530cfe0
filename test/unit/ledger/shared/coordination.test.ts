import assert from "node:assert/strict";
import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, it, type TestContext } from "node:test";
import { PLAN_LIMITS } from "../../../../src/domain/account.ts";
import type { SqliteLedger } from "../../../../src/ledger/sqliteLedger.ts";
import { atEnd } from "../../../support/endings.ts";
import { fileLedger, temporaryFolder } from "../../../support/ledgers.ts";
import { replaceWhenOpened } from "../../../support/replacedLedger.ts";

const NOW = Date.parse("2026-11-20T10:00:00Z");
const ACCOUNT = { id: "account", kind: "live", label: "a…z", baseUrl: "https://x", plan: "starter" } as const;
const LIMITS = PLAN_LIMITS.starter;

/** An editor window of this build, and one of an older build whose ledger lies beside. */
function twoBuilds(t: TestContext): {
  readonly folder: string;
  readonly builds: readonly [SqliteLedger, SqliteLedger];
} {
  const folder = temporaryFolder(t);
  const builds = ["ledger.sqlite", "ledger.sqlite.v1"].map((name) => fileLedger(t, join(folder, name)));
  for (const ledger of builds) ledger.saveAccount(ACCOUNT);
  const [one, other] = builds;
  assert.ok(one !== undefined && other !== undefined);
  return { folder, builds: [one, other] };
}

/** docs/coordination.md: what a released version has written, every later one reads and writes. */
const FROZEN: Readonly<Record<string, readonly string[]>> = {
  leases: ["name TEXT", "holder TEXT", "process TEXT", "expires_at INTEGER"],
  pauses: ["account TEXT", "until INTEGER", "refused_at INTEGER", "refusals INTEGER", "limit_kind TEXT", "said TEXT"],
  request_counts: ["account TEXT", "at INTEGER", "requests INTEGER"],
  requests: ["request INTEGER", "account TEXT", "at INTEGER", "background INTEGER"],
  told: ["account TEXT", "key TEXT", "value TEXT"],
};

describe("the coordination file", () => {
  it("has the frozen format, for its owner only", (t) => {
    const { folder, builds } = twoBuilds(t);
    builds[0].requestUse("account", NOW);
    const path = join(folder, "coordination.sqlite");
    if (process.platform !== "win32") assert.equal(statSync(path).mode & 0o777, 0o600);
    const file = new DatabaseSync(path);
    atEnd(t, () => file.close());
    const pragma = (name: string): unknown => Object.values(file.prepare(`PRAGMA ${name}`).get() ?? {})[0];
    assert.deepEqual(
      [pragma("application_id"), pragma("user_version"), pragma("journal_mode")],
      [0x44565543, 1, "delete"],
    );
    const found = Object.keys(FROZEN).map((table) => {
      const columns = file.prepare("SELECT name, type FROM pragma_table_info(?)").all(table);
      return [table, columns.map(({ name, type }) => `${String(name)} ${String(type)}`)] as const;
    });
    assert.deepEqual(Object.fromEntries(found), FROZEN);
  });

  it("goes on with a file to which a later version has added tables and columns", (t) => {
    const { folder, builds } = twoBuilds(t);
    builds[0].requestUse("account", NOW);
    const later = new DatabaseSync(join(folder, "coordination.sqlite"));
    later.exec(
      "ALTER TABLE requests ADD COLUMN cost INTEGER; ALTER TABLE leases ADD COLUMN note TEXT NOT NULL DEFAULT ''; CREATE TABLE more (a)",
    );
    later.close();
    const [, other] = builds;
    assert.equal(other.takeRequest("account", LIMITS, "user", NOW).grant, true);
    assert.equal(other.takeLease("refresh:account", "one", 20_000, NOW), true);
    other.refuseRequest("account", { waitMs: 5_000 }, NOW, NOW, 0);
    assert.equal(other.requestUse("account", NOW).pause?.refusals, 1);
  });

  it("keeps two builds to one budget of requests: never more than the plan allows, over both", (t) => {
    const { builds } = twoBuilds(t);
    const granted: number[] = [];
    for (let now = NOW; now < NOW + 120_000; now += 50) {
      const build = builds[Math.floor(now / 50) % 2] ?? builds[0];
      if (build.takeRequest("account", LIMITS, "user", now).grant) granted.push(now);
    }
    const most = (spanMs: number): number =>
      Math.max(...granted.map((at) => granted.filter((other) => other >= at && other < at + spanMs).length));
    t.diagnostic(`${granted.length} requests in two minutes; ${most(1_000)} in a second, ${most(60_000)} in a minute`);
    assert.deepEqual([most(1_000), most(60_000), granted.length], [LIMITS.perSecond, LIMITS.perMinute, 60]);
    assert.equal(
      builds[0].requestUse("account", NOW + 120_000).day,
      builds[1].requestUse("account", NOW + 120_000).day,
    );
  });

  it("gives two builds one pause, one worker per lane and one telling of each alert", (t) => {
    const [one, other] = twoBuilds(t).builds;
    one.refuseRequest("account", { waitMs: 60_000, limit: "day" }, NOW, NOW, 0);
    const refused = other.takeRequest("account", LIMITS, "user", NOW + 1_000);
    assert.ok(!refused.grant && refused.reason === "paused" && refused.pause.limit === "day");
    assert.equal(one.takeLease("refresh:account", "one", 20_000, NOW), true);
    assert.equal(other.takeLease("refresh:account", "other", 20_000, NOW + 1), false);
    one.releaseLease("refresh:account", "one");
    assert.equal(other.takeLease("refresh:account", "other", 20_000, NOW + 2), true);
    const told = '{"findings":{"told":["a"]}}';
    assert.equal(one.replaceTold("account", "alerts.told", undefined, told), true);
    assert.equal(other.replaceTold("account", "alerts.told", undefined, told), false, "it has been told");
    assert.equal(other.readTold("account", "alerts.told"), told);
    assert.equal(other.readState("account", "alerts.told"), undefined, "and not in the ledger");
  });

  it("is begun anew when it is damaged, and the old one is kept beside", (t) => {
    const { folder, builds } = twoBuilds(t);
    writeFileSync(join(folder, "coordination.sqlite"), "no database at all".repeat(500));
    assert.equal(builds[0].takeRequest("account", LIMITS, "user", NOW).grant, true);
    assert.equal(builds[1].requestUse("account", NOW).day, 1);
    assert.equal(readdirSync(folder).filter((name) => name.startsWith("coordination.sqlite.damaged-")).length, 1);
  });

  it("is read only while no other window can put a new one in its place", (t) => {
    const { folder, builds } = twoBuilds(t);
    const path = join(folder, "coordination.sqlite");
    const garbage = "no database at all".repeat(500);
    writeFileSync(path, garbage);
    const wasReplaced = replaceWhenOpened(t, path);
    assert.equal(builds[0].takeRequest("account", LIMITS, "user", NOW).grant, true);
    assert.equal(wasReplaced(), false);
    const [aside = ""] = readdirSync(folder).filter((name) => name.startsWith("coordination.sqlite.damaged-"));
    assert.equal(readFileSync(join(folder, aside), "utf8"), garbage);
  });

  it("is the same for a window that has had it open since before it was begun anew", (t) => {
    const { folder, builds } = twoBuilds(t);
    const path = join(folder, "coordination.sqlite");
    assert.equal(builds[0].takeRequest("account", LIMITS, "user", NOW).grant, true);
    renameSync(path, `${path}.damaged-by-another-window`);
    assert.equal(builds[1].takeRequest("account", LIMITS, "user", NOW + 2_000).grant, true);
    assert.equal(builds[0].requestUse("account", NOW + 2_000).day, 1);
    assert.equal(builds[0].takeRequest("account", LIMITS, "user", NOW + 4_000).grant, true);
    assert.equal(builds[1].requestUse("account", NOW + 4_000).day, 2);
  });
});
