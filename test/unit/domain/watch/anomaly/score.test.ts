import assert from "node:assert/strict";
import { test } from "node:test";
import { ourRules, scoreYear } from "../../../../support/scoredYear.ts";

/** The full score over 20 years and more is `test/bench/anomalyScore.ts`; this year stands in for it on every run. */
const SEED = 42;
/** Judged at the end of each day, to be quick. */
const HOURS = [24];

test("in a generated year every planted event is found on its day, with hardly a false alarm", () => {
  const score = scoreYear(SEED, HOURS, new Map([["our rules", ourRules]])).get("our rules");
  assert.ok(score !== undefined && score.events >= 7);
  for (const [kind, { events, foundOnTheDay }] of score.perKind) assert.equal(foundOnTheDay, events, kind);
  // Far below one a month, in the year as a whole.
  assert.ok(score.falseAlarms.length <= 3, score.falseAlarms.map(({ key, day }) => `${key} on ${day}`).join(", "));
});

test("holidays, month ends and growth are not mistaken for events", () => {
  const score = scoreYear(SEED, HOURS, new Map([["our rules", ourRules]]), "rough").get("our rules");
  assert.ok(score !== undefined && score.found >= 0.8 * score.events);
  assert.ok(
    score.falseAlarms.length < score.months,
    score.falseAlarms.map(({ key, day }) => `${key} on ${day}`).join(", "),
  );
});
