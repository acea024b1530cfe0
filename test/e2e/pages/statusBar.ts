import type { Locator, Page } from "playwright-core";

/** The spend indicator and its hover. */
export class StatusBar {
  readonly item: Locator;
  readonly hover: Locator;

  constructor(page: Page) {
    this.item = page.locator(`.statusbar-item[id="deepvue-usage.deepvue-usage.deepvue.spend"]`);
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

  async click(): Promise<void> {
    await this.item.locator("a").first().click();
  }

  /** Points at the item and waits for its hover text. */
  async hoverText(): Promise<string> {
    await this.item.hover();
    await this.hover.waitFor();
    return this.hover.innerText();
  }
}
