import type { Page } from "playwright-core";
import { QuickInput } from "./quickInput.ts";

/** Runs commands as a person does: by their title. */
export class CommandPalette {
  readonly #page: Page;
  readonly #quickInput: QuickInput;

  constructor(page: Page) {
    this.#page = page;
    this.#quickInput = new QuickInput(page);
  }

  /** Runs the command with this exact title, such as "Deepvue: Sign In". */
  async run(title: string): Promise<void> {
    await this.#page.keyboard.press("F1");
    await this.#quickInput.type(`>${title}`);
    await this.#quickInput.rows
      .filter({ has: this.#page.getByText(title, { exact: true }) })
      .first()
      .click();
  }
}
