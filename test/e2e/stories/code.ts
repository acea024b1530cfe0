import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator } from "@playwright/test";
import { addDays } from "../../../src/domain/day.ts";
import { frozenYear } from "../../support/frozenYear.ts";
import { takeScreenshots } from "../../support/screenshots.ts";
import { chooseDates, type ServiceWorkbench, signIn } from "../../support/signedIn.ts";
import { rupees } from "../../support/surfaces.ts";
import { STEP, untilDone } from "../pages/clicking.ts";
import { clipboardText } from "../pages/clipboard.ts";
import { quickOpen } from "../pages/quickOpen.ts";
import { expect, soon, story, test } from "../vsCode.ts";

const CODE = `import fetch from "node-fetch";

const BASE = "https://production.deepvue.tech/v1";

export async function checkPan(pan) {
  const response = await fetch(\`\${BASE}/verification/pan-plus?pan_number=\${pan}\`);
  return response.json();
}

export async function checkAll() {
  for (let row = 0; row < 500; row++) {
    await checkPan(row);
  }
}

export async function misspelt(pan) {
  return fetch("https://production.deepvue.tech/v1/verification/pan-pluss?pan_number=" + pan);
}

const client_secret = "0f5b2c7d9e8a4b6c8d1e3f5a7b9c2d4e";
const api_key = "77aa0bb1cc2dd3ee4ff5";
`;

