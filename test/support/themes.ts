import { type EditorWindow, pictureFile } from "./workbench.ts";

/** The themes every surface is looked at in, with the class that VS Code puts on its page for each. */
const themes = {
  light: { label: "Light Modern", pageClass: "vs" },
  "high-contrast": { label: "Dark High Contrast", pageClass: "hc-black" },
  "high-contrast-light": { label: "Light High Contrast", pageClass: "hc-light" },
  dark: { label: "Dark Modern", pageClass: "vs-dark" },
} as const;

export type ThemeName = keyof typeof themes;

export const themeNames = Object.keys(themes) as ThemeName[];

export async function switchTheme({ page, commands, quickInput }: EditorWindow, name: ThemeName): Promise<void> {
  const { label, pageClass } = themes[name];
  await commands.run("Preferences: Color Theme");
  await quickInput.type(label);
  await quickInput.pick(label);
  await quickInput.waitUntilClosed();
  await page.locator(`.monaco-workbench.${pageClass}`).first().waitFor();
  // Colours fade over, and webviews get them a moment after the workbench.
  await page.waitForTimeout(500);
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
    await window.page.screenshot({ path: pictureFile("screenshots", `${surface}-${name}`) });
  }
}
