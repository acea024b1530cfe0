import assert from "node:assert/strict";
import type { Locator } from "@playwright/test";
import { addDays } from "../../../src/domain/day.ts";
import { outcomeOf } from "../../../src/domain/outcome.ts";
import { copiedRows } from "../../support/copiedRows.ts";
import { frozenYear } from "../../support/frozenYear.ts";
import { chooseDates, type ServiceWorkbench, signIn } from "../../support/signedIn.ts";
import { showsExactly } from "../../support/surfaces.ts";
import { STEP, untilDone } from "../pages/clicking.ts";
import { clipboardText } from "../pages/clipboard.ts";
import { ContextMenu } from "../pages/contextMenu.ts";
import { DashboardControls } from "../pages/dashboardControls.ts";
import { DashboardTable } from "../pages/dashboardTable.ts";
import { expect, soon, story, test } from "../vsCode.ts";

const MENU_OF_TRANSACTION = ["Copy Transaction Id", "Copy Message", "Show Only This Product", "Show Only This Message"];
const REVEAL = "Reveal in Transactions Tree";
const CLASSIFY = "Count as Success or Failure…";

story("the trees' filter, and the menus of rows", () => {
  const year = frozenYear();
  const period = { since: addDays(year.today, -20), until: addDays(year.today, -6) };
  const rows = year.transactions(period);
  /** In sight in both lists, and not alone with its product and message. */
  const place = 3;
  const chosen = rows[place];
  assert.ok(chosen);
  const ofProduct = rows.filter(({ product }) => product === chosen.product);
  const ofMessage = rows.filter(({ message }) => message === chosen.message);
  let workbench: ServiceWorkbench;
  let controls: DashboardControls;
  let menu: ContextMenu;
  test.beforeAll(async ({ editors }) => {
    workbench = await editors.openWithService({ name: "narrowing" }, { account: year.account });
    controls = new DashboardControls(workbench.dashboard);
    menu = new ContextMenu(workbench.page);
    await signIn(workbench, workbench.sandbox.credentials);
    await workbench.openDashboard();
    await chooseDates(workbench, period.since, period.until);
    await showsExactly(workbench, rows);
    for (const some of [ofProduct, ofMessage]) assert.ok(some.length > 0 && some.length < rows.length);
  });

  /** Takes the filter back by the button of a view's title bar, which is there only while there is one. */
  async function clearFilter(view: "Products" | "Transactions"): Promise<void> {
    await workbench.tree(view).pressTitleButton("Clear Filter");
    await showsExactly(workbench, rows);
    assert.deepEqual(await controls.chips(), []);
    for (const other of ["Products", "Transactions"]) {
      assert.doesNotMatch(await workbench.tree(other).message(), /Filter/);
    }
  }

  /** A menu that goes by itself just when it is clicked has done nothing: then once more. */
  async function copies(row: () => Locator | Promise<Locator>, entry: string, text: string): Promise<void> {
    await workbench.page.evaluate("navigator.clipboard.writeText('')");
    await untilDone(async () => {
      await menu.choose(await row(), entry);
      await soon(() => clipboardText(workbench.page), STEP).toBe(text);
    });
  }

  test("product, outcome and message are chosen from the title bar, shown on every surface, and cleared with one click", async () => {
    const { tree, quickInput } = workbench;
    const failure = rows.find((row) => outcomeOf(row.status, row.message) === "failure");
    assert.ok(failure);
    const { product, message } = failure;
    const conditions = [`Product: ${product}`, "Outcome: Failure", `Message: ${message}`];
    await tree("Products").pressTitleButton("Filter…");
    await quickInput.waitFor("Filter");
    for (const label of ["Failure", product, message]) await quickInput.tick(label);
    await quickInput.press("Enter");
    await quickInput.waitUntilClosed();
    const found = rows.filter((row) => row.product === product && row.message === message);
    await showsExactly(workbench, found, rows);
    await soon(() => controls.chips()).toEqual(conditions);
    const shown = await tree("Products").message();
    for (const condition of conditions) assert.ok(shown.includes(condition), shown);
    assert.deepEqual(
      (await tree("Products").texts()).map((row) => row.split(" ")[0]),
      [product],
    );
    await clearFilter("Transactions");
  });

  test("what is chosen is checked when the filter is opened again", async () => {
    const { tree, quickInput } = workbench;
    for (const [label, expected] of [
      ["Failure", rows.filter((row) => outcomeOf(row.status, row.message) === "failure")],
      ["Failure", rows],
    ] as const) {
      // The button has given its place to the one that clears.
      await (expected === rows
        ? workbench.commands.run("Deepvue: Filter…")
        : tree("Transactions").pressTitleButton("Filter…"));
      await quickInput.waitFor("Filter");
      const row = quickInput.rows.filter({ hasText: label }).first();
      assert.equal(await row.getAttribute("aria-checked"), String(expected === rows));
      await row.click();
      await quickInput.press("Enter");
      await showsExactly(workbench, expected, rows);
    }
  });

  /** Every entry of a transaction's menu, on the row of `chosen`. */
  async function menuOfTransactionWorks(row: () => Locator | Promise<Locator>): Promise<void> {
    await copies(row, "Copy Transaction Id", chosen?.id ?? "");
    await copies(row, "Copy Message", chosen?.message ?? "");
    await menu.choose(await row(), "Show Only This Product");
    await showsExactly(workbench, ofProduct, rows);
    await clearFilter("Products");
    await menu.choose(await row(), "Show Only This Message");
    await showsExactly(workbench, ofMessage, rows);
    await clearFilter("Products");
  }

  function treeRow(): Locator {
    return workbench.tree("Transactions").rows.nth(place);
  }

  test("the menu of a transaction in the tree copies and narrows", async () => {
    assert.deepEqual(await menu.entries(treeRow()), [...MENU_OF_TRANSACTION, CLASSIFY]);
    await menuOfTransactionWorks(treeRow);
  });

  test("the menu of a product opens the dashboard on it", async () => {
    const { tree, dashboard, commands } = workbench;
    await commands.run("View: Close All Editors");
    const row = tree("Products").row(chosen.product);
    assert.deepEqual(await menu.entries(row), ["Open Dashboard"]);
    await menu.choose(row, "Open Dashboard");
    await showsExactly(workbench, ofProduct, rows);
    assert.match(await dashboard.text(), new RegExp(chosen.product));
    await clearFilter("Products");
  });

  /** Its row in the dashboard's table. */
  async function tableRow(): Promise<Locator> {
    return (await workbench.dashboard.page()).locator(".rows-layer .row:visible").filter({ hasText: chosen?.id ?? "" });
  }

  test("the menu of a row of the dashboard's table copies, narrows and reveals", async () => {
    assert.deepEqual(await menu.entries(await tableRow()), [...MENU_OF_TRANSACTION, REVEAL, CLASSIFY]);
    await menuOfTransactionWorks(tableRow);
    await menu.choose(await tableRow(), REVEAL);
    await expect(async () => {
      const selected = await workbench.tree("Transactions").selected();
      assert.equal(selected.length, 1);
      assert.ok(selected[0]?.startsWith(`${chosen.product} `), selected.join());
    }).toPass();
  });

  test("rows of the table are copied as text and as CSV", async () => {
    const { page } = workbench;
    const panel = await workbench.dashboard.page();
    const [first, second] = rows;
    assert.ok(first && second);
    const outcomes = await new DashboardTable(workbench.dashboard).column("Outcome");
    const copied = copiedRows([first, second], outcomes);
    const drawn = panel.locator(".rows-layer .row:visible");
    await drawn.filter({ hasText: first.id }).click();
    await drawn.filter({ hasText: second.id }).click({ modifiers: ["Shift"] });
    await panel.getByRole("button", { name: "Copy as text" }).click();
    await soon(() => clipboardText(page)).toEqual(copied.text);
    await panel.getByRole("button", { name: "Copy as CSV" }).click();
    await soon(() => clipboardText(page)).toEqual(copied.csv);
    await panel.locator(".grid").press("Control+C");
    await soon(() => clipboardText(page)).toEqual(copied.text);
  });
});
