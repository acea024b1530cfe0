import assert from "node:assert/strict";
import { once } from "node:events";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fixedAccount } from "../../../src/sandbox/sandboxAccount.ts";
import { startSandbox } from "../../sandbox/server.ts";
import { buildCommandLine, type CommandLine, commandLine, type Ended } from "../../support/commandLine.ts";

const KEYS = { DEEPVUE_CLIENT_ID: "exit-client-0a1b2c3d", DEEPVUE_CLIENT_SECRET: "exit-secret-51f0c2aa90" };
const ROWS = `Transaction Id,Timestamp(UTC),Product Id,Status,Message,Charge
11111111-2222-4333-8444-555555555555,2026-11-20T10:00:00.000000+00:00,PAN-Plus,200,"Pan Verified Successfully.",2.95
`;

/**
 * What scripts go by, of commands whose other ends are shown elsewhere (program.test.ts, serve.test.ts, fullDisk.test.ts): nobody is
 * signed in, nothing is known, the service can not be reached or refuses, Ctrl+C.
 */
describe("what a command ends with, as a process", () => {
  let folder: string;
  before(() => {
    folder = buildCommandLine();
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  test("4 where nobody is signed in, and nothing on stdout; who is signed in can be asked all the same", async () => {
    const cli = commandLine(folder);
    const file = join(cli.home, "rows.csv");
    writeFileSync(file, ROWS);
    const found = await ends(cli, [
      "weekly",
      "transactions",
      "failures",
      "balance",
      "budget check",
      "statusline",
      `export ${join(cli.home, "out.csv")}`,
      "reconcile --total 5",
      `import ${file}`,
      "metrics",
      "alerts --dry-run",
      "logout",
    ]);
    assertEnds(found, 4, /^deepvue-usage: Nobody is signed in/);
    for (const [command, { stdout }] of found) assert.equal(stdout, "", command);
    assert.ok(!readdirSync(cli.home).includes("out.csv"));
    const accounts = await cli.run(["accounts"]);
    assert.deepEqual([accounts.code, accounts.stdout], [0, ""]);
    cli.remove();
  });

  test("5 where nothing is known of what was asked, with the answer on stdout", async () => {
    const cli = commandLine(folder, Date.now, KEYS);
    const target = join(cli.home, "out.csv");
    const found = await ends(
      cli,
      ["products", "transactions", "failures", "balance", "statusline --max-age 1h", `export ${target}`].map(
        (command) => `${command} --offline --quiet`,
      ),
    );
    for (const [command, { code, stdout, stderr }] of found) {
      assert.deepEqual([code, stderr], [5, ""], command);
      assert.notEqual(stdout, "", command);
      assert.doesNotMatch(stdout, /₹0/, "nobody has measured a zero");
    }
    cli.remove();
  });

  test("1 where the service can not be reached, or a file can not be written", async () => {
    const closed = createServer().listen(0, "127.0.0.1");
    await once(closed, "listening");
    const { port } = closed.address() as AddressInfo;
    closed.close();
    await once(closed, "close");
    const cli = commandLine(folder, Date.now, { ...KEYS, DEEPVUE_BASE_URL: `http://127.0.0.1:${port}` });
    const doctor = await cli.run(["doctor"]);
    assert.deepEqual([doctor.code, /✗ Service .*can not be reached/.test(doctor.stdout)], [1, true], doctor.stdout);
    assert.equal((await cli.run(["doctor", "--offline"])).code, 0);
    assertEnds(await ends(cli, ["login"]), 1, /can not be reached/);
    const nowhere = join(cli.home, "no", "such", "folder", "deepvue.prom");
    assertEnds(await ends(cli, [`metrics --textfile ${nowhere}`]), 1, /deepvue-usage: .+/);
    cli.remove();
  });

  test("4 where the service does not accept the credentials", async () => {
    const sandbox = await startSandbox({ account: fixedAccount(() => []) });
    const cli = commandLine(folder, Date.now, { ...KEYS, DEEPVUE_BASE_URL: sandbox.url });
    try {
      assertEnds(await ends(cli, ["login"]), 4, /did not accept the credentials/);
      const doctor = await cli.run(["doctor"]);
      assert.deepEqual([doctor.code, /✗ Service .*did not accept/.test(doctor.stdout)], [4, true], doctor.stdout);
    } finally {
      cli.remove();
      await sandbox.close();
    }
  });

  test("130 where Ctrl+C comes while the service lets us wait", async () => {
    const asked = Promise.withResolvers<void>();
    let tell = asked.resolve;
    const silent = createServer(() => tell()).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    const cli = commandLine(folder, Date.now, { ...KEYS, DEEPVUE_BASE_URL: `http://127.0.0.1:${port}` });
    try {
      for (const command of ["daily", "balance", `export ${join(cli.home, "out.csv")}`, "login", "doctor"]) {
        const request = Promise.withResolvers<void>();
        tell = request.resolve;
        const running = cli.start(command.split(" "));
        await Promise.race([request.promise, running.ended]);
        running.child.kill("SIGINT");
        const { code, stdout, stderr } = await running.ended;
        assert.equal(code, 130, `${command}: ${stdout}${stderr}`);
      }
      assert.ok(!readdirSync(cli.home).includes("out.csv"));
    } finally {
      silent.closeAllConnections();
      silent.close();
      cli.remove();
    }
  });

  test("130 where Ctrl+C answers a question: nothing is changed", async () => {
    const cli = commandLine(folder, Date.now, KEYS);
    const file = join(cli.home, "rows.csv");
    writeFileSync(file, ROWS);
    const running = cli.start(["import", file], { columns: 100 });
    await running.shows(/\[y\/N\]|\(y\/n\)|yes/i);
    running.child.stdin?.write("\u0003");
    const { code, stdout } = await running.ended;
    assert.equal(code, 130, stdout);
    const held = await cli.run(["doctor", "--deep", "--offline", "--json"]);
    assert.match(held.stdout, /"0 transactions, sound"/);
    cli.remove();
  });
});

/** One after the other in the same home. */
async function ends(cli: CommandLine, commands: readonly string[]): Promise<ReadonlyMap<string, Ended>> {
  const found = new Map<string, Ended>();
  for (const command of commands) found.set(command, await cli.run(command.split(" ")));
  return found;
}

function assertEnds(found: ReadonlyMap<string, Ended>, exit: number, told: RegExp): void {
  for (const [command, { code, stderr }] of found) {
    assert.equal(code, exit, `${command}: ${stderr}`);
    assert.match(stderr, told, command);
    assert.equal(stderr.trimEnd().split("\n").length, 1, `${command}: ${stderr}`);
  }
}
