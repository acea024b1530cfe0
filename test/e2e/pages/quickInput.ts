import type { Locator, Page } from "@playwright/test";
import { clickUntilGone } from "./clicking.ts";

/** How long to wait, in ms; without it as long as for anything else. */
interface Patience {
  readonly timeout?: number;
}

/** The prompt at the top of the window: a list to pick from, or a text to type. */
export class QuickInput {
  readonly widget: Locator;
  readonly input: Locator;
  readonly rows: Locator;
  readonly #page: Page;
  readonly #message: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.widget = page.locator(".quick-input-widget:visible");
    this.input = this.widget.locator(".quick-input-box input");
    this.rows = this.widget.locator(".quick-input-list .monaco-list-row");
    this.#message = this.widget.locator(".quick-input-message");
  }

  /** The box of the prompt that asks for this. */
  field(placeholder: string | RegExp): Locator {
    return this.widget.getByPlaceholder(placeholder, { exact: true });
  }

  /** Waits for a prompt whose title or text contains these words. */
  async waitFor(words: string | RegExp, patience: Patience = {}): Promise<void> {
    await this.widget.filter({ hasText: words }).waitFor(patience);
  }

  async waitUntilClosed(patience: Patience = {}): Promise<void> {
    await this.widget.waitFor({ state: "hidden", ...patience });
  }

  async title(): Promise<string> {
    return (await this.widget.locator(".quick-input-title").innerText()).trim();
  }

  /** Replaces what stands in the box. */
  async type(text: string): Promise<void> {
    await this.input.fill(text);
  }

  async press(key: "Enter" | "Escape" | "ArrowDown" | "ArrowUp" | "Backspace"): Promise<void> {
    await this.input.press(key);
  }

  async enter(text: string): Promise<void> {
    await this.type(text);
    await this.press("Enter");
  }

  /** The prompt below the box, or what is wrong with the text in it. */
  async message(): Promise<string> {
    return (await this.#message.innerText()).trim();
  }

  /** Waits until the text below the box contains these words. */
  async waitForMessage(words: string | RegExp): Promise<void> {
    await this.#message.filter({ hasText: words }).waitFor();
  }

  async choices(): Promise<string[]> {
    await this.rows.first().waitFor();
    return (await this.rows.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, " ").trim());
  }

  async pick(label: string | RegExp): Promise<void> {
    await clickUntilGone(this.rows.filter({ hasText: label }).first(), { within: this.widget });
  }

  /** Checks a row of a list in which several may be chosen; typing its label brings it in sight. */
  async tick(label: string): Promise<void> {
    await this.type(label);
    await this.#checkbox(label).check();
  }

  async untick(label: string): Promise<void> {
    await this.type(label);
    await this.#checkbox(label).uncheck();
  }

  #checkbox(label: string): Locator {
    return this.widget.locator('.monaco-list-row[role="checkbox"]', { hasText: label }).first();
  }

  /** Picks the row with exactly this label, where others contain it too. */
  async pickExactly(label: string): Promise<void> {
    const row = this.rows.filter({ has: this.#page.getByText(label, { exact: true }) }).first();
    await clickUntilGone(row, { within: this.widget });
  }
}
