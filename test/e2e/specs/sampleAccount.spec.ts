import assert from "node:assert/strict";
import { patient } from "../../../scripts/patience.ts";
import { amountIn, paise, rupees, shownTotals, totalsOf } from "../../support/surfaces.ts";
import { type Workbench } from "../../support/workbench.ts";
import { expect, soon, story, test } from "../vsCode.ts";

story("the sample account", () => {
  let workbench: Workbench;
  test.beforeAll(async ({ editors }) => {
    workbench = await editors.open({ name: "sample-account" });
    await workbench.activityBar.openDeepvue();
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
    const [transaction = ""] = await tree("Transactions").texts();
    assert.match(transaction, /₹\d+\.\d\d · (just now|\d+ (min|h|days?)) · .+$/);
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
});
