import assert from "node:assert/strict";
import type { Page } from "@playwright/test";
import { STEP, untilDone } from "./clicking.ts";

/** The text editor in front. */
export class TextEditor {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Waits for a document that begins so, and gives its whole text: on screen are only the lines in sight. */
  async textOf(beginning: string): Promise<string> {
    const lines = this.#page.locator(".editor-group-container.active .monaco-editor .view-lines");
    let text = "";
    await untilDone(async () => {
      await lines.click(STEP);
      await this.#page.keyboard.press("Control+A");
      await this.#page.keyboard.press("Control+C");
      text = await clipboardText(this.#page);
      // Of a document that was not selected in time only a line is copied.
      assert.ok(text.startsWith(beginning) && text.trim().includes("\n"), text.slice(0, 100));
    });
    return text;
  }
}

/** What the last copy put on the clipboard. */
export async function clipboardText(page: Page): Promise<string> {
  return page.evaluate<string>("navigator.clipboard.readText()");
}
