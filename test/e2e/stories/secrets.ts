import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { patient } from "../../../scripts/patience.ts";
import type { Fault } from "../../sandbox/faults.ts";
import { echoesOf, tracesOf } from "../../support/echoes.ts";
import { frozenYear } from "../../support/frozenYear.ts";
import { letTimePass, scanForSecrets, tablesOfAccounts } from "../../support/profile.ts";
import { watchTokens } from "../../support/sentTokens.ts";
import { freshCredentials, type ServiceWorkbench, signIn } from "../../support/signedIn.ts";
import { expect, soon, story, test } from "../vsCode.ts";

/** Longer than the longest pause after failures: what failed several times before a restart is due, too. */
const LONG_MS = 5 * 3_600_000;

story("what a signed-in VS Code leaves on disk", () => {
  const year = frozenYear();
  const wrongSecret = freshCredentials().clientSecret;
  const sent = watchTokens();
  test.afterAll(sent.stop);
  let workbench: ServiceWorkbench;
  test.beforeAll(async ({ editors }) => {
    workbench = await editors.openWithService({ name: "secrets" }, { account: year.account });
  });

  test("a working day: a mistyped secret, signing in, renewed tokens, failures, a restart", async () => {
    const { sandbox, commands, signInPrompts, quickInput, tree, statusBar, notifications } = workbench;
    await commands.run("Deepvue: Sign In…");
    await signInPrompts.enter({ ...sandbox.credentials, clientSecret: wrongSecret });
    await quickInput.waitForMessage("did not accept the credentials");
    await signInPrompts.enter(sandbox.credentials);
    await notifications.waitFor("Signed in to Deepvue");
    await notifications.dismiss("Signed in to Deepvue");
    const spend = year.spend({ preset: "thisMonth" });
    await soon(() => statusBar.text()).toBe(spend);

    sandbox.expireTokens();
    await tree("Products").pressTitleButton("Refresh");
    await expect(async () => {
      const count = sandbox.requests.filter(({ path }) => path === "/v1/authorize").length;
      assert.equal(count, 3, "one that was refused, one at first, one renewed");
    }).toPass();
    sandbox.setFaults({ report: { kind: "html", status: 200 } });
    await tree("Products").pressTitleButton("Refresh");
    await notifications.waitFor(/Deepvue/);
    sandbox.setFaults({});

    await commands.run("Deepvue: Show Log");
    await workbench.restart({ whileClosed: () => letTimePass(workbench.profile, LONG_MS) });
    await workbench.activityBar.openDeepvue();
    const asked = sandbox.requests.length;
    // Nobody does anything: what is due is fetched by itself, with the credentials that were kept.
    await expect(async () => {
      const count = sandbox.requests.slice(asked).filter(({ status }) => status === 200).length;
      assert.ok(count > 0);
    }).toPass({ timeout: patient(30_000) });
    await soon(() => tree("Products").message()).toMatch(/^₹[\d,.]+ · [\d,]+ calls · days in Asia\/Kolkata\.$/);
    assert.equal(await statusBar.text(), spend);
    assert.equal(sent.to(sandbox.url).size, 2, "the first token and the renewed one");
  });

  test("a service that repeats the secret and the token, in every way it can", async () => {
    const { sandbox, commands, notifications, tree } = workbench;
    const secrets = [sandbox.credentials.clientSecret, ...sent.to(sandbox.url)];
    const repeated = secrets.flatMap((secret) => Object.values(echoesOf(secret))).join(" ");
    const answer = { kind: "answer", contentType: "application/json" } as const;
    const faults: readonly Fault[] = [
      { ...answer, status: 200, body: JSON.stringify({ code: 401, message: repeated }) },
      { ...answer, status: 200, body: JSON.stringify({ code: 500, message: repeated, data: repeated }) },
      { ...answer, status: 200, body: repeated },
      { kind: "error", status: 400, detail: repeated },
      { kind: "error", status: 403, detail: [{ msg: repeated }] },
      { kind: "error", status: 500, detail: repeated },
      { kind: "answer", status: 502, contentType: "text/html", body: `<html>${repeated}</html>` },
    ];
    for (const report of faults) {
      sandbox.setFaults({ report });
      const asked = sandbox.requests.length;
      await commands.run("Deepvue: Refresh");
      const said = await notifications.waitFor(/Deepvue/);
      assert.ok(sandbox.requests.length > asked);
      for (const secret of secrets) {
        assert.deepEqual(tracesOf(secret, `${said} ${await tree("Products").message()}`), [], said);
      }
      await notifications.clear();
    }
    sandbox.setFaults({});
    await commands.run("Deepvue: Refresh");
    await soon(() => tree("Products").message()).toMatch(/^₹[\d,.]+ · [\d,]+ calls · days in Asia\/Kolkata\.$/);
  });

  test("no file of VS Code or its browser holds the client secret or a token in clear", () => {
    const { profile, sandbox } = workbench;
    const { files, bytes, sightings } = scanForSecrets(profile, {
      "client secret": sandbox.credentials.clientSecret,
      "mistyped secret": wrongSecret,
      ...Object.fromEntries([...sent.to(sandbox.url)].map((token, index) => [`token ${index}`, token])),
      "no secret": sandbox.url,
    });
    assert.ok(files.length > 100 && bytes > 1_000_000, `${files.length} files, ${bytes} bytes`);
    assert.ok(files.some((file) => file.endsWith("Deepvue Usage.log")));
    assert.deepEqual(
      sightings.filter(({ secret }) => secret !== "no secret"),
      [],
    );
    const log = files
      .filter((file) => file.endsWith("Deepvue Usage.log"))
      .map((file) => readFileSync(join(profile, file), "utf8"));
    for (const secret of [sandbox.credentials.clientSecret, ...sent.to(sandbox.url)])
      assert.deepEqual(tracesOf(secret, log.join("\n")), []);
    // What is no secret is found, so the search does search.
    const found = sightings.map(({ file }) => file);
    assert.ok(
      ["settings.json", "ledger.sqlite"].every((name) => found.some((file) => file.includes(name))),
      found.join(),
    );
  });

  test("signing out may keep the history: the credentials go, the numbers come back with the next sign-in", async () => {
    const { commands, quickInput, statusBar, tree, sandbox, profile } = workbench;
    const spend = await statusBar.text();
    await commands.run("Deepvue: Sign Out…");
    await quickInput.field(/removed either way/).waitFor();
    assert.deepEqual(
      (await quickInput.choices()).map((choice) => /^(Keep|Delete) its history/.exec(choice)?.[0]),
      ["Keep its history", "Delete its history"],
    );
    await quickInput.pick("Keep its history");
    await soon(() => statusBar.label()).toMatch(/signed out/);
    await soon(() => tree("Products").welcome.innerText()).toMatch(/Sign In/);
    assert.ok(tablesOfAccounts(profile).includes("coverage"));
    const asked = sandbox.requests.length;
    await signIn(workbench, sandbox.credentials);
    await soon(() => statusBar.text()).toBe(spend);
    const windows = sandbox.requests.slice(asked).filter(({ path }) => path.endsWith("/usage-report"));
    assert.ok(windows.length <= 1, `${windows.length} report windows were fetched although all was there`);
  });

  test("signing out can delete the history: nothing of the account is left in the ledger", async () => {
    const { commands, quickInput, dialog, statusBar, profile } = workbench;
    await commands.run("Deepvue: Sign Out…");
    await quickInput.pick("Delete its history");
    assert.match(await dialog.text(), /Delete the stored history of .*fetched again/s);
    await dialog.press("Delete History");
    await soon(() => statusBar.label()).toMatch(/signed out/);
    // The requests of the last day count against the plan.
    await soon(async () => tablesOfAccounts(profile)).toEqual(["requests"]);
    assert.deepEqual(
      scanForSecrets(profile, { "client secret": workbench.sandbox.credentials.clientSecret }).sightings,
      [],
    );
  });
});
