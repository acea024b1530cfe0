import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { eventually } from "../../support/eventually.ts";

/** The text editor in front. */
export class TextEditor {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Waits for a document that begins so, and gives its whole text: on screen are only the lines in sight. */
  async textOf(beginning: string): Promise<string> {
    const lines = this.#page.locator(".editor-group-container.active .monaco-editor .view-lines");
    return eventually(
      async () => {
        await lines.click();
        await this.#page.keyboard.press("Control+A");
        await this.#page.keyboard.press("Control+C");
        return clipboardText(this.#page);
      },
      // Of a document that was not selected in time only a line is copied.
      (text) => assert.ok(text.startsWith(beginning) && text.trim().includes("\n"), text.slice(0, 100)),
    );
  }
}

/** What the last copy put on the clipboard. */
export async function clipboardText(page: Page): Promise<string> {
  return page.evaluate<string>("navigator.clipboard.readText()");
}
