import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checkDateRange } from "../../../src/view/dateChecks.ts";

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
    assert.deepEqual(error("2026-02-30", TODAY), ["There is no such day.", ""]);
    assert.match(error("last week", TODAY)[0] ?? "", /^Write a date as YYYY-MM-DD/);
    assert.match(error("", "")[1] ?? "", /^Write a date/);
    assert.deepEqual(error(TODAY, "2026-11-24"), ["", "Must not be after today, 23 Nov 2026."]);
    assert.deepEqual(error("2026-11-20", "2026-11-19"), ["", "Must not be before 20 Nov 2026."]);
    assert.deepEqual(error("0206-11-01", TODAY), ["Must not be before 1 Jan 2015.", ""], "a slip in the year");
    assert.deepEqual(error("-9999m", TODAY), ["Must not be before 1 Jan 2015.", ""]);
    assert.deepEqual(error("2016-11-01", TODAY), ["", "At most 3,660 days."]);
  });
});
