import assert from "node:assert/strict";
import type { Frame } from "@playwright/test";
import { addDays } from "../../../src/domain/day.ts";
import { resolvePeriod } from "../../../src/domain/period.ts";
import { formatPeriod } from "../../../src/view/dates.ts";
import { untilCalm } from "../../support/calm.ts";
import { frozenYear } from "../../support/frozenYear.ts";
import { takeScreenshot } from "../../support/screenshots.ts";
import { chooseDates, type ServiceWorkbench, signIn } from "../../support/signedIn.ts";
import { amountIn } from "../../support/surfaces.ts";
import { switchTheme, themeNames } from "../../support/themes.ts";
import { accessibilityViolations, type PolicyWatch, watchPolicies } from "../../support/violations.ts";
import { DashboardControls } from "../pages/dashboardControls.ts";
import { expect, soon, story, test } from "../vsCode.ts";

story("the dashboard in VS Code, for everyone", () => {
  const year = frozenYear();
  let workbench: ServiceWorkbench;
  let controls: DashboardControls;
  let policies: PolicyWatch;
  test.beforeAll(async ({ editors }) => {
    workbench = await editors.openWithService({ name: "dashboard-for-everyone" }, { account: year.account });
    controls = new DashboardControls(workbench.dashboard);
    policies = watchPolicies(workbench.page);
    await signIn(workbench, workbench.sandbox.credentials);
    await soon(() => workbench.statusBar.text()).toBe(year.spend({ preset: "thisMonth" }));
  });

  async function picture(name: string): Promise<void> {
    await takeScreenshot(workbench.page, `dashboard-${name}`);
  }

  test("the whole way without a mouse: open, period, filter, chart, rows", async () => {
    const { page, dashboard, statusBar } = workbench;
    const press = async (...keys: readonly string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await press("F1");
    await page.keyboard.type("Deepvue: Open Dashboard");
    await workbench.quickInput.rows.first().waitFor();
    await press("Enter");
    await workbench.quickInput.waitUntilClosed();
    const panel = await dashboard.page();
    const tabTo = async (wanted: string) => {
      for (let tries = 0; tries < 80; tries++) {
        await press("Tab");
        if (await panel.evaluate<boolean>(`document.activeElement?.matches(${JSON.stringify(wanted)}) === true`))
          return;
      }
      assert.fail(`Tab never reaches ${wanted}`);
    };

    await tabTo("#preset");
    await press("ArrowDown");
    const lastMonth = resolvePeriod({ preset: "lastMonth" }, year.today, 1);
    await soon(() => controls.period()).toEqual(formatPeriod(lastMonth));
    await soon(() => statusBar.text()).toMatch(new RegExp(`^${escaped(year.spend(lastMonth))}`));

    await tabTo("[aria-controls=choices-outcomes]");
    await press("Enter", "ArrowDown", "Space");
    await soon(() => controls.chips()).toEqual(["Outcome: Failure"]);
    await press("Escape");
    await tabTo(".filter-bar .chip");
    await press("Enter");
    await soon(() => controls.chips()).toEqual([]);

    await tabTo(".card-spend .plot");
    // From the last day to one with calls.
    let said = "";
    await expect(async () => {
      await press("ArrowLeft");
      said = await spokenIn(panel);
      assert.match(said, /: .+ ₹(?!0\.00)[\d,.]+$/);
    }).toPass();
    await press("Enter");
    await soon(() => controls.chips()).toHaveLength(1);
    const [product = ""] = await controls.chips();
    assert.ok(said.includes(product.replace("Product: ", ": ")), `${said} | ${product}`);
    await soon(() => dashboard.tile("spend")).toEqual(amountIn(said));

    await tabTo(".grid");
    await press("ArrowDown");
    await panel.locator(".grid[aria-activedescendant] .row[aria-selected=true]").first().waitFor();

    // Back to the start the same way.
    await panel.locator(".filter-bar .link").focus();
    await press("Enter");
    await soon(() => controls.chips()).toEqual([]);
    await panel.locator("#preset").focus();
    await press("Home");
  });

  for (const theme of themeNames) {
    test(`no accessibility violation in ${theme}`, async () => {
      await workbench.dashboard.choosePreset("thisMonth");
      await switchTheme(workbench, theme);
      const panel = await workbench.dashboard.page();
      assert.deepEqual(await accessibilityViolations(panel), []);
      await picture(theme);
    });
  }

  test("nor in a narrow window, failed, or empty", async () => {
    const { page, dashboard, commands, notifications, sandbox } = workbench;
    const violations = async () => accessibilityViolations(await dashboard.page());
    const { width, height } = page.viewportSize() ?? { width: 1280, height: 800 };
    await page.setViewportSize({ width: 680, height });
    await soon(async () => (await dashboard.page()).evaluate<number>("innerWidth")).toBeLessThan(680);
    await untilCalm(page);
    assert.deepEqual(await violations(), []);
    await picture("narrow");
    await page.setViewportSize({ width, height });

    await sandbox.goOffline();
    await commands.run("Deepvue: Refresh");
    await notifications.waitFor("can not be reached");
    await notifications.dismiss("can not be reached");
    await soon(async () => (await dashboard.notices()).join("\n")).toMatch(/can not be reached/);
    assert.deepEqual(await violations(), []);
    await picture("failed");

    await sandbox.goOnline();
    const longAgo = addDays(year.today, -800);
    await chooseDates(workbench, longAgo, longAgo);
    await soon(async () => (await dashboard.notices()).join("\n")).toMatch(/^No calls on /);
    assert.deepEqual(await violations(), []);
    await picture("empty");
  });

  test("nothing was ever refused by a content security policy", async () => {
    assert.deepEqual(policies.refusals, []);
    // That this would have been noticed:
    const panel = await workbench.dashboard.page();
    await panel.evaluate(
      `document.body.append(Object.assign(document.createElement("img"), { src: "https://policy.test/" }))`,
    );
    await expect(async () => {
      const refusals = policies.refusals.join("\n");
      assert.match(refusals, /policy\.test/);
    }).toPass();
  });
});

/** What a screen reader is told. */
async function spokenIn(panel: Frame): Promise<string> {
  return (await panel.locator("body > [aria-live=polite]").textContent()) ?? "";
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
