import assert from "node:assert/strict";
import type { Page } from "@playwright/test";
import { frozenYear } from "../../support/frozenYear.ts";
import { type ServiceWorkbench, signIn } from "../../support/signedIn.ts";
import { soon, story, test } from "../vsCode.ts";

/** Direction marks, other invisible characters and control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
// oxlint-disable-next-line no-control-regex
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/;

/** As a link it would take the views away. */
const COMMAND_LINK = "[Pay now](command:workbench.action.closeSidebar)";
/** What is shown of it. */
const INERT_LINK = "[Pay now] (command:workbench.action.closeSidebar)";

story("product ids and messages that want to be more than text", () => {
  let workbench: ServiceWorkbench;
  const complaints: string[] = [];
  test.beforeAll(async ({ editors }) => {
    workbench = await editors.openWithService(
      { name: "hostile-text" },
      { account: frozenYear().account, faults: { report: { kind: "hostileText" } } },
    );
    const { page } = workbench;
    page.on("dialog", (dialog) => {
      complaints.push(dialog.message());
      void dialog.dismiss();
    });
    page.on("request", (request) => {
      if (request.url().includes("example.invalid")) complaints.push(request.url());
    });
    await signIn(workbench, workbench.sandbox.credentials);
  });

  test("are plain text in the trees", async () => {
    const { tree } = workbench;
    await soon(async () => (await tree("Products").texts()).length).toBeGreaterThan(8);
    // Until all has arrived, every amount is "≥".
    await soon(async () => (await tree("Products").texts()).join("\n")).not.toMatch(/≥|not readable/);
    const products = await tree("Products").texts();
    for (const row of [...products, ...(await tree("Transactions").texts())]) {
      assert.doesNotMatch(row, INVISIBLE);
      assert.ok(row.length < 300, `a row of ${row.length} characters`);
      assert.match(row, /₹/);
    }
    assert.ok(products.some((row) => row.startsWith("<img src=x onerror=alert(1)><script>alert(1)</script> ₹")));
    assert.ok(products.some((row) => row.startsWith("$(error) $(sync~spin) $(trash) ₹")));
    assert.equal(await tree("Products").pane.locator("img, script").count(), 0);
  });

  test("neither link nor load anything in a hover", async () => {
    const { tree, statusBar } = workbench;
    for (const label of [/^<img/, /^\[Pay now\]/, /^\$\(error\)/]) {
      // Until it is made, VS Code shows the row's own words in its place.
      const hover = await tree("Products").hover(label, new RegExp(`${label.source}[^]*Charged failures`));
      assert.equal(await hover.locator("a, img, script, .codicon").count(), 0);
    }
    await statusBar.hoverText();
    for (const link of await statusBar.hover.locator("a").all()) {
      assert.match((await link.getAttribute("data-href")) ?? "", /^command:deepvue\.\w+$/);
    }
    assert.equal(await statusBar.hover.locator("img").count(), 0);
  });

  test("run nothing in the dashboard", async () => {
    const { dashboard } = workbench;
    await workbench.openDashboard();
    assert.match(await dashboard.text(), /<img src=x onerror=alert\(1\)>/);
    assert.equal(await (await dashboard.page()).locator("main script, main img").count(), 0);
    assert.deepEqual(complaints, []);
  });

  test("run no command in a message or below a prompt, also when they are clicked", async () => {
    const { commands, notifications, page, quickInput, sandbox, signInPrompts, tree } = workbench;
    const refusal = { kind: "error", status: 403, detail: COMMAND_LINK } as const;
    sandbox.setFaults({ report: refusal });
    await commands.run("Deepvue: Refresh");
    assert.ok((await notifications.waitFor("Pay now")).includes(INERT_LINK));
    await clickOn(page, "Pay now", ".notifications-toasts");
    await notifications.dismiss("Pay now");
    assert.equal(await tree("Products").pane.isVisible(), true, "after a click on the message");

    sandbox.setFaults({ authorize: refusal });
    await commands.run("Deepvue: Sign In…");
    await signInPrompts.enter(sandbox.credentials);
    await soon(() => quickInput.message()).toContain(INERT_LINK);
    await clickOn(page, "Pay now", ".quick-input-widget");
    await quickInput.press("Escape");
    await quickInput.waitUntilClosed();
    assert.equal(await tree("Products").pane.isVisible(), true, "after a click below the prompt");
  });
});

/** Clicks in the middle of words in a part of the window, whatever element they are in. */
async function clickOn(page: Page, words: string, selector: string): Promise<void> {
  const middle = await page.evaluate<{ x: number; y: number } | null>(`(() => {
    const texts = document.createTreeWalker(document.querySelector(${JSON.stringify(selector)}), NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const start = texts.currentNode.data.indexOf(${JSON.stringify(words)});
      if (start < 0) continue;
      const range = document.createRange();
      range.setStart(texts.currentNode, start);
      range.setEnd(texts.currentNode, start + ${words.length});
      const { x, y, width, height } = range.getClientRects()[0];
      return { x: x + width / 2, y: y + height / 2 };
    }
    return null;
  })()`);
  assert.ok(middle, `“${words}” is in ${selector}`);
  await page.mouse.click(middle.x, middle.y);
}
