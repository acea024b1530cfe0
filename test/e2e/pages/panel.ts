import type { Frame, Locator, Page } from "@playwright/test";
import { STEP, untilDone } from "./clicking.ts";

/** The frame of a page, once VS Code has made it. */
export const PAGE_FRAME = "iframe.webview.ready";

/** The address of what the extension drew, a frame in the one with this name, ends so. */
export function addressEnd(name: string | null): string {
  return `fake.html?id=${name}`;
}

/** A webview panel in the editor area, by the title of its tab. */
export class Panel {
  readonly tab: Locator;
  readonly #page: Page;

  constructor(page: Page, title: string | RegExp) {
    this.#page = page;
    this.tab = page.locator(".editor-group-container .tab", { hasText: title });
  }

  /**
   * What the extension drew, once it drew something: a page in a frame in a frame. VS Code exchanges the inner frame while it
   * loads; Playwright's frame locators then stay with the one that is gone, so the frame is looked up by its address.
   */
  async frame(): Promise<Frame> {
    await this.tab.waitFor();
    let shown: Frame | undefined;
    await untilDone(async () => {
      shown = await this.#visibleFrame();
      // Scripts may come first, and are never to be seen.
      await shown.locator("body > *").filter({ visible: true }).first().waitFor(STEP);
    });
    if (shown === undefined) throw new Error("The panel shows nothing");
    return shown;
  }

  async #visibleFrame(): Promise<Frame> {
    const id = await this.#page.locator(`${PAGE_FRAME}:visible`).first().getAttribute("name", STEP);
    const frame = this.#page.frames().find((candidate) => candidate.url().endsWith(addressEnd(id)));
    if (frame === undefined) throw new Error("The panel has no page yet");
    return frame;
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
