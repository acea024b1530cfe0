import { writeFileSync } from "node:fs";
import { expect, type Locator, type Page } from "@playwright/test";
import { patient } from "../../scripts/patience.ts";

const CALM_MS = 15_000;

/** Waits until a page looks the same twice: layouts have settled, charts have drawn, colours have faded over. Gives the picture. */
export async function untilCalm(shown: Page | Locator, options: { fullPage?: boolean } = {}): Promise<Buffer> {
  let last: Buffer | undefined;
  await expect(async () => {
    // What turns for ever, such as a sign of progress, is stopped for the picture.
    const picture = await shown.screenshot({ ...options, animations: "disabled" });
    const isSame = last?.equals(picture) ?? false;
    last = picture;
    expect(isSame, "nothing moves any more").toBe(true);
  }).toPass({ timeout: patient(CALM_MS), intervals: [100] });
  if (last === undefined) throw new Error("No picture was taken");
  return last;
}

/** Saves a picture of a page or a part of it, once it is calm. */
export async function takePicture(
  shown: Page | Locator,
  path: string,
  options?: { fullPage?: boolean },
): Promise<void> {
  writeFileSync(path, await untilCalm(shown, options));
}
