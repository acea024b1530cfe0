import type { Page } from "@playwright/test";

/** The icons at the side; opens our view container. */
export class ActivityBar {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async openDeepvue(): Promise<void> {
    const icon = this.#page.locator(".activitybar").getByRole("tab", { name: /^Deepvue/ });
    if ((await icon.getAttribute("aria-selected")) !== "true") await icon.click();
    await this.#page.locator(".sidebar .pane-header").first().waitFor();
  }
}
