import type { Locator, Page } from "@playwright/test";
import { STEP, untilDone } from "./clicking.ts";

/** The id of its element. */
export const SPEND_ITEM = "deepvue-usage.deepvue-usage.deepvue.spend";

/** The spend indicator and its hover. */
export class StatusBar {
  readonly item: Locator;
  readonly hover: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.item = page.locator(`.statusbar-item[id="${SPEND_ITEM}"]`);
    this.hover = page.locator(".monaco-hover:visible", { hasText: /Deepvue Usage\s*[·:]/ });
  }

  /** What the item shows, without its icons. */
  async text(): Promise<string> {
    return (await this.item.innerText()).trim();
  }

  /** What a screen reader says. */
  async label(): Promise<string> {
    return (await this.item.locator("a, [aria-label]").first().getAttribute("aria-label")) ?? "";
  }

  /** Points at the item and waits for its hover text. An item that changes takes its hover away: then once more. */
  async hoverText(): Promise<string> {
    let text = "";
    await untilDone(async () => {
      if (!(await this.hover.isVisible())) {
        await this.#page.mouse.move(1, 1);
        await this.item.hover(STEP);
      }
      text = await this.hover.innerText(STEP);
    });
    return text;
  }
}
