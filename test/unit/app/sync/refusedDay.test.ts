import assert from "node:assert/strict";
import { test } from "node:test";
import { readIntent } from "../../../../src/app/sync/syncState.ts";
import type { Problem } from "../../../../src/domain/problem.ts";
import { fixedAccount } from "../../../../src/sandbox/sandboxAccount.ts";
import type { PlannedFault } from "../../../sandbox/faults.ts";
import { openApplication } from "../../../support/application.ts";
import { atEnd } from "../../../support/endings.ts";
import { madeUpRows } from "../../../support/madeUpRows.ts";
import { SimulatedTime } from "../../../support/simulatedTime.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ROWS = madeUpRows("2026-08-01", "2026-11-24", 3);
const NO_SIGNAL = new AbortController().signal;

/** What 24 hours of refusals may cost, over all editor windows, lanes and sign-ins. */
const MOST_REQUESTS = 20;

const REFUSALS: readonly (readonly [string, PlannedFault])[] = [
  ["without a word about the limit", { kind: "error", status: 429, detail: "plan limit exceeded" }],
  ["that name the day", { kind: "error", status: 429, detail: "The daily limit of your plan is exhausted." }],
  ["that ask for a moment again and again", { kind: "error", status: 429, detail: "Slow down.", retryAfter: "1" }],
];

for (const [name, refusal] of REFUSALS) {
  test(`24 hours of refusals ${name}: three editor windows, a backfill and sign-ins send at most 20 requests, and come back by themselves`, async (t) => {
    const time = new SimulatedTime("2026-11-20T08:00:00Z");
    const account = fixedAccount(() => ROWS);
    const application = await openApplication({
      account,
      clock: time.clock,
      time: time.source,
      zone: "UTC",
      plan: "starter",
    });
    atEnd(t, () => application.close());
    time.heed(() => application.isBusy());
    const windows = [application, await application.openWindow("second"), await application.openWindow("third")];
    const backgrounds = windows.map((window) => window.startBackground(20));
    const shownProblem = (): Problem | undefined => application.model.state.problem;
    await time.advance(2 * HOUR);
    assert.equal(shownProblem(), undefined);

    const { sandbox } = application;
    sandbox.setFaults({ authorize: refusal, report: refusal, balance: refusal });
    sandbox.expireTokens();
    const before = sandbox.requests.length;
    await backgrounds[1]?.loadHistory(application.account, "2026-06-01");
    const signIns = new Set([2, 5, 9]);
    for (let hour = 0; hour < 24; hour++) {
      await time.advance(HOUR);
      const signingIn = signIns.has(hour) ? windows[hour % 3]?.service.signIn(NO_SIGNAL) : undefined;
      const outcome = signingIn?.then(
        () => "signed in",
        (error: unknown) => String(error),
      );
      await time.advance(5 * MINUTE);
      if (outcome !== undefined) assert.match(await outcome, /rateLimit/);
    }
    const sent = sandbox.requests.slice(before);
    const authorizes = sent.filter(({ path }) => path.endsWith("/authorize")).length;
    t.diagnostic(`${sent.length} requests in 26 hours, ${authorizes} of them sign-ins`);
    assert.ok(sent.length <= MOST_REQUESTS, `${sent.length} requests`);
    assert.ok(sent.length >= 5, "it goes on asking");
    const problem = shownProblem();
    assert.ok(problem?.kind === "rateLimit" && problem.retryAt !== undefined, JSON.stringify(problem));
    assert.equal(problem.said, refusal.kind === "error" ? refusal.detail : "");
    assert.ok(problem.retryAt > time.clock() - MINUTE && problem.retryAt <= time.clock() + 6 * HOUR);

    sandbox.setFaults({});
    await time.advance(6 * HOUR);
    assert.equal(shownProblem(), undefined);
    assert.equal((await readIntent(application.ledger, application.account.id, time.clock()))?.status, "complete");
  });
}
