import type { Frame, Locator, Page } from "playwright-core";

/** A webview panel in the editor area, by the title of its tab. */
export class Panel {
  readonly tab: Locator;
  readonly #page: Page;

  constructor(page: Page, title: string | RegExp) {
    this.#page = page;
    this.tab = page.locator(".editor-group-container").getByRole("tab", { name: title });
  }

  /**
   * What the extension drew, once it drew something: a page in a frame in a frame. VS Code exchanges the inner frame while it
   * loads; Playwright's frame locators then stay with the one that is gone, so the frame is looked up by its address.
   */
  async frame(timeoutMs = 20_000): Promise<Frame> {
    await this.tab.waitFor();
    const until = Date.now() + timeoutMs;
    while (Date.now() < until) {
      const frame = await this.#visibleFrame();
      if (
        await frame
          ?.locator("body > *")
          .first()
          .isVisible()
          .catch(() => false)
      )
        return frame as Frame;
      await this.#page.waitForTimeout(100);
    }
    throw new Error("The panel shows nothing");
  }

  async #visibleFrame(): Promise<Frame | undefined> {
    const webviews = this.#page.locator("iframe.webview.ready:visible");
    if ((await webviews.count()) === 0) return undefined;
    const id = await webviews.first().getAttribute("name");
    return this.#page.frames().find((frame) => frame.url().endsWith(`fake.html?id=${id}`));
  }

  async text(): Promise<string> {
    return (await this.frame()).locator("body").innerText();
  }

  async close(): Promise<void> {
    await this.tab.hover();
    await this.tab.getByRole("button", { name: /^Close/ }).click();
    await this.tab.waitFor({ state: "detached" });
  }
}
