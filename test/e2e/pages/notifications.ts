import type { Locator, Page } from "playwright-core";
import { clickUntilGone } from "./clicking.ts";
import { CommandPalette } from "./commandPalette.ts";

/** VS Code leaves out a fourth message within 800 ms, progress included; nobody but a test is that fast. */
const UNTIL_NEXT_MS = 850;

/** The messages at the lower right corner. */
export class Notifications {
  readonly toasts: Locator;
  readonly #commands: CommandPalette;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.#commands = new CommandPalette(page);
    this.toasts = page.locator(".notifications-toasts .notification-list-item");
  }

  toast(words: string | RegExp): Locator {
    return this.toasts.filter({ hasText: words }).first();
  }

  /** Waits for a message that contains these words and gives its whole text. */
  async waitFor(words: string | RegExp): Promise<string> {
    return (await this.toast(words).locator(".notification-list-item-message").innerText()).trim();
  }

  async texts(): Promise<string[]> {
    return this.toasts.locator(".notification-list-item-message").allInnerTexts();
  }

  async press(words: string | RegExp, button: string | RegExp): Promise<void> {
    await clickUntilGone(this.toast(words).getByRole("button", { name: button }));
  }

  /** Takes a message away. Its button shows only under the mouse, and messages move when another one comes or goes. */
  async dismiss(words: string | RegExp): Promise<void> {
    const toast = this.toast(words);
    const close = toast.getByRole("button", { name: /^Clear|^Hide|^Close/ });
    for (let tries = 0; tries < 10 && (await toast.isVisible()); tries++) {
      await toast.hover({ timeout: 1000 }).catch(() => undefined);
      await close.click({ timeout: 1000 }).catch(() => undefined);
    }
    await this.#page.waitForTimeout(UNTIL_NEXT_MS);
  }

  /** Takes all messages away. */
  async clear(): Promise<void> {
    await this.#commands.run("Notifications: Clear All Notifications");
    await this.toasts.first().waitFor({ state: "detached" });
  }
}
