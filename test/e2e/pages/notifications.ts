import type { Locator, Page } from "@playwright/test";
import { clickUntilGone, STEP, untilDone } from "./clicking.ts";
import { CommandPalette } from "./commandPalette.ts";

/** VS Code takes a fourth message within this time for spam and shows it nowhere, progress included; only a test is that fast. */
const SPAM_MS = 800;

/** The messages at the lower right corner. */
export class Notifications {
  readonly toasts: Locator;
  readonly #commands: CommandPalette;
  /** Those behind the bell, while it is open. */
  readonly #listed: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.#commands = new CommandPalette(page);
    this.toasts = page.locator(".notifications-toasts .notification-list-item");
    this.#listed = page.locator(".notifications-center .notification-list-item");
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

  /** Presses a message's button. A message goes after some ten seconds; then it is still in the list behind the bell. */
  async press(words: string | RegExp, button: string | RegExp): Promise<void> {
    const inToast = this.toast(words).getByRole("button", { name: button });
    const inList = this.#listed.filter({ hasText: words }).first().getByRole("button", { name: button });
    await untilDone(async () => {
      await inToast.waitFor(STEP).catch(() => this.#commands.run("Notifications: Show Notifications"));
      await clickUntilGone((await inToast.isVisible()) ? inToast : inList);
    });
  }

  /** Takes a message away. Its button shows only under the mouse, and messages move when another one comes or goes. */
  async dismiss(words: string | RegExp): Promise<void> {
    const toast = this.toast(words);
    const close = toast.getByRole("button", { name: /^Clear|^Hide|^Close/ });
    await untilDone(async () => {
      if (!(await toast.isVisible())) return;
      await toast.hover(STEP);
      await close.click(STEP);
      await toast.waitFor({ state: "hidden", ...STEP });
    });
    await this.#untilMoreAreShown();
  }

  /** By VS Code's own clock, which does not run slower on a slow machine. */
  async #untilMoreAreShown(): Promise<void> {
    const now = await this.#page.evaluate<number>("performance.now()");
    // Asked with every frame it would have the window draw for all that time.
    await this.#page.waitForFunction(`performance.now() > ${now + SPAM_MS}`, undefined, { polling: SPAM_MS / 4 });
  }

  /** Takes all messages away, also one that comes meanwhile. For what is still to come, wait before. */
  async clear(): Promise<void> {
    await untilDone(async () => {
      await this.#commands.run("Notifications: Clear All Notifications");
      await this.toasts.first().waitFor({ state: "detached", ...STEP });
    });
  }
}
