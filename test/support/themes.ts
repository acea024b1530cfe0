import { expect } from "@playwright/test";
import { takePicture, untilCalm } from "./calm.ts";
import { type EditorWindow, pictureFile } from "./workbench.ts";

/** The themes every surface is looked at in, with the class that VS Code puts for each on its page, and on that of a webview. */
const themes = {
  light: { label: "Light Modern", pageClass: "vs", webviewClass: "vscode-light" },
  "high-contrast": { label: "Dark High Contrast", pageClass: "hc-black", webviewClass: "vscode-high-contrast" },
  "high-contrast-light": {
    label: "Light High Contrast",
    pageClass: "hc-light",
    webviewClass: "vscode-high-contrast-light",
  },
  dark: { label: "Dark Modern", pageClass: "vs-dark", webviewClass: "vscode-dark" },
} as const;

export type ThemeName = keyof typeof themes;

export const themeNames = Object.keys(themes) as ThemeName[];

/** Waits until everything in sight has the colours of the theme. */
export async function switchTheme({ page, commands, quickInput }: EditorWindow, name: ThemeName): Promise<void> {
  const { label, pageClass, webviewClass } = themes[name];
  await commands.run("Preferences: Color Theme");
  await quickInput.type(label);
  await quickInput.pick(label);
  await quickInput.waitUntilClosed();
  await page.locator(`.monaco-workbench.${pageClass}`).first().waitFor();
  // Webviews get theirs a moment after the workbench. Dark high contrast is a class of both high contrasts.
  const without = name === "high-contrast" ? ":not(.vscode-high-contrast-light)" : "";
  await expect(async () => {
    for (const frame of page.frames().filter((candidate) => candidate.url().includes("/fake.html?id=")))
      await expect(frame.locator(`body.${webviewClass}${without}`)).toHaveCount(1);
  }).toPass();
  await untilCalm(page);
}

/**
 * Saves a picture of what the window shows in each theme, as test-results/screenshots/<surface>-<theme>.png; ends with the
 * dark one. What switching closes, such as a hover, `show` has to bring back.
 */
export async function takeScreenshots(
  window: EditorWindow,
  surface: string,
  show?: () => Promise<unknown>,
): Promise<void> {
  for (const name of themeNames) {
    await switchTheme(window, name);
    await show?.();
    await takePicture(window.page, pictureFile("screenshots", `${surface}-${name}`));
  }
}
