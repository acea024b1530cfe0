// The README's picture of the command line: what it really writes to a terminal, of the sample account at a fixed time.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { patient } from "../../../scripts/patience.ts";
import { root } from "../../../scripts/setup/root.mjs";
import { takePicture } from "../../support/calm.ts";
import { buildCommandLine, commandLine } from "../../support/commandLine.ts";
import { terminalPage } from "../../support/terminalPicture.ts";

const COLUMNS = 94;
const startedAt = Date.now();
const clock = (): number => Date.parse("2026-11-26T12:32:00Z") + (Date.now() - startedAt);
const TYPED = ["--last 7", "budget check", "statusline"];

test.use({ deviceScaleFactor: 2, viewport: { width: 1000, height: 900 } });

test("terminal", async ({ page }) => {
  test.setTimeout(patient(120_000));
  const folder = buildCommandLine();
  const cli = commandLine(folder, clock);
  cli.writeSettings({
    "deepvue.budget": { daily: 4000, monthly: 75_000, products: { "PAN-Plus": { monthly: 10_000 } } },
  });
  try {
    const synced = await cli.run(["sync", "--sample"]);
    expect(synced.code, synced.stderr).toBe(0);
    const turns = [];
    for (const typed of TYPED) {
      const { stdout } = await cli.run([...typed.split(" "), "--sample"], { columns: COLUMNS });
      turns.push({ typed: `deepvue-usage ${typed} --sample`, output: stdout });
    }
    await page.setContent(terminalPage(turns, COLUMNS, "deepvue-usage"));
    await takePicture(page.locator("body"), join(root, "docs", "pictures", "terminal.png"));
  } finally {
    cli.remove();
    rmSync(folder, { recursive: true, force: true });
  }
});
