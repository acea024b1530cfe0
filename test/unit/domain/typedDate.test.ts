import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { type Day, dayFromNumber } from "../../../src/domain/day.ts";
import { readTypedDate } from "../../../src/domain/typedDate.ts";

const TODAY = "2026-05-31";

function readings(cases: readonly (readonly [string, Day])[], today = TODAY): void {
  for (const [text, day] of cases) assert.deepEqual(readTypedDate(text, today), { kind: "day", day }, text);
}

test("dates are read as they are, or relative to today", () => {
  readings([
    ["2026-02-28", "2026-02-28"],
    [" 2026-02-28 ", "2026-02-28"],
    ["2026-1-5", "2026-01-05"],
    ["2026/01/05", "2026-01-05"],
    ["today", TODAY],
    ["Yesterday", "2026-05-30"],
    ["-0d", TODAY],
    ["-7d", "2026-05-24"],
    ["-2w", "2026-05-17"],
    ["-3m", "2026-02-28"],
    ["-1M", "2026-04-30"],
    ["-12m", "2025-05-31"],
    ["-27m", "2024-02-29"],
    ["-5m", "2025-12-31"],
  ]);
});

test("day first, where the second number can not be the day", () => {
  readings([
    ["25/12/2026", "2026-12-25"],
    ["25-12-26", "2026-12-25"],
    ["25.12.2025", "2025-12-25"],
    ["13/1/2026", "2026-01-13"],
    ["29/02/2024", "2024-02-29"],
    // Both readings are the same day.
    ["05/05/2026", "2026-05-05"],
    // Without a year: the latest that is not after today.
    ["25/12", "2025-12-25"],
    ["31/5", "2026-05-31"],
    ["25.12.", "2025-12-25"],
  ]);
});

test("with the name of the month in any order", () => {
  readings([
    ["5 Oct 2026", "2026-10-05"],
    ["5 October", "2025-10-05"],
    ["5 May", "2026-05-05"],
    ["5th october 2025", "2025-10-05"],
    ["Oct 5, 2025", "2025-10-05"],
    ["October 5th", "2025-10-05"],
    ["5-Oct-25", "2025-10-05"],
    ["1 sept 2025", "2025-09-01"],
    ["2025 Oct 5", "2025-10-05"],
    ["Monday, 5 October 2026", "2026-10-05"],
    ["Sun 22 Mar 2026", "2026-03-22"],
    ["5 October 2026, Monday", "2026-10-05"],
    ["29 Feb", "2024-02-29"],
  ]);
  readings([["29 February", "2096-02-29"]], "2103-06-01");
});

test("what may be two days is refused with both, whatever else it looks like", () => {
  const cases: readonly (readonly [string, Day, Day])[] = [
    ["05/10/2026", "2026-10-05", "2026-05-10"],
    ["5-10-26", "2026-10-05", "2026-05-10"],
    ["05.10.2026", "2026-10-05", "2026-05-10"],
    ["12/11/2026", "2026-11-12", "2026-12-11"],
    ["1/2", "2026-02-01", "2026-01-02"],
  ];
  for (const [text, dayFirst, monthFirst] of cases)
    assert.deepEqual(readTypedDate(text, TODAY), { kind: "ambiguous", dayFirst, monthFirst }, text);
});

test("what is no day is refused with the reason", () => {
  const february = { kind: "noSuchDay", month: "February" } as const;
  const cases = [
    ["31/04/2026", { kind: "noSuchDay", date: 31, month: "April", year: 2026, days: 30 }],
    ["31 April", { kind: "noSuchDay", date: 31, month: "April", year: 2026, days: 30 }],
    ["2026-02-30", { ...february, date: 30, year: 2026, days: 28 }],
    ["29/02/2025", { ...february, date: 29, year: 2025, days: 28 }],
    ["30/02", { ...february, date: 30, year: 2026, days: 28 }],
    ["0 Feb 2024", { ...february, date: 0, year: 2024, days: 29 }],
    ["2026-13-01", { kind: "noSuchMonth", month: 13 }],
    ["12/25/2026", { kind: "noSuchMonth", month: 25, monthFirst: "2026-12-25" }],
    ["40/40/2026", { kind: "noSuchMonth", month: 40 }],
    ["5/0/2026", { kind: "noSuchMonth", month: 0 }],
  ] as const;
  for (const [text, expected] of cases) assert.deepEqual(readTypedDate(text, TODAY), expected, text);
  const unreadable = ["", "7d", "-7", "-99999d", "last week", "Oct 2026", "5 Ma 2026", "2026", "5 Oct 2026 10:00"];
  for (const text of [...unreadable, "5 Oct 20260", "5/10-2026", "5 Oct Nov 2026", "20261005", "५/१०/२०२६"])
    assert.deepEqual(readTypedDate(text, TODAY), { kind: "unreadable" }, text);
});

test("property: every day is read back from each unambiguous form, and its numbers day first never give another day", () => {
  const day = fc.integer({ min: 16_500, max: 30_000 }).map(dayFromNumber);
  fc.assert(
    fc.property(day, fc.constantFrom("/", "-", "."), (expected, mark) => {
      const [year = "", month = "", date = ""] = expected.split("-");
      const name = new Date(`${expected}T00:00:00Z`).toLocaleString("en-IN", { month: "long", timeZone: "UTC" });
      for (const text of [expected, `${date} ${name} ${year}`, `${Number(date)} ${name.slice(0, 3)} ${year}`])
        assert.deepEqual(readTypedDate(text, TODAY), { kind: "day", day: expected }, text);
      const typed = readTypedDate([date, month, year].join(mark), TODAY);
      if (Number(date) > 12 || date === month) assert.deepEqual(typed, { kind: "day", day: expected });
      else assert.deepEqual([typed.kind, "dayFirst" in typed && typed.dayFirst], ["ambiguous", expected]);
    }),
  );
});
