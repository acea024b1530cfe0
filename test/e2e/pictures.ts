// The README's pictures, from the sample account: `npm run pictures`. Also the surfaces of the sample account in every theme, for
// whoever wants to look at them (test-results/screenshots).
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { root } from "../../scripts/setup/root.mjs";
import { eventuallyMatch } from "../support/eventually.ts";
import { takeScreenshots } from "../support/themes.ts";
import { openWorkbench, type Workbench } from "../support/workbench.ts";

suite("pictures", () => {
  const folder = join(root, "docs", "pictures");
  const overview = { width: 1440, height: 900 };
  /** Tall enough for the whole dashboard. */
  const tall = { width: 1240, height: 2110 };
  let workbench: Workbench;
  before(async () => {
    mkdirSync(folder, { recursive: true });
    const settings = { "window.commandCenter": false, "workbench.layoutControl.enabled": false };
    workbench = await openWorkbench({ name: "pictures", env: { DEEPVUE_USAGE_OPEN_SAMPLE: "1" }, settings });
    const { page, activityBar, dashboard, tree } = workbench;
    await page.setViewportSize(overview);
    await activityBar.openDeepvue();
    await widenSideBar();
    await dashboard.page();
    // The year arrives in the background.
    await eventuallyMatch(() => tree("Products").message(), /^SAMPLE (?!.*Fetching)/, 120_000);
  });
  after(() => workbench.close());

  test("overview", async () => {
    await takeScreenshots(workbench, "sample");
    await calm();
    await workbench.page.screenshot({ path: join(folder, "overview.png") });
  });

  test("dashboard", async () => {
    const { page, commands } = workbench;
    await page.setViewportSize(tall);
    await commands.run("View: Toggle Primary Side Bar Visibility");
    await calm();
    await page.locator("iframe.webview.ready:visible").screenshot({ path: join(folder, "dashboard.png") });
  });

  /** Until the products' numbers fit in. */
  async function widenSideBar(): Promise<void> {
    const { page } = workbench;
    const sideBar = await page.locator(".part.sidebar").boundingBox();
    if (!sideBar) throw new Error("The side bar is not shown");
    const edge = { x: sideBar.x + sideBar.width, y: sideBar.y + sideBar.height / 2 };
    await page.mouse.move(edge.x, edge.y);
    await page.mouse.down();
    await page.mouse.move(edge.x + 42, edge.y, { steps: 4 });
    await page.mouse.up();
  }

  /** Charts have drawn, and nothing is under the mouse. */
  async function calm(): Promise<void> {
    await workbench.page.mouse.move(1, 1);
    await workbench.page.waitForTimeout(1_500);
  }
});
