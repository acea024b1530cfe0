// A team's ledger in two VS Codes, over an encrypted way through the proxy that their setting names: a collector fills it from the
// service, and the editors ask the service nothing.

import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { patient } from "../../../scripts/patience.ts";
import { todayIn } from "../../../src/domain/period.ts";
import type { FixedRow } from "../../../src/sandbox/sandboxAccount.ts";
import { EXPIRED, FAR_NAME, VALID } from "../../support/certificates.ts";
import { type DatabaseServer, ENGINES } from "../../support/databaseServers.ts";
import { forwardProxy } from "../../support/forwardProxy.ts";
import { takeScreenshots } from "../../support/screenshots.ts";
import { type ServeScene, serveScene } from "../../support/serveProgram.ts";
import { shownTotals, totalsOf } from "../../support/surfaces.ts";
import { accessEnvironment } from "../../support/teamStores.ts";
import { encryptedWay, troubledWay } from "../../support/troubledWay.ts";
import type { EditorWindow, Workbench } from "../../support/workbench.ts";
import { soon, story, test } from "../vsCode.ts";

/** A window looks for news once a minute. */
const NEWS_MS = 80_000;
const ZONE = "Asia/Kolkata";
const [clickHouse] = ENGINES;

function call(n: number, at: number): FixedRow {
  return {
    id: `00000000-0000-4000-8000-0000000000${String(n).padStart(2, "0")}`,
    at: at * 1_000,
    product: ["PAN-Plus", "GSTIN", "Aadhaar-OKYC"][n % 3] ?? "",
    status: n % 5 === 0 ? 400 : 200,
    message: n % 5 === 0 ? "Invalid Pan Number." : "Verified.",
    charge: 12_500 + n * 100,
  };
}

