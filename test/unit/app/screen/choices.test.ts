import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { readChoices } from "../../../../src/app/screen/choices.ts";
import { DEFAULT_PERIOD, PERIOD_PRESETS } from "../../../../src/domain/period.ts";

const FIRST = { accountId: undefined, period: DEFAULT_PERIOD, filter: {}, granularity: "day" };

function read(text: string) {
  return readChoices({ readState: async () => text });
}

test("what is stored well is believed", async () => {
  const stored = {
    accountId: "a",
    period: { since: "2026-01-01", until: "2026-01-31" },
    filter: { products: ["PAN-Plus"], outcomes: ["failure"], charged: true, hours: [0, 23], text: "x" },
    granularity: "week",
  };
  assert.deepEqual(await read(JSON.stringify(stored)), stored);
});

test("every preset of this version is believed; that of another version is the first choice, and nothing else is lost", async () => {
  for (const preset of PERIOD_PRESETS)
    assert.deepEqual((await read(JSON.stringify({ period: { preset } }))).period, { preset });
  // An older version's name, a newer one's, and what only looks like one.
  for (const preset of ["thisCycle", "nextFinancialYear", "financialQuarter5", "toString", "__proto__", ""]) {
    const { period, granularity } = await read(JSON.stringify({ period: { preset }, granularity: "month" }));
    assert.deepEqual([period, granularity], [DEFAULT_PERIOD, "month"], preset);
  }
});

test("what is not is the first choice, field by field", async () => {
  const wrong: readonly unknown[] = [
    { period: { preset: "nextMillennium" }, granularity: "year", accountId: 7 },
    { period: { preset: null, since: "2026-01-01", until: "2026-01-02" } },
    { period: { since: "0206-11-01", until: "2026-01-01" } },
    { period: "thisMonth", filter: { products: "PAN-Plus" } },
    { filter: { products: [7] } },
    { filter: { outcomes: ["maybe"] } },
    { filter: { hours: [24] } },
    { filter: { surprise: true } },
    [],
    null,
    "text",
  ];
  for (const stored of wrong) assert.deepEqual(await read(JSON.stringify(stored)), FIRST, JSON.stringify(stored));
  for (const text of ["", "{", "undefined", "\0"]) assert.deepEqual(await read(text), FIRST);
});

test("anything at all gives choices that can be used", async () => {
  await fc.assert(
    fc.asyncProperty(fc.json(), async (text) => {
      const { period, granularity } = await read(text);
      assert.ok("preset" in period || period.since <= period.until);
      assert.ok(["day", "week", "month"].includes(granularity));
    }),
    { numRuns: 200 },
  );
});
