import assert from "node:assert/strict";
import { patient } from "../../../scripts/patience.ts";
import { frozenYear } from "../../support/frozenYear.ts";
import { takeScreenshot } from "../../support/screenshots.ts";
import { type ServiceWorkbench, signIn } from "../../support/signedIn.ts";
import { shownTotals, totalsOf } from "../../support/surfaces.ts";
import { UserSettings } from "../pages/userSettings.ts";
import { soon, story, test } from "../vsCode.ts";

/** A day of the running year, counted here on its own: the start of the financial year, and of the cycle from the fifth. */
function startsOn(today: string) {
  const [year = 0, month = 0, date = 0] = today.split("-").map(Number);
  const text = (months: number, day: number) => new Date(Date.UTC(year, months, day)).toISOString().slice(0, 10);
  return { financialYear: text(month >= 4 ? 3 : -9, 1), cycle: text(date >= 5 ? month - 1 : month - 2, 5) };
}

story("periods of business", () => {
  const year = frozenYear();
  const starts = startsOn(year.today);
  let workbench: ServiceWorkbench;
  let settings: UserSettings;
  test.beforeAll(async ({ editors }) => {
    workbench = await editors.openWithService({ name: "business-periods" }, { account: year.account });
    settings = new UserSettings(workbench);
    await settings.change({ "deepvue.billingCycleStart": 5, "deepvue.budget": { monthly: 50_000 } });
    await signIn(workbench, workbench.sandbox.credentials);
    await workbench.openDashboard();
  });

  async function picture(name: string): Promise<void> {
    await takeScreenshot(workbench.page, name);
  }

  test("the first period is this cycle, on every surface and by its name", async () => {
    const { statusBar } = workbench;
    const spend = year.spend({ since: starts.cycle, until: year.today });
    await soon(() => shownTotals(workbench), { timeout: patient(90_000) }).toEqual(totalsOf(spend));
    await soon(() => statusBar.label()).toMatch(/^Deepvue spend this cycle: ₹/);
    // Budget and forecast follow the last report window by a moment.
    const hoverText = async () => (await statusBar.hoverText()).replaceAll(/\s+/g, " ");
    const budget = /Budget cycle 5 \w{3}( \d{4})? – 4 \w{3} \d{4}: ₹/;
    await soon(hoverText, { timeout: patient(90_000) }).toMatch(budget);
    assert.match(await hoverText(), /This cycle \(5/);
    await picture("cycle");
  });

  test("the list of periods is grouped, each with its dates", async () => {
    const { commands, quickInput } = workbench;
    await commands.run("Deepvue: Choose Period…");
    const choices = await quickInput.choices();
    assert.ok(
      choices.some((choice) => /^This cycle \(5 \w{3} – 4 \w{3}\) ?5.* \d{4} Billing cycles$/.test(choice)),
      choices.join("\n"),
    );
    await picture("choose-period");
    await quickInput.type("financial");
    await picture("choose-financial-year");
    await quickInput.pick(/^This financial year \(FY \d{4}-\d\d\)/);
  });

  test("the financial year so far, and its chart by cycle", async () => {
    const { dashboard } = workbench;
    const spend = year.spend({ since: starts.financialYear, until: year.today });
    // Some forty report windows come in meanwhile.
    await soon(() => shownTotals(workbench), { timeout: patient(180_000) }).toEqual(totalsOf(spend));
    const page = await dashboard.page();
    await page.getByRole("radio", { name: "Cycle" }).check();
    await page.locator('.card-spend [aria-label^="Spend per cycle by product"]').waitFor();
    await picture("financial-year");
    const rows = await dashboard.chartTable();
    assert.match(rows[0]?.[0] ?? "", /^1(–[234])? Apr \d{4}/);
    // In April the first cycle of the year is not over.
    if (rows.length > 2) assert.match(rows[1]?.[0] ?? "", /^cycle 5 Apr – 4 May \d{4}$/);
    await picture("financial-year-table");
  });

  test("typed dates are shown back in words, or refused with the form that works", async () => {
    const { commands, quickInput } = workbench;
    await commands.run("Deepvue: Choose Period…");
    await quickInput.pick("Dates…");
    await quickInput.waitFor("Choose Period: First Day");
    const cases: readonly (readonly [string, string])[] = [
      ["25/12/2024", "25 December 2024, Wednesday, counted in Asia/Kolkata"],
      ["31/04/2025", "There is no 31 April 2025: that month has 30 days."],
      ["5 Oct 2025", "5 October 2025, Sunday, counted in Asia/Kolkata"],
      ["05/10/2025", "05/10/2025 may be 5 Oct 2025 or 10 May 2025: write 2025-10-05 or 5 Oct 2025."],
    ];
    for (const [text, message] of cases) {
      await quickInput.type(text);
      await quickInput.waitForMessage(message);
    }
    await picture("typed-date-ambiguous");
    await quickInput.press("Enter");
    await quickInput.waitForMessage("05/10/2025 may be");
    await quickInput.press("Escape");
    await quickInput.waitUntilClosed();
  });
});
