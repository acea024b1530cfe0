import assert from "node:assert/strict";
import { test } from "node:test";
import { PERIOD_PRESETS } from "../../../src/domain/period.ts";
import { periodGroups, presetInSentence, presetLabel, presetName } from "../../../src/view/periodChoices.ts";

const MONTHS = { today: "2026-11-26", cycleStart: 1 };
const CYCLES = { today: "2026-11-26", cycleStart: 5 };

/** "Group: label | dates" */
function listed(date: typeof MONTHS): readonly string[] {
  return periodGroups(date).flatMap(({ name, offers }) =>
    offers.map(({ label, dates }) => `${name}: ${label} | ${dates}`),
  );
}

test("presets by kind, each with the days that it means", () => {
  assert.deepEqual(listed(MONTHS), [
    "Days: Today | 26 Nov 2026",
    "Days: Yesterday | 25 Nov 2026",
    "Days: Last 7 days | 20–26 Nov 2026",
    "Days: Last 30 days | 28 Oct – 26 Nov 2026",
    "Days: Last 90 days | 29 Aug – 26 Nov 2026",
    "Weeks: This week | 23–26 Nov 2026",
    "Weeks: Last week | 16–22 Nov 2026",
    "Months: This month | 1–26 Nov 2026",
    "Months: Last month | 1–31 Oct 2026",
    "Quarters: This quarter (Oct–Dec 2026) | 1 Oct – 26 Nov 2026",
    "Quarters: Last quarter (Jul–Sep 2026) | 1 Jul – 30 Sep 2026",
    "Financial years, April to March: This financial year (FY 2026-27) | 1 Apr – 26 Nov 2026",
    "Financial years, April to March: Last financial year (FY 2025-26) | 1 Apr 2025 – 31 Mar 2026",
    "Financial years, April to March: Q3 FY 2026-27 (Oct–Dec 2026) | 1 Oct – 26 Nov 2026",
    "Financial years, April to March: Q2 FY 2026-27 (Jul–Sep 2026) | 1 Jul – 30 Sep 2026",
    "Financial years, April to March: Q1 FY 2026-27 (Apr–Jun 2026) | 1 Apr – 30 Jun 2026",
    "Financial years, April to March: Q4 FY 2025-26 (Jan–Mar 2026) | 1 Jan – 31 Mar 2026",
    "Years: This year | 1 Jan – 26 Nov 2026",
    "Years: Last 12 months | 27 Nov 2025 – 26 Nov 2026",
  ]);
});

test("where billing months are cycles, they are called so and stand beside the calendar's months", () => {
  const [months, cycles] = [listed(MONTHS), listed(CYCLES)];
  assert.deepEqual(
    cycles.filter((line) => !months.includes(line)),
    [
      "Billing cycles: This cycle (5 Nov – 4 Dec) | 5–26 Nov 2026",
      "Billing cycles: Last cycle (5 Oct – 4 Nov) | 5 Oct – 4 Nov 2026",
      "Months: This calendar month | 1–26 Nov 2026",
      "Months: Last calendar month | 1–31 Oct 2026",
    ],
  );
  assert.deepEqual(
    months.filter((line) => !cycles.includes(line)).map((line) => line.replace(/ \|.*/, "")),
    ["Months: This month", "Months: Last month"],
  );
});

test("names stand alone, in a sentence, and never twice among those that are offered", () => {
  assert.equal(presetName("thisMonth", CYCLES), "This cycle");
  assert.equal(presetInSentence("thisMonth", CYCLES), "this cycle");
  assert.equal(presetInSentence("thisMonth", MONTHS), "this month");
  assert.equal(presetInSentence("financialQuarter4", MONTHS), "Q4 FY 2025-26");
  assert.equal(
    presetLabel("financialQuarter1", { today: "2100-04-01", cycleStart: 1 }),
    "Q1 FY 2100-01 (Apr–Jun 2100)",
  );
  assert.equal(
    presetLabel("thisFinancialYear", { today: "2099-04-01", cycleStart: 1 }),
    "This financial year (FY 2099-00)",
  );
  for (const date of [MONTHS, CYCLES]) {
    const labels = periodGroups(date).flatMap(({ offers }) => offers.map(({ label }) => label));
    assert.equal(new Set(labels).size, labels.length);
    assert.equal(labels.length, date === CYCLES ? PERIOD_PRESETS.length : PERIOD_PRESETS.length - 2);
  }
});
