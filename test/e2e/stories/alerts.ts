import assert from "node:assert/strict";
import { patient } from "../../../scripts/patience.ts";
import { type FixedRow, fixedAccount } from "../../../src/sandbox/sandboxAccount.ts";
import { type ServiceWorkbench, signIn } from "../../support/signedIn.ts";
import type { EditorWindow } from "../../support/workbench.ts";
import { expect, soon, story, test } from "../vsCode.ts";

/** A reading, a judgement, and a window that has to notice both. */
const TOLD = { timeout: patient(60_000) };

story("a budget that is crossed", () => {
  const rows: FixedRow[] = [];
  /** In rupees. */
  let spent = 0;
  let workbench: ServiceWorkbench;
  let windows: readonly EditorWindow[];

  test.beforeAll(async ({ editors }) => {
    spend(5);
    workbench = await editors.openWithService({ name: "alerts" }, { account: fixedAccount(() => rows) });
    await signIn(workbench, workbench.sandbox.credentials);
    windows = [workbench];
    await soon(() => workbench.statusBar.text(), TOLD).toBe("₹5.00");
    await recordNotifications(workbench);
  });

  /** One more call, a moment ago; so cheap that nothing but a budget is worth a word. */
  function spend(rupees: number): void {
    const id = `00000000-0000-4000-8000-${String(rows.length).padStart(12, "0")}`;
    const call = { product: "PAN-Plus", status: 200, message: "Pan Verified Successfully." };
    rows.push({ id, at: (Date.now() - 1_000) * 1000, ...call, charge: Math.round(rupees * 10_000) });
    spent += rupees;
  }

  /** What has popped up about budgets in all windows since they were opened or reloaded. */
  async function told(): Promise<string[]> {
    const texts = await Promise.all(windows.map(({ page }) => page.evaluate<string[]>("globalThis.seenNotifications")));
    return texts.flat().filter((text) => /budget|₹[\d,.]+ of ₹/i.test(text));
  }

  /** So many have been told, and no more, also after both windows have judged what came later. */
  async function toldInTheEnd(count: number): Promise<string[]> {
    await soon(told, TOLD).toHaveLength(count);
    for (let later = 0; later < 2; later++) {
      spend(0.01);
      await refresh();
      for (const { statusBar } of windows) await soon(() => statusBar.text(), TOLD).toBe(inRupees(spent));
    }
    const texts = await told();
    assert.equal(texts.length, count, texts.join(" | "));
    return texts;
  }

  /** What nobody answers holds back the next one of its window for a minute, also when VS Code has hidden it long ago. */
  async function answerAll(): Promise<void> {
    for (const { page, notifications } of windows) {
      if ((await page.evaluate<string[]>("globalThis.seenNotifications")).length > 0) await notifications.clear();
    }
  }

  async function refresh(): Promise<void> {
    await workbench.commands.run("Deepvue: Refresh");
  }

  test("is set by prompts that show what has been spent", async () => {
    const { commands, quickInput, notifications } = workbench;
    await commands.run("Deepvue: Set Budget…");
    await quickInput.waitFor("Set Budget");
    await expect(async () => {
      const choices = await quickInput.choices();
      assert.match(choices[0] ?? "", /^All products, per month ?₹5\.00 spent this month, no limit/);
      assert.match(choices[3] ?? "", /^PAN-Plus, per day ?₹5\.00 spent today, no limit/);
    }).toPass();
    await quickInput.pick("All products, per month");
    await quickInput.waitFor("Set Budget: All products, per month");
    await quickInput.type("nothing");
    await quickInput.waitForMessage("Enter an amount in rupees above zero");
    await quickInput.type("₹10.00");
    await quickInput.waitForMessage("₹10.00; 50.0 % of it is spent.");
    await quickInput.press("Enter");
    await notifications.waitFor("All products, per month: ₹10.00.");
    await notifications.dismiss("All products, per month");
    // This VS Code, on a server, tells other windows of a changed setting only when they are opened.
    const second = await workbench.openWindow();
    windows = [workbench, second];
    await soon(() => second.statusBar.text(), TOLD).toBe("₹5.00");
    await recordNotifications(second);
    await toldInTheEnd(0);
  });

  test("is told at 80 % and at 100 %, once in two windows together", async () => {
    spend(3);
    await refresh();
    assert.match((await toldInTheEnd(1))[0] ?? "", /80 % of the budget is spent\. .*: ₹8\.02 of ₹10\.00, 80\.2 %/);
    await answerAll();
    spend(2.5);
    await refresh();
    const texts = await toldInTheEnd(2);
    assert.match(texts.join(" "), /Over budget\. .*: ₹10\.54 of ₹10\.00, 105\.4 %/);
    for (const { statusBar } of windows) {
      await soon(() => statusBar.label()).toMatch(/Over budget: .*105\.6 %\. 1 open alert\./);
      await expect(statusBar.item).toHaveClass(/warning-kind/);
    }
  });

  test("is not told again after a reload", async () => {
    for (const window of windows) {
      await window.reload();
      await recordNotifications(window);
    }
    for (const { statusBar } of windows) await soon(() => statusBar.label(), TOLD).toMatch(/105\.6 %/);
    spend(0.44);
    await refresh();
    for (const { statusBar } of windows) await soon(() => statusBar.label(), TOLD).toMatch(/110\.0 %/);
    await toldInTheEnd(0);
  });

  test("is listed, and opens its rows", async () => {
    const { commands, quickInput, dashboard } = workbench;
    await commands.run("Deepvue: Show Alerts…");
    await quickInput.waitFor("Alerts");
    const [first = ""] = await quickInput.choices();
    assert.match(first, /^Budget ?Over budget\. .*110\.2 %/);
    await quickInput.pick("Over budget");
    await quickInput.waitUntilClosed();
    await soon(() => dashboard.tile("spend")).toBe("₹11.02");
  });

  test("is silenced for good by its button, and can be heard again", async () => {
    const { commands, quickInput } = workbench;
    await commands.run("Deepvue: Set Budget…");
    await quickInput.pick("PAN-Plus, per month");
    await quickInput.waitFor("Set Budget: PAN-Plus, per month");
    await quickInput.enter("10");
    // Judged at once: nothing has to be refreshed.
    await soon(async () => (await told()).filter(isAlert), TOLD).toHaveLength(1);
    const [text = ""] = (await told()).filter(isAlert);
    assert.match(text, /Over budget\. PAN-Plus, .*: ₹11\.02 of ₹10\.00, 110\.2 %/);
    const teller = await windowWith("Over budget. PAN-Plus");
    await teller.notifications.press("Over budget. PAN-Plus", "Don't Tell Again");
    await soon(() => workbench.statusBar.label()).toMatch(/\. 1 open alert\./);
    await commands.run("Deepvue: Show Alerts…");
    await quickInput.waitFor("Silenced; choose to hear of it again");
    assert.match((await quickInput.choices()).join(" | "), /Budget per month, PAN-Plus ?Silenced/);
    await quickInput.pick("Budget per month, PAN-Plus");
    await soon(() => workbench.statusBar.label()).toMatch(/\. 2 open alerts\./);
  });

  async function windowWith(words: string): Promise<EditorWindow> {
    const shows = async ({ notifications }: EditorWindow) => (await notifications.toast(words).count()) > 0;
    await soon(() => Promise.all(windows.map(shows))).toContain(true);
    for (const window of windows) if (await shows(window)) return window;
    throw new Error(`No window shows “${words}” any more`);
  }
});

function inRupees(amount: number): string {
  return `₹${amount.toFixed(2)}`;
}

function isAlert(text: string): boolean {
  return /^(Over budget|\d+ % of the budget)/.test(text);
}

/** Keeps the text of every notification that pops up from now on, also of those that have gone. */
async function recordNotifications({ page }: EditorWindow): Promise<void> {
  await page.evaluate(`(() => {
    const seen = (globalThis.seenNotifications = []);
    const known = new WeakSet();
    const look = () => {
      for (const message of document.querySelectorAll(".notifications-toasts .notification-list-item-message")) {
        if (known.has(message) || message.textContent === "") continue;
        known.add(message);
        seen.push(message.textContent);
      }
    };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
    look();
  })()`);
}
