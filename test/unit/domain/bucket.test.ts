import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bucketStart,
  bucketStartNumber,
  coarsened,
  divisionOf,
  MOST_BUCKETS,
  nextBucketStart,
} from "../../../src/domain/bucket.ts";
import type { CycleStart } from "../../../src/domain/calendar.ts";
import { addDays, type Day, dayFromNumber, dayNumber } from "../../../src/domain/day.ts";
import { EARLIEST_DAY, MOST_PERIOD_DAYS } from "../../../src/domain/period.ts";
import type { Granularity } from "../../../src/domain/summary.ts";

test("a bucket begins on the day itself, on Monday, on the first of the month or cycle", () => {
  const cases: readonly (readonly [Day, Granularity, Day, Day, CycleStart?])[] = [
    ["2026-11-23", "day", "2026-11-23", "2026-11-24"],
    ["2026-11-22", "week", "2026-11-16", "2026-11-23"],
    // A Sunday before 1970 has a negative number.
    ["1969-12-28", "week", "1969-12-22", "1969-12-29"],
    ["2026-01-01", "week", "2025-12-29", "2026-01-05"],
    ["2024-02-29", "month", "2024-02-01", "2024-03-01"],
    ["2026-12-31", "month", "2026-12-01", "2027-01-01"],
    ["2026-12-04", "month", "2026-11-05", "2026-12-05", 5],
    ["2026-12-05", "month", "2026-12-05", "2027-01-05", 5],
    ["2026-01-04", "month", "2025-12-05", "2026-01-05", 5],
    ["2026-02-27", "month", "2026-01-28", "2026-02-28", 28],
    ["2026-03-27", "month", "2026-02-28", "2026-03-28", 28],
    ["2024-03-01", "month", "2024-02-28", "2024-03-28", 28],
    ["2026-11-22", "week", "2026-11-16", "2026-11-23", 5],
    ["2026-11-04", "day", "2026-11-04", "2026-11-05", 5],
  ];
  for (const [day, granularity, start, next, from = 1] of cases) {
    assert.deepEqual(
      [bucketStart(day, granularity, from), nextBucketStart(start, granularity, from)],
      [start, next],
      day,
    );
    const startOf = bucketStartNumber(divisionOf(granularity, from));
    assert.equal(dayFromNumber(startOf(dayNumber(day))), start, `${day} by its number`);
    assert.equal(dayFromNumber(startOf(dayNumber(next))), next, `${next} by its number, after a day of the one before`);
  }
});

test("a period that would have more buckets than can be drawn is divided more coarsely, and any period can be divided", () => {
  const cases: readonly (readonly [Granularity, number, Granularity])[] = [
    ["day", 1, "day"],
    ["day", 366, "day"],
    ["day", 399, "day"],
    ["day", 400, "week"],
    ["week", 400, "week"],
    ["day", 2_793, "week"],
    ["day", 2_800, "month"],
    ["week", MOST_PERIOD_DAYS, "month"],
    ["month", 1, "month"],
  ];
  for (const [wished, count, expected] of cases) {
    const period = { since: EARLIEST_DAY, until: addDays(EARLIEST_DAY, count - 1) };
    assert.equal(coarsened(wished, period), expected, `${wished} of ${count}`);
    let buckets = 0;
    for (let day = bucketStart(period.since, expected, 1); day <= period.until; day = nextBucketStart(day, expected, 1))
      buckets++;
    assert.ok(buckets <= MOST_BUCKETS, `${buckets} buckets`);
  }
});
