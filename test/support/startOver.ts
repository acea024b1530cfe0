// From the end of one story to the beginning of the next, in the window that is open.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { STEP, untilDone } from "../e2e/pages/clicking.ts";
import { UserSettings } from "../e2e/pages/userSettings.ts";
import { windowSize } from "./browser.ts";
import { stopListening, type Workbench } from "./workbench.ts";

const THIS_MONTH = /^This month/;

/**
 * Closes everything, goes back to the user's first settings (the text of their file) and to the first choices, which are of all
 * accounts, signs out and deletes the history.
 */
export async function startOver(workbench: Workbench, firstSettings: string): Promise<void> {
  const { page, commands, dialog, notifications, quickInput, statusBar, tree } = workbench;
  stopListening(page);
  await page.setViewportSize(windowSize);
  rmSync(join(workbench.profile, "server", "folder", ".vscode"), { recursive: true, force: true });
  const settings = new UserSettings(workbench);
  await commands.run("View: Close All Editors");
  if (settings.text() !== firstSettings) {
    await settings.replace(firstSettings);
    await commands.run("View: Close All Editors");
  }
  if (await page.locator(".part.panel").isVisible()) await commands.run("View: Hide Panel");
  if (!/signed out/.test(await statusBar.label())) {
    // The list stands as the settings were that the extension had heard of: what was replaced a moment ago may come after it.
    await untilDone(async () => {
      if (await quickInput.widget.isVisible()) await quickInput.press("Escape");
      await commands.run("Deepvue: Choose Period…");
      await quickInput.rows.filter({ hasText: THIS_MONTH }).first().waitFor(STEP);
    });
    await quickInput.pick(THIS_MONTH);
    if (/Filter/.test(await tree("Products").message())) await commands.run("Deepvue: Clear Filter");
    await commands.run("Deepvue: Sign Out…");
    await quickInput.pick("Delete its history");
    await dialog.press("Delete History");
    await expect.poll(() => statusBar.label()).toMatch(/signed out/);
  }
  if ((await notifications.texts()).length > 0) await notifications.clear();
  await tree("Products").welcome.getByRole("button", { name: "Sign In" }).waitFor();
}
