// Pictures of surfaces for people to look at, as test-results/screenshots/<name>.png. Nothing in a test looks at them.
import type { Locator, Page } from "@playwright/test";
import { takePicture, takeStillPicture } from "./calm.ts";
import { pictureFile, TAKES_PICTURES } from "./pictureFile.ts";
import { switchTheme, themeNames } from "./themes.ts";
import type { Workbench } from "./workbench.ts";

/** Saves a picture of a page or a part of it, once it is calm. */
export async function takeScreenshot(shown: Page | Locator, name: string): Promise<void> {
  if (TAKES_PICTURES) await takePicture(shown, pictureFile("screenshots", name));
}

/** The same of a document, or a part of it, that draws only what it is told. */
export async function takeStillScreenshot(
  shown: Page | Locator,
  name: string,
  options?: { fullPage?: boolean },
): Promise<void> {
  if (TAKES_PICTURES) await takeStillPicture(shown, pictureFile("screenshots", name), options);
}

/**
 * Saves a picture of what the window shows in each theme, as <surface>-<theme>; ends with the dark one. `check` looks at each before
 * its picture, and where none is taken, once.
 */
export async function takeScreenshots(
  workbench: Workbench,
  surface: string,
  check?: () => Promise<unknown>,
): Promise<void> {
  if (!TAKES_PICTURES) {
    await check?.();
    return;
  }
  for (const name of themeNames) {
    await switchTheme(workbench, name);
    await check?.();
    await takeStillPicture(workbench.page, pictureFile("screenshots", `${surface}-${name}`));
  }
}
