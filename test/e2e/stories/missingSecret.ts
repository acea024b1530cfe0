import assert from "node:assert/strict";
import { frozenYear } from "../../support/frozenYear.ts";
import { type ServiceWorkbench, signIn } from "../../support/signedIn.ts";
import type { EditorWindow } from "../../support/workbench.ts";
import { soon, story, test } from "../vsCode.ts";

const MISSING = /The client secret is not here/;

story("two browsers on one VS Code, of which only one has the secret", () => {
  const year = frozenYear();
  const spend = year.spend({ preset: "thisMonth" });
  let workbench: ServiceWorkbench;
  let other: EditorWindow;
  test.beforeAll(async ({ editors }) => {
    workbench = await editors.openWithService({ name: "missing-secret" }, { account: year.account });
    await signIn(workbench, workbench.sandbox.credentials);
    await soon(() => workbench.statusBar.text()).toBe(spend);
    other = await workbench.openOtherBrowser();
    await other.activityBar.openDeepvue();
  });

  test("the one without it shows what is stored, and says what it lacks", async () => {
    await soon(() => other.statusBar.text()).toBe(spend);
    const asked = workbench.sandbox.requests.length;
    await other.commands.run("Deepvue: Refresh");
    assert.match(await other.notifications.waitFor(MISSING), /Sign in again; the stored history stays\./);
    await soon(() => other.statusBar.label()).toMatch(MISSING);
    assert.equal(workbench.sandbox.requests.length, asked);
  });

  test("the one that has it knows nothing of that, and goes on", async () => {
    const { sandbox, tree, statusBar, notifications } = workbench;
    const asked = sandbox.requests.length;
    await tree("Products").pressTitleButton("Refresh");
    await soon(() => sandbox.requests.slice(asked).filter(({ status }) => status === 200).length).toBeGreaterThan(0);
    await soon(() => tree("Products").message()).toMatch(/^₹[\d,.]+ · [\d,]+ calls · days in Asia\/Kolkata\.$/);
    assert.doesNotMatch(await statusBar.label(), MISSING);
    assert.deepEqual(await notifications.texts(), []);
    assert.equal(await statusBar.text(), spend);
  });

  test("signing in there, too, ends it", async () => {
    const { sandbox } = workbench;
    await other.notifications.clear();
    await other.commands.run("Deepvue: Sign In…");
    await other.signInPrompts.enter(sandbox.credentials);
    await other.notifications.waitFor("Signed in to Deepvue");
    await soon(() => other.statusBar.label()).not.toMatch(MISSING);
    const asked = sandbox.requests.length;
    await other.commands.run("Deepvue: Refresh");
    await soon(() => sandbox.requests.slice(asked).filter(({ status }) => status === 200).length).toBeGreaterThan(0);
  });
});
