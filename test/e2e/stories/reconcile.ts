import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { patient } from "../../../scripts/patience.ts";
import { addDays } from "../../../src/domain/day.ts";
import { formatMoney, moneyToDecimal } from "../../../src/domain/money.ts";
import { formatTimestamp } from "../../../src/domain/transaction.ts";
import { workbookChunks } from "../../../src/sandbox/reportWorkbook.ts";
import { formatPeriod } from "../../../src/view/dates.ts";
import { sumOfCharges } from "../../support/exports.ts";
import { frozenYear } from "../../support/frozenYear.ts";
import { chargeOf, madeUpRows } from "../../support/madeUpRows.ts";
import { HEADING } from "../../support/reportFiles.ts";
import { takeScreenshot } from "../../support/screenshots.ts";
import { chooseDates, type ServiceWorkbench, signIn } from "../../support/signedIn.ts";
import { untilDone } from "../pages/clicking.ts";
import { MarkdownPreview } from "../pages/markdownPreview.ts";
import { expect, soon, story, test } from "../vsCode.ts";

/**
 * Types a path into VS Code's own dialog. While that reads a folder it marks no row, and an Enter that comes then can leave it busy for
 * ever (simpleFileDialog.ts: the accepted row is taken from a selection that there was not yet). So Enter is for a row that is marked.
 */
async function openFile({ quickInput }: ServiceWorkbench, path: string, title: string): Promise<void> {
  const shortly = { timeout: patient(1_000) };
  const file = quickInput.rows.and(quickInput.widget.locator(".focused")).filter({ hasText: basename(path) });
  await quickInput.waitFor(title);
  await untilDone(async () => {
    if (await quickInput.input.isVisible()) {
      if (!(await file.isVisible())) {
        // What stands there already is no change, and marks nothing.
        await quickInput.input.fill("", shortly);
        await quickInput.input.fill(path, shortly);
        await file.waitFor(shortly);
      }
      await quickInput.input.press("Enter", shortly);
    }
    await quickInput.waitUntilClosed(shortly);
  });
}

/** A report file of made-up rows. */
function csvOf(rows: ReturnType<typeof madeUpRows>): string {
  const lines = rows.map(({ id, at, product, status, message, charge }) =>
    [id, formatTimestamp(at), product, status, message, moneyToDecimal(charge)].join(","),
  );
  return [HEADING.join(","), ...lines, ""].join("\n");
}

story("report files on a computer that never signed in", () => {
  const year = frozenYear();
  const older = madeUpRows("2021-04-05", "2021-04-20", 20);
  let workbench: ServiceWorkbench;
  test.beforeAll(async ({ editors }) => {
    workbench = await editors.openWithService({ name: "import-unsigned" }, { account: year.account });
    await workbench.activityBar.openDeepvue();
  });

  async function importAs(clientId: string): Promise<void> {
    const path = join(workbench.profile, "april-2021.csv");
    writeFileSync(path, csvOf(older));
    await workbench.commands.run("Deepvue: Import Report Files…");
    await workbench.quickInput.waitFor("Whose Are They");
    await takeScreenshot(workbench.page, "import-unsigned-prompt");
    await workbench.quickInput.enter(clientId);
    await openFile(workbench, path, "Import Report Files into");
    await workbench.dialog.box.waitFor();
  }

  test("a no leaves nobody signed in; a yes shows the numbers, says what is missing, and asks the service nothing", async () => {
    const { dialog, notifications, sandbox, statusBar, tree } = workbench;
    await importAs(sandbox.credentials.clientId);
    await dialog.press("Cancel");
    await soon(() => tree("Products").welcome.innerText()).toMatch(/Import them/);
    await importAs(sandbox.credentials.clientId);
    await dialog.press("Import");
    await notifications.press("Imported: 320 rows read, 320 new", "Show Them");
    await soon(() => statusBar.text()).toBe(`≥ ${formatMoney(chargeOf(older))}`);
    await soon(() => statusBar.label()).toMatch(/The client secret is not here/);
    await takeScreenshot(workbench.page, "import-unsigned");
    assert.deepEqual(sandbox.requests, []);
  });

  test("signing in with that client id goes on with the same history", async () => {
    const { commands, notifications, sandbox, signInPrompts, statusBar } = workbench;
    await commands.run("Deepvue: Sign In…");
    await signInPrompts.enter(sandbox.credentials);
    await notifications.waitFor("Signed in to Deepvue");
    // What the import has shown reaches into the 21st: the file's days are UTC dates, and those of a period India's.
    await chooseDates(workbench, "2021-04-05", "2021-04-20");
    const until20th = older.filter(({ at }) => at < Date.UTC(2021, 3, 20, 18, 30) * 1000);
    assert.equal(older.length - until20th.length, 5);
    await soon(() => statusBar.text()).toContain(formatMoney(chargeOf(until20th)));
    assert.ok(sandbox.requests.length > 0);
  });
});

