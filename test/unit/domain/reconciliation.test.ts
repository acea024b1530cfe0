import assert from "node:assert/strict";
import { test } from "node:test";
import { type DifferenceKind, differenceKindOf, type IdFacts } from "../../../src/domain/reconciliation.ts";

/** November 2026 in India and in UTC. */
const BOUNDS = {
  billing: { from: micros("2026-10-31T18:30:00Z"), to: micros("2026-11-30T18:30:00Z") },
  utc: { from: micros("2026-11-01T00:00:00Z"), to: micros("2026-12-01T00:00:00Z") },
};

function micros(iso: string): number {
  return Date.parse(iso) * 1000;
}

const INSIDE = micros("2026-11-10T12:00:00Z");
/** 1 November in India, 31 October in UTC. */
const EARLY = micros("2026-10-31T20:00:00Z");
/** 1 December in India, 30 November in UTC. */
const LATE = micros("2026-11-30T20:00:00Z");
const FAR = micros("2026-09-10T12:00:00Z");

const PLAIN = { sameDetails: true, isFetched: true, isThereBeyondMidnight: false };
const row = (at: number, charge = 29_500) => ({ at, charge });

const CASES: readonly (readonly [string, Partial<IdFacts>, DifferenceKind | undefined])[] = [
  ["alike", { here: row(INSIDE), there: row(INSIDE) }, undefined],
  ["alike to the second, as sheets keep times", { here: row(INSIDE), there: row(INSIDE - 999_999) }, undefined],
  ["a second off", { here: row(INSIDE), there: row(INSIDE + 1_000_000) }, "otherTime"],
  ["5:30 later", { here: row(INSIDE), there: row(INSIDE + 19_800_000_000) }, "otherTime"],
  ["another charge", { here: row(INSIDE), there: row(INSIDE, 29_501) }, "otherCharge"],
  ["another charge and time", { here: row(INSIDE), there: row(EARLY, 1) }, "otherCharge"],
  ["another message", { here: row(INSIDE), there: row(INSIDE), sameDetails: false }, "otherDetails"],
  ["missing there", { here: row(INSIDE) }, "onlyHere"],
  ["a refund that is missing there", { here: row(INSIDE, -29_500) }, "refund"],
  ["missing here", { there: row(INSIDE) }, "onlyThere"],
  ["a refund that is missing here", { there: row(INSIDE, -1) }, "refund"],
  ["of a time that was not fetched", { there: row(INSIDE), isFetched: false }, "notFetched"],
  ["the first hours of the month, which UTC counts to the one before", { here: row(EARLY) }, "midnight"],
  ["the same where the file has such hours", { here: row(EARLY), isThereBeyondMidnight: true }, "onlyHere"],
  ["the last hours of the month in UTC", { there: row(LATE) }, "midnight"],
  ["the same, and the ledger counts it to the next month", { here: row(LATE), there: row(LATE) }, "midnight"],
  ["of another month altogether", { there: row(FAR) }, "outside"],
  ["of another month, on both sides", { here: row(FAR), there: row(FAR) }, "outside"],
  ["moved into the month", { here: row(FAR), there: row(INSIDE) }, "otherTime"],
  ["of another month here only", { here: row(FAR) }, undefined],
  ["the period's very end is the next one's", { here: row(BOUNDS.billing.to) }, undefined],
];

for (const [what, facts, kind] of CASES) {
  test(`a row that is ${what}: ${kind ?? "no difference"}`, () => {
    assert.equal(differenceKindOf({ ...PLAIN, ...facts }, BOUNDS), kind);
  });
}
