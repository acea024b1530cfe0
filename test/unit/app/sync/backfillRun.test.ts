import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { liveAccount } from "../../../../src/app/knownAccounts.ts";
import { startHistory } from "../../../../src/app/sync/backfill.ts";
import { readIntent } from "../../../../src/app/sync/syncState.ts";
import { PLAN_LIMITS } from "../../../../src/domain/account.ts";
import { NO_FILTER } from "../../../../src/domain/filter.ts";
import { intervalOf } from "../../../../src/domain/period.ts";
import { generateAccount } from "../../../../src/sandbox/generator.ts";
import { startSandbox } from "../../../sandbox/server.ts";
import { startEditorProcess } from "../../../support/editorProgram.ts";
import { fasterClock, fasterTime, listLog, openEditorWindow } from "../../../support/editorWindow.ts";
import { atEnd } from "../../../support/endings.ts";

const ZONE = "Asia/Kolkata";
const NOW = "2026-11-23T09:00:00Z";
const YEAR = { since: "2025-11-24", until: "2026-11-23" };
const KILLS = 5;
/** `DEEPVUE_TEST_SPEED=1` runs it in real time. */
const SPEED = Number(process.env["DEEPVUE_TEST_SPEED"] ?? 25);

test("a year's backfill on the Starter plan's limits, killed and resumed five times at random: no 429, every row there", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "deepvue-backfill-"));
  atEnd(t, () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const start = Date.parse(NOW);
  const realStart = Date.now();
  const clock = fasterClock(start, SPEED, realStart);
  const generated = generateAccount({ anchor: "2026-11-23", callsPerWeekday: 60 });
  // The clock must move, because limits do; what the account has stays what it had at the start.
  const reportPages = (interval: Parameters<typeof generated.reportPages>[0]) => generated.reportPages(interval, start);
  const sandbox = await startSandbox({ account: { ...generated, reportPages }, clock, plan: "starter" });
  atEnd(t, () => sandbox.close());
  const account = liveAccount(sandbox.credentials, sandbox.url, "starter");
  const { credentials } = sandbox;
  const shared = { path: join(folder, "ledger.sqlite"), account, credentials, zone: ZONE };
  const onlooker = await openEditorWindow({
    ...shared,
    holder: "onlooker",
    clock,
    log: listLog([]),
    time: fasterTime(SPEED),
  });
  atEnd(t, () => onlooker.close());
  await onlooker.ledger.saveAccount(account);
  await startHistory(onlooker.ledger, account.id, YEAR.since);

  const isReport = ({ path, status }: (typeof sandbox.requests)[number]): boolean =>
    path.endsWith("/usage-report") && status === 200;
  const reports = (): number => sandbox.requests.filter(isReport).length;
  for (let kill = 0; kill <= KILLS; kill++) {
    const editor = startEditorProcess({
      ...shared,
      holder: `window ${kill}`,
      start,
      realStart,
      speed: SPEED,
      refreshMinutes: 0,
    });
    atEnd(t, () => editor.kill());
    if (kill === KILLS) {
      await editor.until(({ sync }) => sync.phase === "syncing");
      await editor.until(({ at, sync }) => sync.phase === "idle" && at > (editor.lines[1]?.at ?? 0));
      while ((await readIntent(onlooker.ledger, account.id, clock()))?.status !== "complete")
        await new Promise((r) => setTimeout(r, 50));
    } else {
      const goal = reports() + 1 + Math.floor(Math.random() * 9);
      while (reports() < goal) await new Promise((resolve) => setTimeout(resolve, 1 + Math.random() * 20));
    }
    await editor.kill();
  }

  const { ledger } = onlooker;
  const expected = generated.expectedTotals(intervalOf(YEAR, ZONE), start);
  const { totals } = await ledger.summarize(account.id, YEAR, "month", NO_FILTER);
  assert.deepEqual(totals, expected.totals);
  const { damage, differingDays } = await ledger.check(account.id);
  assert.deepEqual([damage, differingDays], [[], []]);
  const refused = sandbox.requests.filter(({ status }) => status === 429);
  const rates = sandbox.observedRates();
  const limits = PLAN_LIMITS.starter;
  t.diagnostic(
    `${reports()} reports, ${sandbox.requests.length} requests, ${refused.length} × 429, ${JSON.stringify(rates)}`,
  );
  assert.deepEqual(refused, []);
  assert.ok(
    rates.perSecond <= limits.perSecond && rates.perMinute <= limits.perMinute && rates.perDay <= limits.perDay,
  );
  const windows = 62;
  assert.ok(
    reports() >= windows - 1 && reports() <= windows + KILLS,
    `${reports()} reports: none twice but those that were killed`,
  );
});
