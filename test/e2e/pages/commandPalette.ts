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
    await this.#open();
    await this.#quickInput.type(`>${title}`);
    await this.#quickInput.pickExactly(title);
  }

  /** A window that is busy with its last list or panel may miss the key. */
  async #open(): Promise<void> {
    const box = this.#quickInput.field("Type the name of a command to run.");
    for (let tries = 0; tries < 5 && !(await box.isVisible()); tries++) {
      await this.#page.keyboard.press("F1");
      await box.waitFor({ timeout: 3000 }).catch(() => undefined);
    }
  }
}
