import { expect } from "@playwright/test";
import { patient } from "../../../scripts/patience.ts";
import { untilDone } from "./clicking.ts";
import type { QuickInput } from "./quickInput.ts";

const OVERWRITE = /already exists\. Are you sure you want to overwrite it/;

/** VS Code's own save dialog, which asks for a path on the machine of the extensions. */
export class SaveDialog {
  readonly #quickInput: QuickInput;

  constructor(quickInput: QuickInput) {
    this.#quickInput = quickInput;
  }

  /** The path that is proposed. It comes after the dialog, which begins with a folder. */
  async proposed(): Promise<string> {
    await this.#quickInput.waitFor("Save");
    await expect(this.#quickInput.input).toHaveValue(/\.\w+$/);
    return this.#quickInput.input.inputValue();
  }

  /** Saves to a new file. */
  async save(path: string): Promise<void> {
    await this.proposed();
    await this.#acceptUntil(path, () => this.#quickInput.waitUntilClosed(SHORTLY));
  }

  /** Saves to a file that exists, and says so when asked. */
  async overwrite(path: string): Promise<void> {
    await this.proposed();
    await this.#acceptUntil(path, () => this.#quickInput.waitFor(OVERWRITE, SHORTLY));
    await this.#quickInput.press("Enter");
    await this.#quickInput.waitUntilClosed();
  }

  /**
   * Enter takes what stands there when the dialog has read the folder that was typed; before that it leads into the folder, and a
   * folder that was read late brings back another text.
   */
  async #acceptUntil(path: string, isAccepted: () => Promise<void>): Promise<void> {
    const { input } = this.#quickInput;
    await untilDone(async () => {
      if (await input.isVisible()) {
        if ((await input.inputValue(SHORTLY)) !== path) await input.fill(path, SHORTLY);
        await input.press("Enter", SHORTLY);
      }
      await isAccepted();
    });
  }

  async cancel(): Promise<void> {
    const { input } = this.#quickInput;
    await untilDone(async () => {
      // While it reads a folder it takes no key.
      if (await input.isVisible()) await input.press("Escape", SHORTLY);
      await this.#quickInput.waitUntilClosed(SHORTLY);
    });
  }
}

/** How long an answer to Enter may take before it is pressed again. */
const SHORTLY = { timeout: patient(1_000) };
