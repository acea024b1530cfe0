import assert from "node:assert/strict";
import { test } from "node:test";
import type { CycleStart } from "../../../src/domain/calendar.ts";
import { earlierPeriod, earlierStretch } from "../../../src/domain/comparison.ts";
import type { Day } from "../../../src/domain/day.ts";
import { PERIOD_PRESETS, type PeriodChoice, type PeriodPreset, resolvePeriod } from "../../../src/domain/period.ts";

const INDIA = "Asia/Kolkata";

function ist(text: string): number {
  return Date.parse(`${text}+05:30`) * 1000;
}

/** "2026-10-01 to 2026-10-23, sameTime, before 2026-10-23 09:47", of a period that is known until an instant in India. */
function stretch(choice: PeriodChoice, until: string, cycleStart = 1): string {
  const known = { extent: "wholly", until: ist(until) } as const;
  const found = earlierStretch(choice, resolvePeriod(choice, until.slice(0, 10), cycleStart), known, INDIA, cycleStart);
  if (typeof found === "string") return found;
  const end = new Date(found.to / 1000 + 5.5 * 3_600_000).toISOString().slice(0, 16).replace("T", " ");
  return `${found.period.since} to ${found.period.until}, ${found.end}, before ${end}`;
}

test("an unfinished period is compared up to the same time, a whole one as a whole", () => {
  const cases: readonly (readonly [PeriodChoice, string, string, CycleStart?])[] = [
    [{ preset: "today" }, "2026-03-01T09:47", "2026-02-28 to 2026-02-28, sameTime, before 2026-02-28 09:47"],
    [{ preset: "yesterday" }, "2026-03-01T00:00", "2026-02-27 to 2026-02-27, whole, before 2026-02-28 00:00"],
    [{ preset: "last7Days" }, "2026-03-01T06:00", "2026-02-16 to 2026-02-22, sameTime, before 2026-02-22 06:00"],
    [{ preset: "last30Days" }, "2026-03-01T06:00", "2026-01-01 to 2026-01-30, sameTime, before 2026-01-30 06:00"],
    [{ preset: "last90Days" }, "2026-03-01T06:00", "2025-09-03 to 2025-12-01, sameTime, before 2025-12-01 06:00"],
    [{ preset: "thisMonth" }, "2026-11-26T01:13", "2026-10-01 to 2026-10-26, sameTime, before 2026-10-26 01:13"],
    [{ preset: "thisMonth" }, "2026-03-28T23:59", "2026-02-01 to 2026-02-28, sameTime, before 2026-02-28 23:59"],
    // There was no 29 February, so nothing is like the first 28 days and an hour of March.
    [{ preset: "thisMonth" }, "2026-03-29T01:00", "noSuchDay"],
    [{ preset: "thisMonth" }, "2024-03-29T01:00", "2024-02-01 to 2024-02-29, sameTime, before 2024-02-29 01:00"],
    [{ preset: "thisYear" }, "2026-11-26T01:13", "2025-01-01 to 2025-11-26, sameTime, before 2025-11-26 01:13"],
    // As many days after the start of the year: after a 29 February the dates differ, and the lengths do not.
    [{ preset: "thisYear" }, "2028-02-29T10:00", "2027-01-01 to 2027-03-01, sameTime, before 2027-03-01 10:00"],
    [{ preset: "thisYear" }, "2028-12-31T10:00", "noSuchDay"],
    [{ preset: "thisWeek" }, "2026-11-26T01:13", "2026-11-16 to 2026-11-19, sameTime, before 2026-11-19 01:13"],
    [{ preset: "thisMonth" }, "2026-11-26T01:13", "2026-10-05 to 2026-10-26, sameTime, before 2026-10-26 01:13", 5],
    [{ preset: "thisMonth" }, "2026-03-10T01:13", "2026-01-28 to 2026-02-07, sameTime, before 2026-02-07 01:13", 28],
    [{ preset: "thisMonth" }, "2026-04-01T01:00", "2026-02-05 to 2026-03-04, sameTime, before 2026-03-04 01:00", 5],
    // The cycle before, 5 February to 4 March, has 28 days.
    [{ preset: "thisMonth" }, "2026-04-02T01:00", "noSuchDay", 5],
    [
      { preset: "thisCalendarMonth" },
      "2026-11-26T01:13",
      "2026-10-01 to 2026-10-26, sameTime, before 2026-10-26 01:13",
      5,
    ],
    [{ preset: "thisQuarter" }, "2026-11-26T01:13", "2026-07-01 to 2026-08-26, sameTime, before 2026-08-26 01:13"],
    [{ preset: "thisQuarter" }, "2026-06-30T01:13", "noSuchDay"],
    [
      { preset: "financialQuarter3" },
      "2026-11-26T01:13",
      "2026-07-01 to 2026-08-26, sameTime, before 2026-08-26 01:13",
    ],
    [
      { preset: "thisFinancialYear" },
      "2026-11-26T01:13",
      "2025-04-01 to 2025-11-26, sameTime, before 2025-11-26 01:13",
    ],
    [
      { preset: "thisFinancialYear" },
      "2028-03-02T01:00",
      "2026-04-01 to 2027-03-03, sameTime, before 2027-03-03 01:00",
    ],
    [{ preset: "last12Months" }, "2026-03-01T06:00", "2024-03-02 to 2025-03-01, sameTime, before 2025-03-01 06:00"],
    [
      { since: "2026-11-20", until: "2026-11-22" },
      "2026-11-22T10:00",
      "2026-11-17 to 2026-11-19, sameTime, before 2026-11-19 10:00",
    ],
  ];
  for (const [choice, until, expected, cycleStart] of cases)
    assert.equal(stretch(choice, until, cycleStart), expected, JSON.stringify(choice));
});

