import assert from "node:assert/strict";
import { test } from "node:test";
import type { AppState, Usage } from "../../../src/domain/appState.ts";
import type { Known } from "../../../src/domain/known.ts";
import type { Problem } from "../../../src/domain/problem.ts";
import { NO_SUMMARY } from "../../../src/domain/summary.ts";
import { welcomeOf } from "../../../src/view/welcome.ts";
import { NOON, stateOf } from "../../support/watches.ts";

const HOUR = 3_600_000;
const OFFLINE: Problem = { kind: "offline", detail: "" };
const GARBLED: Problem = { kind: "unexpectedAnswer", detail: "" };
const REJECTED: Problem = { kind: "credentials", detail: "" };

const now = { oldestOpenReadAt: NOON };
const old = { oldestOpenReadAt: NOON - 2 * HOUR };

/** A period without a call; "offline" and "failed" are the texts that say that nothing is stored. */
const CASES: readonly (readonly [string, Usage["coverage"], Problem | undefined, string])[] = [
  ["nothing fetched", { dates: 2, fetched: 0 }, undefined, "noData"],
  ["nothing fetched, no network", { dates: 2, fetched: 0 }, OFFLINE, "offline"],
  ["nothing fetched, no answer of Deepvue's", { dates: 2, fetched: 0 }, GARBLED, "failed"],
  ["measured zero", { dates: 2, fetched: 2, ...now }, undefined, "empty"],
  ["measured zero a while ago", { dates: 2, fetched: 2, ...old }, undefined, "emptyBefore"],
  ["measured zero, then no network", { dates: 2, fetched: 2, ...now }, OFFLINE, "emptyBefore"],
  ["measured zero, then no answer of Deepvue's", { dates: 2, fetched: 2, ...now }, GARBLED, "emptyBefore"],
  ["zero for good", { dates: 2, fetched: 2 }, undefined, "empty"],
  ["zero for good, no network today", { dates: 2, fetched: 2 }, OFFLINE, "empty"],
  ["zero of a part", { dates: 2, fetched: 1, ...now }, undefined, "emptyInPart"],
  ["zero of a part, no network", { dates: 2, fetched: 1 }, OFFLINE, "emptyInPart"],
  ["measured zero, then the key was rejected", { dates: 2, fetched: 2, ...now }, REJECTED, "credentials"],
];

for (const [name, coverage, problem, expected] of CASES) {
  test(`without rows: ${name} is "${expected}"`, () => {
    const fields: Partial<AppState> = problem === undefined ? {} : { problem };
    const { dates, fetched } = coverage;
    const known: Known = { extent: fetched === 0 ? "nothing" : fetched < dates ? "partly" : "wholly" };
    const state = stateOf(fields, { period: NO_SUMMARY, filtered: NO_SUMMARY, coverage, known });
    assert.equal(welcomeOf(state, NOON), expected);
  });
}

test("what the filter hides is not called empty", () => {
  assert.equal(welcomeOf(stateOf({ filter: { products: ["UPI"] } }, { filtered: NO_SUMMARY }), NOON), "filteredOut");
});
