import type { Page } from "@playwright/test";
import { STEP, untilDone } from "./clicking.ts";
import { QuickInput } from "./quickInput.ts";

/** Runs commands as a person does: by their title. */
export class CommandPalette {
  readonly #page: Page;
  readonly #quickInput: QuickInput;

  constructor(page: Page) {
    this.#page = page;
    this.#quickInput = new QuickInput(page);
  }

  /**
   * Runs the command with this exact title, such as "Deepvue: Sign In". A window that is busy with its last list or panel may miss
   * the key, and a panel that is still opening takes the focus, which closes the palette: then once more.
   */
  async run(title: string): Promise<void> {
    const { input, rows } = this.#quickInput;
    const box = this.#quickInput.field("Type the name of a command to run.");
    const row = rows.filter({ has: this.#page.getByText(title, { exact: true }) }).first();
    await untilDone(async () => {
      if (!(await box.isVisible())) await this.#page.keyboard.press("F1");
      await box.waitFor(STEP);
      await input.fill(`>${title}`, STEP);
      await row.click(STEP);
      await box.waitFor({ state: "hidden", ...STEP });
    });
  }
}