test("known exactly to the end of a day: that day is the last, whole", () => {
  const period = { since: "2026-11-01", until: "2026-11-26" };
  const known = { extent: "wholly", until: ist("2026-11-26T00:00") } as const;
  const found = earlierStretch({ preset: "thisMonth" }, period, known, INDIA, 1);
  assert.ok(typeof found !== "string");
  assert.deepEqual([found.period.until, found.to, found.daysOfLater], ["2026-10-25", ist("2026-10-26T00:00"), 25]);
});

test("nothing is compared while only a part is known, or nothing", () => {
  const period = { since: "2026-11-01", until: "2026-11-26" };
  const part = { extent: "partly", until: ist("2026-11-20T00:00") } as const;
  for (const known of [{ extent: "nothing" }, { extent: "partly" }, part] as const) {
    assert.equal(earlierStretch({ preset: "thisMonth" }, period, known, INDIA, 1), "partlyKnown");
  }
});

test("the same time is that of the clock on the wall, also where the clocks were changed in between", () => {
  const zone = "America/New_York";
  // 2 November 2026, 09:00 in New York is 14:00 UTC; the day before, on which summer time ended, too.
  const known = { extent: "wholly", until: Date.parse("2026-11-02T14:00Z") * 1000 } as const;
  const end = (choice: PeriodChoice): string => {
    const found = earlierStretch(choice, resolvePeriod(choice, "2026-11-02", 1), known, zone, 1);
    return typeof found === "string" ? found : new Date(found.to / 1000).toISOString();
  };
  assert.equal(end({ preset: "today" }), "2026-11-01T14:00:00.000Z");
  assert.equal(end({ preset: "thisMonth" }), "2026-10-02T13:00:00.000Z", "summer time: four hours behind");
});

test("every preset has an earlier period", () => {
  const cases: Readonly<Record<PeriodPreset, readonly [Day, Day]>> = {
    today: ["2026-03-30", "2026-03-30"],
    yesterday: ["2026-03-29", "2026-03-29"],
    last7Days: ["2026-03-18", "2026-03-24"],
    last30Days: ["2026-01-31", "2026-03-01"],
    last90Days: ["2025-10-03", "2025-12-31"],
    // The 31st is a Tuesday.
    thisWeek: ["2026-03-23", "2026-03-24"],
    lastWeek: ["2026-03-16", "2026-03-22"],
    // February has no 31st.
    thisMonth: ["2026-02-01", "2026-02-28"],
    lastMonth: ["2026-01-01", "2026-01-31"],
    thisCalendarMonth: ["2026-02-01", "2026-02-28"],
    lastCalendarMonth: ["2026-01-01", "2026-01-31"],
    thisQuarter: ["2025-10-01", "2025-12-29"],
    lastQuarter: ["2025-07-01", "2025-09-30"],
    thisFinancialYear: ["2024-04-01", "2025-03-31"],
    lastFinancialYear: ["2023-04-01", "2024-03-31"],
    // A quarter is compared with the one before it, a whole one with a whole one.
    financialQuarter1: ["2025-01-01", "2025-03-31"],
    financialQuarter2: ["2025-04-01", "2025-06-30"],
    financialQuarter3: ["2025-07-01", "2025-09-30"],
    financialQuarter4: ["2025-10-01", "2025-12-31"],
    thisYear: ["2025-01-01", "2025-03-31"],
    last12Months: ["2024-04-01", "2025-03-31"],
  };
  for (const preset of PERIOD_PRESETS) {
    const { since, until } = earlierPeriod({ preset }, resolvePeriod({ preset }, "2026-03-31", 1), 1);
    assert.deepEqual([since, until], cases[preset], preset);
  }
  const cycles: readonly (readonly [PeriodPreset, Day, Day, Day])[] = [
    ["thisMonth", "2026-03-31", "2026-02-05", "2026-03-03"],
    ["lastMonth", "2026-03-31", "2026-01-05", "2026-02-04"],
    ["lastMonth", "2026-03-04", "2025-12-05", "2026-01-04"],
    ["thisCalendarMonth", "2026-03-04", "2026-02-01", "2026-02-04"],
  ];
  for (const [preset, today, since, until] of cycles) {
    const period = resolvePeriod({ preset }, today, 5);
    assert.deepEqual(earlierPeriod({ preset }, period, 5), { since, until }, `${preset} on ${today}`);
  }
});
