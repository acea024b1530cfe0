import type { Page } from "@playwright/test";
import { STEP, untilDone } from "./clicking.ts";
import { QuickInput } from "./quickInput.ts";

/** Opens a file of the workspace by a part of its name, as a person does. */
export async function quickOpen(page: Page, name: string): Promise<void> {
  const { input, rows } = new QuickInput(page);
  await untilDone(async () => {
    await page.keyboard.press("Control+P");
    await input.fill(name, STEP);
    await rows.filter({ hasText: name }).first().click(STEP);
    await page.locator(".editor-group-container").getByRole("tab", { name }).waitFor(STEP);
  });
}
