import { test } from "node:test";
import { openWorkbench } from "../../support/workbench.ts";

test("look", async () => {
  const w = await openWorkbench({ name: "look", env: { DEEPVUE_USAGE_OPEN_SAMPLE: "1" } });
  try {
    await w.activityBar.openDeepvue();
    for (let i = 0; i < 8; i++) {
      await w.page.waitForTimeout(2500);
      await w.page.screenshot({ path: `/tmp/look/${i}.png` });
      console.log(i, await w.statusBar.text().catch(() => "?"), (await w.tree("Products").texts()).slice(0, 3));
    }
    console.log(await w.statusBar.hoverText().catch((e) => String(e)));
    await w.page.screenshot({ path: `/tmp/look/hover.png` });
  } finally {
    await w.close();
  }
});
