import assert from "node:assert/strict";
import { test } from "node:test";
import { addDays, dayNumber, weekdayOf } from "../../../src/domain/day.ts";
import { plantEvents } from "../../../src/sandbox/events.ts";

const ANCHOR = "2026-03-10";
const FIRST = addDays(ANCHOR, -365);

test("whatever the anchor's weekday, a runaway night, a price change and a silence lie in the five weeks before it", () => {
  for (let shift = 0; shift < 7; shift++) {
    const anchor = addDays(ANCHOR, shift);
    const events = plantEvents("recent", 1, addDays(anchor, -365), anchor);
    const recent = events.filter(({ since }) => since >= addDays(anchor, -35) && since < anchor);
    for (const kind of ["runaway", "priceChange", "silence"] as const) {
      assert.ok(
        recent.some((event) => event.kind === kind),
        kind,
      );
      assert.ok(events.some((event) => event.kind === kind && event.since < addDays(anchor, -60)));
    }
    for (const { kind, since } of events) assert.ok(kind === "runaway" || weekdayOf(since) < 5, `${kind} ${since}`);
  }
});

test("random events: by seed alone, of every kind, after a warm-up, and apart from each other", () => {
  const plans = new Set<string>();
  for (let seed = 1; seed <= 20; seed++) {
    const events = plantEvents("random", seed, FIRST, ANCHOR);
    assert.deepEqual(plantEvents("random", seed, FIRST, ANCHOR), events);
    plans.add(JSON.stringify(events));
    const kinds = new Set(events.map(({ kind }) => kind));
    assert.deepEqual(kinds, new Set(["runaway", "priceChange", "silence", "newProduct", "failureSpike"]));
    for (const [index, { since, until }] of events.entries()) {
      assert.equal(since, until);
      assert.ok(since >= addDays(FIRST, 42) && since < ANCHOR, since);
      const next = events[index + 1];
      if (next !== undefined) assert.ok(dayNumber(next.since) - dayNumber(since) > 4);
    }
  }
  assert.equal(plans.size, 20);
});

test("a year without events has none", () => {
  assert.deepEqual(plantEvents("none", 1, FIRST, ANCHOR), []);
});