story("an invoice, held against the ledger, and files that are imported", () => {
  const year = frozenYear();
  /** Days that have long been final. */
  const period = { since: addDays(year.today, -20), until: addDays(year.today, -11) };
  const rows = year.transactions(period);
  const heading = `Invoice and ledger: ${formatPeriod(period)}`;
  let workbench: ServiceWorkbench;
  test.beforeAll(async ({ editors }) => {
    workbench = await editors.openWithService({ name: "reconcile" }, { account: year.account });
    await signIn(workbench, workbench.sandbox.credentials);
    await chooseDates(workbench, period.since, period.until);
    await soon(() => workbench.statusBar.text()).toBe(year.spend(period));
  });

  async function reconcileWith(way: string): Promise<void> {
    const { commands, quickInput } = workbench;
    await expect(async () => {
      await commands.run("Deepvue: Reconcile with Invoice…");
      await quickInput.pick("Dates…");
      await quickInput.waitFor("Choose Its Period: First Day", { timeout: patient(5_000) });
    }).toPass();
    await quickInput.enter(period.since);
    await quickInput.waitFor("Choose Its Period: Last Day");
    await quickInput.enter(period.until);
    await quickInput.waitFor(`Reconcile with Invoice: ${formatPeriod(period)}`);
    await quickInput.pick(way);
  }

  async function documentText(): Promise<string> {
    return new MarkdownPreview(workbench.page, "Deepvue reconciliation").textUnder(heading);
  }

  test("a tampered report file: every row that differs is named, and leads to its place", async () => {
    const [gone, dearer, ...rest] = rows;
    assert.ok(gone && dearer && rest.length > 50);
    const file = [{ ...dearer, charge: dearer.charge + 10_000 }, ...rest];
    const path = join(workbench.profile, "deepvue-report.xlsx");
    writeFileSync(path, Buffer.concat(workbookChunks([file])));
    await reconcileWith("Choose Deepvue's report files…");
    await openFile(workbench, path, "Deepvue's Report Files of");
    const text = await documentText();
    const less = gone.charge - 10_000;
    assert.ok(
      text.includes(
        `Deepvue's files have ${formatMoney(Math.abs(less))} ${less > 0 ? "less" : "more"} than the ledger.`,
      ),
      text,
    );
    assert.ok(text.includes(`| Only in this ledger | 1 | −${formatMoney(gone.charge)} |`), text);
    assert.ok(text.includes(`| Another charge | 1 | +₹1.00 |`), text);
    assert.ok(text.includes(`| The same on both sides | ${rest.length} | ₹0.00 |`), text);
    assert.ok(text.includes(gone.id) && text.includes(dearer.id));
    assert.equal(text.includes("Outside the period"), false);
    await takeScreenshot(workbench.page, "reconcile-files");
    const { notifications, quickInput } = workbench;
    await notifications.press("Deepvue's files differ from the ledger by", "Go to a Row…");
    await quickInput.waitFor("Go to a Row of the Difference");
    await quickInput.pick(gone.id);
    await soon(() => workbench.page.locator(".monaco-list-row.selected").allInnerTexts()).toContainEqual(
      expect.stringContaining(formatMoney(gone.charge)),
    );
  });

  test("the dashboard keeps the answer, as of when, each part leading to its rows, until it is closed", async () => {
    const [gone] = rows;
    assert.ok(gone);
    await workbench.commands.run("Deepvue: Show Last Reconciliation");
    await soon(documentText).toContain("Every rupee of it is explained.");
    await workbench.openDashboard();
    const card = (await workbench.dashboard.page()).getByRole("region", { name: heading });
    await soon(() => card.innerText()).toMatch(/Every rupee of it is explained/);
    assert.match(await card.innerText(), new RegExp(`as of \\d.* \\d\\d:\\d\\d:\\d\\d`));
    assert.ok((await card.innerText()).includes(`−${formatMoney(gone.charge)}`));
    await takeScreenshot(workbench.page, "reconcile-dashboard");
    const { quickInput } = workbench;
    await card.getByRole("button", { name: "Only in this ledger" }).click();
    await quickInput.waitFor("Go to a Row of the Difference");
    assert.equal((await quickInput.choices()).length, 1);
    await quickInput.pick(gone.id);
    await soon(() => workbench.page.locator(".monaco-list-row.selected").allInnerTexts()).toContainEqual(
      expect.stringContaining(formatMoney(gone.charge)),
    );
    await card.getByRole("button", { name: "Close" }).click();
    await card.waitFor({ state: "hidden" });
  });

  test("an invoice's total: equal to the paisa, and what is said where it is not", async () => {
    const { quickInput } = workbench;
    const sum = sumOfCharges(rows);
    await reconcileWith("Type the invoice's total…");
    await quickInput.waitFor("The invoice's total in rupees");
    await quickInput.type("two rupees");
    await quickInput.press("Enter");
    await quickInput.waitForMessage("Write an amount in rupees");
    await quickInput.type(moneyToDecimal(sum));
    await quickInput.waitForMessage(formatMoney(sum));
    await quickInput.press("Enter");
    await quickInput.waitFor("What Is the Amount");
    await quickInput.pickExactly("With GST");
    await soon(documentText).toContain("Equal, to the paisa.");
    await reconcileWith("Type the invoice's total…");
    await quickInput.waitFor("The invoice's total in rupees");
    await quickInput.enter(formatMoney(sum + 1_234_500));
    await quickInput.waitFor("What Is the Amount");
    await quickInput.pickExactly("With GST");
    await soon(documentText).toContain("The invoice has ₹123.45 more than the ledger.");
    await takeScreenshot(workbench.page, "reconcile-total");
  });

  test("a report file of an older year is imported, once it was said what comes in", async () => {
    const { commands, dialog, notifications, statusBar } = workbench;
    const older = madeUpRows("2021-04-05", "2021-04-20", 20);
    const path = join(workbench.profile, "april-2021.csv");
    writeFileSync(path, csvOf(older));
    await commands.run("Deepvue: Import Report Files…");
    await openFile(workbench, path, "Import Report Files into");
    await dialog.box.waitFor();
    const text = await dialog.box.innerText();
    assert.match(text, /Import 320 transactions into /);
    assert.match(text, /5–20 Apr 2021 \(UTC dates\)/);
    assert.match(text, /320 new, 0 changed, 0 already known\./);
    await takeScreenshot(workbench.page, "import");
    await dialog.press("Import");
    await notifications.press("Imported: 320 rows read, 320 new", "Show Them");
    await soon(() => statusBar.text()).toBe(`≥ ${formatMoney(chargeOf(older))}`);
    await commands.run("Deepvue: Explain This Number (Diagnose)…");
    const preview = new MarkdownPreview(workbench.page, "Deepvue diagnosis");
    assert.match(
      await preview.textUnder("Deepvue Usage: diagnosis"),
      /april-2021\.csv \(320 rows\) \| 2021-04-05 to 2021-04-20 \| 320 \| 320 \|/,
    );
  });

  test("a file that is no report: said why, and nothing is stored", async () => {
    const { commands, notifications } = workbench;
    const path = join(workbench.profile, "holiday.csv");
    writeFileSync(path, "Name,Date\nDiwali,2026-11-08\n");
    await commands.run("Deepvue: Import Report Files…");
    await openFile(workbench, path, "Import Report Files into");
    const said = await notifications.waitFor("This can not be read as a report of Deepvue's.");
    assert.match(said, /“holiday\.csv”: It has no row with the headings Transaction Id, .*Nothing was stored\./);
  });
});
