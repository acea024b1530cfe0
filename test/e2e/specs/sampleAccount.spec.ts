import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { eventually, eventuallyMatch } from "../../support/eventually.ts";
import { amountIn, paise, rupees, shownTotals, totalsOf } from "../../support/surfaces.ts";
import { openWorkbench, type Workbench } from "../../support/workbench.ts";

suite("the sample account", () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await openWorkbench({ name: "sample-account" });
    await workbench.activityBar.openDeepvue();
  });
  after(() => workbench.close());

  test("opens from the welcome view, without credentials", async () => {
    const { tree, statusBar } = workbench;
    assert.match(await statusBar.label(), /signed out/);
    await tree("Products").welcome.getByText("Open the sample account").click();
    await eventually(
      () => tree("Products").texts(),
      (rows) => assert.ok(rows.length >= 5, `products: ${rows.join(" | ")}`),
    );
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
    await eventually(
      () => workbench.dashboard.chartColours(),
      (colours) => assert.ok(colours > 6, `the chart has ${colours} colours`),
    );
  });

  test("shows the same total on every surface, to the paisa", async () => {
    const { tree, statusBar, dashboard } = workbench;
    // The year arrives in the background; until it is there, the numbers may still move.
    await eventuallyMatch(() => tree("Products").message(), /^(?!.*Fetching)/, 60_000);
    await eventually(
      () => shownTotals(workbench),
      (totals) => assert.deepEqual(totals, totalsOf(totals.tree)),
    );
    const days = await dashboard.chartTable();
    const charted = days.reduce((sum, row) => sum + paise(row.at(-1) ?? ""), 0);
    assert.equal(rupees(charted), amountIn(await statusBar.text()));
  });
});
