import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@playwright/test";
import type { Workbench } from "../../support/workbench.ts";
import { STEP, untilDone } from "./clicking.ts";

/**
 * The user's settings, changed as a person does who edits their file in VS Code. This VS Code sees them at once then; what another
 * program writes into the file it sees when its window is opened anew, which takes ten times as long.
 */
export class UserSettings {
  readonly #workbench: Workbench;
  readonly #file: string;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    this.#file = join(workbench.profile, "server", "User", "settings.json");
  }

  /** The whole file. */
  text(): string {
    return readFileSync(this.#file, "utf8");
  }

  async change(changes: Record<string, unknown>): Promise<void> {
    await this.replace(JSON.stringify({ ...JSON.parse(this.text()), ...changes }));
  }

  async replace(text: string): Promise<void> {
    const { page, commands } = this.#workbench;
    const group = page.locator(".editor-group-container");
    await untilDone(async () => {
      if ((await group.getByRole("tab", { name: "settings.json" }).count()) === 0)
        await commands.run("Preferences: Open User Settings (JSON)");
      await group.locator(".monaco-editor .view-lines").click(STEP);
      // Only a page with the focus may do this, and until the click the dashboard's frame may have it.
      await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
      // Pasted, for brackets and quotes that are typed would be closed a second time.
      for (const key of ["Control+A", "Control+V", "Control+S"]) await page.keyboard.press(key);
      await expect.poll(() => this.text(), STEP).toBe(text);
    });
  }
}
