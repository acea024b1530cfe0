import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  formatAge,
  formatClock,
  formatDay,
  formatInstant,
  formatMonth,
  formatPeriod,
  formatWeekday,
  inPeriod,
} from "../../../src/view/dates.ts";

const IST = "Asia/Kolkata";

describe("dates as people read them", () => {
  test("days and months", () => {
    assert.equal(formatDay("2026-11-24"), "24 Nov 2026");
    assert.equal(formatDay("2026-09-01"), "1 Sep 2026");
    assert.equal(formatMonth("2026-09-01"), "Sep 2026");
    assert.equal(formatWeekday("2026-11-23"), "Mon 23 Nov");
    assert.equal(formatWeekday("1969-12-28"), "Sun 28 Dec");
  });

  test("a period names what its ends share once", () => {
    const texts: readonly [string, string, string][] = [
      ["2026-11-24", "2026-11-24", "24 Nov 2026"],
      ["2026-11-01", "2026-11-23", "1–23 Nov 2026"],
      ["2026-10-28", "2026-11-03", "28 Oct – 3 Nov 2026"],
      ["2025-11-24", "2026-11-23", "24 Nov 2025 – 23 Nov 2026"],
      ["2025-11-24", "2026-11-24", "24 Nov 2025 – 24 Nov 2026"],
    ];
    for (const [since, until, text] of texts) assert.equal(formatPeriod({ since, until }), text);
  });

  test("a period within a sentence", () => {
    assert.equal(inPeriod({ since: "2026-11-24", until: "2026-11-24" }), "on 24 Nov 2026");
    assert.equal(inPeriod({ since: "2026-11-01", until: "2026-11-23" }), "in 1–23 Nov 2026");
  });

  test("ages take the largest whole unit", () => {
    const minute = 60_000;
    assert.equal(formatAge(-5 * minute), "just now");
    assert.equal(formatAge(minute - 1), "just now");
    assert.equal(formatAge(minute), "1 min");
    assert.equal(formatAge(60 * minute - 1), "59 min");
    assert.equal(formatAge(2 * 60 * minute), "2 h");
    assert.equal(formatAge(24 * 60 * minute), "1 day");
    assert.equal(formatAge(5.9 * 24 * 60 * minute), "5 days");
  });

  test("instants are told in the zone asked for", () => {
    const ms = Date.parse("2026-11-22T20:02:05.999Z");
    assert.equal(formatClock(ms, IST), "01:32");
    assert.equal(formatClock(Date.parse("2026-11-22T18:30:00Z"), IST), "00:00");
    assert.equal(formatInstant(ms * 1000 + 999, IST), "23 Nov 2026, 01:32:05");
    assert.equal(formatInstant(ms * 1000, "UTC"), "22 Nov 2026, 20:02:05");
    assert.equal(formatInstant(-1, "UTC"), "31 Dec 1969, 23:59:59");
  });
});
