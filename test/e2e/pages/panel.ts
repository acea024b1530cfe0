import type { FrameLocator, Locator, Page } from "playwright-core";

/** A webview panel in the editor area, by the title of its tab. */
export class Panel {
  readonly tab: Locator;
  /** What the extension drew: a page inside a frame inside a frame. */
  readonly content: FrameLocator;

  constructor(page: Page, title: string | RegExp) {
    this.tab = page.locator(".editor-group-container").getByRole("tab", { name: title });
    this.content = page.locator("iframe.webview.ready:visible").frameLocator("iframe#active-frame");
  }

  async waitFor(): Promise<void> {
    await this.tab.waitFor();
    await this.content.locator("body").waitFor();
  }

  async text(): Promise<string> {
    return this.content.locator("body").innerText();
  }

  async close(): Promise<void> {
    await this.tab.hover();
    await this.tab.getByRole("button", { name: /^Close/ }).click();
    await this.tab.waitFor({ state: "detached" });
  }
}
