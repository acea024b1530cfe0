import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { patient } from "../../../scripts/patience.ts";
import { liveAccount } from "../../../src/app/knownAccounts.ts";
import { DEFAULT_ZONE } from "../../../src/app/settingValues.ts";
import { Alerts } from "../../../src/app/watch/alerts.ts";
import type { FixedRow } from "../../../src/sandbox/sandboxAccount.ts";
import { startEditorProcess } from "../../support/editorProgram.ts";
import { listLog } from "../../support/editorWindow.ts";
import { atEnd } from "../../support/endings.ts";
import { eventually } from "../../support/eventually.ts";
import { threadLedger } from "../../support/ledgers.ts";
import { type Hook, serveScene, startHook } from "../../support/serveProgram.ts";
import { budgetUse, watchOf } from "../../support/watches.ts";

/** Two paid calls of this moment, one of them a failure. */
function rowsOfNow(): readonly FixedRow[] {
  const at = (Date.now() - 1_000) * 1000;
  const ok = { at, product: 'PAN "Plus"', status: 200, message: "Pan Verified Successfully.", charge: 29_500 };
  return [
    { ...ok, id: "00000000-0000-4000-8000-000000000001" },
    { ...ok, id: "00000000-0000-4000-8000-000000000002", status: 400, message: "Invalid Pan Number.", at: at + 1 },
  ];
}

/** Spent by each of the two calls. */
const TINY_BUDGET = { "deepvue.budget": { monthly: 1 } };
const METRICS = ["serve", "--metrics-listen", "0"];

function urlIn(started: RegExpExecArray): string {
  return started[1] ?? assert.fail("no address");
}

async function answerOf(url: string, init: RequestInit = {}): Promise<{ status: number; text: string; type: string }> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(patient(10_000)) });
  return { status: response.status, text: await response.text(), type: response.headers.get("content-type") ?? "" };
}

function titles({ bodies }: Hook): readonly string[] {
  return bodies.map(({ text }) => text.split(".")[0] ?? "");
}

