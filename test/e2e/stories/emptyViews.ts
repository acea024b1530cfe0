import assert from "node:assert/strict";
import { fixedAccount } from "../../../src/sandbox/sandboxAccount.ts";
import { takeScreenshots } from "../../support/screenshots.ts";
import { chooseDates, type ServiceWorkbench, signIn } from "../../support/signedIn.ts";
import { soon, story, test } from "../vsCode.ts";

/** Longer than anybody looks. */
const LONG_MS = 120_000;
const NOT_DEEPVUES = "did not come from Deepvue's API";
const FIRST_FETCH = /Fetching 0 of \d+ report windows/;

story("views without rows say why, in every theme", () => {
  let workbench: ServiceWorkbench;
  test.beforeAll(async ({ editors }) => {
    workbench = await editors.openWithService({ name: "empty-views" }, { account: fixedAccount(() => []) });
  });

  async function says(words: RegExp): Promise<void> {
    await soon(() => workbench.tree("Products").welcome.innerText()).toMatch(words);
  }

  /** Closes whatever prompt is open, so that the next picture begins from the same place. */
  async function closePrompt(): Promise<void> {
    await workbench.quickInput.press("Escape");
    await workbench.quickInput.waitUntilClosed();
  }

  test("signed out, with the prompt for the secret", async () => {
    const { commands, signInPrompts, quickInput } = workbench;
    await says(/Sign In.*Open the sample account/s);
    await commands.run("Deepvue: Sign In…");
    await signInPrompts.enterClientId("a-client-id");
    await takeScreenshots(workbench, "signed-out", () => quickInput.field("Client secret").waitFor());
    await closePrompt();
  });

  test("a first fetch that is under way, in trees, status bar and dashboard", async () => {
    const { sandbox, commands, dashboard, statusBar, tree } = workbench;
    sandbox.setFaults({ report: { kind: "slowHeaders", delayMs: LONG_MS } });
    await signIn(workbench, sandbox.credentials);
    await workbench.openDashboard();
    await soon(() => tree("Products").message()).toMatch(FIRST_FETCH);
    await takeScreenshots(workbench, "loading", async () => {
      assert.match(await tree("Products").message(), FIRST_FETCH);
      assert.equal(await statusBar.text(), "₹—");
      assert.doesNotMatch(`${await tree("Products").message()} ${await dashboard.text()}`, /₹0\.00/);
    });
    // The answers that are still to come are cut off; asked again, the service is quick.
    sandbox.setFaults({});
    await sandbox.goOffline();
    await sandbox.goOnline();
    await commands.run("View: Close All Editors");
  });

  test("a measured zero, with a date that is refused", async () => {
    const { commands, quickInput } = workbench;
    await workbench.tree("Products").pressTitleButton("Refresh");
    await says(/No calls in this period: all of it was fetched/);
    await commands.run("Deepvue: Choose Period…");
    await quickInput.pick("Dates…");
    await quickInput.waitFor("First Day");
    await quickInput.type("2024-02-30");
    await takeScreenshots(workbench, "measured-zero", () =>
      quickInput.waitForMessage("There is no 30 February 2024: that month has 29 days."),
    );
    await closePrompt();
  });

  test("an answer that is not Deepvue's, with the message about it", async () => {
    const { sandbox, notifications, commands } = workbench;
    sandbox.setFaults({ report: { kind: "html", status: 200 } });
    await chooseDates(workbench, "2024-03-01", "2024-03-02");
    await says(/could not be read/);
    await notifications.waitFor(NOT_DEEPVUES);
    await notifications.clear();
    await commands.run("Deepvue: Refresh");
    // Under the mouse it stays.
    await notifications.toast(NOT_DEEPVUES).hover();
    await takeScreenshots(workbench, "failed", () => notifications.waitFor(NOT_DEEPVUES));
    await notifications.clear();
  });

  test("no network and nothing stored, with the list of periods", async () => {
    const { sandbox, notifications, commands, quickInput } = workbench;
    await sandbox.goOffline();
    await chooseDates(workbench, "2024-02-01", "2024-02-02");
    await says(/can not be reached, and nothing is stored/);
    await notifications.waitFor("can not be reached");
    await notifications.clear();
    await commands.run("Deepvue: Choose Period…");
    await takeScreenshots(workbench, "offline", () => quickInput.choices());
    await closePrompt();
  });
});
