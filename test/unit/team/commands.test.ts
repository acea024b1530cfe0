// A team's database from the command line: real processes, real databases, the service with its limits.
import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { it } from "node:test";
import { patient } from "../../../scripts/patience.ts";
import type { FixedRow } from "../../../src/sandbox/sandboxAccount.ts";
import { eventually } from "../../support/eventually.ts";
import { publishedAnswer } from "../../support/publishedAnswers.ts";
import { serveScene } from "../../support/serveProgram.ts";
import { accessEnvironment, engineOf, freshDatabase, onAnEngine, onEveryEngine } from "../../support/teamStores.ts";

/** Two calls a day on the last three days, and one today. */
function rowsOfNow(): readonly FixedRow[] {
  const now = Date.now();
  return Array.from({ length: 7 }, (_, n) => ({
    id: `00000000-0000-4000-8000-00000000000${n}`,
    at: (now - n * 12 * 3_600_000 - 60_000) * 1_000,
    product: n % 2 === 0 ? "PAN-Plus" : "GSTIN",
    status: 200,
    message: "Verified.",
    charge: 12_500,
  }));
}

// What is decided per engine is tried where it is decided; a process each for a dozen commands is dear.
onAnEngine("team commands", "UTC", (_store, server, engine) => {
  it("set a database up, publish, say what is there, and name what differs", {
    timeout: patient(120_000),
  }, async (test) => {
    const url = await freshDatabase(server(), engine(), "commands");
    const scene = await serveScene(test, rowsOfNow());
    const env = accessEnvironment(server(), url);
    const run = async (...args: string[]): Promise<{ code: number | null; text: string; said: string }> => {
      const process = scene.start(args, env);
      const code = await process.ended;
      return { code, text: process.stdout(), said: process.lines.join("\n") };
    };
    const early = await run("team", "status");
    assert.deepEqual([early.code, /has not been set up/.test(early.said)], [1, true], early.said);
    const printed = await run("team", "init");
    assert.match(printed.text, /CREATE TABLE IF NOT EXISTS transactions .*;/s);
    assert.match(printed.text, /deepvue_reader/);
    assert.equal((await run("team", "status")).code, 1, "nothing was run");
    assert.match((await run("team", "init", "--run", "--timezone", "Asia/Kolkata")).said, /Set up: version 1/);
    assert.match((await run("team", "init", "--run")).said, /was set up before/);
    assert.equal((await run("team", "init", "--run", "--timezone", "UTC")).code, 2);
    assert.match((await run("team", "status")).said, /Nothing has been published yet/);

    assert.equal((await run("sync")).code, 0);
    assert.match((await run("team", "publish")).said, /7 calls on \d+ UTC dates are published/);
    assert.match((await run("team", "publish")).said, /the team has everything/);
    const status = publishedAnswer((await run("team", "status", "--json")).text) as {
      readonly zone: string;
      readonly accounts: readonly { readonly calls: number; readonly charge: string; readonly id: string }[];
    };
    assert.deepEqual(
      [status.zone, status.accounts.map(({ calls, charge }) => [calls, charge])],
      ["Asia/Kolkata", [[7, "8.75"]]],
    );
    const right = await run("team", "check");
    assert.deepEqual([right.code, /7 calls on \d+ UTC dates, all alike/.test(right.text)], [0, true], right.text);

    // Somebody changes a charge behind our back.
    const direct = engineOf(server(), url);
    await direct.run(changeOf(direct.name));
    await direct.close();
    const wrong = await run("team", "check", "--json");
    const { accounts } = publishedAnswer(wrong.text) as {
      readonly accounts: readonly { readonly differences: unknown[] }[];
    };
    assert.deepEqual([wrong.code, accounts[0]?.differences.length], [1, 1], wrong.text);
    assert.match(wrong.text, /00000000-0000-4000-8000-000000000003/);
    assert.match((await run("team", "publish", "--again")).said, /are published/);
    assert.equal((await run("team", "check")).code, 0);

    const refused = scene.start(["team", "status"], { ...env, DEEPVUE_TEAM_PASSWORD: "a-wrong-password" });
    assert.equal(await refused.ended, 4);
    assert.match(refused.lines.join("\n"), /does not accept the user or the password/);
    assert.doesNotMatch(refused.lines.join("\n"), /a-wrong-password/);
    const nowhere = scene.start(["team", "status", "--team", "http://team.example/deepvue"], env);
    assert.deepEqual(
      [await nowhere.ended, /plain http is for this machine only/.test(nowhere.lines.join())],
      [2, true],
    );
  });
});

onEveryEngine("collectors of a team", "UTC", (_store, server, engine) => {
  it("have one collector ask the service; a dead one is replaced within 30 s, and goes on where it ended", {
    timeout: patient(180_000),
  }, async (test) => {
    const url = await freshDatabase(server(), engine(), "collectors");
    const scene = await serveScene(test, rowsOfNow());
    const env = accessEnvironment(server(), url);
    const set = scene.start(["team", "init", "--run"], env);
    assert.equal(await set.ended, 0, set.lines.join("\n"));
    const first = scene.start(["serve", "--team", url], env);
    await first.until(/collecting for the team/);
    await first.until(/published, 7 calls on/);
    await first.until(/refreshed/);
    const published = async (): Promise<readonly string[]> => {
      const team = engineOf(server(), url);
      try {
        const rows = await team.rows("SELECT at, balance FROM balances ORDER BY at");
        return rows.map((row) => row.join(" "));
      } finally {
        await team.close();
      }
    };
    const wallet = await eventually(published, (readings) => assert.ok(readings.length > 0));
    const asked = scene.sandbox.requests.length;
    const second = scene.start(["serve", "--team", url], {
      ...env,
      DEEPVUE_LEDGER: join(scene.folder, "second.sqlite"),
    });
    await second.until(/serving/);
    assert.equal(scene.sandbox.requests.length, asked, "the second one asks nothing");
    const diedAt = Date.now();
    await first.end("SIGKILL");
    const [, taken] = await second.until(/collecting for the team, (\d+) dates taken over/);
    assert.ok(Date.now() - diedAt < patient(30_000), `after ${Date.now() - diedAt} ms`);
    assert.ok(Number(taken) >= 4, taken);
    await second.end("SIGTERM");
    assert.deepEqual(
      walletIn(join(scene.folder, "second.sqlite")).slice(0, wallet.length),
      wallet,
      "the wallet's past too",
    );
    assert.deepEqual(
      await published(),
      walletIn(join(scene.folder, "second.sqlite")),
      "and its own readings, once each",
    );
    const checked = scene.start(["team", "check"], { ...env, DEEPVUE_LEDGER: join(scene.folder, "second.sqlite") });
    assert.equal(await checked.ended, 0, checked.stdout());
  });
});

/** Readings of the wallet in a ledger's file, oldest first. */
function walletIn(path: string): readonly string[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const rows = database.prepare("SELECT at, balance FROM balances ORDER BY at").all();
    return rows.map(({ at, balance }) => `${String(at)} ${String(balance)}`);
  } finally {
    database.close();
  }
}

function changeOf(name: string): string {
  const change = "charge = charge + 1 WHERE id = '00000000-0000-4000-8000-000000000003'";
  return name === "ClickHouse"
    ? `ALTER TABLE transactions UPDATE ${change} SETTINGS mutations_sync = 1`
    : `UPDATE transactions SET ${change}`;
}
