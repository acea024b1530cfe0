import assert from "node:assert/strict";
import type { Page } from "@playwright/test";
import { STEP, untilDone } from "./clicking.ts";
import { Panel } from "./panel.ts";

const READ = `[...document.querySelectorAll("h1, h2, p, tr")]
  .map((block) => block.cells
    ? "| " + [...block.cells].map((cell) => cell.innerText).join(" | ") + " |"
    : block.innerText.replaceAll("\\n", " "))
  .join("\\n")`;

/** A document as VS Code renders its Markdown. */
export class MarkdownPreview {
  readonly #panel: Panel;

  constructor(page: Page, title: string) {
    this.#panel = new Panel(page, `[Preview] ${title}.md`);
  }

  /**
   * Waits until the document's heading is this, and gives what is read there: a line for each paragraph, and for each row of a
   * table its cells between bars.
   */
  async textUnder(heading: string): Promise<string> {
    let text = "";
    await untilDone(async () => {
      const frame = await this.#panel.frame();
      assert.equal(await frame.locator("h1").first().innerText(STEP), heading);
      text = await frame.evaluate<string>(READ);
    });
    return text;
  }
}
