import type { Locator, Page } from "@playwright/test";
import { patient } from "../../../scripts/patience.ts";
import { clickUntilGone, STEP, untilDone } from "./clicking.ts";

/**
 * VS Code's menus hear no mouse button in their first 100 ms, so that the click which opens one chooses nothing in it (its menu.ts,
 * `runOnceToEnableMouseUp`), and nothing that a person would see tells when they begin.
 */
const HEARD = { timeout: patient(300) };

/** The menu that a right click opens, in VS Code's own parts as in webviews. */
export class ContextMenu {
  readonly #entries: Locator;

  constructor(page: Page) {
    this.#entries = page.locator(".monaco-menu").getByRole("menuitem");
  }

  async choose(row: Locator, entry: string): Promise<void> {
    await this.#open(row);
    await clickUntilGone(this.#entries.filter({ hasText: entry }), { look: HEARD });
  }

  /** What the menu of a row offers. */
  async entries(row: Locator): Promise<string[]> {
    await this.#open(row);
    const texts = await this.#entries.allInnerTexts();
    await row.page().keyboard.press("Escape");
    await this.#entries.first().waitFor({ state: "detached" });
    // The lines between the groups are entries without text.
    return texts.map((text) => text.trim()).filter((text) => text !== "");
  }

  /** A row that is drawn anew under the mouse misses a click: then once more. */
  async #open(row: Locator): Promise<void> {
    await untilDone(async () => {
      await row.click({ button: "right", ...STEP });
      await this.#entries.last().waitFor(STEP);
    });
  }
}
