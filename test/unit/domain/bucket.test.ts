import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bucketStart,
  bucketStartNumber,
  coarsened,
  MOST_BUCKETS,
  nextBucketStart,
} from "../../../src/domain/bucket.ts";
import { addDays, type Day, dayFromNumber, dayNumber } from "../../../src/domain/day.ts";
import { EARLIEST_DAY, MOST_PERIOD_DAYS } from "../../../src/domain/period.ts";
import type { Granularity } from "../../../src/domain/summary.ts";

test("a bucket begins on the day itself, on Monday, on the first", () => {
  const cases: readonly (readonly [Day, Granularity, Day, Day])[] = [
    ["2026-11-23", "day", "2026-11-23", "2026-11-24"],
    ["2026-11-22", "week", "2026-11-16", "2026-11-23"],
    // A Sunday before 1970 has a negative number.
    ["1969-12-28", "week", "1969-12-22", "1969-12-29"],
    ["2026-01-01", "week", "2025-12-29", "2026-01-05"],
    ["2024-02-29", "month", "2024-02-01", "2024-03-01"],
    ["2026-12-31", "month", "2026-12-01", "2027-01-01"],
  ];
  for (const [day, granularity, start, next] of cases) {
    assert.deepEqual([bucketStart(day, granularity), nextBucketStart(start, granularity)], [start, next], day);
    assert.equal(dayFromNumber(bucketStartNumber(granularity)(dayNumber(day))), start, `${day} by its number`);
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
    for (let day = bucketStart(period.since, expected); day <= period.until; day = nextBucketStart(day, expected))
      buckets++;
    assert.ok(buckets <= MOST_BUCKETS, `${buckets} buckets`);
  }
});
