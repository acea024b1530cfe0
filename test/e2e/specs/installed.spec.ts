import { expect, test } from "../vsCode.ts";

test("the packaged extension shows its views and its status item", async ({ editors }) => {
  const { activityBar, tree, statusBar } = await editors.open({ name: "installed" });
  await activityBar.openDeepvue();
  await tree("Products").pane.waitFor();
  await tree("Transactions").pane.waitFor();
  await expect(statusBar.item).not.toBeEmpty();
});
