import assert from "node:assert/strict";
import { test } from "node:test";
import { openWorkbench } from "../../support/workbench.ts";

test("the packaged extension shows its views and its status item", async () => {
  const workbench = await openWorkbench({ name: "installed" });
  try {
    await workbench.activityBar.openDeepvue();
    await workbench.tree("Products").pane.waitFor();
    await workbench.tree("Transactions").pane.waitFor();
    await workbench.statusBar.item.waitFor();
    assert.notEqual(await workbench.statusBar.text(), "");
  } finally {
    await workbench.close();
  }
});
