import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { eventually, eventuallyEqual, eventuallyMatch } from "../../support/eventually.ts";
import { frozenYear } from "../../support/frozenYear.ts";
import { openServiceWorkbench, type ServiceWorkbench, signIn } from "../../support/signedIn.ts";
import { shownTotals, totalsOf } from "../../support/surfaces.ts";

suite("a restart without network", () => {
  const year = frozenYear();
  const spend = year.spend({ preset: "thisMonth" });
  let workbench: ServiceWorkbench;
  let products: string[];
  before(async () => {
    workbench = await openServiceWorkbench({ name: "offline-restart" }, { account: year.account });
    await signIn(workbench, workbench.sandbox.credentials);
    await workbench.commands.run("Deepvue: Open Dashboard");
    await eventuallyEqual(() => shownTotals(workbench), totalsOf(spend));
    products = await workbench.tree("Products").allTexts();
    await workbench.sandbox.goOffline();
    await workbench.restart();
    await workbench.activityBar.openDeepvue();
  });
  after(() => workbench.close());

  test("shows everything that was stored, on every surface", async () => {
    const { tree } = workbench;
    await eventuallyEqual(() => shownTotals(workbench), totalsOf(spend));
    assert.deepEqual(await tree("Products").allTexts(), products);
    assert.ok((await tree("Transactions").texts()).length > 5);
  });

  test("says that the service can not be reached, and how old the numbers are", async () => {
    const { tree, statusBar, dashboard, sandbox, notifications, commands } = workbench;
    const asked = sandbox.requests.length;
    await commands.run("Deepvue: Refresh");
    await notifications.waitFor(/Deepvue can not be reached/);
    await notifications.dismiss("can not be reached");
    assert.equal(sandbox.requests.length, asked, "nothing can arrive");
    const stored = /Deepvue can not be reached\. Showing what is stored, as of (just now|\d+ min ago)\./;
    await eventuallyMatch(() => tree("Products").message(), stored);
    assert.match(await tree("Transactions").message(), stored);
    assert.match(await statusBar.label(), /Deepvue can not be reached/);
    assert.match(await statusBar.hoverText(), stored);
    const notices = (await dashboard.notices()).join("\n");
    assert.match(notices, /Deepvue can not be reached.*The last good numbers stay below/s);
    assert.match(await dashboard.text(), /as of \d\d:\d\d/);
    assert.equal((await shownTotals(workbench)).status, spend);
  });

  test("recovers with one refresh once the network is back", async () => {
    const { tree, statusBar, dashboard, sandbox } = workbench;
    await sandbox.goOnline();
    const asked = sandbox.requests.length;
    await tree("Products").pressTitleButton("Refresh");
    await eventually(
      () => tree("Products").message(),
      (message) => assert.doesNotMatch(message, /can not be reached/),
    );
    assert.ok(sandbox.requests.length > asked);
    assert.doesNotMatch(await statusBar.label(), /can not be reached/);
    await eventuallyEqual(() => dashboard.notices(), []);
    await eventuallyEqual(() => shownTotals(workbench), totalsOf(spend));
  });
});
