import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fixedAccount } from "../../../src/sandbox/sandboxAccount.ts";
import { type ServiceWorkbench } from "../../support/signedIn.ts";
import { shownTotals, totalsOf } from "../../support/surfaces.ts";
import { soon, story, test } from "../vsCode.ts";

story("the documented response, from signing in to the dashboard", () => {
  const documented = readFileSync(new URL("../../support/fixtures/usageReportSample.json", import.meta.url));
  let workbench: ServiceWorkbench;
  test.beforeAll(async ({ editors }) => {
    workbench = await editors.openWithService(
      { name: "documented-response" },
      {
        account: fixedAccount(() => []),
        reportBody: ({ since, until }) =>
          since <= "2024-05-11" && "2024-05-11" <= until ? new Uint8Array(documented) : undefined,
      },
    );
  });

  test("signing in asks for the client id, then for the secret, hidden", async () => {
    const { commands, quickInput, signInPrompts, notifications, sandbox } = workbench;
    await commands.run("Deepvue: Sign In…");
    await signInPrompts.enterClientId(sandbox.credentials.clientId);
    const secret = quickInput.field("Client secret");
    await secret.waitFor();
    assert.equal(await secret.getAttribute("type"), "password");
    assert.match(await quickInput.title(), /Sign In to Deepvue/);
    await signInPrompts.enterSecret(sandbox.credentials.clientSecret);
    await notifications.waitFor("Signed in to Deepvue");
    await notifications.dismiss("Signed in to Deepvue");
  });

  test("a month without calls is a measured zero", async () => {
    const { tree, statusBar, dashboard } = workbench;
    await soon(() => tree("Products").welcome.innerText()).toMatch(/No calls in this period/);
    assert.equal(await statusBar.text(), "₹0.00");
    await workbench.openDashboard();
    const notices = (await dashboard.notices()).join("\n");
    assert.match(notices, /No calls (in|on) .* so far\..*Deepvue was asked at \d\d:\d\d and reported none\./s);
  });

  test("the period's dates are checked while they are typed", async () => {
    const { commands, quickInput } = workbench;
    await commands.run("Deepvue: Choose Period…");
    await quickInput.pick("Dates…");
    await quickInput.waitForMessage(/^\d+ \w+ \d{4}, \w+day, counted in Asia\/Kolkata/);
    await quickInput.type("2024-02-30");
    await quickInput.waitForMessage("There is no 30 February 2024: that month has 29 days.");
    await quickInput.press("Enter");
    await quickInput.waitForMessage("There is no 30 February 2024: that month has 29 days.");
    await quickInput.type("last week");
    await quickInput.waitForMessage("Write a date as YYYY-MM-DD");
    await quickInput.type("2999-01-01");
    await quickInput.waitForMessage("Must not be after today");
    await quickInput.type("2024-05-11");
    await quickInput.waitForMessage("11 May 2024, Saturday, counted in Asia/Kolkata");
    await quickInput.press("Enter");
    await quickInput.waitFor("Choose Period: Last Day");
    await quickInput.type("2024-05-10");
    await quickInput.waitForMessage("Must not be before 11 May 2024.");
    await quickInput.press("Enter");
    await quickInput.waitForMessage("Must not be before 11 May 2024.");
    await quickInput.type("2024-05-12");
    await quickInput.waitForMessage("11–12 May 2024, 2 days, the last one included");
    await quickInput.press("Enter");
    await quickInput.waitUntilClosed();
  });

  test("gives one product, 3 calls and ₹8.85 on every surface", async () => {
    const { tree, statusBar, dashboard } = workbench;
    await soon(() => tree("Products").texts()).toEqual(["PAN-Plus ₹8.85 · 3 calls"]);
    await soon(() => shownTotals(workbench)).toEqual(totalsOf("₹8.85"));
    assert.match(await tree("Products").message(), /^₹8\.85 · 3 calls · days in Asia\/Kolkata\./);
    assert.equal(await dashboard.tile("calls"), "3");
    assert.match(await statusBar.label(), /₹8\.85, 3 calls/);
  });

  test("the failure that was charged is recognised", async () => {
    const { tree, dashboard, statusBar } = workbench;
    assert.equal(await dashboard.tile("chargedFailures"), "₹2.95");
    assert.equal(await dashboard.tileTax("spend"), "₹7.50 taxable, ₹1.35 GST");
    assert.match(await dashboard.tileDetail("chargedFailures"), /^1 call,/);
    const transactions = await tree("Transactions").texts();
    assert.equal(transactions.length, 3);
    assert.match(transactions[0] ?? "", /^PAN-Plus ₹2\.95 · 12 May 2024 · Invalid Pan Number\.$/);
    assert.match(await tree("Transactions").spoken(/Invalid Pan Number/), /Failure, charged/);
    const explained = (await statusBar.hoverText()).replaceAll("\u00A0", " ");
    assert.match(explained, /₹2\.95 .*for 1 call that failed/);
    assert.match(explained, /: ₹7\.50 taxable, ₹1\.35 GST \(assuming charges include 18 % GST/);
    assert.match(explained, /This extension, in all windows: [1-9]\d* requests? today, /);
    const hover = await tree("Transactions").hover(/Invalid Pan Number/, "9cb1fa27-c768-430c-9aa3-c13c477a1b0b");
    assert.match(await hover.innerText(), /Outcome\s+Failure, charged/);
  });
});
