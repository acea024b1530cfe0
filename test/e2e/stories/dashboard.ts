import assert from "node:assert/strict";
import { addDays } from "../../../src/domain/day.ts";
import { formatMoney } from "../../../src/domain/money.ts";
import { outcomeOf } from "../../../src/domain/outcome.ts";
import type { Transaction } from "../../../src/domain/transaction.ts";
import { formatDay, formatPeriod } from "../../../src/view/dates.ts";
import { sumOfCharges } from "../../support/exports.ts";
import { frozenYear } from "../../support/frozenYear.ts";
import { type ServiceWorkbench, signIn } from "../../support/signedIn.ts";
import { paise, shownTotals, showsExactly, totalsOf } from "../../support/surfaces.ts";
import { hasStored } from "../../support/windowState.ts";
import { DashboardControls } from "../pages/dashboardControls.ts";
import { DashboardTable } from "../pages/dashboardTable.ts";
import { expect, soon, story, test } from "../vsCode.ts";

story("the dashboard, from the period to the single transaction", () => {
  const year = frozenYear();
  const typed = { since: addDays(year.today, -20), until: addDays(year.today, -6) };
  const rows = year.transactions(typed);
  let workbench: ServiceWorkbench;
  let controls: DashboardControls;
  let table: DashboardTable;
  test.beforeAll(async ({ editors }) => {
    workbench = await editors.openWithService({ name: "dashboard" }, { account: year.account });
    controls = new DashboardControls(workbench.dashboard);
    table = new DashboardTable(workbench.dashboard);
    await signIn(workbench, workbench.sandbox.credentials);
    await workbench.openDashboard();
    await soon(() => shownTotals(workbench)).toEqual(totalsOf(year.spend({ preset: "thisMonth" })));
  });

  test("a preset chosen in the panel is the period of every surface", async () => {
    await workbench.dashboard.choosePreset("last7Days");
    await showsExactly(workbench, year.transactions({ preset: "last7Days" }));
  });

  test("so are dates typed there", async () => {
    await controls.typeDates(typed.since, typed.until, `${formatPeriod(typed)}, 15 days`);
    await showsExactly(workbench, rows);
    assert.equal(await controls.period(), formatPeriod(typed));
  });

  test("products and outcomes narrow every surface, and one click clears them", async () => {
    const product = rows.find(isFailure)?.product ?? "";
    await controls.tick("products", product);
    await controls.tick("outcomes", "Failure");
    await soon(() => controls.chips()).toEqual([`Product: ${product}`, "Outcome: Failure"]);
    const failures = rows.filter((row) => row.product === product && isFailure(row));
    await showsExactly(workbench, failures, rows);
    assert.deepEqual(new Set(await table.column("Outcome")), new Set(["Failure"]));
    assert.match(await workbench.tree("Products").message(), /Failure/);
    await controls.clear();
    await showsExactly(workbench, rows);
    assert.deepEqual(await controls.chips(), []);
  });

  test("a click on a bar narrows to its product and day, and one click leads back", async () => {
    const days = Array.from({ length: 15 }, (_, place) => addDays(typed.since, place));
    const spend = days.map((day) => sumOfCharges(year.transactions({ since: day, until: day })));
    const place = spend.indexOf(Math.max(...spend));
    const day = days[place] ?? "";
    const plot = (await workbench.dashboard.page()).locator(".card-spend .plot");
    await plot.scrollIntoViewIfNeeded();
    const box = await plot.boundingBox();
    assert.ok(box);
    // Left of the bars is the axis; the costliest product is at the foot.
    const axis = 40;
    const bar = (box.width - axis) / days.length;
    await plot.click({ position: { x: axis + (place + 0.5) * bar, y: box.height * 0.8 } });
    await soon(() => controls.period()).toEqual(formatDay(day));
    await soon(() => controls.chips()).toHaveLength(1);
    const [chip = ""] = await controls.chips();
    assert.match(chip, /^Product: /);
    const product = chip.slice("Product: ".length);
    const ofDay = year.transactions({ since: day, until: day });
    await showsExactly(
      workbench,
      ofDay.filter((row) => row.product === product),
      ofDay,
    );
    assert.deepEqual(new Set(await table.column("Product")), new Set([product]));
    await controls.goBack();
    await controls.clear();
    await showsExactly(workbench, rows);
  });

  test("a text is looked for in messages and ids", async () => {
    await controls.search("invalid");
    const found = rows.filter(({ message }) => /invalid/i.test(message));
    assert.ok(found.length > 0 && found.length < rows.length);
    await showsExactly(workbench, found, rows);
    const [some] = rows.slice(-1);
    await controls.search(some?.id.replaceAll("-", "").slice(4, 20) ?? "");
    await soon(() => table.column("Transaction id")).toEqual([some?.id ?? ""]);
    await controls.search("");
    await showsExactly(workbench, rows);
  });

  test("the table is sorted over all rows, not those in sight", async () => {
    await table.sortBy("Charge");
    const dearest = Math.max(...rows.map(({ charge }) => charge));
    await expect(async () => {
      const charges = await table.column("Charge");
      assert.equal(charges[0], formatMoney(dearest));
      const amounts = charges.map(paise);
      assert.deepEqual(
        amounts,
        amounts.toSorted((a, b) => b - a),
      );
    }).toPass();
    await table.hideColumn("Status");
    await expect(async () => {
      const headings = await table.headings();
      assert.ok(!headings.includes("Status"));
    }).toPass();
  });

  test("a transaction is found by its id without dashes, and revealed in the tree", async () => {
    const { commands, quickInput, tree } = workbench;
    const wanted = rows[Math.floor(rows.length / 2)];
    assert.ok(wanted);
    await commands.run("Deepvue: Find Transaction by Id…");
    await quickInput.waitFor("Find Transaction");
    await quickInput.type(wanted.id.replaceAll("-", ""));
    await expect(async () => {
      const choices = await quickInput.choices();
      assert.deepEqual([choices.length, choices[0]?.includes(wanted.id)], [1, true]);
    }).toPass();
    await quickInput.press("Enter");
    const selected = tree("Transactions").pane.locator("[role=treeitem][aria-selected=true]");
    await expect(async () => {
      const spoken = (await selected.getAttribute("aria-label")) ?? "";
      assert.ok(spoken.includes(wanted.product), spoken);
      assert.ok(spoken.includes(formatMoney(wanted.charge)), spoken);
    }).toPass();
    await showsExactly(workbench, rows);
  });

  test("after a reload everything is as it was, the panel included", async () => {
    const { tree, activityBar } = workbench;
    const product = costliestProduct(rows);
    await controls.tick("products", product);
    await controls.chooseGranularity("week");
    const shown = rows.filter((row) => row.product === product);
    await showsExactly(workbench, shown, rows);
    await hasStored(workbench.page, /hiddenColumns\W+status/);
    await workbench.reload();
    await activityBar.openDeepvue();
    await tree("Products").rows.first().waitFor();
    await showsExactly(workbench, shown, rows);
    assert.equal(await controls.period(), formatPeriod(typed));
    assert.deepEqual(await controls.chips(), [`Product: ${product}`]);
    assert.equal(await controls.granularity(), "week");
    assert.ok(!(await table.headings()).includes("Status"), "hidden columns stay hidden");
    const charges = (await table.column("Charge")).map(paise);
    assert.equal(charges[0], Math.max(...charges), "the table is sorted as before");
    assert.ok((await workbench.dashboard.chartTable()).length <= 4, "a row per week");
  });
});

function isFailure({ status, message }: Transaction): boolean {
  return outcomeOf(status, message) === "failure";
}

function costliestProduct(rows: readonly Transaction[]): string {
  const charges = new Map<string, number>();
  for (const { product, charge } of rows) charges.set(product, (charges.get(product) ?? 0) + charge);
  const [[costliest] = [""]] = [...charges].toSorted(([, a], [, b]) => b - a);
  return costliest;
}
