import type { Locator } from "playwright-core";
import { eventually } from "../../support/eventually.ts";

/** How long a click may take to show its effect before it counts as missed. */
const EFFECT_MS = 3_000;

/** Clicks what goes away when it is clicked. What is drawn anew or moves under the mouse misses a click: then once more. */
export async function clickUntilGone(target: Locator): Promise<void> {
  await target.waitFor();
  await eventually(
    async () => {
      if (await target.isVisible()) await target.click({ timeout: EFFECT_MS });
      await target.waitFor({ state: "hidden", timeout: EFFECT_MS });
    },
    () => undefined,
  );
}
