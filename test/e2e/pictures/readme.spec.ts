// The README's pictures, from the sample account: `npm run pictures`. Also the surfaces of the sample account in every theme, for
// whoever wants to look at them (test-results/screenshots).

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { patient } from "../../../scripts/patience.ts";
import { root } from "../../../scripts/setup/root.mjs";
import { takePicture } from "../../support/calm.ts";
import { takeScreenshots } from "../../support/screenshots.ts";
import type { Workbench } from "../../support/workbench.ts";
import { quickOpen } from "../pages/quickOpen.ts";
import { soon, story, test } from "../vsCode.ts";

const CODE = `import { get } from "./http.js";

const DEEPVUE = "https://production.deepvue.tech/v1";

export async function checkPan(pan) {
  return get(\`\${DEEPVUE}/verification/pan-plus?pan_number=\${pan}\`);
}

export async function checkCompany(gstin) {
  return get(\`\${DEEPVUE}/verification/gstin-advanced?gstin_number=\${gstin}\`);
}

export async function checkAll(customers) {
  for (const { pan } of customers) {
    await checkPan(pan);
  }
}
`;

story("pictures", () => {
  const folder = join(root, "docs", "pictures");
  const overview = { width: 1440, height: 900 };
  /** Tall enough for the whole dashboard. */
  const tall = { width: 1240, height: 2110 };
  let workbench: Workbench;
  test.beforeAll(async ({ editors }) => {
    test.setTimeout(patient(240_000));
    mkdirSync(folder, { recursive: true });
    const settings = {
      "window.commandCenter": false,
      "workbench.layoutControl.enabled": false,
      "deepvue.endpoints": {
        "/v1/verification/pan-plus": "PAN-Plus",
        "/v1/verification/gstin-advanced": "GSTIN-Advanced",
      },
    };
    workbench = await editors.open({ name: "pictures", env: { DEEPVUE_USAGE_OPEN_SAMPLE: "1" }, settings });
    const { page, activityBar, dashboard, tree } = workbench;
    await page.setViewportSize(overview);
    await activityBar.openDeepvue();
    await widenSideBar();
    await dashboard.page();
    // The year arrives in the background.
    await soon(() => tree("Products").message(), { timeout: patient(120_000) }).toMatch(/^SAMPLE (?!.*Fetching)/);
  });

  test("overview", async () => {
    await takeScreenshots(workbench, "sample");
    await workbench.page.mouse.move(1, 1);
    await takePicture(workbench.page, join(folder, "overview.png"));
  });

  test("dashboard", async () => {
    const { page, commands } = workbench;
    await page.setViewportSize(tall);
    await commands.run("View: Toggle Primary Side Bar Visibility");
    await page.mouse.move(1, 1);
    await takePicture(page.locator("iframe.webview.ready:visible"), join(folder, "dashboard.png"));
  });

  test("beside the code", async () => {
    const { page, commands, tree, profile } = workbench;
    const source = join(profile, "server", "folder");
    writeFileSync(join(source, "onboarding.js"), CODE);
    await page.setViewportSize({ width: 1240, height: 560 });
    await commands.run("View: Close All Editors");
    await commands.run("View: Toggle Primary Side Bar Visibility");
    await quickOpen(page, "onboarding.js");
    await page.locator(".codelens-decoration a", { hasText: /^SAMPLE · PAN-Plus · ₹/ }).waitFor();
    await tree("In This Workspace").pane.locator(".pane-header").click();
    await tree("In This Workspace").row("GST Advanced").waitFor();
    for (const view of ["Transactions", "Products"]) await tree(view).pane.locator(".pane-header").click();
    await page.mouse.move(1, 1);
    await takePicture(page, join(folder, "code.png"));
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
});
