import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pictureFile, type Workbench } from "./workbench.ts";

/** The themes every surface is looked at in, with the class that VS Code puts on its page for each. */
const themes = {
  dark: { id: "Dark Modern", pageClass: "vs-dark" },
  light: { id: "Light Modern", pageClass: "vs" },
  "high-contrast": { id: "Default High Contrast", pageClass: "hc-black" },
  "high-contrast-light": { id: "Default High Contrast Light", pageClass: "hc-light" },
} as const;

export type ThemeName = keyof typeof themes;

export const themeNames = Object.keys(themes) as ThemeName[];

/** Changes the colours by the settings file, so that no prompt takes the focus or closes a hover. */
export async function switchTheme({ page, profile }: Workbench, name: ThemeName): Promise<void> {
  const { id, pageClass } = themes[name];
  const file = join(profile, "server", "User", "settings.json");
  const settings = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify({ ...settings, "workbench.colorTheme": id }, null, 2));
  await page.locator(`.monaco-workbench.${pageClass}`).first().waitFor();
  // Colours fade over, and webviews get them a moment after the workbench.
  await page.waitForTimeout(500);
}

/** Saves a picture of what the window shows in each theme, as test-results/screenshots/<surface>-<theme>.png. */
export async function takeScreenshots(workbench: Workbench, surface: string): Promise<void> {
  for (const name of themeNames) {
    await switchTheme(workbench, name);
    await workbench.page.screenshot({ path: pictureFile("screenshots", `${surface}-${name}`) });
  }
  await switchTheme(workbench, "dark");
}
