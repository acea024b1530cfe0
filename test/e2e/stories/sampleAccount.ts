import assert from "node:assert/strict";
import { patient } from "../../../scripts/patience.ts";
import { fixedAccount } from "../../../src/sandbox/sandboxAccount.ts";
import { takeScreenshot, takeScreenshots } from "../../support/screenshots.ts";
import { amountIn, paise, rupees, shownTotals, totalsOf } from "../../support/surfaces.ts";
import type { Workbench } from "../../support/workbench.ts";
import { UserSettings } from "../pages/userSettings.ts";
import { expect, soon, story, test } from "../vsCode.ts";

story("the sample account", () => {
  let workbench: Workbench;
  let settings: UserSettings;
  test.beforeAll(async ({ editors }) => {
    workbench = await editors.openWithService({ name: "sample-account" }, { account: fixedAccount(() => []) });
    settings = new UserSettings(workbench);
    await settings.change({ "deepvue.alerts.enabled": false });
  });

  test("before it: the packaged extension shows its views and its status item", async () => {
    const { tree, statusBar } = workbench;
    await tree("Products").pane.waitFor();
    await tree("Transactions").pane.waitFor();
    await expect(statusBar.item).not.toBeEmpty();
  });

  test("opens from the welcome view, without credentials", async () => {
    const { tree, statusBar } = workbench;
    assert.match(await statusBar.label(), /signed out/);
    await tree("Products").welcome.getByText("Open the sample account").click();
    await expect(async () => {
      const rows = await tree("Products").texts();
      assert.ok(rows.length >= 5, `products: ${rows.join(" | ")}`);
    }).toPass();
    const [costliest = "", next = ""] = await tree("Products").texts();
    assert.match(costliest, /₹[\d,]+\.\d\d · [\d,]+ calls$/);
    assert.ok(paise(amountIn(costliest)) >= paise(amountIn(next)), "the costliest product is first");
    // VS Code draws the views one after the other.
    const newest = async () => (await tree("Transactions").texts())[0] ?? "";
    await soon(newest).toMatch(/₹\d+\.\d\d · (just now|\d+ (min|h|days?)) · .+$/);
  });

  test("is marked as SAMPLE on every surface", async () => {
    const { tree, statusBar, dashboard } = workbench;
    await workbench.openDashboard();
    assert.match(await tree("Products").message(), /^SAMPLE/);
    assert.match(await tree("Transactions").description(), /^SAMPLE/);
    assert.match(await statusBar.text(), /SAMPLE/);
    assert.equal(await dashboard.badge(), "SAMPLE");
  });

  test("is charted", async () => {
    // Each of the arriving windows draws the chart anew.
    await expect(async () => {
      const colours = await workbench.dashboard.chartColours();
      assert.ok(colours > 6, `the chart has ${colours} colours`);
    }).toPass();
  });

  test("shows the same total on every surface, to the paisa", async () => {
    const { tree, statusBar, dashboard } = workbench;
    // The year arrives in the background; until it is there, the numbers may still move.
    await soon(() => tree("Products").message(), { timeout: patient(60_000) }).toMatch(/^(?!.*Fetching)/);
    await expect(async () => {
      const totals = await shownTotals(workbench);
      assert.deepEqual(totals, totalsOf(totals.tree));
    }).toPass();
    const days = await dashboard.chartTable();
    const charted = days.reduce((sum, row) => sum + paise(row.at(-1) ?? ""), 0);
    assert.equal(rupees(charted), amountIn(await statusBar.text()));
  });

  test("its status item shows what the setting asks for, in each mode", async () => {
    const { commands, statusBar } = workbench;
    await commands.run("View: Close All Editors");
    const modes: readonly (readonly [string, RegExp, RegExp])[] = [
      ["today", /^SAMPLE ₹[\d,]+\.\d\d$/, /^Deepvue sample account spend today: ₹/],
      ["month", /^SAMPLE ₹[\d,]+\.\d\d$/, /^Deepvue sample account spend this month: ₹/],
      ["balance", /^SAMPLE ₹[\d,]+\.\d\d · ~\d+ days?$/, /wallet balance ₹[\d,.]+, lasts about \d+ days? \(\d+–\d+\)/],
      ["budget", /^SAMPLE \d+\.\d % of budget$/, /budget \w{3} \d{4}: ₹[\d,.]+ of ₹1,00,000\.00, \d+\.\d %/],
      ["alerts", /^SAMPLE \d+$/, /\d+ open alerts?/],
      ["period", /^SAMPLE ₹[\d,]+\.\d\d$/, /^Deepvue sample account spend this month: ₹/],
    ];
    for (const [mode, text, spoken] of modes) {
      const daily = mode === "period" ? { daily: 1 } : {};
      await settings.change({ "deepvue.statusBar.show": mode, "deepvue.budget": { monthly: 100_000, ...daily } });
      await soon(() => statusBar.label(), { timeout: patient(60_000) }).toMatch(spoken);
      await soon(() => statusBar.text()).toMatch(text);
      await takeScreenshot(statusBar.item, `status-item-${mode}`);
    }
    await expect(statusBar.item, "a budget of ₹1 a day is crossed").toHaveClass(/warning-kind/);
    await takeScreenshot(statusBar.item, "status-item-over-budget");
    await settings.change({ "deepvue.statusBar.show": "off" });
    await statusBar.item.waitFor({ state: "detached" });
    await workbench.reload();
    await workbench.activityBar.openDeepvue();
    await workbench
      .tree("Products")
      .row(/₹/)
      .waitFor({ timeout: patient(60_000) });
    assert.equal(await statusBar.item.count(), 0);
    assert.deepEqual(await workbench.notifications.texts(), [], "with alerts off nothing pops up");
  });

  test("its status item explains itself in its hover", async () => {
    const { commands, statusBar, page } = workbench;
    await settings.change({ "deepvue.statusBar.show": "balance", "deepvue.budget": { monthly: 100_000 } });
    await soon(() => statusBar.label(), { timeout: patient(60_000) }).toMatch(/lasts about/);
    const text = (await statusBar.hoverText()).replaceAll(/\s+/g, " ");
    for (const words of [
      /SAMPLE/,
      /Today so far ₹[\d,.]+: (as|more than|less than) usual by this time \(about ₹[\d,]+–₹[\d,]+, from \d+ \w+\)/,
      /forecast about ₹[\d,]+ \(₹[\d,]+–₹[\d,]+\), [\d.]+ % of the budget/,
      /Wallet lasts about \d+ days? \(\d+–\d+\)/,
      /This month: ₹[\d,]+\.\d\d taxable, ₹[\d,]+\.\d\d GST \(assuming charges include 18 % GST; setting deepvue\.gst\)/,
      /Top products/,
      /This month: ₹[\d,.]+ for [\d,]+ calls that failed, [\d.]+ % of spend/,
      /₹[\d,.]+ on “/,
      /Refreshed \d\d:\d\d \((just now|\d+ min ago)\); days in Asia\/Kolkata/,
      /Dashboard · Refresh · Choose period · Set budget · Alerts · Log/,
    ])
      assert.match(text, words);
    // A hover closes when its item changes, as it does while the sample year arrives.
    await statusBar.item.locator(".codicon-sync").waitFor({ state: "detached", timeout: patient(120_000) });
    await commands.run("View: Close All Editors");
    await page.mouse.move(640, 300);
    await takeScreenshots(workbench, "status-hover", () => statusBar.hoverText());
  });

  test("its status item says of tax what the settings assume, and nothing when they say nothing", async () => {
    const { statusBar } = workbench;
    const hover = async (): Promise<string> => (await statusBar.hoverText()).replaceAll(/\s+/g, " ");
    await settings.change({ "deepvue.gst": "excluded", "deepvue.gstRate": 12.5 });
    await soon(hover, { timeout: patient(60_000) }).toMatch(
      /This month: ₹[\d,.]+ taxable, ₹[\d,.]+ GST, ₹[\d,.]+ in all \(assuming charges exclude 12\.5 % GST; setting deepvue\.gst\)/,
    );
    await settings.change({ "deepvue.gst": "off" });
    await soon(hover, { timeout: patient(60_000) }).toMatch(/^(?!.*(?:taxable|assuming)).*This month \(.*Top products/);
  });
});
