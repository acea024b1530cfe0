import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { type FixedRow, fixedAccount } from "../../../src/sandbox/sandboxAccount.ts";
import { eventually, eventuallyEqual, eventuallyMatch } from "../../support/eventually.ts";
import { openServiceWorkbench, type ServiceWorkbench, signIn } from "../../support/signedIn.ts";
import type { EditorWindow } from "../../support/workbench.ts";

/** Long enough for what should not come to have come. */
const QUIET_MS = 3_000;
/** For what has to come. */
const TOLD_MS = 60_000;

suite("a budget that is crossed", () => {
  const rows: FixedRow[] = [];
  let workbench: ServiceWorkbench;
  let windows: readonly EditorWindow[];

  before(async () => {
    spend(5);
    workbench = await openServiceWorkbench({ name: "alerts" }, { account: fixedAccount(() => rows) });
    await signIn(workbench, workbench.sandbox.credentials);
    const second = await workbench.openWindow();
    windows = [workbench, second];
    for (const { statusBar } of windows) await eventuallyEqual(() => statusBar.text(), "₹5.00", 60_000);
    for (const window of windows) await recordNotifications(window);
  });
  after(() => workbench.close());

  /** One more call, a moment ago; so cheap that nothing but a budget is worth a word. */
  function spend(rupees: number): void {
    const id = `00000000-0000-4000-8000-${String(rows.length).padStart(12, "0")}`;
    const call = { product: "PAN-Plus", status: 200, message: "Pan Verified Successfully." };
    rows.push({ id, at: (Date.now() - 1_000) * 1000, ...call, charge: rupees * 10_000 });
  }

  /** What has popped up about budgets in all windows since they were opened or reloaded. */
  async function told(): Promise<string[]> {
    const texts = await Promise.all(windows.map(({ page }) => page.evaluate<string[]>("globalThis.seenNotifications")));
    return texts.flat().filter((text) => /budget|₹[\d,.]+ of ₹/i.test(text));
  }

  async function toldEventually(count: number): Promise<string[]> {
    await eventually(told, (texts) => assert.equal(texts.length, count, texts.join(" | ")), TOLD_MS);
    await workbench.page.waitForTimeout(QUIET_MS);
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
    await eventually(
      () => quickInput.choices(),
      (choices) => {
        assert.match(choices[0] ?? "", /^All products, per month ?₹5\.00 spent this month, no limit/);
        assert.match(choices[3] ?? "", /^PAN-Plus, per day ?₹5\.00 spent today, no limit/);
      },
    );
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
    for (const window of windows.slice(1)) {
      await window.reload();
      await recordNotifications(window);
    }
    await toldEventually(0);
  });

  test("is told at 80 % and at 100 %, once in two windows together", async () => {
    spend(3);
    await refresh();
    assert.match((await toldEventually(1))[0] ?? "", /80 % of the budget is spent\. .*: ₹8\.00 of ₹10\.00, 80\.0 %/);
    await answerAll();
    spend(2.5);
    await refresh();
    const texts = await toldEventually(2);
    assert.match(texts.join(" "), /Over budget\. .*: ₹10\.50 of ₹10\.00, 105\.0 %/);
    for (const { statusBar } of windows) {
      await eventuallyMatch(() => statusBar.label(), /Over budget: .*105\.0 %\. 1 open alert\./);
      assert.match((await statusBar.item.getAttribute("class")) ?? "", /warning-kind/);
    }
  });

  test("is not told again after a reload", async () => {
    for (const window of windows) {
      await window.reload();
      await recordNotifications(window);
    }
    for (const { statusBar } of windows) await eventuallyMatch(() => statusBar.label(), /105\.0 %/, 60_000);
    spend(0.5);
    await refresh();
    for (const { statusBar } of windows) await eventuallyMatch(() => statusBar.label(), /110\.0 %/, 60_000);
    await toldEventually(0);
  });

  test("is listed, and opens its rows", async () => {
    const { commands, quickInput, dashboard } = workbench;
    await commands.run("Deepvue: Show Alerts…");
    await quickInput.waitFor("Alerts");
    const [first = ""] = await quickInput.choices();
    assert.match(first, /^Budget ?Over budget\. .*110\.0 %/);
    await quickInput.pick("Over budget");
    await quickInput.waitUntilClosed();
    assert.equal(await dashboard.tile("spend"), "₹11.00");
  });

  test("is silenced for good by its button, and can be heard again", async () => {
    const { commands, quickInput } = workbench;
    await commands.run("Deepvue: Set Budget…");
    await quickInput.pick("PAN-Plus, per month");
    await quickInput.waitFor("Set Budget: PAN-Plus, per month");
    await quickInput.enter("10");
    // Judged at once: nothing has to be refreshed.
    const [text = ""] = (
      await eventually(told, (texts) => assert.equal(texts.filter(isAlert).length, 1), 60_000)
    ).filter(isAlert);
    assert.match(text, /Over budget\. PAN-Plus, .*: ₹11\.00 of ₹10\.00, 110\.0 %/);
    const teller = await windowWith("Over budget. PAN-Plus");
    await teller.notifications.press("Over budget. PAN-Plus", "Don't Tell Again");
    await eventuallyMatch(() => workbench.statusBar.label(), /\. 1 open alert\./);
    await commands.run("Deepvue: Show Alerts…");
    await quickInput.waitFor("Silenced; choose to hear of it again");
    assert.match((await quickInput.choices()).join(" | "), /Budget per month, PAN-Plus ?Silenced/);
    await quickInput.pick("Budget per month, PAN-Plus");
    await eventuallyMatch(() => workbench.statusBar.label(), /\. 2 open alerts\./);
  });

  async function windowWith(words: string): Promise<EditorWindow> {
    return eventually(
      async () => {
        for (const window of windows) if ((await window.notifications.toast(words).count()) > 0) return window;
        throw new Error(`No window shows “${words}”`);
      },
      () => undefined,
    );
  }
});

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
