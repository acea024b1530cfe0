import type { Locator, Page } from "@playwright/test";

/** The question in the middle of the window that has to be answered first. */
export class ModalDialog {
  readonly box: Locator;

  constructor(page: Page) {
    this.box = page.locator(".monaco-dialog-box");
  }

  async text(): Promise<string> {
    return (await this.box.locator(".dialog-message-container").innerText()).trim();
  }

  async press(button: string | RegExp): Promise<void> {
    await this.box.getByRole("button", { name: button }).click();
    await this.box.waitFor({ state: "detached" });
  }
}