story("a team's ledger in two VS Codes", () => {
  test.skip(clickHouse?.absence !== undefined, clickHouse?.absence ?? "");
  const now = Date.now();
  const rows = Array.from({ length: 24 }, (_, n) => call(n, now - 120_000 - n * 3_600_000));
  const ends: (() => unknown)[] = [];
  const scope = { after: (end: () => unknown) => void ends.push(end) } as unknown as TestContext;
  let server: DatabaseServer;
  /**
   * Two ways to it: by a name that only the proxy knows, with a certificate of an authority that VS Code knows, and on this machine with
   * one of the same that has expired.
   */
  let address: string;
  let expired: string;
  let proxy: Awaited<ReturnType<typeof forwardProxy>>;
  let collector: ServeScene;
  let first: Workbench;
  let second: EditorWindow;

  test.beforeAll(async ({ editors }) => {
    assert.ok(clickHouse !== undefined);
    server = await clickHouse.start();
    ends.push(() => server.end());
    collector = await serveScene(scope, rows);
    await typed("team", "init", "--run", "--timezone", ZONE);
    const serving = collector.start(["serve", "--team", server.url], environment());
    await serving.until(/published, 24 calls on/);
    await serving.until(/refreshed/);
    await serving.end("SIGTERM");
    proxy = await forwardProxy(scope, FAR_NAME);
    address = (await encryptedWay(scope, server.url, VALID)).replace("localhost", FAR_NAME);
    expired = await encryptedWay(scope, server.url, EXPIRED);
    const settings = { "deepvue.apiBaseUrl": collector.sandbox.url, "http.proxy": proxy.url };
    first = await editors.open({ name: "team-ledger", settings });
    await first.activityBar.openDeepvue();
  });

  test.afterAll(async () => {
    for (const end of ends.toReversed()) await end();
  });

  function environment(): Readonly<Record<string, string>> {
    return accessEnvironment(server, server.url);
  }

  async function typed(...words: readonly string[]): Promise<void> {
    const run = collector.start(words, environment());
    assert.equal(await run.ended, 0, run.lines.join("\n"));
  }

  /** "₹30.12": what the rows of this month cost. */
  function spend(): string {
    const month = todayIn(ZONE, Date.now() * 1_000).slice(0, 7);
    const ofMonth = rows.filter(({ at }) => todayIn(ZONE, at).startsWith(month));
    const sum = ofMonth.reduce((total, { charge }) => total + charge, 0);
    return new Intl.NumberFormat("en-IN", { style: "currency", currency: "INR" }).format(sum / 10_000);
  }

  async function enterAccess({ quickInput }: EditorWindow, url: string, password: string): Promise<void> {
    await quickInput.field(/https:\/\/clickhouse/).waitFor();
    await quickInput.enter(url);
    await quickInput.field("User").waitFor();
    await quickInput.enter(server.user);
    await quickInput.field("Password").waitFor();
    await quickInput.enter(password);
  }

  async function addLedger(window: EditorWindow): Promise<void> {
    const { commands, quickInput, notifications } = window;
    await commands.run("Deepvue: Add Team Ledger…");
    await enterAccess(window, address, server.password);
    await quickInput.waitFor("Choose Accounts", { timeout: patient(30_000) });
    await quickInput.press("Enter");
    await notifications.toast("of the team's ledger added").waitFor();
    await notifications.dismiss("of the team's ledger added");
  }

  test("plain http to elsewhere, an expired certificate and a wrong password are told below their prompts", async () => {
    const { commands, quickInput } = first;
    await commands.run("Deepvue: Add Team Ledger…");
    await quickInput.field(/https:\/\/clickhouse/).waitFor();
    await quickInput.enter("http://team.example/deepvue");
    await quickInput.waitForMessage(/plain http is for this machine only/);
    await enterAccess(first, expired, server.password);
    await quickInput.waitForMessage(
      /The certificate of the team's ledger is not trusted\..*: certificate has expired/s,
    );
    await enterAccess(first, address, "a-wrong-password");
    await quickInput.waitForMessage(/did not accept user and password/);
    await takeScreenshots(first, "team-password");
    await quickInput.press("Escape");
    assert.deepEqual(new Set(proxy.asked), new Set([new URL(address).host]));
  });

  test("the sign-in prompt leads there too, and a database that does not answer is left at once", async () => {
    const { commands, quickInput, notifications } = first;
    const way = await troubledWay(scope, server.url);
    way.troubleAt(1, "silent");
    await commands.run("Deepvue: Sign In…");
    await quickInput.field("Client id").waitFor();
    await quickInput.widget.getByRole("button", { name: "Add Team Ledger… Instead" }).click();
    await enterAccess(first, way.url, server.password);
    await notifications.press("Asking the team's ledger", "Cancel");
    // Whoever has left it goes on with something else, and hears no more of it.
    await commands.run("Deepvue: Add Team Ledger…");
    await quickInput.field(/https:\/\/clickhouse/).waitFor();
    await quickInput.type("http://team.example/deepvue");
    way.hangUp();
    await quickInput.press("Enter");
    await quickInput.waitForMessage(/plain http is for this machine only/);
    await quickInput.press("Escape");
    await quickInput.waitUntilClosed();
  });

  test("both show what the collector has read, on every surface, and ask the service nothing", async () => {
    const asked = collector.sandbox.requests.length;
    await addLedger(first);
    await first.openDashboard();
    await soon(() => shownTotals(first), { timeout: patient(60_000) }).toEqual(totalsOf(spend()));
    second = await first.openOtherBrowser();
    await second.activityBar.openDeepvue();
    await addLedger(second);
    await soon(() => second.statusBar.text(), { timeout: patient(60_000) }).toBe(spend());
    await soon(() => first.dashboard.text()).toMatch(/collected by the team/);
    await takeScreenshots(first, "team-dashboard");
    await soon(() => first.statusBar.hoverText()).toMatch(/Wallet\s+₹[\d,.]+ \(read /);
    assert.equal(collector.sandbox.requests.length, asked);
  });

  test("what the collector publishes appears by itself within a minute", async () => {
    rows.push(call(30, Date.now() - 60_000));
    await typed("sync");
    await typed("team", "publish");
    const asked = collector.sandbox.requests.length;
    await soon(() => second.statusBar.text(), { timeout: patient(NEWS_MS) }).toBe(spend());
    await soon(() => shownTotals(first), { timeout: patient(NEWS_MS) }).toEqual(totalsOf(spend()));
    assert.equal(collector.sandbox.requests.length, asked);
  });

  test("without the database the last numbers stay, and it says so", async () => {
    await server.end();
    await first.commands.run("Deepvue: Refresh");
    await first.notifications.toast("The team's ledger can not be reached").waitFor();
    await soon(() => first.dashboard.text()).toMatch(/The team's ledger can not be reached/);
    await takeScreenshots(first, "team-unreachable");
    await first.notifications.dismiss("The team's ledger can not be reached");
    assert.deepEqual(await shownTotals(first), totalsOf(spend()));
  });

  test("signed out of it, nothing of it is shown", async () => {
    await first.commands.run("Deepvue: Sign Out…");
    await first.notifications.toast("is no longer shown here").waitFor();
    await soon(() => first.tree("Products").welcome.innerText()).toMatch(/Sign In.*Add its ledger/s);
  });
});
