import assert from "node:assert/strict";
import { test } from "node:test";
import { othersTurnUntil, shownTrouble, troubleAfter } from "../../../../src/app/screen/ownTrouble.ts";
import { startHistory } from "../../../../src/app/sync/backfill.ts";
import type { Credentials, StoredToken } from "../../../../src/domain/account.ts";
import type { SessionStore } from "../../../../src/domain/ports.ts";
import { ProblemError } from "../../../../src/domain/problem.ts";
import { fixedAccount } from "../../../../src/sandbox/sandboxAccount.ts";
import { openApplication } from "../../../support/application.ts";
import { canceledByVsCode } from "../../../support/canceledByVsCode.ts";
import { atEnd } from "../../../support/endings.ts";
import { madeUpRows } from "../../../support/madeUpRows.ts";
import { SimulatedTime } from "../../../support/simulatedTime.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.parse("2026-11-20T10:00:00Z");
const MISSING = { kind: "secretMissing", detail: "" } as const;
const ROWS = madeUpRows("2026-08-01", "2026-11-24", 3);

test("what only this editor window can not do is shown where nobody else keeps the numbers fresh", () => {
  const trouble = { problem: MISSING, at: NOW - MINUTE, asker: "timer" } as const;
  const cases: readonly (readonly [string, number | undefined, number, "shown" | undefined])[] = [
    ["nobody has ever refreshed", undefined, NOW, "shown"],
    ["another window has, since", NOW, NOW, undefined],
    ["another window did in the same moment", NOW - MINUTE, NOW + HOUR, undefined],
    ["another window had a second before", NOW - MINUTE - 1_000, NOW + HOUR, undefined],
    ["it had two minutes before, and has not again", NOW - 3 * MINUTE, NOW + HOUR, "shown"],
    ["another window did lately, and may again", NOW - 20 * MINUTE, NOW, undefined],
    ["it did not in its turn", NOW - 20 * MINUTE, NOW + MINUTE, "shown"],
    ["nobody has for hours", NOW - 3 * HOUR, NOW, "shown"],
  ];
  for (const [name, syncedAt, now, expected] of cases) {
    assert.equal(shownTrouble(trouble, { syncedAt }, now), expected && MISSING, name);
  }
  assert.equal(shownTrouble(undefined, {}, NOW), undefined);
  const asked = { ...trouble, asker: "person" } as const;
  assert.equal(shownTrouble(asked, { syncedAt: NOW - 20 * MINUTE }, NOW), MISSING, "whoever asked sees it at once");
  assert.equal(shownTrouble(asked, { syncedAt: NOW - MINUTE - 1_000 }, NOW), MISSING, "just refreshed or not");
  assert.equal(shownTrouble(asked, { syncedAt: NOW }, NOW), undefined, "until another window has refreshed");
});

test("what is not shown in another window's turn is looked at again when that ends, and at no other time", () => {
  const trouble = { problem: MISSING, at: NOW - MINUTE, asker: "timer" } as const;
  const cases: readonly (readonly [string, number | undefined, number, number | undefined])[] = [
    ["nobody has ever refreshed", undefined, NOW, undefined],
    ["another window has, since", NOW, NOW, undefined],
    ["it gets a minute and a half", NOW - 20 * MINUTE, NOW, NOW + MINUTE / 2],
    ["or until it has not refreshed for two hours", NOW - 2 * HOUR + 1, NOW, NOW + 1],
    ["over", NOW - 20 * MINUTE, NOW + MINUTE / 2, undefined],
    ["nobody has for hours", NOW - 3 * HOUR, NOW, undefined],
  ];
  for (const [name, syncedAt, now, expected] of cases) {
    assert.equal(othersTurnUntil(trouble, { syncedAt }, now), expected, name);
  }
  const refreshed = { syncedAt: NOW - 20 * MINUTE };
  assert.equal(othersTurnUntil({ ...trouble, asker: "person" }, refreshed, NOW), undefined);
  assert.equal(othersTurnUntil(trouble, { ...refreshed, ownSyncedAt: refreshed.syncedAt }, NOW), undefined);
});

