import assert from "node:assert/strict";
import { frozenYear } from "../../support/frozenYear.ts";
import { letTimePass } from "../../support/profile.ts";
import { type ServiceWorkbench, signIn } from "../../support/signedIn.ts";
import { shownTotals, totalsOf } from "../../support/surfaces.ts";
import { expect, soon, story, test } from "../vsCode.ts";

const HOUR_MS = 3_600_000;

story("a restart without network", () => {
  const year = frozenYear();
  const spend = year.spend({ preset: "thisMonth" });
  let workbench: ServiceWorkbench;
  let products: string[];
  test.beforeAll(async ({ editors }) => {
    workbench = await editors.openWithService({ name: "offline-restart" }, { account: year.account });
    await signIn(workbench, workbench.sandbox.credentials);
    await workbench.openDashboard();
    await soon(() => shownTotals(workbench)).toEqual(totalsOf(spend));
    products = await workbench.tree("Products").texts();
    await workbench.sandbox.goOffline();
    await workbench.restart({ whileClosed: () => letTimePass(workbench.profile, 3 * HOUR_MS) });
    await workbench.activityBar.openDeepvue();
  });

  test("shows everything that was stored, on every surface", async () => {
    const { tree } = workbench;
    await soon(() => shownTotals(workbench)).toEqual(totalsOf(spend));
    await soon(() => tree("Products").texts()).toEqual(products);
    await soon(async () => (await tree("Transactions").texts()).length).toBeGreaterThan(5);
  });

  test("finds out by itself that the service can not be reached, and says how old the numbers are", async () => {
    const { tree, statusBar, dashboard, notifications } = workbench;
    const stored = /Deepvue can not be reached\. Showing what is stored, as of 3 h ago\./;
    await soon(() => tree("Products").message()).toMatch(stored);
    // VS Code draws the surfaces one after the other.
    await soon(() => tree("Transactions").message()).toMatch(stored);
    await soon(() => statusBar.label()).toMatch(/Deepvue can not be reached/);
    await soon(() => statusBar.hoverText()).toMatch(stored);
    const notices = async () => (await dashboard.notices()).join("\n");
    await soon(notices).toMatch(/Deepvue can not be reached.*The last good numbers stay below/s);
    // With the date in the first hours of a day.
    await soon(() => dashboard.asOf()).toMatch(/^as of (\d+ \w+, )?\d\d:\d\d$/);
    // Nobody asked for anything: a background failure does not pop up.
    assert.deepEqual(await notifications.texts(), []);
  });

  test("a refresh that a person asks for says so in a message", async () => {
    const { tree, commands, notifications } = workbench;
    await commands.run("Deepvue: Refresh");
    assert.match(await notifications.waitFor(/Deepvue can not be reached/), /Check the network/);
    await notifications.dismiss("can not be reached");
    await soon(() => shownTotals(workbench)).toEqual(totalsOf(spend));
    assert.match(await tree("Products").message(), /as of 3 h ago/);
  });

  test("recovers with one refresh once the network is back", async () => {
    const { tree, statusBar, dashboard, sandbox } = workbench;
    await sandbox.goOnline();
    const asked = sandbox.requests.length;
    await tree("Products").pressTitleButton("Refresh");
    await expect(async () => {
      const message = await tree("Products").message();
      assert.doesNotMatch(message, /can not be reached/);
    }).toPass();
    assert.ok(sandbox.requests.length > asked);
    assert.doesNotMatch(await statusBar.label(), /can not be reached/);
    await soon(() => dashboard.notices()).toEqual([]);
    await soon(() => shownTotals(workbench)).toEqual(totalsOf(spend));
  });
});
