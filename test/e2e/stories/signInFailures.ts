import assert from "node:assert/strict";
import { fixedAccount } from "../../../src/sandbox/sandboxAccount.ts";
import { DOCUMENTED_ERRORS } from "../../sandbox/faults.ts";

import { scanForSecrets, tablesOfAccounts } from "../../support/profile.ts";
import { freshCredentials, type ServiceWorkbench } from "../../support/signedIn.ts";
import { soon, story, test } from "../vsCode.ts";

story("signing in says why it failed", () => {
  let workbench: ServiceWorkbench;
  test.beforeAll(async ({ editors }) => {
    workbench = await editors.openWithService({ name: "sign-in-failures" }, { account: fixedAccount(() => []) });
  });
  test.afterEach(() => workbench.sandbox.setFaults({}));

  /** Tries credentials and waits for what the prompt says of them. */
  async function tryToSignIn(credentials: { clientId: string; clientSecret: string }, words: RegExp): Promise<void> {
    const { commands, signInPrompts, quickInput } = workbench;
    await commands.run("Deepvue: Sign In…");
    await signInPrompts.enter(credentials);
    await soon(() => quickInput.message()).toMatch(words);
    assert.equal(await quickInput.field("Client id").inputValue(), credentials.clientId, "the client id is kept");
    await quickInput.press("Escape");
    await quickInput.waitUntilClosed();
  }

  test("a pasted secret with a character that nobody sees: named with its place, and nothing is sent", async () => {
    const { sandbox, commands, signInPrompts, quickInput } = workbench;
    const requests = sandbox.requests.length;
    const { clientId, clientSecret } = sandbox.credentials;
    await commands.run("Deepvue: Sign In…");
    await signInPrompts.enter({ clientId, clientSecret: `${clientSecret.slice(0, 4)}\u200b${clientSecret.slice(4)}` });
    await quickInput.waitForMessage(/Character 5 is a zero-width space \(U\+200B\)/);
    assert.equal(sandbox.requests.length, requests);
    await quickInput.press("Escape");
    await quickInput.waitUntilClosed();
  });

  test("wrong credentials", async () => {
    await tryToSignIn(
      { ...workbench.sandbox.credentials, clientSecret: freshCredentials().clientSecret },
      /did not accept the credentials.*client secret is wrong.*Deepvue says: “Incorrect client_id or client_secret”/,
    );
  });

  test("no network", async () => {
    const { sandbox } = workbench;
    await sandbox.goOffline();
    try {
      await tryToSignIn(sandbox.credentials, /can not be reached.*Check the network/);
    } finally {
      await sandbox.goOnline();
    }
  });

  test("a web page in the service's place", async () => {
    const { sandbox } = workbench;
    sandbox.setFaults({ authorize: { kind: "html", status: 200 } });
    await tryToSignIn(sandbox.credentials, /did not come from Deepvue's API.*(web page|login portal).*apiBaseUrl/);
  });

  test("an address that is not on the whitelist", async () => {
    const { sandbox } = workbench;
    sandbox.setFaults({ authorize: DOCUMENTED_ERRORS.addressNotListed });
    await tryToSignIn(
      sandbox.credentials,
      /refused this machine \(403\).*IP whitelist.*support@deepvue\.tech.*Deepvue says: “IP address is not whitelisted”/,
    );
  });

  test("a client id that is switched off", async () => {
    const { sandbox } = workbench;
    sandbox.setFaults({ authorize: DOCUMENTED_ERRORS.inactiveClient });
    await tryToSignIn(sandbox.credentials, /client id is switched off.*Ask support@deepvue\.tech/);
  });

  test("nothing of all that is stored", async () => {
    const { sandbox, statusBar, tree, profile, notifications } = workbench;
    assert.match(await statusBar.label(), /signed out/);
    assert.equal(await tree("Products").welcome.getByRole("button", { name: "Sign In" }).isVisible(), true);
    // That requests were made counts against the plan and is told, whatever became of them.
    assert.deepEqual(tablesOfAccounts(profile), ["request_counts", "requests"]);
    await soon(() => notifications.texts()).toEqual([]);
    const { sightings } = scanForSecrets(profile, { ...sandbox.credentials });
    // For its own session restore the browser keeps what is typed into plain fields; the client id's is one, the secret's is not.
    const isOurs = ({ file, secret }: (typeof sightings)[number]) =>
      !(secret === "clientId" && file.startsWith("browser/Default/Sessions/"));
    assert.deepEqual(sightings.filter(isOurs), []);
  });

  test("signed in, but the report is refused: the view says so", async () => {
    const { sandbox, commands, signInPrompts, notifications, tree, statusBar } = workbench;
    sandbox.setFaults({ report: DOCUMENTED_ERRORS.addressNotListed });
    await commands.run("Deepvue: Sign In…");
    await signInPrompts.enter(sandbox.credentials);
    await notifications.waitFor(/Deepvue refused this machine \(403\)/);
    await soon(() => tree("Products").welcome.innerText()).toMatch(/this computer's address.*support@deepvue\.tech/s);
    assert.match(await statusBar.label(), /no data yet\. Deepvue refused this machine/);
    assert.equal(await statusBar.text(), "₹—");
    assert.match(await statusBar.hoverText(), /This month.*—/);
    sandbox.setFaults({});
    await tree("Products").welcome.getByRole("button", { name: "Try Again" }).click();
    await soon(() => statusBar.text()).toBe("₹0.00");
  });
});
