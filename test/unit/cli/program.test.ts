import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { patient } from "../../../scripts/patience.ts";
import { liveAccount } from "../../../src/app/knownAccounts.ts";
import type { Account } from "../../../src/domain/account.ts";
import { formatMoney, moneyToDecimal } from "../../../src/domain/money.ts";
import { intervalOf, type Period } from "../../../src/domain/period.ts";
import { type GeneratedAccount, generateAccount } from "../../../src/sandbox/generator.ts";
import { type Sandbox, startSandbox } from "../../sandbox/server.ts";
import { buildCommandLine, type CommandLine, commandLine, type Ended } from "../../support/commandLine.ts";
import { type EditorWindow, fasterTime, listLog, openEditorWindow } from "../../support/editorWindow.ts";
import { atEnd } from "../../support/endings.ts";
import { duckDb } from "../../support/exports.ts";
import { publishedAnswer } from "../../support/publishedAnswers.ts";

const ZONE = "Asia/Kolkata";
/** 23 November 2026, 14:30 IST; the account is a year old. */
const NOW = Date.parse("2026-11-23T09:00:00Z");
const SINCE = "2026-10-01";
const MONTH = { since: "2026-11-01", until: "2026-11-23" };
/** How a heading begins in colour. */
const BOLD = "\u001b[1m";
const startedAt = Date.now();
const clock = (): number => NOW + (Date.now() - startedAt);
const SECRET = "cli-secret-51f0c2aa90d7e6";

/** What is looked at of an answer; that the rest is as published says its schema. */
interface Answer {
  readonly totals: { readonly charge: string; readonly calls: number };
  readonly coverage: { readonly extent: string };
  readonly rows: readonly { readonly name: string; readonly calls: number; readonly charge: string }[];
  readonly failures: readonly { readonly calls: number }[];
  readonly transactions: readonly { readonly outcome: string; readonly charge: string }[];
  readonly of: number;
  readonly balance: { readonly amount: string };
}

