// What surfaces say of a team's account: who has read the numbers, and what is wrong where they can not be read.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Account } from "../../../src/domain/account.ts";
import type { AppState } from "../../../src/domain/appState.ts";
import { FIRST_GST_RULE } from "../../../src/domain/gst.ts";
import { ProblemError, type ProblemKind, problemOf } from "../../../src/domain/problem.ts";
import { noticesOf } from "../../../src/view/dashboard/dashboardNotices.ts";
import { asOfText, stateNotes } from "../../../src/view/honestStates.ts";
import { statusHoverOf } from "../../../src/view/statusHover.ts";
import { teamFailure, teamRefusal } from "../../../src/view/teamWording.ts";
import { welcomeOf } from "../../../src/view/welcome.ts";
import { problemText } from "../../../src/view/wording.ts";
import { NOON, NOTHING_KNOWN, stateOf } from "../../support/watches.ts";

const HOUR = 3_600_000;
const TEAM: Account = {
  id: "team:a:b",
  kind: "team",
  label: "live_1",
  baseUrl: "https://ch.example/d",
  plan: "starter",
};
const { balance: _, ...noBalance } = stateOf({ account: TEAM });
const state: AppState = noBalance;

function old(hours: number): AppState {
  assert.ok(state.usage !== undefined);
  const coverage = { ...state.usage.coverage, oldestOpenReadAt: NOON - hours * HOUR };
  return { ...state, usage: { ...state.usage, coverage } };
}

test("who has read the numbers, and when", () => {
  assert.match(asOfText(old(0.5), NOON), /^as of 11:30( am)?, collected by the team$/i);
  assert.equal(asOfText(old(3), NOON), "3 h old, collected by the team");
  assert.doesNotMatch(asOfText(stateOf(), NOON), /team/);
  const hover = statusHoverOf(old(0.5), FIRST_GST_RULE, NOON);
  assert.match(hover, /live\\_1 \\\(team\\\)/);
  assert.match(hover, /As of 11:30[^;]*\(30 min ago\), collected by the team; days in/i);
  assert.match(hover, /\| Wallet \| not in the team's ledger \|/);
  assert.deepEqual(stateNotes(old(3), NOON), ["Not collected lately, as of 3 h ago."]);
});

test("a failure leaves the last numbers, and says whose it is", () => {
  const problem = problemOf(teamFailure(new ProblemError({ kind: "offline", detail: "ECONNREFUSED" }), "ch.example"));
  const failed = { ...old(0.5), problem };
  assert.deepEqual(stateNotes(failed, NOON), [
    "The team's ledger can not be reached. Showing the last numbers, as of 30 min ago.",
  ]);
  const [notice] = noticesOf(failed, NOON);
  assert.match(
    `${notice?.text} ${notice?.detail}`,
    /can not be reached\..*ch\.example.*The last good numbers stay below\./,
  );
  assert.deepEqual(
    notice?.actions.map(({ command }) => command),
    ["deepvue.refresh", "deepvue.showLog"],
  );
});

test("nothing published is not called zero, and nothing offers to load a history", () => {
  const unread = stateOf({ account: TEAM }, { known: NOTHING_KNOWN, coverage: { dates: 2, fetched: 0 } });
  assert.equal(
    welcomeOf({ ...unread, usage: { ...unread.usage!, filtered: { ...unread.usage!.filtered, products: [] } } }, NOON),
    "team",
  );
  const [notice] = noticesOf(unread, NOON);
  assert.match(notice?.text ?? "", /^The team's collector has published nothing of .* yet\.$/);
  assert.ok(!notice?.actions.some(({ command }) => command === "deepvue.loadHistory"));
});

const FAILURES: readonly (readonly [ProblemKind, string, string, RegExp])[] = [
  ["offline", "ECONNREFUSED", "The team's ledger can not be reached.", /Nothing answers at ch\.example/],
  ["offline", "certificate has expired", "The certificate of the team's ledger is not trusted.", /has expired/],
  ["timeout", "slow", "The team's ledger did not answer in time.", /asked again/],
  ["credentials", "516", "The team's ledger did not accept user and password.", /Enter them again/],
  ["forbidden", "497", "The team's ledger does not allow this.", /administers it/],
  ["refused", "Code: 241", "The team's ledger could not answer.", /Code: 241\.$/],
  ["unexpectedAnswer", "html", "The answer did not come whole from the team's ledger.", /Nothing of it is shown/],
];

test("every failure has its words, and a button that helps", () => {
  for (const [kind, detail, what, why] of FAILURES) {
    const thrown = new ProblemError({ kind, detail, status: 500 } as never);
    const text = problemText(problemOf(teamFailure(thrown, "ch.example")));
    assert.equal(text.what, what);
    assert.match(text.why, why, kind);
    assert.equal(text.action?.command, kind === "credentials" ? "deepvue.addTeamLedger" : "deepvue.refresh");
  }
  const cancelled = new ProblemError({ kind: "cancelled", detail: "cancelled" });
  assert.equal(teamFailure(cancelled, "ch.example"), cancelled, "what is no failure of the database stays what it is");
  const granted = problemOf(teamRefusal({ kind: "nothingGranted", user: "asha" }));
  assert.match(problemText(granted).why, /the user asha has been granted no account/);
});