story("what calls cost, beside the code", () => {
  const year = frozenYear();
  const period = { since: addDays(year.today, -29), until: year.today };
  const rows = year.transactions(period).filter(({ product }) => product === "PAN-Plus");
  const spend = rupees(rows.reduce((sum, row) => sum + row.charge, 0) / 100);
  const figures = `${rows.length.toLocaleString("en-IN")} calls · ${spend} in 30 days`;
  let workbench: ServiceWorkbench;
  let folder: string;

  test.beforeAll(async ({ editors }) => {
    workbench = await editors.openWithService({ name: "code" }, { account: year.account });
    folder = join(workbench.profile, "server", "folder");
    mkdirSync(join(folder, "src"), { recursive: true });
    writeFileSync(join(folder, "src", "kyc.js"), CODE);
    await signIn(workbench, workbench.sandbox.credentials);
    await chooseDates(workbench, period.since, period.until);
    await soon(() => workbench.tree("Products").message()).toMatch(/^(?!.*Fetching)/);
    await quickOpen(workbench.page, "kyc.js");
  });

  function lens(words: string | RegExp): Locator {
    return workbench.page.locator(".codelens-decoration a", { hasText: words }).first();
  }

  async function texts(): Promise<string[]> {
    const all = await workbench.page.locator(".codelens-decoration a").allInnerTexts();
    return all.map((text) => text.replaceAll("\u00A0", " ").trim());
  }

  test("a call says its cost from the ledger, and that its product is a guess", async () => {
    await soon(async () => (await texts()).find((text) => text.startsWith("probably PAN-Plus?"))).toContain(figures);
    await expect(lens(/^Repeated 500 times here · about ₹[\d,]+ a run$/)).toBeVisible();
    await expect(lens(/each time it is called · 1 caller$/)).toBeVisible();
  });

  test("its product is confirmed in one pick, for the whole workspace", async () => {
    const { quickInput } = workbench;
    await lens(/^probably PAN-Plus\?/).click();
    await quickInput.waitFor("Product of PAN Plus");
    await soon(async () => (await quickInput.choices())[0]).toMatch(/^PAN-Plus.*its name is alike/);
    await quickInput.pick(/^PAN-Plus/);
    await soon(async () => (await texts()).find((text) => text.startsWith("PAN-Plus · "))).toContain(figures);
    const settings = JSON.parse(readFileSync(join(folder, ".vscode", "settings.json"), "utf8"));
    assert.deepEqual(settings["deepvue.endpoints"], { "/v1/verification/pan-plus": "PAN-Plus" });
    await takeScreenshots(workbench, "code-lenses");
  });

  test("a click leads to the product's transactions", async () => {
    const { tree } = workbench;
    await lens(/^PAN-Plus · /).click();
    await soon(() => tree("Products").texts()).toHaveLength(1);
    const [row = ""] = await tree("Products").texts();
    assert.equal(row, `PAN-Plus ${spend} · ${rows.length.toLocaleString("en-IN")} calls`);
    await workbench.commands.run("Deepvue: Clear Filter");
  });

  test("the hover says why, with the messages that were paid for", async () => {
    const { page } = workbench;
    const hover = page.locator(".monaco-hover:visible", { hasText: "/v1/verification/pan-plus" });
    await untilDone(async () => {
      await page.locator(".view-line .mtk1, .view-line span", { hasText: "pan-plus?pan_number" }).last().hover(STEP);
      await hover.waitFor(STEP);
    });
    await expect(hover).toContainText(`${spend}, ${rows.length.toLocaleString("en-IN")} calls`);
    await expect(hover.getByRole("link", { name: "Show transactions" })).toBeVisible();
  });

  /** Puts the caret on a text of the file and chooses one of the quick fixes there. */
  async function mend(text: string, fix: RegExp): Promise<void> {
    const { page, quickInput } = workbench;
    const before = CODE.slice(0, CODE.indexOf(text) + 1).split("\n");
    await untilDone(async () => {
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+G");
      await quickInput.input.fill(`:${before.length}:${before.at(-1)?.length}`, STEP);
      await quickInput.input.press("Enter", STEP);
      await quickInput.waitUntilClosed(STEP);
      await page.keyboard.press("Control+.");
      const entry = page.locator(".action-widget .monaco-list-row", { hasText: fix }).first();
      await entry.click(STEP);
      await entry.waitFor({ state: "hidden", ...STEP });
    });
  }

  async function code(): Promise<string> {
    await workbench.page.keyboard.press("Control+S");
    return readFileSync(join(folder, "src", "kyc.js"), "utf8");
  }

  test("a path that nobody knows, and a secret in clear, are mended by a quick fix", async () => {
    await mend("pan-pluss", /^Use \/v1\/verification\/pan-plus/);
    await soon(code).toContain('deepvue.tech/v1/verification/pan-plus?pan_number=" + pan');
    await mend("0f5b2c7d9e8a", /^Read it from the environment variable/);
    await soon(code).toMatch(/const client_secret = process\.env\.\w+;/);
  });

  test("a secret moves into VS Code's secret storage by a quick fix, and comes back by a command", async () => {
    const { page, commands, quickInput, notifications } = workbench;
    await mend("77aa0bb1cc2d", /^Take it out of the file and keep it in VS Code's secret storage/);
    await soon(code).toContain('const api_key = "";');
    await page.evaluate("navigator.clipboard.writeText('')");
    await notifications.press("The secret is out of the file", "Copy Secret");
    await soon(() => clipboardText(page)).toBe("77aa0bb1cc2dd3ee4ff5");
    await page.evaluate("navigator.clipboard.writeText('')");
    await commands.run("Deepvue: Copy Kept Secret…");
    await quickInput.pick(/src\/kyc\.js, line \d+/);
    await soon(() => clipboardText(page)).toBe("77aa0bb1cc2dd3ee4ff5");
  });

  test("the lens of a function that holds a call leads to its callers", async () => {
    const { page } = workbench;
    await lens(/each time it is called · 1 caller$/).click();
    const peek = page.locator(".reference-zone-widget");
    await expect(peek.locator(".ref-tree")).toContainText("await checkPan(row)");
    await page.keyboard.press("Escape");
    await peek.waitFor({ state: "hidden" });
  });

  test("the workspace's view lists what is called, where, and what is billed without being called here", async () => {
    const { tree, page } = workbench;
    const view = tree("In This Workspace");
    await untilDone(async () => {
      if ((await view.pane.locator(".pane-header").getAttribute("aria-expanded", STEP)) !== "true")
        await view.pane.locator(".pane-header").click(STEP);
      await view.row("PAN Plus").waitFor(STEP);
    });
    await soon(() => view.texts()).toContainEqual(
      `PAN Plus PAN-Plus · ${spend}, ${rows.length.toLocaleString("en-IN")} calls in 30 days`,
    );
    await soon(async () => (await view.texts()).at(-1)).toMatch(/^On the bill, called by no code here \d+$/);
    await view.expand("PAN Plus");
    await soon(async () => (await view.texts()).slice(1, 3)).toEqual(["checkPan src/kyc.js", "misspelt src/kyc.js"]);
    await takeScreenshots(workbench, "code-workspace");
    await page.keyboard.press("Escape");
  });
});
