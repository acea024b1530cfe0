import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { moneyToDecimal } from "../../../src/domain/money.ts";
import { intervalOf } from "../../../src/domain/period.ts";
import { type GeneratedAccount, generateAccount } from "../../../src/sandbox/generator.ts";
import { type Sandbox, startSandbox } from "../../sandbox/server.ts";
import { buildCommandLine, type CommandLine, commandLine } from "../../support/commandLine.ts";
import { type DiskResult, type DiskStep, doOnSmallDisk, noSmallDisk } from "../../support/fullDisk.ts";

const NOW = Date.parse("2026-11-23T09:00:00Z");
const MONTH = { since: "2026-11-01", until: "2026-11-23" };
const startedAt = Date.now();
const clock = (): number => NOW + (Date.now() - startedAt);
const SECRET = "full-disk-secret-77b1";
const HELP = "Free some space and run it again. What was stored before is intact.";

describe("on a full disk", { skip: noSmallDisk(tmpdir()) }, () => {
  let folder: string;
  let disk: string;
  let generated: GeneratedAccount;
  let sandbox: Sandbox;
  let cli: CommandLine;
  let env: Record<string, string>;
  let ledger: string;

  before(async () => {
    folder = buildCommandLine();
    disk = mkdtempSync(join(tmpdir(), "deepvue-usage-disk-"));
    ledger = join(disk, "ledger.sqlite");
    generated = generateAccount({ anchor: "2026-11-23", callsPerWeekday: 600 });
    sandbox = await startSandbox({
      account: { ...generated, reportPages: (interval) => generated.reportPages(interval, NOW) },
      clock,
      credentials: { clientId: "full-client-0a1b2c3d", clientSecret: SECRET },
    });
    const { clientId, clientSecret } = sandbox.credentials;
    env = {
      DEEPVUE_BASE_URL: sandbox.url,
      DEEPVUE_PLAN: "enterprise",
      DEEPVUE_CLIENT_ID: clientId,
      DEEPVUE_CLIENT_SECRET: clientSecret,
    };
    cli = commandLine(folder, clock, env);
    assert.equal((await cli.run(["sync", "--since", MONTH.since])).code, 0);
  });
  after(async () => {
    assert.ok(!cli.everything().includes(SECRET));
    cli.remove();
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
    rmSync(disk, { recursive: true, force: true });
  });

  /** The command line over the disk's ledger. */
  function typed(...args: string[]): DiskStep {
    const { command, env: base } = cli.program(args);
    return { run: [...command, "--ledger", ledger], env: { ...base, ...env } };
  }

  /** What the steps result in, on a disk that has the ledger and `files`, and then no more than `leaving` bytes free. */
  async function onDisk(
    { leaving, files = [] }: { readonly leaving: number; readonly files?: readonly DiskStep[] },
    ...steps: DiskStep[]
  ): Promise<readonly DiskResult[]> {
    const { size } = statSync(cli.ledger);
    const copied: readonly DiskStep[] = [
      { copy: cli.ledger, to: ledger },
      ...files,
      { fill: join(disk, "full"), leaving },
    ];
    const results = await doOnSmallDisk(disk, size + 8 * 1024 * 1024, [...copied, ...steps]);
    return results.slice(copied.length);
  }

  function assertWhole({ code, stdout, stderr }: DiskResult | undefined = NONE): void {
    assert.equal(code, 0, stderr);
    const { totals } = generated.expectedTotals(intervalOf(MONTH, "Asia/Kolkata"), NOW);
    const answer = JSON.parse(stdout);
    assert.deepEqual([answer.totals.charge, answer.totals.calls], [moneyToDecimal(totals.charge), totals.calls]);
  }

  test("a sync ends with 1 and says what to do; the numbers of before are there, and the file is sound", async () => {
    const [sync, daily, doctor] = await onDisk(
      { leaving: 300_000 },
      typed("sync", "--since", "2026-03-01"),
      typed("daily", "--offline", "--json"),
      typed("doctor", "--deep", "--offline", "--json"),
    );
    assert.deepEqual([sync?.code, sync?.stdout], [1, ""], sync?.stderr);
    assert.ok(sync?.stderr.includes(HELP), sync?.stderr);
    assertWhole(daily);
    const { findings } = JSON.parse(doctor?.stdout ?? "") as { findings: readonly { what: string; text: string }[] };
    assert.match(findings.find(({ what }) => what === "File")?.text ?? "", /^\d+ transactions, sound$/);
  });

  test("a report shows what the ledger holds, and says that it could not fetch", async () => {
    const [daily, table] = await onDisk(
      { leaving: 0 },
      typed("daily", "--since", MONTH.since, "--max-age", "0s", "--json"),
      typed("products", "--max-age", "0s"),
    );
    assert.equal(daily?.code, 5, daily?.stderr);
    assertWhole({ ...NONE, stdout: daily?.stdout ?? "" });
    assert.ok(daily?.stderr.includes(`${HELP} Showing what the ledger holds.`), daily?.stderr);
    assert.match(table?.stdout ?? "", /^Total +/m);
  });

  test("an export leaves no half file, and the file of before as it was", async () => {
    const old = join(cli.home, "november.csv");
    assert.equal((await cli.run(["export", old, "--offline", "--last", "2"])).code, 0);
    const targets = ["csv", "xlsx", "parquet", "jsonl"].map((format) => join(disk, "out", `november.${format}`));
    const files = targets.map((to) => ({ copy: old, to }));
    const exports = targets.map((target) => typed("export", target, "--offline"));
    const results = await onDisk({ leaving: 40_000, files }, ...exports, { read: join(disk, "out") });
    for (const [at, target] of targets.entries()) {
      const { code, stdout, stderr } = results[at] ?? NONE;
      assert.deepEqual([code, stdout], [1, ""], `${target}: ${stderr}`);
      assert.match(stderr, /^deepvue-usage: .*(space|full).*\n$/, target);
    }
    const left = results.at(-1)?.files ?? {};
    assert.deepEqual(Object.keys(left).toSorted(byName), targets.toSorted(byName));
    for (const text of Object.values(left)) assert.equal(text, readFileSync(old, "latin1"));
  });

  test("signing in ends with 1 and leaves the credentials of before as they were", async () => {
    const credentials = join(disk, "config", "deepvue-usage", "credentials.json");
    const own = { XDG_CONFIG_HOME: join(disk, "config"), DEEPVUE_CLIENT_ID: "", DEEPVUE_CLIENT_SECRET: "" };
    const home = commandLine(folder, clock, { ...env, ...own, XDG_CONFIG_HOME: "" });
    mkdirSync(join(home.credentials, ".."), { recursive: true });
    const { clientId, clientSecret } = sandbox.credentials;
    const given = `${clientId}\n${clientSecret}\n`;
    assert.equal(
      (
        await home.run(["login", "--stdin"], {
          input: given,
          env: { DEEPVUE_CLIENT_ID: "", DEEPVUE_CLIENT_SECRET: "" },
        })
      ).code,
      0,
    );
    const { command, env: base } = home.program(["login", "--stdin"]);
    const [login, read] = await onDisk(
      { leaving: 0, files: [{ copy: home.credentials, to: credentials }] },
      { run: command, env: { ...base, ...env, ...own }, input: given },
      { read: join(disk, "config") },
    );
    assert.equal(login?.code, 1, login?.stderr);
    assert.match(login?.stderr ?? "", /space|full/);
    assert.ok(!login?.stderr.includes(clientSecret));
    assert.deepEqual(read?.files, { [credentials]: readFileSync(home.credentials, "latin1") });
    home.remove();
  });
});

function byName(a: string, b: string): number {
  return a < b ? -1 : 1;
}

const NONE: DiskResult = { code: 0, stdout: "", stderr: "", files: {} };
