import assert from "node:assert/strict";
import { test } from "node:test";
import { mute, NOTHING_SILENCED, silenceOf, snooze, unsilence } from "../../../../src/domain/watch/silencing.ts";

const NOW = 1_800_000_000_000;
const HOUR = 3_600_000;

test("a topic and everything below it is silent", () => {
  const muted = mute(NOTHING_SILENCED, "budget/month");
  const cases: readonly (readonly [string, string])[] = [
    ["budget/month", "muted"],
    ["budget/month/UPI", "muted"],
    ["budget/monthly", "audible"],
    ["budget/day", "audible"],
    ["budget", "audible"],
    ["anomaly/silence", "audible"],
  ];
  for (const [topic, expected] of cases) assert.equal(silenceOf(muted, topic, NOW), expected, topic);
  assert.equal(silenceOf(mute(NOTHING_SILENCED, "anomaly"), "anomaly/silence/product/UPI", NOW), "muted");
});

test("a snooze ends, a mute does not", () => {
  const snoozed = snooze(NOTHING_SILENCED, "runway", NOW + HOUR, NOW);
  assert.equal(silenceOf(snoozed, "runway", NOW), "snoozed");
  assert.equal(silenceOf(snoozed, "runway", NOW + HOUR - 1), "snoozed");
  assert.equal(silenceOf(snoozed, "runway", NOW + HOUR), "audible");
  const both = mute(snoozed, "runway");
  assert.equal(silenceOf(both, "runway", NOW), "muted");
  assert.equal(silenceOf(both, "runway", NOW + 1e12), "muted");
});

test("snoozes that have ended are not kept", () => {
  const first = snooze(NOTHING_SILENCED, "a", NOW + HOUR, NOW);
  const second = snooze(first, "b", NOW + 3 * HOUR, NOW + 2 * HOUR);
  assert.deepEqual(second.snoozed, { b: NOW + 3 * HOUR });
  assert.deepEqual(snooze(first, "a", NOW + 2 * HOUR, NOW).snoozed, { a: NOW + 2 * HOUR });
});

test("silence can be taken back, with everything below", () => {
  const silent = mute(snooze(mute(NOTHING_SILENCED, "budget/month/UPI"), "budget/day", NOW + HOUR, NOW), "runway");
  assert.deepEqual(unsilence(silent, "budget"), { snoozed: {}, muted: ["runway"] });
  assert.equal(mute(silent, "runway"), silent);
  assert.deepEqual(JSON.parse(JSON.stringify(silent)), silent);
});
