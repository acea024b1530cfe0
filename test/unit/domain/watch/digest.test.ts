import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { believedDigests, type DigestSpan, dueDigests, type SentDigests } from "../../../../src/domain/watch/digest.ts";

const WEEK = { span: "week", period: { since: "2026-11-16", until: "2026-11-22" } };
const MONTH = { span: "month", period: { since: "2026-10-01", until: "2026-10-31" } };
const BOTH: readonly DigestSpan[] = ["week", "month"];

describe("which digests are due", () => {
  const cases: readonly (readonly [string, readonly DigestSpan[], SentDigests, string, number, unknown])[] = [
    ["both of the last finished spans", BOTH, {}, "2026-11-23", 1, [WEEK, MONTH]],
    ["only those that are wanted", ["month"], {}, "2026-11-23", 1, [MONTH]],
    ["none is wanted", [], {}, "2026-11-23", 1, []],
    ["each once", BOTH, { week: "2026-11-16" }, "2026-11-29", 1, [MONTH]],
    ["a week ends on Sunday", BOTH, { week: "2026-11-09", month: "2026-10-01" }, "2026-11-22", 1, []],
    ["and the next is due on Monday", BOTH, { week: "2026-11-09", month: "2026-10-01" }, "2026-11-23", 1, [WEEK]],
    [
      "the first of a month",
      BOTH,
      { week: "2026-11-23", month: "2026-10-01" },
      "2026-12-01",
      1,
      [{ span: "month", period: { since: "2026-11-01", until: "2026-11-30" } }],
    ],
    [
      "a billing cycle",
      ["month"],
      {},
      "2026-11-23",
      15,
      [{ span: "month", period: { since: "2026-10-15", until: "2026-11-14" } }],
    ],
    ["a server that was away for weeks tells the last only", ["week"], { week: "2026-10-05" }, "2026-11-24", 1, [WEEK]],
  ];
  for (const [what, spans, sent, today, cycleStart, expected] of cases) {
    test(what, () => assert.deepEqual(dueDigests(spans, sent, today, cycleStart), expected));
  }

  test("what a clock that was ahead has stored silences nothing", () => {
    const now = Date.parse("2026-11-23T12:00:00Z");
    assert.deepEqual(believedDigests({ week: "2027-11-16", month: "2026-10-01" }, now), { month: "2026-10-01" });
  });
});
