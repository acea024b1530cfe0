import assert from "node:assert/strict";
import { mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { patient } from "../../../scripts/patience.ts";
import { addDays } from "../../../src/domain/day.ts";
import { todayIn } from "../../../src/domain/period.ts";
import { fixedAccount } from "../../../src/sandbox/sandboxAccount.ts";
import { takeScreenshot } from "../../support/screenshots.ts";
import { chooseDates, type ServiceWorkbench, signIn } from "../../support/signedIn.ts";
import { STEP, untilDone } from "../pages/clicking.ts";
import { ContextMenu } from "../pages/contextMenu.ts";
import { expect, soon, story, test } from "../vsCode.ts";

const RUPEE = 10_000;
/** Product, message, calls, rupees each. Nobody can know what five of them mean: ₹79.00 of ₹121.00. */
const CALLS = [
  ["PAN-Plus", "Pan Verified Successfully.", 10, 3],
  ["PAN-Plus", "Invalid Pan Number.", 4, 3],
  ["PAN-Plus", "Response code 17", 6, 5],
  ["GSTIN", "Returned as is", 3, 8],
  ["UPI", "Case 9 opened", 5, 2],
  ["Bank", "Penny came back", 2, 4],
  ["UPI", "Code Z9", 7, 1],
] as const;

story("messages that only the user knows the meaning of", () => {
  const today = todayIn("Asia/Kolkata", Date.now() * 1000);
  const period = { since: addDays(today, -9), until: addDays(today, -6) };
  const noon = Date.parse(`${addDays(today, -8)}T12:00:00+05:30`);
  const rows = CALLS.flatMap(([product, message, calls, rupees], kind) =>
    Array.from({ length: calls }, (_, call) => ({
      id: `${kind}0000000-0000-4000-8000-${String(call).padStart(12, "0")}`,
      at: (noon - (kind * 100 + call) * 60_000) * 1000,
      product,
      status: 200,
      message,
      charge: rupees * RUPEE,
    })),
  );
  let workbench: ServiceWorkbench;
  let reportsBefore: number;
  const reports = () => workbench.sandbox.requests.filter(({ path }) => path.startsWith("/v1/")).length;
  test.beforeAll(async ({ editors }) => {
    const settings = { "deepvue.failureMessages": ["Never said"] };
    workbench = await editors.openWithService({ name: "classify", settings }, { account: fixedAccount(() => rows) });
    await signIn(workbench, workbench.sandbox.credentials);
    await workbench.openDashboard();
    await chooseDates(workbench, period.since, period.until);
    await soon(() => workbench.dashboard.tile("spend")).toBe("₹121.00");
    reportsBefore = reports();
  });

  async function share() {
    return (await workbench.dashboard.page()).locator(".unknown-share");
  }

  /** The list's row in focus. */
  async function focused(): Promise<string> {
    const row = workbench.quickInput.rows.and(workbench.page.locator(".focused"));
    return (await row.innerText()).replaceAll(/\s+/g, " ").trim();
  }

  /** What of the user's settings file is about outcomes. */
  function stored(): unknown {
    const file = join(workbench.profile, "server", "User", "settings.json");
    const settings: Record<string, unknown> = JSON.parse(readFileSync(file, "utf8"));
    return [settings["deepvue.outcomes"], settings["deepvue.failureMessages"]];
  }

  test("what an earlier version's setting says has moved into the new one", async () => {
    await soon(stored).toEqual([{ "*": { "*Never said*": "failure" } }, undefined]);
  });

  test("the dashboard says how much is unknown, and leads to the list, the costliest unknown message first", async () => {
    const { page, quickInput } = workbench;
    await expect(await share()).toHaveText("65.3 % of spend (₹79.00) has no known outcome — Classify…");
    await takeScreenshot(page, "classify-dashboard-before");
    await (await share()).getByRole("button", { name: "Classify…" }).click();
    await quickInput.waitFor("65.3 % of spend (₹79.00) has no known outcome");
    const labels = (await quickInput.choices()).map((row) => row.split(" · ")[0]);
    assert.deepEqual(labels, [
      "Response code 17PAN-Plus",
      "Returned as isGSTIN",
      "Case 9 openedUPI",
      "Penny came backBank",
      "Code Z9UPI",
      "Pan Verified Successfully.PAN-Plus",
      "Invalid Pan Number.PAN-Plus",
    ]);
    await takeScreenshot(page, "classify-list");
  });

  test("five messages by key, button and Enter: the list keeps its order and its row, every number moves at once", async () => {
    const { page, quickInput, dashboard } = workbench;
    const row = (label: string) => quickInput.rows.filter({ hasText: label });
    await soon(focused).toMatch(/^Response code 17.*unknown by the rule$/);
    await page.keyboard.press("Alt+2");
    await soon(focused).toMatch(/^Response code 17PAN-Plus · ₹30\.00 · 6 calls · failure, as you said$/);
    await soon(() => dashboard.tile("chargedFailures")).toContain("₹42.00");
    await quickInput.press("ArrowDown");
    await page.keyboard.press("Alt+1");
    await soon(focused).toMatch(/^Returned as is.*success, as you said$/);
    await quickInput.press("ArrowDown");
    await soon(focused).toMatch(/^Case 9 opened/);
    // A row that is drawn anew under the mouse misses a click.
    await untilDone(async () => {
      await row("Case 9 opened").getByRole("button", { name: "Count as Failure (Alt+2)" }).click(STEP);
      await row("Case 9 opened").filter({ hasText: "failure, as you said" }).waitFor(STEP);
    });
    await quickInput.type("Penny");
    await soon(focused).toMatch(/^Penny came back/);
    await page.keyboard.press("Alt+2");
    await soon(focused).toMatch(/^Penny came back.*failure, as you said$/);
    await quickInput.type("Code Z9");
    await soon(focused).toMatch(/^Code Z9/);
    await quickInput.press("Enter");
    await quickInput.waitFor("Count “Code Z9” as…");
    await quickInput.pickExactly("Success");
    await quickInput.waitFor("every charge listed has a known outcome");
    await soon(focused).toMatch(/^Code Z9.*success, as you said$/);
    const labels = (await quickInput.choices()).map((text) => text.split(" · ")[0]);
    assert.deepEqual(labels.slice(0, 5), [
      "Response code 17PAN-Plus",
      "Returned as isGSTIN",
      "Case 9 openedUPI",
      "Penny came backBank",
      "Code Z9UPI",
    ]);
    await takeScreenshot(page, "classify-list-after");
    await quickInput.press("Escape");
    await quickInput.waitUntilClosed();
  });

  test("tree, tiles, dashboard and status agree, and Deepvue was asked for nothing", async () => {
    const { page, dashboard, tree, statusBar } = workbench;
    await expect(await share()).toBeHidden();
    // 12 + 30 + 10 + 8 rupees for 17 calls that failed, and 20 that did not.
    await soon(() => dashboard.tile("chargedFailures")).toContain("₹60.00");
    await soon(() => dashboard.tile("successRate")).toBe("54.1 %");
    await soon(() => tree("Transactions").spoken(/Response code 17/)).toMatch(/Failure, charged/);
    const hover = await tree("Products").hover(/^UPI/, "Charged failures");
    assert.match(await hover.innerText(), /Case 9 opened/);
    await page.mouse.move(1, 1);
    assert.match(await statusBar.text(), /₹121\.00/);
    await takeScreenshot(page, "classify-dashboard-after");
    assert.deepEqual(stored(), [
      {
        "*": { "*Never said*": "failure" },
        "PAN-Plus": { "Response code 17": "failure" },
        GSTIN: { "Returned as is": "success" },
        UPI: { "Case 9 opened": "failure", "Code Z9": "success" },
        Bank: { "Penny came back": "failure" },
      },
      undefined,
    ]);
    assert.equal(reports(), reportsBefore);
  });

  test("an export says what was said", async () => {
    const { commands, quickInput, saveDialog, notifications } = workbench;
    const target = join(mkdtempSync(join(workbench.profile, "classified-")), "all.csv");
    await expect(async () => {
      await commands.run("Deepvue: Export Transactions…");
      await quickInput.waitFor("Export Transactions", { timeout: patient(5_000) });
      await quickInput.pickExactly("CSV");
      await quickInput.waitFor("Save", { timeout: patient(5_000) });
    }).toPass({ timeout: patient(60_000) });
    await saveDialog.save(target);
    await notifications.waitFor("Exported ");
    await notifications.dismiss("Exported ");
    const lines = readFileSync(target, "utf8").trim().split("\r\n").slice(1);
    const outcomes = new Set(
      lines.map(
        (line) =>
          CALLS.map(([, message]) => message).find((text) => line.includes(text)) +
          (/[",]failure[",]/.test(line) ? ": failure" : /[",]success[",]/.test(line) ? ": success" : ": unknown"),
      ),
    );
    assert.deepEqual([...outcomes].toSorted(), [
      "Case 9 opened: failure",
      "Code Z9: success",
      "Invalid Pan Number.: failure",
      "Pan Verified Successfully.: success",
      "Penny came back: failure",
      "Response code 17: failure",
      "Returned as is: success",
    ]);
  });

  test("the last choice is undone by a command; a charged failure and a transaction have it in their menus, with an undo", async () => {
    const { commands, dashboard, notifications, page, quickInput, tree } = workbench;
    await commands.run("Deepvue: Undo Last Classification");
    await expect(await share()).toHaveText("5.8 % of spend (₹7.00) has no known outcome — Classify…");
    const menu = new ContextMenu(page);
    const failures = (await dashboard.page()).locator("table.failures tbody tr");
    await menu.choose(failures.filter({ hasText: "Invalid Pan Number." }), "Count as Success or Failure…");
    await quickInput.waitFor("Count “Invalid Pan Number.” as…");
    await takeScreenshot(page, "classify-one");
    await quickInput.pickExactly("Success");
    await soon(() => dashboard.tile("chargedFailures")).toContain("₹48.00");
    const done = "“Invalid Pan Number.” of PAN-Plus counts as success (₹12.00, 4 calls).";
    await notifications.press(done, "Undo");
    await soon(() => dashboard.tile("chargedFailures")).toContain("₹60.00");
    await menu.choose(tree("Transactions").row(/Pan Verified/), "Count as Success or Failure…");
    await quickInput.waitFor("Count “Pan Verified Successfully.” as…");
    await quickInput.pickExactly("Failure");
    await soon(() => dashboard.tile("chargedFailures")).toContain("₹90.00");
    assert.equal(reports(), reportsBefore);
  });

  test("a message can be left unknown on purpose, and be said of every product; one undo takes it back", async () => {
    const { dashboard, notifications, page, quickInput, tree } = workbench;
    const menu = new ContextMenu(page);
    await menu.choose(tree("Transactions").row(/Response code 17/), "Count as Success or Failure…");
    await quickInput.waitFor("Count “Response code 17” as…");
    await takeScreenshot(page, "classify-every-product");
    await quickInput.pickExactly("Unknown, for Every Product");
    const done = "“Response code 17” of every product counts as unknown (₹30.00, 6 calls).";
    // ₹30.00 more, beside the ₹7.00 that were unknown.
    await expect(await share()).toHaveText("30.6 % of spend (₹37.00) has no known outcome — Classify…");
    assert.match(JSON.stringify(stored()), /"\*":\{[^}]*"Response code 17":"unknown"/);
    await notifications.press(done, "Undo");
    await expect(await share()).toHaveText("5.8 % of spend (₹7.00) has no known outcome — Classify…");
    await soon(() => dashboard.tile("chargedFailures")).toContain("₹90.00");
  });

  test("a period without calls says so, and leads on", async () => {
    const { commands, page, quickInput } = workbench;
    await chooseDates(workbench, addDays(today, -16), addDays(today, -14));
    await soon(() => workbench.dashboard.tile("spend")).toBe("₹0.00");
    await commands.run("Deepvue: Classify Messages…");
    await quickInput.waitFor("so there is no message to classify.");
    await takeScreenshot(page, "classify-empty");
    await quickInput.pick("Choose Another Period…");
    await quickInput.waitFor("Dates…");
    await quickInput.press("Escape");
  });
});
