import { expect, type Locator } from "@playwright/test";
import { patient } from "../../../scripts/patience.ts";

const DONE_MS = 30_000;

/** How long one step may take to show its effect before it counts as missed. */
export const STEP = { timeout: patient(3_000) };

/** Does steps again until none of them fails: what is drawn anew or moves under the mouse misses a click, and then once more. */
export async function untilDone(steps: () => Promise<void>): Promise<void> {
  await expect(steps).toPass({ timeout: patient(DONE_MS) });
}

/**
 * Clicks what goes away when it is clicked. What goes by itself before that (a message after its time, a list that loses the focus)
 * was not clicked, and that is an error here: what should follow would never come. What is only drawn anew, while that which it is
 * `within` stays, comes again. A click that was not heard is known for one after a `look`.
 */
export async function clickUntilGone(
  target: Locator,
  { within, look = STEP }: { readonly within?: Locator; readonly look?: { readonly timeout: number } } = {},
): Promise<void> {
  await target.waitFor();
  let isClicked = false;
  await untilDone(async () => {
    if (await target.isVisible()) {
      await target.click(STEP);
      isClicked = true;
    }
    await target.waitFor({ state: "hidden", ...look });
    if (!isClicked && (await within?.isVisible())) throw new Error(`${String(target)} is drawn anew`);
  });
  if (!isClicked) throw new Error(`${String(target)} went away before it was clicked`);
}
