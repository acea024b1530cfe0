import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checkDate, checkDateRange } from "../../../src/view/dateChecks.ts";

const TODAY = "2026-11-23";

describe("typed dates", () => {
  test("two good dates are a period, told with its length", () => {
    const { period, range, since, until } = checkDateRange(" 2026-11-01 ", "today", TODAY);
    assert.deepEqual(period, { since: "2026-11-01", until: TODAY });
    assert.equal(range, "1–23 Nov 2026, 23 days");
    assert.deepEqual([since.error, until.error], ["", ""]);
    assert.equal(checkDateRange("-1d", "yesterday", TODAY).range, "22 Nov 2026, 1 day");
  });

  test("each field says what is wrong with it", () => {
    const error = (since: string, until: string) => {
      const check = checkDateRange(since, until, TODAY);
      assert.equal(check.period, undefined);
      assert.equal(check.range, "");
      return [check.since.error, check.until.error];
    };
    assert.deepEqual(error("2026-02-30", TODAY), ["There is no 30 February 2026: that month has 28 days.", ""]);
    assert.match(error("last week", TODAY)[0] ?? "", /^Write a date as YYYY-MM-DD/);
    assert.match(error("", "")[1] ?? "", /^Write a date/);
    assert.deepEqual(error(TODAY, "2026-11-24"), ["", "Must not be after today, 23 Nov 2026."]);
    assert.deepEqual(error("2026-11-20", "2026-11-19"), ["", "Must not be before 20 Nov 2026."]);
    assert.deepEqual(error("0206-11-01", TODAY), ["Must not be before 1 Jan 2015.", ""], "a slip in the year");
    assert.deepEqual(error("-9999m", TODAY), ["Must not be before 1 Jan 2015.", ""]);
    assert.deepEqual(error("2016-11-01", TODAY), ["", "At most 3,660 days."]);
  });

  test("what may be misread is refused with the form that works, what can not be with the reason", () => {
    const cases = [
      ["05/10/2026", "05/10/2026 may be 5 Oct 2026 or 10 May 2026: write 2026-10-05 or 5 Oct 2026."],
      ["5-10-26", "5-10-26 may be 5 Oct 2026 or 10 May 2026: write 2026-10-05 or 5 Oct 2026."],
      ["31/04/2026", "There is no 31 April 2026: that month has 30 days."],
      ["10/25/2026", "There is no month 25. The day comes first: write 2026-10-25 or 25 Oct 2026."],
      ["2026-13-01", "There is no month 13."],
      ["25/12/2026", "Must not be after today, 23 Nov 2026."],
      ["5 Octo", ""],
      ["25-12-25", ""],
    ] as const;
    for (const [text, error] of cases) assert.equal(checkDate(text, TODAY).error, error, text);
    assert.equal(checkDateRange("25/12/2025", "5 October", TODAY).range, "25 Dec 2025 – 5 Oct 2026, 285 days");
  });
});
