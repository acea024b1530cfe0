import { eventually, eventuallyMatch } from "../../support/eventually.ts";
import type { QuickInput } from "./quickInput.ts";

/** VS Code's own save dialog, which asks for a path on the machine of the extensions. */
export class SaveDialog {
  readonly #quickInput: QuickInput;

  constructor(quickInput: QuickInput) {
    this.#quickInput = quickInput;
  }

  /** The path that is proposed. It comes after the dialog, which begins with a folder. */
  async proposed(): Promise<string> {
    await this.#quickInput.waitFor("Save");
    return eventuallyMatch(() => this.#quickInput.input.inputValue(), /\.\w+$/);
  }

  async save(path: string): Promise<void> {
    await this.proposed();
    await this.#quickInput.type(path);
    // Enter is ignored while the dialog still reads the folder that was typed.
    await eventually(
      async () => {
        await this.#quickInput.press("Enter");
        await this.#quickInput.widget.waitFor({ state: "hidden", timeout: 500 });
      },
      () => undefined,
    );
  }

  async cancel(): Promise<void> {
    await this.#quickInput.press("Escape");
    await this.#quickInput.waitUntilClosed();
  }
}
