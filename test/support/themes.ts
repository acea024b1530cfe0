import { join } from "node:path";
import { expect } from "@playwright/test";
import { mergeSettings } from "../../scripts/workbench.ts";
import { untilStill } from "./calm.ts";
import type { Workbench } from "./workbench.ts";

/** The themes every surface is looked at in, with the class that VS Code puts for each on its page, and on that of a webview. */
const themes = {
  light: { id: "Default Light Modern", pageClass: "vs", webviewClass: "vscode-light" },
  "high-contrast": { id: "Default High Contrast", pageClass: "hc-black", webviewClass: "vscode-high-contrast" },
  "high-contrast-light": {
    id: "Default High Contrast Light",
    pageClass: "hc-light",
    webviewClass: "vscode-high-contrast-light",
  },
  dark: { id: "Default Dark Modern", pageClass: "vs-dark", webviewClass: "vscode-dark" },
} as const;

export type ThemeName = keyof typeof themes;

export const themeNames = Object.keys(themes) as ThemeName[];

/**
 * Waits until everything in sight has the colours of the theme. The workspace's settings ask for it: that takes a fifth of the processor
 * time of VS Code's own list of themes, and leaves open what a list would close.
 */
export async function switchTheme({ page, profile }: Workbench, name: ThemeName): Promise<void> {
  const { id, pageClass, webviewClass } = themes[name];
  mergeSettings(join(profile, "server", "folder", ".vscode"), { "workbench.colorTheme": id });
  await page.locator(`.monaco-workbench.${pageClass}`).first().waitFor();
  // Webviews get theirs a moment after the workbench. Dark high contrast is a class of both high contrasts.
  const without = name === "high-contrast" ? ":not(.vscode-high-contrast-light)" : "";
  await expect(async () => {
    for (const frame of page.frames().filter((candidate) => candidate.url().includes("/fake.html?id="))) {
      await expect(frame.locator(`body.${webviewClass}${without}`)).toHaveCount(1);
      // VS Code keeps the page of a panel behind another one, and draws none of it.
      if (await (await frame.parentFrame()?.frameElement())?.isVisible()) await untilStill(frame);
    }
  }).toPass();
  await untilStill(page);
}
