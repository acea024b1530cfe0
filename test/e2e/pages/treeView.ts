import assert from "node:assert/strict";
import type { Locator, Page } from "@playwright/test";
import { clickUntilGone, STEP, untilDone } from "./clicking.ts";

/** Where a view and its parts are, also for what reads a whole window in one question. */
export const VIEW = {
  pane: ".sidebar .pane",
  title: ".pane-header h3.title",
  row: '[role="treeitem"]',
  /** Of a row: its label and what stands beside it. */
  texts: ".label-name, .label-description",
  message: ".message",
} as const;

/** One of our views in the side bar, by its title. */
export class TreeView {
  readonly pane: Locator;
  readonly rows: Locator;

  readonly #page: Page;

  constructor(page: Page, title: string) {
    this.#page = page;
    this.pane = page.locator(VIEW.pane, {
      has: page.locator(VIEW.title, { hasText: new RegExp(`^${title}$`, "i") }),
    });
    this.rows = this.pane.locator(VIEW.row);
  }

  /** The rows that are drawn (a long list draws only what is in sight), each as "label description". */
  async texts(): Promise<string[]> {
    return textsOf(this.rows);
  }

  row(label: string | RegExp): Locator {
    return this.rows.filter({ hasText: label }).first();
  }

  /** What a screen reader says of a row. */
  async spoken(label: string | RegExp): Promise<string> {
    return (await this.row(label).getAttribute("aria-label")) ?? "";
  }

  /** Points at a row and gives the hover with these words. A list that is drawn anew takes its hover away: then once more. */
  async hover(label: string | RegExp, words: string | RegExp): Promise<Locator> {
    const hover = this.#page.locator(".monaco-hover:visible", { hasText: words });
    await untilDone(async () => {
      if (await hover.isVisible()) return;
      await this.pane.locator(".pane-header").hover(STEP);
      await this.row(label).hover(STEP);
      await hover.waitFor(STEP);
    });
    return hover;
  }

  async expand(label: string | RegExp): Promise<void> {
    await this.#fold(label, "true");
  }

  async collapse(label: string | RegExp): Promise<void> {
    await this.#fold(label, "false");
  }

  /** A list that is drawn anew under the mouse misses a click: then once more. */
  async #fold(label: string | RegExp, expanded: "true" | "false"): Promise<void> {
    const row = this.row(label);
    await untilDone(async () => {
      const isFolded = async () => (await row.getAttribute("aria-expanded", STEP)) !== expanded;
      if (await isFolded()) await row.locator(".monaco-tl-twistie").click(STEP);
      assert.equal(await isFolded(), false);
    });
  }

  /** The rows that are selected, of those in sight. */
  async selected(): Promise<string[]> {
    return textsOf(this.pane.locator(`${VIEW.row}[aria-selected="true"]`));
  }

  /** Presses a button that a row shows under the mouse. */
  async pressRowButton(label: string | RegExp, button: string): Promise<void> {
    const row = this.row(label);
    await row.hover(STEP);
    // Short: under a hover the button can not be reached, and the next try begins without one.
    await row.getByRole("button", { name: button }).click(STEP);
  }

  /** The message above the rows, such as how old the numbers are. */
  async message(): Promise<string> {
    const message = this.pane.locator(VIEW.message);
    return (await message.count()) === 0 ? "" : (await message.innerText()).trim();
  }

  /** What stands in the header beside the title. */
  async description(): Promise<string> {
    const description = this.pane.locator(".pane-header .description");
    return (await description.count()) === 0 ? "" : (await description.innerText()).trim();
  }

  /** What the view says while it has no rows, with its buttons. */
  get welcome(): Locator {
    return this.pane.locator(".welcome-view-content");
  }

  /** Presses a button in the view's title bar. */
  async pressTitleButton(name: string | RegExp): Promise<void> {
    await this.pane.locator(".pane-header").hover();
    await this.pane.locator(".pane-header .actions").getByRole("button", { name }).click();
  }

  /** Chooses from the menu behind the "…" of the title bar. */
  async chooseFromTitleMenu(entry: string): Promise<void> {
    const found = this.#page.locator(".monaco-menu").getByRole("menuitem").filter({ hasText: entry });
    await untilDone(async () => {
      if (await found.isVisible()) return;
      await this.pane.locator(".pane-header").hover(STEP);
      await this.pane
        .locator(".pane-header .actions")
        .getByRole("button", { name: /More Actions/ })
        .click(STEP);
      await found.waitFor(STEP);
    });
    await clickUntilGone(found);
  }
}

/** In one question: those of a poll that look for each row and each of its parts anew keep the window busier than its own work. */
async function textsOf(rows: Locator): Promise<string[]> {
  const texts = await rows.evaluateAll(
    (drawn, parts) =>
      drawn.map((row) =>
        Array.from(row.querySelectorAll(parts), (part) => (part as { readonly innerText: string }).innerText).join(" "),
      ),
    VIEW.texts,
  );
  return texts.map((text) => text.replaceAll(/\s+/g, " ").trim());
}