test("a trouble that goes on is as old as its first attempt, and what the user was told stays", () => {
  const first = { problem: MISSING, at: NOW, asker: "timer" } as const;
  const later = { ...first, at: NOW + MINUTE };
  const asked = { ...later, asker: "person" } as const;
  const other = { ...later, problem: { kind: "baseUrl", detail: "" } } as const;
  assert.deepEqual(troubleAfter(undefined, first, undefined), first);
  assert.equal(troubleAfter(first, later, NOW - HOUR).at, NOW);
  assert.equal(troubleAfter(first, later, NOW + 1).at, NOW + MINUTE, "another window refreshed: its turn begins anew");
  const beside = troubleAfter(first, { ...later, at: NOW + HOUR }, NOW - 1);
  assert.equal(beside.at, NOW + HOUR, "nothing was wrong beside a refresh of the same moment");
  assert.equal(shownTrouble(beside, { syncedAt: NOW - 1 }, NOW + 2 * HOUR), MISSING, "and now there is");
  assert.deepEqual(troubleAfter(first, asked, undefined), { ...asked, at: NOW });
  assert.equal(troubleAfter({ ...first, asker: "person" }, later, undefined).asker, "person");
  assert.deepEqual(troubleAfter({ ...first, asker: "person" }, other, undefined), other);
});

/** A browser's secret storage, which may hold nothing, or credentials for another address. */
function browserStore(holds: () => Credentials | "nothing" | "otherAddress"): SessionStore {
  let token: StoredToken | undefined;
  return {
    async credentials() {
      const held = holds();
      if (held === "otherAddress") throw new ProblemError({ kind: "baseUrl", detail: "entered for another address" });
      return held === "nothing" ? undefined : held;
    },
    token: async () => token,
    saveToken: async (next) => void (token = next),
    headerStyle: () => "bearer",
    saveHeaderStyle: async () => undefined,
  };
}

/** What the poor browser's secret storage gives, what it is told for it, and how many requests it makes to find out. */
const STORAGES = [
  { lacks: "nothing", kind: "secretMissing", requests: 0 },
  { lacks: "otherAddress", kind: "baseUrl", requests: 0 },
  // One that the service has exchanged meanwhile.
  { lacks: "outdated", kind: "credentials", requests: 1 },
] as const;

