import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { patient } from "../../../scripts/patience.ts";
import { addDays } from "../../../src/domain/day.ts";
import { frozenYear } from "../../support/frozenYear.ts";
import { chooseDates, type ServiceWorkbench, signIn } from "../../support/signedIn.ts";
import { shownTotals, totalsOf } from "../../support/surfaces.ts";
import { expect, soon, story, test } from "../vsCode.ts";

story("an everyday session", () => {
  const year = frozenYear();
  let workbench: ServiceWorkbench;
  test.beforeAll(async ({ editors }) => {
    workbench = await editors.openWithService({ name: "everyday" }, { account: year.account });
    await signIn(workbench, workbench.sandbox.credentials);
    await workbench.openDashboard();
  });

  test("presets name their dates, and the chosen one is on every surface", async () => {
    const { tree, quickInput } = workbench;
    await soon(() => shownTotals(workbench)).toEqual(totalsOf(year.spend({ preset: "thisMonth" })));
    await tree("Products").chooseFromTitleMenu("Choose Period…");
    const choices = await quickInput.choices();
    // Those that are in sight; one row asks for dates. The first of a kind has its name at the end.
    assert.ok(choices.length >= 10, choices.join("\n"));
    assert.match(choices[0] ?? "", /^Today ?\d+ \w{3} \d{4} Days$/);
    for (const choice of choices.filter((row) => !row.startsWith("Dates…")))
      assert.match(choice, /^[A-Z].* \d{4}( [A-Z][a-z, A-Z]+)?$/);
    await quickInput.pick("Last 7 days");
    await soon(() => shownTotals(workbench)).toEqual(totalsOf(year.spend({ preset: "last7Days" })));
  });

  test("the dashboard's own choice of period is everybody's", async () => {
    const { dashboard, tree, sandbox } = workbench;
    await dashboard.choosePreset("last90Days");
    // Thirteen report windows come in meanwhile.
    const arrived = { timeout: patient(90_000) };
    await soon(() => shownTotals(workbench), arrived).toEqual(totalsOf(year.spend({ preset: "last90Days" })));
    assert.match(await tree("Products").description(), /\d+ \w+ – \d+ \w+ \d{4}/);
    for (const { since = "", until = "" } of sandbox.requests.filter(({ path }) => path.endsWith("usage-report"))) {
      assert.ok(Date.parse(until) - Date.parse(since) <= 6 * 86_400_000, `${since} to ${until} is more than 7 days`);
    }
  });

  test("a period that lacks years asks first, with what it costs; Cancel leaves everything as it is", async () => {
    const { dialog, sandbox } = workbench;
    await chooseDates(workbench, addDays(year.today, -3 * 365), year.today);
    await soon(() => dialog.text()).toMatch(
      /^Load what is missing of [\s\S]*\d{4}\?[\s\S]*1\d\d report windows, one request each/,
    );
    await dialog.press("Cancel");
    await soon(() => shownTotals(workbench)).toEqual(totalsOf(year.spend({ preset: "last90Days" })));
    // What the 90 days are compared with may still come in.
    const years = sandbox.requests.filter(({ since = "9999" }) => since < addDays(year.today, -200));
    assert.deepEqual(years, []);
  });

  test("a product opens into its latest transactions", async () => {
    const { tree } = workbench;
    const [costliest = ""] = await tree("Products").texts();
    const product = costliest.split(" ")[0] ?? "";
    await tree("Products").expand(product);
    await expect(async () => {
      const rows = await tree("Products").texts();
      assert.match(rows[1] ?? "", /₹\d+\.\d\d · (just now|\d+ (min|h|days?))$/);
    }).toPass();
    await tree("Products").collapse(product);
  });

  test("a transaction's id can be copied, and found again by it", async () => {
    const { tree, commands, quickInput, page } = workbench;
    const transactions = tree("Transactions");
    const [first = ""] = await transactions.texts();
    const product = first.split(" ")[0] ?? "";
    await expect(async () => {
      // A row that is drawn anew under the mouse may miss a click.
      await transactions.pressRowButton(product, "Copy Transaction Id");
      await page
        .locator(".statusbar")
        .getByText("Transaction id copied")
        .waitFor({ timeout: patient(2_000) });
    }).toPass();
    await commands.run("Deepvue: Find Transaction by Id…");
    const field = quickInput.field(/Transaction id/);
    await field.waitFor();
    // Whoever looks an id up elsewhere comes back to the list.
    await transactions.row(product).click();
    await expect(async () => {
      await field.press("Control+V");
      assert.match(await field.inputValue(), /^[0-9a-f-]{36}$/);
    }).toPass();
    const [match = "", ...others] = await quickInput.choices();
    assert.deepEqual(others, []);
    assert.match(match, /^[0-9a-f]{8}-[0-9a-f-]{27}/);
    await quickInput.press("Enter");
    await quickInput.waitUntilClosed();
    await soon(async () => (await transactions.selected()).join()).toMatch(new RegExp(`^${product}`));
  });

  test("Deepvue's own Excel file is saved where the user says, and asked for without credentials", async () => {
    const { commands, quickInput, saveDialog, sandbox, notifications, profile } = workbench;
    await commands.run("Deepvue: Download Excel Report from Deepvue…");
    await quickInput.waitFor("First Day");
    await quickInput.enter("-3d");
    await quickInput.waitFor("Last Day");
    await quickInput.enter("-1d");
    const file = join(profile, "report.xlsx");
    await saveDialog.save(file);
    await notifications.waitFor("Saved Deepvue's report");
    await notifications.dismiss("Saved Deepvue's report");
    const workbook = readFileSync(file, "latin1");
    assert.ok(workbook.startsWith("PK\u0003\u0004"));
    assert.ok(["xl/workbook.xml", "Transaction Id", "Charge"].every((part) => workbook.includes(part)));
    assert.ok(workbook.split("<row").length > 20);
    const asked = sandbox.requests.find(({ path }) => path.endsWith(".xlsx"));
    assert.equal(asked?.status, 200);
    assert.equal(asked.hasCredentials, false);
  });

  test("the log tells what was fetched", async () => {
    const { commands, page } = workbench;
    await commands.run("Deepvue: Show Log");
    const output = page.locator(".part.panel .monaco-editor .view-lines");
    await soon(async () => (await output.innerText()).replaceAll(/\s/g, " ")).toMatch(
      /window \d{4}-\d\d-\d\d…\d{4}-\d\d-\d\d: \d+ rows/,
    );
  });
});
