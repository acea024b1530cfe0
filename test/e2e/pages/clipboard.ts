import type { Page } from "@playwright/test";

/** What the last copy put on the clipboard. */
export async function clipboardText(page: Page): Promise<string> {
  return page.evaluate<string>("navigator.clipboard.readText()");
}