for (const { lacks, kind, requests } of STORAGES) {
  test(`two browsers on one ledger, one of them with ${lacks} in its secret storage: the other one goes on as if it were alone`, async (t) => {
    const time = new SimulatedTime("2026-11-20T04:00:00Z");
    const account = fixedAccount(() => ROWS);
    const application = await openApplication({
      account,
      clock: time.clock,
      time: time.source,
      zone: "UTC",
      plan: "starter",
    });
    atEnd(t, () => application.close());
    const { credentials } = application.sandbox;
    let held: Credentials | "nothing" | "otherAddress" =
      lacks === "outdated" ? { ...credentials, clientSecret: "the-secret-before" } : lacks;
    const poor = await application.openWindow("without a secret", {
      sessionStore: () => browserStore(() => held),
    });
    time.heed(() => application.isBusy());
    const shown = { poor: new Set<string>(), rich: new Set<string>() };
    poor.model.onDidChange(({ problem }) => void (problem && shown.poor.add(problem.kind)));
    application.model.onDidChange(({ problem }) => void (problem && shown.rich.add(problem.kind)));

    // The one without a secret is there first and alone: it says what is wrong, and takes nothing.
    poor.startBackground(20);
    await time.advance(HOUR);
    assert.equal(poor.model.state.problem?.kind, kind);
    assert.equal(await application.ledger.isLeaseHeld(`refresh:${application.account.id}`, time.clock()), false);
    assert.equal((await application.lane("refresh")).attemptedAt, undefined, "the lane knows nothing of it");
    assert.equal(application.sandbox.requests.length, requests);

    // The other one comes, and works for both; nothing is wrong on either's screen.
    application.startBackground(20);
    await time.advance(MINUTE * 5);
    shown.poor.clear();
    await time.advance(12 * HOUR);
    const reports = application.reports().length;
    const refused = application.sandbox.requests.filter(({ status = 0 }) => status >= 400).length;
    assert.equal(refused, requests, "what was refused once is not sent again by itself");
    t.diagnostic(`${application.sandbox.requests.length} requests in 12 hours, ${reports} of them reports`);
    assert.ok(reports >= 36, `${reports} reports`);
    assert.deepEqual([[...shown.rich], [...shown.poor]], [[], []]);
    assert.deepEqual(poor.model.state.usage?.period.totals, application.model.state.usage?.period.totals);

    // Asked by its user it says what it lacks, and that does not become the other one's problem either.
    await time.advance(10_000);
    const dates = [{ since: "2026-11-01", until: "2026-11-20" }];
    const request = { lane: "refresh", dates, maxAgeMs: 0, use: "user", whenTaken: "wait" } as const;
    await assert.rejects(
      poor.synchronizer.sync(application.account, request, new AbortController().signal),
      new RegExp(kind),
    );
    await poor.model.read();
    assert.equal(poor.model.state.problem?.kind, kind, "its user has asked, and sees it at once");
    await application.model.read();
    assert.equal(application.model.state.problem, undefined);

    // Left alone again it says so; with its secret it goes on, and says nothing any more.
    application.background.dispose();
    await time.advance(2 * HOUR);
    assert.equal(poor.model.state.problem?.kind, kind);
    held = credentials;
    await time.advance(30 * MINUTE);
    assert.equal(poor.model.state.problem, undefined);
    assert.ok(application.reports().length > reports);
  });
}

/** How often the secret storage still answers before its window goes: before the first question, and in the middle of a run. */
const GOING = (["history", "refresh"] as const).flatMap((lane) =>
  [0, 1, 2, 3, 5, 8].map((answers) => ({ lane, answers })),
);

for (const { lane, answers } of GOING) {
  test(`a window that goes while its secret storage is asked for a ${lane}, after ${answers} answers: no trouble of anybody's, and the next one goes on at once`, async (t) => {
    const time = new SimulatedTime("2026-11-20T04:00:00Z");
    const account = fixedAccount(() => ROWS);
    const application = await openApplication({ account, clock: time.clock, time: time.source, zone: "UTC" });
    atEnd(t, () => application.close());
    let left = answers;
    const stored = browserStore(() => application.sandbox.credentials);
    const unlessGone = <T>(answer: () => Promise<T>): Promise<T> =>
      left-- > 0 ? answer() : Promise.reject(canceledByVsCode());
    const going = await application.openWindow("going", {
      sessionStore: () => ({
        ...stored,
        credentials: () => unlessGone(async () => stored.credentials()),
        token: () => unlessGone(async () => stored.token()),
      }),
    });
    time.heed(() => application.isBusy());
    const told = new Set<string>();
    going.model.onDidChange(({ problem }) => void (problem && told.add(problem.kind)));
    application.model.onDidChange(({ problem }) => void (problem && told.add(problem.kind)));
    if (lane === "history") await startHistory(application.ledger, application.account.id, "2026-08-01");
    const dates = [{ since: "2026-08-01", until: "2026-11-20" }];
    const request = { lane, dates, maxAgeMs: 0, use: "background", whenTaken: "leave" } as const;
    const run = going.synchronizer.sync(application.account, request, new AbortController().signal);
    await assert.rejects(run, canceledByVsCode());
    const { problem, failures } = await application.lane(lane);
    assert.deepEqual({ problem, failures }, { problem: undefined, failures: 0 });
    const before = application.reports().length;
    application.startBackground(20);
    await time.advance(10_000);
    assert.ok(application.reports().length > before, "it goes on");
    assert.deepEqual([...told], []);
  });
}