/** One sandbox, one build and one synced ledger for all: processes are dear. */
describe("the program as a process", () => {
  let folder: string;
  let generated: GeneratedAccount;
  let sandbox: Sandbox;
  let cli: CommandLine;

  before(async () => {
    folder = buildCommandLine();
    generated = generateAccount({ anchor: "2026-11-23", callsPerWeekday: 60 });
    sandbox = await startService();
    cli = person();
    const { code, stderr } = await cli.run(["sync", "--since", SINCE]);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /Loading the history since 1 Oct 2026\.\n.*10 report windows, one request each/);
    assert.match(stderr, /Fetched 10 report windows in/);
  });
  after(async () => {
    assert.ok(!cli.everything().includes(SECRET), "the secret is in no output and in no file");
    cli.remove();
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function startService(): Promise<Sandbox> {
    return startSandbox({
      // What the account has stays what it had at NOW.
      account: { ...generated, reportPages: (interval) => generated.reportPages(interval, NOW) },
      clock,
      credentials: { clientId: "cli-client-0a1b2c3d", clientSecret: SECRET },
    });
  }

  /** A home of its own, with the credentials in the environment. */
  function person(env: Record<string, string> = {}): CommandLine {
    const { clientId, clientSecret } = sandbox.credentials;
    return commandLine(folder, clock, {
      DEEPVUE_BASE_URL: sandbox.url,
      DEEPVUE_PLAN: "enterprise",
      DEEPVUE_CLIENT_ID: clientId,
      DEEPVUE_CLIENT_SECRET: clientSecret,
      ...env,
    });
  }

  function expected(period: Period) {
    return generated.expectedTotals(intervalOf(period, ZONE), NOW);
  }

  async function json(args: readonly string[], exit = 0): Promise<Answer> {
    const { code, stdout, stderr } = await cli.run([...args, "--json", "--offline"]);
    assert.equal(code, exit, stderr);
    return publishedAnswer(stdout) as Answer;
  }

  function accountOf(): Account {
    return liveAccount(sandbox.credentials, sandbox.url, "enterprise");
  }

  /** An editor window on the ledger of a command line. */
  async function editorOn({ ledger }: CommandLine): Promise<EditorWindow> {
    return openEditorWindow({
      path: ledger,
      account: accountOf(),
      credentials: sandbox.credentials,
      holder: "editor",
      clock,
      zone: ZONE,
      log: listLog([]),
      time: fasterTime(1),
    });
  }

  test("each report's sums are the generator's and, for the same file, those of the editor's model", async () => {
    const { totals, products } = expected(MONTH);
    const window = await editorOn(cli);
    try {
      const { usage } = window.model.state;
      assert.deepEqual(usage?.period.totals, totals);
      for (const command of ["daily", "weekly", "monthly", "products", "outcomes", "messages", "labels"]) {
        const answer = await json([command, "--since", MONTH.since]);
        assert.deepEqual(
          [answer.totals.charge, answer.totals.calls, answer.coverage.extent],
          [moneyToDecimal(totals.charge), totals.calls, "wholly"],
          command,
        );
        const { rows } = answer;
        assert.equal(
          rows.reduce((sum, { calls }) => sum + calls, 0),
          totals.calls,
          command,
        );
      }
      const { rows: byProduct } = await json(["products"]);
      assert.deepEqual(
        byProduct.map(({ name, charge }) => [name, charge]),
        products.map(({ product, charge }) => [product, moneyToDecimal(charge)]),
      );
      const { failures } = await json(["failures"]);
      assert.equal(
        failures.reduce((sum, { calls }) => sum + calls, 0),
        totals.chargedFailures,
      );
      const line = await cli.run(["statusline"]);
      assert.match(line.stdout, new RegExp(`· ${escaped(formatMoney(totals.charge))} this month`));
    } finally {
      await window.close();
    }
  });

  test("transactions, balance, accounts and doctor answer in the published form", async () => {
    const calls = await json(["transactions", "-n", "7", "--outcome", "failure", "--charged"]);
    const rows = calls.transactions;
    assert.equal(rows.length, 7);
    assert.ok(rows.every(({ outcome, charge }) => outcome === "failure" && Number(charge) > 0));
    assert.equal(calls.of, expected(MONTH).totals.chargedFailures);
    assert.match((await json(["balance"])).balance.amount, /^\d+\.\d\d/);
    for (const command of ["accounts", "doctor"]) {
      const { stdout, code } = await cli.run([command, "--json"]);
      assert.equal(code, 0, command);
      publishedAnswer(stdout);
    }
  });

  test("a day of three products, as people read it", async () => {
    const { stdout } = await cli.run(["products", "--since", "2026-11-22", "--until", "2026-11-22", "--offline"]);
    const { totals, products } = expected({ since: "2026-11-22", until: "2026-11-22" });
    const lines = stdout.split("\n");
    assert.match(lines[0] ?? "", /^cli-clien…2c3d · 22 Nov 2026 · Asia\/Kolkata$/);
    assert.match(lines[2] ?? "", /^Product +Calls +Failed .*Paid for failures +Spend$/);
    assert.match(lines[3] ?? "", /^─+$/);
    for (const [at, { product, calls, charge }] of products.entries()) {
      const line = lines[4 + at] ?? "";
      assert.match(line, new RegExp(`^${escaped(product)} +${calls} `));
      assert.ok(line.includes(`${formatMoney(charge)}  `) || line.endsWith(formatMoney(charge)), line);
    }
    const total = lines.find((line) => line.startsWith("Total"));
    assert.match(total ?? "", new RegExp(`^Total +${totals.calls} .* ${escaped(formatMoney(totals.charge))}$`));
    assert.match(
      stdout,
      /taxable,\u00a0|taxable, .*GST \(assuming charges include 18 % GST; setting deepvue\.gst\)\.\nComplete, /,
    );
    assert.ok(!stdout.includes("\u001b"), "no colour into a pipe");
  });

  test("a terminal of 40 columns and one of 200: nothing is wider, amounts stay whole, colours are there", async () => {
    for (const columns of [40, 200]) {
      const { stdout, code } = await cli.run(["daily", "--offline"], { columns });
      const lines = stripVTControlCharacters(stdout).split(/\r?\n/);
      assert.equal(code, 0, stdout);
      const table = lines.slice(2, lines.findIndex((line) => line.startsWith("Total")) + 1);
      assert.ok(table.length > 20);
      for (const line of table) assert.ok(Array.from(line).length <= columns, `${columns}: ${line}`);
      assert.ok(stdout.includes(formatMoney(expected(MONTH).totals.charge)), stdout);
      assert.ok(stdout.includes("\u001b["), "colours");
    }
    const plain = await cli.run(["daily", "--offline"], { columns: 80, env: { NO_COLOR: "1" } });
    assert.ok(!plain.stdout.includes(BOLD), "NO_COLOR");
    const forced = await cli.run(["daily", "--offline"], { env: { FORCE_COLOR: "1" } });
    assert.ok(forced.stdout.includes(BOLD), "FORCE_COLOR");
  });

  test("CSV has a row a day and no sum; amounts are exact", async () => {
    const { stdout } = await cli.run(["daily", "--csv", "--offline", "--until", "2026-11-03", "--since", "20261101"]);
    const lines = stdout.trimEnd().split("\r\n");
    assert.deepEqual(
      lines.map((line) => line.split(",")[0]),
      ["name", '"2026-11-01"', '"2026-11-02"', '"2026-11-03"'],
    );
    const { charge } = expected({ since: "2026-11-02", until: "2026-11-02" }).totals;
    assert.equal(lines[2]?.split(",")[6], moneyToDecimal(charge));
  });

  test("an export adds up to the report", async () => {
    const target = join(cli.home, "november.csv");
    const { code, stdout, stderr } = await cli.run(["export", target, "--offline"]);
    assert.deepEqual([code, stdout], [0, `${target}\n`], stderr);
    const { totals } = expected(MONTH);
    assert.equal(readFileSync(target, "utf8").trimEnd().split("\r\n").length - 1, totals.calls);
    assert.ok(stderr.includes(formatMoney(totals.charge)), stderr);
    const parquet = join(cli.home, "november.parquet");
    assert.equal((await cli.run(["export", parquet, "--offline"])).code, 0);
    const sums = `SELECT count(*)::VARCHAR AS calls, sum(charge_inr)::DECIMAL(18, 2)::VARCHAR AS charge FROM '${parquet}'`;
    assert.deepEqual(await duckDb(sums), [{ calls: String(totals.calls), charge: moneyToDecimal(totals.charge) }]);
    const wrong = await cli.run(["export", join(cli.home, "november.xslx"), "--offline"]);
    assert.deepEqual([wrong.code, /Did you mean xlsx\?/.test(wrong.stderr)], [2, true]);
  });

  test("an invoice's total is held against the ledger: equal ends with 0, anything else with 1", async () => {
    const october = expected({ since: "2026-10-01", until: "2026-10-31" }).totals.charge;
    const args = ["reconcile", "--period", "last-month", "--offline", "--total"];
    const equal = await cli.run([...args, formatMoney(october)]);
    assert.equal(equal.code, 0, equal.stdout + equal.stderr);
    const other = await cli.run([...args, moneyToDecimal(october + 12_300)]);
    assert.equal(other.code, 1);
    assert.match(other.stdout, /₹1\.23/);
    assert.doesNotMatch(other.stdout, /\*\*|\\\./, "no marks of a document");
  });

  test("a report file of rows that are there already has nothing to import; one that is none is told", async () => {
    const target = join(cli.home, "rows.csv");
    const [row] = [...generated.transactions(intervalOf({ since: "2026-11-10", until: "2026-11-10" }, ZONE), NOW)];
    assert.ok(row);
    const at = new Date(row.at / 1000).toISOString().replace("Z", "000+00:00");
    const heading = "Transaction Id,Timestamp(UTC),Product Id,Status,Message,Charge";
    const cells = [row.id, at, row.product, row.status, `"${row.message}"`, moneyToDecimal(row.charge)];
    writeFileSync(target, `${heading}\n${cells.join(",")}\n`);
    const nothing = await cli.run(["import", target]);
    assert.deepEqual([nothing.code, /nothing to import/.test(nothing.stderr)], [0, true], nothing.stderr);
    writeFileSync(target, `${heading}\n${["11111111-2222-4333-8444-555555555555", ...cells.slice(1)].join(",")}\n`);
    const asked = await cli.run(["import", target]);
    assert.deepEqual([asked.code, /--yes/.test(asked.stderr)], [2, true], "nothing is stored without a yes");
    const dry = await cli.run(["import", target, "--dry-run"]);
    assert.match(dry.stderr, /1 new.*\n[\s\S]*Nothing was changed/);
    writeFileSync(target, "Hello\n");
    const none = await cli.run(["import", target]);
    assert.deepEqual([none.code, /can not be read as a report/.test(none.stderr)], [1, true], none.stderr);
  });

  test("wrong usage ends with 2 and names what was meant", async () => {
    for (const [args, told] of [
      [["dialy"], "Did you mean daily?"],
      [["daily", "--jsno"], "Did you mean --json?"],
      [["daily", "--since", "2026-02-30"], "that month has 28 days"],
      [["daily", "--since"], "--since needs a value"],
      [["daily", "--period", "this-moth"], "Did you mean this-month?"],
      [["daily", "--json", "--csv"], "do not go together"],
      [["daily", "--timezone", "Asia/Kolkatta"], "There is no time zone"],
      [["daily", "--timezone", "UTC", "--offline"], "--recount"],
      [["daily", "--max-age", "soon"], "--max-age is a time"],
      [["budget", "check", "--offline"], "No budget is set"],
      [["daily", "extra"], "“extra”"],
      [["daily", "--watch"], "--watch is for a terminal"],
      [["daily", "--config", "/nowhere.json"], "there is no such file"],
    ] as const) {
      const { code, stdout, stderr } = await cli.run(args);
      assert.deepEqual([code, stdout], [2, ""], `${args.join(" ")}: ${stderr}`);
      assert.ok(stderr.includes(told), `${args.join(" ")}: ${stderr}`);
      assert.equal(stderr.trimEnd().split("\n").length, 1, stderr);
    }
  });

  test("a budget that holds ends with 0, one that is passed with 3, one that nobody can know with 5", async () => {
    const spent = expected(MONTH).totals.charge / 10_000;
    assert.equal((await checkBudget({ monthly: Math.ceil(spent) + 1 })).code, 0);
    const over = await checkBudget({ monthly: Math.floor(spent) - 1 });
    assert.deepEqual([over.code, /Over budget\./.test(over.stdout)], [3, true]);
    const answer = await checkBudget(
      { monthly: Math.floor(spent) - 1, products: { "PAN-Plus": { daily: 1e9 } } },
      "--json",
    );
    assert.equal((publishedAnswer(answer.stdout) as { readonly over: boolean }).over, true);
    const empty = person();
    empty.writeSettings({ "deepvue.budget": { monthly: 1 } });
    assert.equal((await empty.run(["budget", "check", "--offline"], {})).code, 5);
    empty.remove();
  });

  async function checkBudget(budget: object, ...more: string[]): Promise<Ended> {
    const config = join(cli.home, "budget.json");
    writeFileSync(config, JSON.stringify({ "deepvue.budget": budget }));
    return cli.run(["budget", "check", "--offline", "--config", config, ...more]);
  }

  test("numbers that are not whole, or too old, end with 5", async () => {
    const { code, stdout } = await cli.run(["monthly", "--since", "2026-08-01", "--offline"]);
    assert.equal(code, 5);
    assert.match(stdout, /Aug 2026 +— +— .*—/);
    assert.match(stdout, /Incomplete: \d+ of 116 dates fetched/);
    assert.equal((await cli.run(["daily", "--offline", "--max-age", "1h"])).code, 0);
    assert.equal((await cli.run(["daily", "--offline", "--max-age", "0s"])).code, 5);
  });

  test("nobody signed in and a wrong key end with 4, in one line without the key", async () => {
    const nobody = commandLine(folder, clock);
    const { code, stderr } = await nobody.run(["daily"]);
    assert.deepEqual([code, /Nobody is signed in/.test(stderr)], [4, true], stderr);
    const half = await nobody.run(["sync"], { env: { DEEPVUE_CLIENT_SECRET: "half-of-it-7712" } });
    assert.equal(half.code, 4);
    assert.ok(!nobody.everything().includes("half-of-it-7712"));
    nobody.remove();
    const wrong = person({ DEEPVUE_CLIENT_SECRET: "wrong-key-90210" });
    const refused = await wrong.run(["sync"]);
    assert.deepEqual(
      [refused.code, refused.stderr.includes("did not accept the credentials")],
      [4, true],
      refused.stderr,
    );
    assert.ok(!wrong.everything().includes("wrong-key-90210"));
    wrong.remove();
  });

  test("without a network the stored numbers are shown, and said to be so; a sync ends with 1", async () => {
    await sandbox.goOffline();
    try {
      const { code, stdout, stderr } = await cli.run(["daily", "--max-age", "0s"]);
      assert.ok(stdout.includes(formatMoney(expected(MONTH).totals.charge)), stderr);
      assert.match(stderr, /Deepvue can not be reached\..*Showing what the ledger holds/);
      assert.equal(code, 5);
      const sync = await cli.run(["sync"]);
      assert.deepEqual([sync.code, sync.stdout], [1, ""], sync.stderr);
    } finally {
      await sandbox.goOnline();
    }
  });

  test("who reads only the head of an answer breaks nothing", () => {
    const line = `"${process.execPath}" "${join(folder, "cli.mjs")}" transactions -n 5000 --offline --json --since ${SINCE} --until 2026-11-22`;
    const script = `${line} 2>"${cli.home}/stderr" | head -n 1; echo "\${PIPESTATUS[0]}"`;
    const env = {
      ...process.env,
      HOME: cli.home,
      DEEPVUE_BASE_URL: sandbox.url,
      DEEPVUE_CLIENT_ID: "",
      NODE_OPTIONS: "",
    };
    const output = execFileSync("bash", ["-c", script], { encoding: "utf8", env });
    assert.deepEqual(output.split("\n"), ["{", "0", ""]);
    assert.equal(readFileSync(join(cli.home, "stderr"), "utf8"), "");
  });

  test("a second sync asks for what may still change and for nothing else; two at once do the work once", async () => {
    const reports = (): number => sandbox.requests.filter(({ path }) => path.endsWith("/usage-report")).length;
    const count = reports();
    const both = await Promise.all([cli.run(["sync", "--since", SINCE]), cli.run(["sync", "--since", SINCE])]);
    assert.deepEqual(
      both.map(({ code }) => code),
      [0, 0],
      both.map(({ stderr }) => stderr).join("\n"),
    );
    const asked = sandbox.requests.filter(({ path }) => path.endsWith("/usage-report")).slice(count);
    assert.ok(asked.length >= 1 && asked.length <= 2, String(asked.length));
    for (const { since } of asked) assert.ok((since ?? "") >= "2026-11-20", `${since} is sealed`);
  });

  test("Ctrl+C in a backfill ends with 130 and keeps what has arrived; the next run goes on from there", async () => {
    const slow = person({ DEEPVUE_PLAN: "starter" });
    const start = sandbox.requests.length;
    const running = slow.start(["sync", "--since", SINCE], { columns: 100 });
    await running.shows(/[23] of 10 report windows/);
    running.child.stdin?.write("\u0003");
    const { code, stdout } = await running.ended;
    assert.equal(code, 130, stdout);
    assert.match(stripVTControlCharacters(stdout), /stopped\. Everything that had arrived completely is kept\./);
    const first = windowsOf(sandbox.requests.slice(start));
    const middle = sandbox.requests.length;
    const again = await slow.run(["sync", "--since", SINCE], { env: { DEEPVUE_PLAN: "enterprise" } });
    assert.equal(again.code, 0, again.stderr);
    const second = windowsOf(sandbox.requests.slice(middle));
    // The last one may have been under way; the newest dates may still change.
    const repeated = first.slice(1, -1).filter((window) => second.includes(window));
    assert.deepEqual(repeated, [], `${first.join(" ")} | ${second.join(" ")}`);
    const answer = await slow.run(["daily", "--since", SINCE, "--offline", "--json"]);
    const { totals } = expected({ since: SINCE, until: MONTH.until });
    assert.equal(JSON.parse(answer.stdout).totals.charge, moneyToDecimal(totals.charge));
    slow.remove();
  });

  for (const seed of [11, 4711]) {
    test(`editor windows and processes in any order share one ledger, one quota and one truth (seed ${seed})`, async (t) => {
      // Whose limits nobody else uses: those who asked a moment ago, from other ledgers, share no quota with these.
      const service = await startService();
      atEnd(t, () => service.close());
      const shared = person({ DEEPVUE_BASE_URL: service.url });
      mkdirSync(join(shared.ledger, ".."), { recursive: true });
      const account = liveAccount(service.credentials, service.url, "enterprise");
      const { credentials } = service;
      const time = fasterTime(1);
      const open = async (holder: string): Promise<EditorWindow> =>
        openEditorWindow({
          path: shared.ledger,
          account,
          credentials,
          holder,
          clock,
          zone: ZONE,
          log: listLog([]),
          time,
        });
      const windows = [await open("one"), await open("two")];
      await windows[0]?.ledger.saveAccount(account);
      try {
        const random = seededRandom(seed);
        const whole = { since: SINCE, until: MONTH.until };
        const inWindow = (window: EditorWindow) => async (): Promise<unknown> => {
          const lane = random() < 0.5 ? "refresh" : "history";
          const dates = [whole];
          const request = { lane, dates, maxAgeMs: 600_000, use: "user", whenTaken: "wait" } as const;
          return window.synchronizer.sync(account, request, AbortSignal.timeout(patient(60_000)));
        };
        const killed = async (): Promise<unknown> => {
          const running = shared.start(["sync", "--since", SINCE]);
          await running.shows("report windows, one request each").catch(() => undefined);
          running.child.kill("SIGKILL");
          return running.ended;
        };
        const asProcess =
          (...args: string[]) =>
          async (): Promise<unknown> => {
            const { code, stderr } = await shared.run(args);
            // A report may find only a part, while others are still fetching.
            assert.ok(code === 0 || (code === 5 && args[0] !== "sync"), `${args.join(" ")}: ${code} ${stderr}`);
            return code;
          };
        const acts = [
          ...windows.map(inWindow),
          killed,
          asProcess("sync", "--since", SINCE),
          asProcess("sync"),
          asProcess("daily", "--period", "last-month"),
        ];
        const order = acts.map((act) => [random(), act] as const).toSorted(([a], [b]) => a - b);
        await Promise.all(order.map(async ([, act]) => act()));
        await asProcess("sync", "--since", SINCE)();
        const { totals } = expected(whole);
        const said = await shared.run(["daily", "--since", SINCE, "--offline", "--json"]);
        assert.deepEqual([said.code, JSON.parse(said.stdout).totals.charge], [0, moneyToDecimal(totals.charge)]);
        for (const window of windows) {
          const summary = await window.ledger.summarize(account.id, whole, "day", {});
          assert.deepEqual(summary.totals, totals);
        }
        const statuses = service.requests.map(({ status }) => status);
        assert.ok(!statuses.includes(429), `one quota for all of them: ${statuses.join(" ")}`);
        const asked = windowsOf(service.requests);
        const times = (window: string): number => asked.filter((each) => each === window).length;
        // The two lanes may both want a date at once, and whoever was killed had one under way; nobody else asks for what is there.
        for (const window of asked.filter((each) => each < "2026-11-14"))
          assert.ok(times(window) <= 3, asked.join(" "));
      } finally {
        for (const window of windows) await window.close();
        shared.remove();
      }
    });
  }

  test("signing in on a terminal shows nothing of the secret, keeps it for the owner alone, and signing out removes it", async () => {
    const home = person({ DEEPVUE_CLIENT_ID: "", DEEPVUE_CLIENT_SECRET: "" });
    assert.equal((await home.run(["login"])).code, 4, "there is no terminal to ask on");
    const running = home.start(["login"], { columns: 100 });
    await running.shows("Client id: ");
    running.child.stdin?.write(`${sandbox.credentials.clientId}\r`);
    await running.shows("Client secret (not shown): ");
    running.child.stdin?.write(`${SECRET}\r`);
    const { code, stdout } = await running.ended;
    assert.equal(code, 0, stdout);
    assert.ok(!stdout.includes(SECRET));
    assert.match(stdout, /Signed in as cli-clien…2c3d\. The wallet holds ₹/);
    assert.equal(statSync(home.credentials).mode & 0o777, 0o600);
    assert.ok(!readFileSync(home.ledger, "latin1").includes(SECRET));
    assert.equal((await home.run(["daily", "--last", "1"])).code, 0, "the stored secret is used");
    chmodSync(home.credentials, 0o644);
    const wide = await home.run(["sync"]);
    assert.deepEqual([wide.code, /chmod 600/.test(wide.stderr)], [4, true], wide.stderr);
    chmodSync(home.credentials, 0o600);
    assert.equal((await home.run(["logout"])).code, 0);
    assert.equal(statSync(home.credentials, { throwIfNoEntry: false }), undefined);
    assert.equal((await home.run(["daily"])).code, 4);
    const given = await home.run(["login", "--stdin"], { input: `${sandbox.credentials.clientId}\n${SECRET}\n` });
    assert.equal(given.code, 0, given.stderr);
    home.remove();
  });

  test("what is pasted before its question has come shows nothing of the secret either", async () => {
    const home = person({ DEEPVUE_CLIENT_ID: "", DEEPVUE_CLIENT_SECRET: "" });
    const running = home.start(["login"], { columns: 100 });
    await running.shows("Client id: ");
    running.child.stdin?.write(`wrong\u007f\u0015${sandbox.credentials.clientId}\u001b[D\r${SECRET}\r`);
    const { code, stdout } = await running.ended;
    assert.equal(code, 0, stdout);
    assert.ok(!stdout.includes(SECRET), stdout);
    assert.match(stdout, /Signed in as cli-clien…2c3d\./);
    const stopped = home.start(["login"], { columns: 100 });
    await stopped.shows("Client id: ");
    stopped.child.stdin?.write(`${sandbox.credentials.clientId}\r\u0003`);
    assert.equal((await stopped.ended).code, 130);
    home.remove();
  });

  test("mounted secrets and a command of the settings are taken, and never written", async () => {
    const secrets = mkdtempSync(join(tmpdir(), "deepvue-usage-secrets-"));
    const { clientId, clientSecret } = sandbox.credentials;
    writeFileSync(join(secrets, "secret"), `${clientSecret}\n`);
    const none = { DEEPVUE_CLIENT_ID: "", DEEPVUE_CLIENT_SECRET: "" };
    const mounted = person({
      ...none,
      DEEPVUE_CLIENT_ID: clientId,
      DEEPVUE_CLIENT_SECRET_FILE: join(secrets, "secret"),
    });
    const asked = person({ ...none, DEEPVUE_CLIENT_ID: clientId });
    asked.writeSettings({ credentialCommand: `cat '${join(secrets, "secret")}'` });
    for (const home of [mounted, asked]) {
      const { code, stderr } = await home.run(["daily", "--last", "1"]);
      assert.equal(code, 0, stderr);
      assert.ok(!home.everything().includes(clientSecret));
      home.remove();
    }
    rmSync(secrets, { recursive: true });
  });

  test("a live view draws, and Ctrl+C leaves it without a fault", async () => {
    const running = cli.start(["daily", "--offline", "--watch"], { columns: 100 });
    await running.shows("Complete, ");
    running.child.stdin?.write("\u0003");
    const { code, stdout } = await running.ended;
    assert.equal(code, 0, stdout);
    assert.ok(stdout.includes("\u001b[2J"));
  });

  test("an older Node is told so in one line; help, version and completions need no ledger", async () => {
    const old = "Object.defineProperty(process.versions,'node',{value:'20.20.2'})";
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(old)}` };
    const { code, stdout, stderr } = await cli.run(["daily"], { env });
    assert.deepEqual([code, stdout], [1, ""]);
    assert.equal(stderr, "deepvue-usage needs Node 22.13 or newer, for its SQLite; this is 20.20.2.\n");
    const home = commandLine(folder);
    const help = await home.run(["--help"]);
    assert.match(help.stdout, /^ {2}transactions +the newest calls/m);
    assert.match((await home.run(["help", "export"])).stdout, /--format FORMAT/);
    assert.match((await home.run(["--version"])).stdout, /^\d+\.\d+\.\d+\n$/);
    for (const shell of ["bash", "zsh", "fish"])
      assert.match((await home.run(["completion", shell])).stdout, /statusline/);
    const script = join(home.home, "completion.bash");
    writeFileSync(script, (await home.run(["completion", "bash"])).stdout);
    const typed = `source "${script}"; COMP_WORDS=(deepvue-usage daily --bre); COMP_CWORD=2; _deepvue_usage; echo "\${COMPREPLY[*]}"`;
    assert.equal(execFileSync("bash", ["-c", typed], { encoding: "utf8" }), "--breakdown\n");
    assert.equal(statSync(home.ledger, { throwIfNoEntry: false }), undefined);
    home.remove();
  });

  test("the made-up year needs neither network nor sign-in, and is marked on every answer", async () => {
    const home = commandLine(folder, clock);
    const { code, stdout, stderr } = await home.run(["daily", "--sample", "--last", "2"]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^SAMPLE · Sample account · 22–23 Nov 2026/);
    assert.match((await home.run(["statusline", "--sample"])).stdout, /^SAMPLE · /);
    assert.equal(statSync(home.ledger, { throwIfNoEntry: false }), undefined, "a ledger of its own");
    home.remove();
  });

  test("a ledger that can not be written is told, and ends with 1", async () => {
    const home = person();
    mkdirSync(join(home.ledger, ".."), { recursive: true });
    mkdirSync(home.ledger);
    const { code, stdout, stderr } = await home.run(["sync"]);
    assert.deepEqual([code, stdout], [1, ""], stderr);
    assert.equal(stderr.trimEnd().split("\n").length, 1, stderr);
    home.remove();
  });

  test("packed it is small, and from npx on an empty machine it brings a year in that every report and the editor agree on", async () => {
    const home = person();
    const year = { since: "2025-12-01", until: MONTH.until };
    // This Node first, whatever the machine has.
    const PATH = `${dirname(process.execPath)}:${process.env["PATH"]}`;
    const npm = {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, PATH, HOME: home.home, npm_config_update_notifier: "false" },
    } as const;
    const [packed] = JSON.parse(execFileSync("npm", ["pack", "--json", "--pack-destination", home.home], npm));
    assert.ok(packed.size <= 200_000, `${packed.size} bytes`);
    const npx = ["npx", "--offline", "--yes", "--package", join(home.home, packed.filename), "deepvue-usage"];
    const options = { program: npx, env: { PATH, npm_config_update_notifier: "false" } };
    assert.match((await home.run(["--version"], options)).stdout, /^\d+\.\d+\.\d+\n$/);
    const synced = await home.run(["sync", "--since", year.since], options);
    assert.equal(synced.code, 0, synced.stderr);
    const { totals, products } = expected(year);
    assert.ok(totals.calls > 10_000, `${totals.calls} calls`);
    const window = await editorOn(home);
    try {
      const summary = await window.ledger.summarize(accountOf().id, year, "day", {});
      assert.deepEqual(summary.totals, totals);
    } finally {
      await window.close();
    }
    // What npx has installed, without npx, which takes ten times as long as it.
    const [installed = ""] = globSync(join(home.home, ".npm/_npx/*/node_modules/.bin/deepvue-usage"));
    for (const command of ["daily", "weekly", "monthly", "products", "outcomes", "messages", "labels"]) {
      const said = await home.run([command, "--since", year.since, "--offline", "--json"], {
        ...options,
        program: [installed],
      });
      const answer: Answer = JSON.parse(said.stdout);
      assert.deepEqual(
        [answer.totals.charge, answer.totals.calls, answer.coverage.extent],
        [moneyToDecimal(totals.charge), totals.calls, "wholly"],
        command,
      );
      if (command !== "products") continue;
      const expectedRows = products.map(({ product, charge }) => [product, moneyToDecimal(charge)]);
      assert.deepEqual(
        answer.rows.map(({ name, charge }) => [name, charge]),
        expectedRows,
      );
    }
    home.remove();
  });
});

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** The same numbers from 0 to 1 for the same seed. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function windowsOf(requests: Sandbox["requests"]): readonly string[] {
  const reports = requests.filter(({ path }) => path.endsWith("/usage-report"));
  return reports.map(({ since, until }) => `${since}..${until}`);
}
