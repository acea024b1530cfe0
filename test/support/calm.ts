import { writeFileSync } from "node:fs";
import { expect, type Frame, type Locator, type Page } from "@playwright/test";
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

/**
 * Waits until a document has drawn what it has heard of, which it does with the next frame, and no colour fades over any more.
 * Cheaper than comparing pictures; not for what draws when something comes from elsewhere, nor for what is out of sight.
 */
export async function untilStill(shown: Page | Frame | Locator): Promise<void> {
  const document: { evaluate(script: string): Promise<unknown> } = shown;
  await document.evaluate(STILL);
}

/** Cards of the dashboard that have not been brought up to date; what is pending in others comes from elsewhere. */
const WAITING_CARDS = ".card[aria-busy=true]:not(.pending)";

/** Waits until the dashboard's page says everything that it has heard of: what is out of sight comes when it has rested. */
export async function untilComplete(shown: Page | Frame | Locator, waiting = WAITING_CARDS): Promise<void> {
  await expect(shown.locator(waiting)).toHaveCount(0, { timeout: patient(CALM_MS) });
}

/** Written as text: this project has no types of a browser. */
const STILL = `(async () => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const isFading = (animation) => animation.playState === "running" && animation.effect.getTiming().iterations !== Infinity;
  do {
    await frame();
    await frame();
  } while (document.getAnimations().some(isFading));
})()`;

/** Saves a picture of a document, or a part of it, that draws only what it is told. */
export async function takeStillPicture(
  shown: Page | Locator,
  path: string,
  options: { fullPage?: boolean } = {},
): Promise<void> {
  await untilComplete(shown, `${WAITING_CARDS}, canvas[aria-busy=true]`);
  await untilStill(shown);
  await shown.screenshot({ ...options, path, animations: "disabled" });
}

/** Saves a picture of a page or a part of it, once it is calm. */
export async function takePicture(
  shown: Page | Locator,
  path: string,
  options?: { fullPage?: boolean },
): Promise<void> {
  writeFileSync(path, await untilCalm(shown, options));
}
