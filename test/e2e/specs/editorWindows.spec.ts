import assert from "node:assert/strict";
import { patient } from "../../../scripts/patience.ts";
import { PLAN_LIMITS } from "../../../src/domain/account.ts";
import { addDays } from "../../../src/domain/day.ts";
import { extensionHostsBelow, freeze, kill } from "../../support/extensionHosts.ts";
import { frozenYear } from "../../support/frozenYear.ts";
import { chooseDates, type ServiceWorkbench, signIn } from "../../support/signedIn.ts";
import type { EditorWindow } from "../../support/workbench.ts";
import { expect, soon, story, test } from "../vsCode.ts";

/** Far enough back that the backfill is still under way when its window dies. */
const HISTORY_DAYS = 150;
/** The lease of a dead window runs out after 20 s; the rest is what the remaining requests take on Starter. */
const TAKEOVER_MS = 120_000;

story("two editor windows of one person", () => {
  const year = frozenYear();
  const since = addDays(year.today, -HISTORY_DAYS);
  let workbench: ServiceWorkbench;
  let second: EditorWindow;

  test.beforeAll(async ({ editors }) => {
    workbench = await editors.openWithService(
      { name: "editor-windows", settings: { "deepvue.plan": "starter" } },
      { account: year.account, plan: "starter" },
    );
    await signIn(workbench, workbench.sandbox.credentials);
    await soon(() => workbench.statusBar.text(), { timeout: patient(90_000) }).toBe(
      year.spend({ preset: "thisMonth" }),
    );
    second = await workbench.openWindow();
    await second.activityBar.openDeepvue();
  });

  function reports() {
    return workbench.sandbox.requests.filter(({ path, status }) => path.endsWith("/usage-report") && status === 200);
  }

  test("show the same numbers", async () => {
    await soon(() => second.statusBar.text(), { timeout: patient(30_000) }).toBe(year.spend({ preset: "thisMonth" }));
  });

  test("when the window that loads the history is killed, the other one goes on", async () => {
    const [first] = extensionHostsBelow(workbench.serverPid());
    assert.ok(first !== undefined);
    const asked = reports().length;
    await workbench.commands.run("Deepvue: Load History…");
    await workbench.quickInput.waitFor("Load History");
    await workbench.quickInput.enter(since);
    await workbench.dialog.press("Load");
    await expect(async () => {
      const count = reports().length;
      assert.ok(count >= asked + 2, `${count - asked} windows are in`);
    }).toPass({ timeout: patient(60_000) });
    // The page goes before the host does, or VS Code would start another one for it; frozen, the host can not end in order.
    freeze(first);
    await workbench.page.close();
    kill(first);
    const oldest = () =>
      reports()
        .map((report) => report.since ?? "")
        .toSorted()[0] ?? "";
    assert.ok(oldest() > since, "the history was still under way");
    await expect(async () => {
      const day = oldest();
      assert.ok(day <= since, `the oldest date asked for is ${day}`);
    }).toPass({ timeout: patient(TAKEOVER_MS) });
    await chooseDates(second, since, year.today);
    await soon(() => second.statusBar.text(), { timeout: patient(60_000) }).toBe(
      year.spend({ since, until: year.today }),
    );
  });

  test("asked for every final week once, and never beyond the plan", () => {
    const settled = addDays(year.today, -5);
    const asked = reports().filter(({ until }) => (until ?? "") < settled);
    const windows = asked.map((report) => `${report.since}…${report.until}`);
    // The window that was on its way when its editor window died is asked for again.
    assert.ok(windows.length - new Set(windows).size <= 1, windows.join(" "));
    const refused = workbench.sandbox.requests.filter(({ status }) => status === 429);
    assert.deepEqual(refused, []);
    const rates = workbench.sandbox.observedRates();
    assert.ok(rates.perMinute <= PLAN_LIMITS.starter.perMinute, `${rates.perMinute} a minute`);
    assert.ok(rates.perSecond <= PLAN_LIMITS.starter.perSecond, `${rates.perSecond} a second`);
  });
});