describe("serve", { concurrency: 2, timeout: patient(180_000) }, () => {
  test("collects, answers a scrape and a health check, writes the file, and ends in good order with 0", async (t) => {
    const scene = await serveScene(t, rowsOfNow());
    scene.settings(TINY_BUDGET);
    const file = join(scene.folder, "deepvue.prom");
    const server = scene.start([...METRICS, "--textfile", file, "--log-format", "json", "--since", "90d"]);
    const url = urlIn(await server.until(/serving .*; metrics at (\S+)\/metrics; no webhook/));
    await server.until(/refreshed/);
    await server.until(/loading the history since 20\d\d-\d\d-\d\d/);
    const since = new Date(Date.now() - 89 * 86_400_000).toISOString().slice(0, 10);
    await eventually(
      async () => scene.sandbox.requests.flatMap((request) => request.since ?? []).toSorted()[0] ?? "",
      (first) => assert.ok(first !== "" && first < since, `asked since ${first}`),
    );
    const { text, type } = await eventually(
      () => answerOf(`${url}/metrics`),
      (answer) => assert.match(answer.text, /^deepvue_spend_rupees\{/m),
    );
    assert.equal(type, "text/plain; version=0.0.4; charset=utf-8");
    const label = 'account="sandbox-client",product="PAN \\"Plus\\""';
    assert.ok(text.includes(`deepvue_spend_rupees{${label},window="month"} 5.90\n`), text);
    assert.ok(text.includes(`deepvue_calls{${label},window="month",outcome="failure"} 1\n`));
    assert.ok(text.includes(`deepvue_charged_failures_rupees{${label},window="month"} 2.95\n`));
    assert.ok(text.includes('deepvue_budget_ratio{account="sandbox-client",window="month"} 5.9\n'));
    assert.ok(text.includes('deepvue_balance_rupees{account="sandbox-client"} 6448.00\n'));
    assert.ok(text.includes('deepvue_sync_failures{account="sandbox-client"} 0\n'));
    const { status, text: health } = await answerOf(`${url}/healthz`);
    assert.equal(status, 200);
    const [account] = (JSON.parse(health) as { accounts: { account: string; ageSeconds: number; problem: null }[] })
      .accounts;
    assert.deepEqual([account?.account, account?.problem], ["sandbox-client", null]);
    assert.ok((account?.ageSeconds ?? 99) < 60);
    const others = [
      (await answerOf(url)).status,
      (await answerOf(`${url}/metrics`, { method: "POST" })).status,
      (await answerOf(`${url}/metrics`, { method: "HEAD" })).text,
    ];
    assert.deepEqual(others, [404, 405, ""]);
    await eventually(
      async () => readFileSync(file, "utf8"),
      (written) => assert.match(written, /^deepvue_spend_rupees\{.*window="month"\} 5\.90$/m),
    );
    assert.equal(statSync(file).mode & 0o444, 0o444, "node_exporter is another user");
    assert.equal(await server.end("SIGTERM"), 0);
    for (const line of server.lines) {
      const { time, level, message } = JSON.parse(line) as Record<string, string>;
      assert.ok(time !== undefined && level !== undefined && message !== undefined, line);
    }
    assert.match(server.lines.at(-1) ?? "", /"stopped"/);
    assert.equal(server.stdout(), "");
    await assert.rejects(fetch(url), "nobody listens any more");
    const ledger = threadLedger(t, scene.ledger);
    const { id } = liveAccount(scene.sandbox.credentials, scene.sandbox.url, "enterprise");
    for (const lane of ["refresh", "history", "channel"]) {
      assert.equal(await ledger.isLeaseHeld(`${lane}:${id}`, Date.now()), false, `${lane} was given back`);
    }
    assert.doesNotMatch(server.lines.join("\n"), /sandbox-secret/);
  });

  test("a service that can not be reached is said; the process is healthy, and what is not known is absent", async (t) => {
    const scene = await serveScene(t, rowsOfNow());
    const ledger = threadLedger(t, scene.ledger);
    const { credentials, url } = scene.sandbox;
    await ledger.saveAccount(liveAccount({ ...credentials, clientId: "editors-own" }, url, "starter"));
    await scene.sandbox.goOffline();
    const server = scene.start(METRICS);
    // Of the other account only an editor window has the secret.
    const address = urlIn(await server.until(/serving sandbox-client; metrics at (\S+)\/metrics/));
    await server.until(/WARN .*: Deepvue can not be reached/);
    assert.equal(server.lines.length, 2, `one line for each event: ${server.lines.join("\n")}`);
    const { status, text } = await answerOf(`${address}/healthz`);
    assert.deepEqual(
      [status, JSON.parse(text)],
      [
        200,
        {
          status: "ok",
          accounts: [{ account: "sandbox-client", refreshedAt: null, ageSeconds: null, problem: "offline" }],
        },
      ],
    );
    const metrics = await answerOf(`${address}/metrics`);
    assert.match(metrics.text, /^deepvue_sync_failures\{account="sandbox-client"\} [1-9]$/m);
    assert.doesNotMatch(metrics.text, /spend|calls|balance|age|complete/);
    assert.equal(await server.end("SIGTERM"), 0);
  });

  test("two servers and an editor's process on one ledger: the channel is told once, the service asked once", async (t) => {
    const scene = await serveScene(t, rowsOfNow());
    scene.settings(TINY_BUDGET);
    const hook = await startHook(t);
    const env = { DEEPVUE_WEBHOOK_URL: hook.url };
    const servers = [scene.start(METRICS, env), scene.start(METRICS, env)];
    const urls = await Promise.all(
      servers.map((server) => server.until(/metrics at (\S+)\/metrics; webhook told as json/)),
    );
    const { credentials, url } = scene.sandbox;
    const account = liveAccount(credentials, url, "enterprise");
    const now = Date.now();
    const options = {
      path: scene.ledger,
      account,
      credentials,
      holder: "editor",
      zone: DEFAULT_ZONE,
      refreshMinutes: 20,
    };
    const editor = startEditorProcess({ ...options, start: now, realStart: now, speed: 1 });
    atEnd(t, () => editor.kill());
    await editor.until(({ calls }) => calls === 2);
    await eventually(
      async () => titles(hook),
      (told) => assert.deepEqual(told, ["Over budget"]),
    );
    for (const started of urls) {
      const { text } = await eventually(
        () => answerOf(`${urlIn(started)}/metrics`),
        (answer) => assert.match(answer.text, /^deepvue_spend_rupees/m),
      );
      assert.match(text, /window="month"\} 5\.90/);
    }
    const windows = scene.sandbox.requests
      .filter(({ path }) => path.endsWith("/usage-report"))
      .map(({ since, until }) => `${since}..${until}`);
    assert.equal(new Set(windows).size, windows.length, "no report window was asked for twice");
    // What the channel was told is no editor window's telling.
    const ledger = threadLedger(t, scene.ledger);
    const alerts = new Alerts(ledger, Date.now, listLog([]));
    const period = { since: new Date().toISOString().slice(0, 8) + "01", until: new Date().toISOString().slice(0, 10) };
    const watch = watchOf({ accountId: account.id, budgets: [budgetUse(20_000, { period })] });
    const settings = { enabled: true, thresholds: [100], runwayDays: 0 };
    assert.equal((await alerts.claim(watch, settings)).length, 1);
    for (const server of servers) assert.equal(await server.end("SIGINT"), 0);
    assert.equal(hook.bodies.length, 1);
    assert.ok(servers.every(({ lines }) => !lines.join().includes("very-secret-part")));
  });

  test("a webhook that hangs or fails keeps no refresh waiting; what it did not take comes again, also after an end", async (t) => {
    const scene = await serveScene(t, rowsOfNow());
    scene.settings(TINY_BUDGET);
    const hook = await startHook(t);
    const env = { DEEPVUE_WEBHOOK_URL: hook.url };
    hook.answer = () => undefined;
    const first = scene.start([...METRICS, "--digest", "weekly"], env);
    const url = urlIn(await first.until(/metrics at (\S+)\/metrics/));
    await eventually(
      async () => hook.bodies.length,
      (count) => assert.equal(count, 1),
    );
    // The webhook hangs; the numbers are there all the same.
    assert.match((await answerOf(`${url}/metrics`)).text, /window="month"\} 5\.90/);
    const asked = performance.now();
    assert.equal(await first.end("SIGTERM"), 0);
    assert.ok(
      performance.now() - asked < patient(8_000),
      "a webhook that hangs keeps the end from nothing but a moment",
    );
    hook.answer = (response) => void response.writeHead(500).end();
    const second = scene.start([...METRICS, "--digest", "weekly"], env);
    await second.until(/WARN .*not delivered \(1 of 8 tries\), HTTP 500: alert: Budget/);
    await second.until(/WARN .*not delivered \(1 of 8 tries\), HTTP 500: digest: The week/);
    hook.answer = (response) => void response.end("ok");
    await second.until(/INFO .*delivered alert: Budget/);
    await second.until(/INFO .*delivered digest: The week/);
    const ids = [...new Set(hook.bodies.map(({ id }) => id))];
    assert.equal(ids.length, 2, `the same two messages each time: ${ids.join()}`);
    assert.equal(await second.end("SIGTERM"), 0);
    const again = hook.bodies.length;
    const once = scene.start(["alerts"], env);
    assert.equal(await once.ended, 0);
    assert.equal(hook.bodies.length, again, "it has been told");
  });

  test("a dry run prints what would be sent, sends nothing and remembers nothing", async (t) => {
    const scene = await serveScene(t, rowsOfNow());
    scene.settings(TINY_BUDGET);
    assert.equal(await scene.start(["sync", "--quiet"]).ended, 0);
    const hook = await startHook(t);
    const env = { DEEPVUE_WEBHOOK_URL: hook.url };
    const dry = scene.start(["alerts", "--dry-run", "--webhook-format", "slack"], env);
    assert.equal(await dry.ended, 0);
    const { text } = JSON.parse(dry.stdout()) as { text: string };
    assert.match(text, /^Budget: .*\nOver budget\./);
    assert.deepEqual(dry.lines, ["1 message would be sent."]);
    assert.deepEqual(hook.bodies, []);
    // The file of settings says the same as flags, which go first.
    scene.settings({ ...TINY_BUDGET, webhookFormat: "slack" });
    const bySettings = scene.start(["alerts", "--dry-run"], env);
    assert.equal(await bySettings.ended, 0);
    assert.equal(bySettings.stdout(), dry.stdout());
    scene.settings({ ...TINY_BUDGET, mute: ["budget/day", "budget/month"] });
    const muted = scene.start(["alerts", "--dry-run"], env);
    assert.equal(await muted.ended, 0);
    assert.deepEqual(muted.lines, ["Nothing would be sent."]);
    scene.settings(TINY_BUDGET);
    const tried = scene.start(["alerts", "--test"], env);
    assert.equal(await tried.ended, 0);
    assert.deepEqual(
      hook.bodies.map(({ kind }) => kind),
      ["test"],
    );
    hook.answer = (response) => void response.writeHead(302, { location: scene.sandbox.url }).end();
    const moved = scene.start(["alerts"], env);
    assert.equal(await moved.ended, 1);
    assert.match(moved.lines.join(), /The webhook did not take it: HTTP 302; 1 message will be tried again/);
  });

  test("what it is told wrongly is said in one line, without any secret", async (t) => {
    const scene = await serveScene(t, []);
    const secret = "https://hooks.slack.com/services/T0/very-secret-part";
    writeFileSync(join(scene.folder, "hook"), `${secret}\n`);
    const taken = new URL(scene.sandbox.url).port;
    const noCredentials = { DEEPVUE_CLIENT_ID: "", DEEPVUE_CLIENT_SECRET: "" };
    const cases: readonly (readonly [readonly string[], Record<string, string>, number, RegExp])[] = [
      [["--metrics-listen", taken], {}, 1, /can not be listened on: another program listens there/],
      [[], { DEEPVUE_WEBHOOK_URL: secret.replace("//", "//user:very-secret-part@") }, 2, /user name or password/],
      [[], noCredentials, 4, /Nobody is signed in/],
      [["--since", "2999-01-01"], {}, 2, /--since: Must not be after today/],
    ];
    for (const [args, env, exit, line] of cases) {
      const server = scene.start(["serve", "--ledger", join(scene.folder, "other.sqlite"), ...args], env);
      const code = await server.ended;
      const said = server.lines.join("\n");
      assert.equal(code, exit, said);
      assert.match(said, line);
      assert.doesNotMatch(said, /very-secret-part/);
    }
    const server = scene.start(["serve"], { DEEPVUE_WEBHOOK_URL_FILE: join(scene.folder, "hook") });
    await server.until(/no metrics; webhook told as slack/);
    assert.equal(await server.end("SIGTERM"), 0);
    assert.ok(existsSync(scene.ledger));
  });
});
