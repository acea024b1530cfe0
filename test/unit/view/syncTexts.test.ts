import assert from "node:assert/strict";
import { test } from "node:test";
import {
  durationText,
  historyCostText,
  historyEndText,
  progressText,
  waitingText,
} from "../../../src/view/syncTexts.ts";

test("progress names windows, rows, rate and remaining time, and what it does not know it leaves out", () => {
  const measured = { done: 12, total: 61, rows: 123_456, perMinute: 30.6, remainingMs: 98_000 };
  assert.equal(progressText(measured), "12 of 61 report windows · 1,23,456 rows · 31 a minute · about 1 min left");
  assert.equal(
    progressText({ ...measured, done: 0, rows: 0, perMinute: undefined }),
    "0 of 61 report windows · 0 rows · about 1 min left",
  );
  assert.equal(progressText({ ...measured, done: 61, remainingMs: 0 }), "61 of 61 report windows · 1,23,456 rows");
  assert.equal(durationText(59_000), "less than a minute");
  assert.match(waitingText(Date.parse("2026-11-20T10:00:00Z"), "Asia/Kolkata"), /until 15:30/);
});

test("the cost is said before it starts", () => {
  assert.equal(
    historyCostText({ windows: 62, durationMs: 124_000, shareOfDay: 0.062 }, "starter").split("\n")[0],
    "62 report windows, one request each: 6.2 % of the starter plan's daily requests.",
  );
  assert.match(
    historyCostText({ windows: 1, durationMs: 2_000, shareOfDay: 0.001 }, "starter"),
    /^1 report window, 1 request:/,
  );
  assert.match(
    historyCostText({ windows: 1_500, durationMs: 9e7, shareOfDay: 1.5 }, "starter"),
    /150\.0 % .* over several days\.\nAbout 1 day, newest first/,
  );
});

test("how a backfill ended", () => {
  assert.equal(historyEndText({ kind: "complete" }, "2026-01-01", "UTC"), "The history since 1 Jan 2026 is complete.");
  assert.match(historyEndText({ kind: "paused" }, "2026-01-01", "UTC"), /goes on from there/);
  const quota = { kind: "quota", detail: "", retryAt: Date.parse("2026-11-21T04:00:00Z") } as const;
  assert.match(historyEndText({ kind: "stopped", problem: quota }, "2026-01-01", "UTC"), /goes on by itself at 04:00/);
});
