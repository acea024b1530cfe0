import assert from "node:assert/strict";
import { test } from "node:test";
import { patient } from "../../../../scripts/patience.ts";
import { readUsage } from "../../../../src/app/screen/usage.ts";
import type { Usage } from "../../../../src/domain/appState.ts";
import type { CycleStart } from "../../../../src/domain/calendar.ts";
import { earlierStretch } from "../../../../src/domain/comparison.ts";
import { addDays, type Day, utcDayOf } from "../../../../src/domain/day.ts";
import { FIRST_GST_RULE } from "../../../../src/domain/gst.ts";
import { intervalOf, PERIOD_PRESETS, type PeriodPreset, resolvePeriod } from "../../../../src/domain/period.ts";
import type { Summary } from "../../../../src/domain/summary.ts";
import { forecastMonth } from "../../../../src/domain/watch/forecast.ts";
import { usageHistory } from "../../../../src/domain/watch/usageHistory.ts";
import { tilesOf } from "../../../../src/view/dashboard/dashboardTiles.ts";
import { type CountedAccount, countedAccount } from "../../../support/countedAccount.ts";
import { callsBetween, type SteadyAccount, steadyAccount } from "../../../support/steadyAccount.ts";

const ZONE = "Asia/Kolkata";
const HOUR_MS = 3_600_000;
/** March has more days than February, so that every kind of comparison and of none occurs. */
const MONTH = { since: "2026-03-01", until: "2026-03-31" };
const RUPEE = 10_000;
/** Comes to every hour of the day once, on most days. */
const SOMETIMES = 31;

function ist(day: Day, hour: number): number {
  return Date.parse(`${day}T00:00:00+05:30`) + hour * HOUR_MS;
}

type Account = Pick<SteadyAccount, "ledger" | "read"> | CountedAccount;

/** Three years and more, so that also the last financial year has one before it; as a backfill reads them. */
function backfill(account: Pick<Account, "read">, notFetched: readonly Day[] = []): void {
  const at = ist(MONTH.since, -1);
  for (let since = "2023-03-25"; since < "2026-02-28"; since = addDays(since, 60)) {
    const until = addDays(since, 59) < "2026-02-28" ? addDays(since, 59) : "2026-02-28";
    const [first, last] = [notFetched[0] ?? "9999", notFetched.at(-1) ?? "9999"];
    if (since > last || until < first) account.read(since, until, at);
    else {
      account.read(since, addDays(first, -1), at);
      account.read(addDays(last, 1), until, at);
    }
  }
}

/** A refresh at an instant: today's date and the two before it, which are not final yet. */
function refresh(account: Pick<Account, "read">, at: number): void {
  const today = utcDayOf(at * 1000);
  account.read(addDays(today, -2), today, at);
}

/** Which presets are looked at, where billing months start. */
interface Looks {
  readonly cycleStart: CycleStart;
  readonly presets: readonly PeriodPreset[];
}

type Look = (preset: PeriodPreset, usage: Usage, now: number, today: Day) => void;

/** Hours of the month, all of them unless told otherwise, with what presets show then. */
async function hoursOfMonth(account: Account, looks: readonly Looks[], look: Look, every = 1): Promise<number> {
  let count = 0;
  for (let hour = 0; hour < 31 * 24; hour += every) {
    // In the middle of an hour of the clock on the wall, as refreshes are.
    const now = ist(MONTH.since, hour) + 47 * 60_000;
    refresh(account, now);
    const today = addDays(MONTH.since, Math.floor(hour / 24));
    for (const { cycleStart, presets } of looks) {
      for (const preset of presets) {
        const choices = { accountId: "account", period: { preset }, filter: {}, granularity: "day" } as const;
        const moment = { zone: ZONE, cycleStart, today, now };
        look(preset, await readUsage(account.ledger, "account", choices, moment), now, today);
        count++;
      }
    }
  }
  return count;
}

/** Two whole units of the calendar, the earlier and the later, by their days; everything else is compared at the same length. */
function wholeDays(preset: PeriodPreset, cycleStart: CycleStart, today: Day): readonly [number, number] | undefined {
  // The cycle of 5 February has 28 days; those of 5 December and 5 January have 31, as January has; February has 28.
  if (preset === "lastMonth") return cycleStart === 5 && today < "2026-03-05" ? [31, 31] : [31, 28];
  return WHOLE_DAYS[preset];
}

const WHOLE_DAYS: Partial<Readonly<Record<PeriodPreset, readonly [number, number]>>> = {
  yesterday: [1, 1],
  lastWeek: [7, 7],
  lastCalendarMonth: [31, 28],
  lastQuarter: [92, 92],
  // From April 2023 on there was a 29 February.
  lastFinancialYear: [366, 365],
  financialQuarter1: [90, 91],
  financialQuarter2: [91, 92],
  financialQuarter3: [92, 92],
};

/** Presets that have no like after the 28th, because the month before has 28 days. */
const MONTHS_SO_FAR: Readonly<Record<CycleStart, readonly PeriodPreset[]>> = {
  1: ["thisMonth", "thisCalendarMonth"],
  5: ["thisCalendarMonth"],
};

const LOOKS: readonly Looks[] = [
  { cycleStart: 1, presets: PERIOD_PRESETS },
  { cycleStart: 5, presets: ["today", "thisMonth", "lastMonth", "thisCalendarMonth", "lastCalendarMonth"] },
];

const NOT_FETCHED = ["2026-02-12", "2026-02-13", "2026-02-14"];

function withoutHeat({ heat: _, ...others }: Summary): Summary {
  return { ...others, heat: [] };
}

/** Without what is not counted by hand. */
function countable(usage: Usage): Usage {
  const { period, filtered, comparison } = usage;
  return {
    ...usage,
    period: withoutHeat({ ...filtered, ...period }),
    filtered: withoutHeat(filtered),
    comparison:
      comparison.kind === "earlier" ? { ...comparison, summary: withoutHeat(comparison.summary) } : comparison,
  };
}

for (const [name, notFetched] of Object.entries({ "whole history": [], "three days not fetched": NOT_FETCHED })) {
  test(`the ledger reads as the account that is counted by hand, ${name}`, { timeout: patient(120_000) }, async (t) => {
    const [stored, counted] = [steadyAccount(t), countedAccount()];
    for (const account of [stored, counted]) backfill(account, notFetched);
    const read: Usage[] = [];
    await hoursOfMonth(stored, LOOKS, (_, usage) => void read.push(countable(usage)), SOMETIMES);
    let place = 0;
    const check: Look = (preset, usage, now) => {
      assert.deepEqual(usage, read[place++], `${preset} at ${new Date(now).toISOString()}`);
    };
    await hoursOfMonth(counted, LOOKS, check, SOMETIMES);
    assert.equal(place, 24 * LOOKS.flatMap(({ presets }) => presets).length);
    const [since, until] = ["2026-01-20", MONTH.until];
    assert.deepEqual(counted.ledger.hourly(since, until), stored.ledger.hourly(since, until));
  });
}

for (const { cycleStart, presets } of LOOKS) {
  test(`exactly ₹2.00 an hour for three years, billing months from day ${cycleStart}: no preset at any hour of a month reports a change`, {
    timeout: patient(600_000),
  }, async () => {
    const account = countedAccount();
    backfill(account);
    const compared = new Map<PeriodPreset, number>();
    const looks = await hoursOfMonth(account, [{ cycleStart, presets }], (preset, usage, now, today) => {
      const where = `${preset} at ${new Date(now).toISOString()}`;
      const period = resolvePeriod({ preset }, today, cycleStart);
      const { from, to } = intervalOf(period, ZONE);
      const calls = callsBetween(from / 1000, Math.min(to / 1000, now));
      assert.deepEqual([usage.period.totals.calls, usage.period.totals.charge], [calls, calls * 2 * RUPEE], where);
      assert.equal(usage.known.extent, "wholly", where);
      const [spend, count, , each] = tilesOf(usage.filtered, period, usage, FIRST_GST_RULE);
      assert.ok(spend && count && each);
      assert.equal(each.value, calls === 0 ? "—" : "₹2.00", where);
      assert.equal(count.detail, calls === 0 ? "" : "₹2.00 on average", where);
      if (usage.comparison.kind === "none") {
        assert.deepEqual([MONTHS_SO_FAR[cycleStart]?.includes(preset), today > "2026-03-28"], [true, true], where);
        assert.equal(usage.comparison.why, "noSuchDay", where);
        assert.deepEqual([spend.change, spend.previous], ["", "not compared: the time before has no such day"], where);
        return;
      }
      compared.set(preset, (compared.get(preset) ?? 0) + 1);
      const whole = wholeDays(preset, cycleStart, today);
      if (whole !== undefined && whole[0] !== whole[1]) {
        const [earlier, later] = whole;
        const words = new RegExp(` in [^,]+, ${earlier} days against ${later}$`);
        assert.match(spend.previous, words, `${where}: whole units differ by their days, and the words say so`);
        assert.equal(usage.comparison.summary.totals.charge, earlier * 24 * 2 * RUPEE, where);
        return;
      }
      assert.equal(spend.change, calls === 0 ? "" : "±0 %", where);
      assert.match(spend.previous, whole === undefined ? / by the same time (on|in) / : /00 (on|in) [^,]+$/, where);
    });
    assert.equal(looks, 31 * 24 * presets.length);
    assert.equal(compared.get("today"), 31 * 24);
    assert.equal(compared.size, presets.length, "every preset has been compared with something");
  });
}

test("the same with three days of the month before not fetched: no change but of what is known on both sides", {
  timeout: patient(600_000),
}, async () => {
  const account = countedAccount();
  backfill(account, NOT_FETCHED);
  // Whole units of different length differ anyway.
  const presets = PERIOD_PRESETS.filter((preset) => {
    const [earlier, later] = wholeDays(preset, 1, MONTH.since) ?? [];
    return earlier === later;
  });
  const changes = new Set<string>();
  const seen = new Set<string>();
  await hoursOfMonth(account, [{ cycleStart: 1, presets }], (preset, usage, now, today) => {
    const where = `${preset} at ${new Date(now).toISOString()}`;
    const [spend] = tilesOf(usage.filtered, resolvePeriod({ preset }, today, 1), usage, FIRST_GST_RULE);
    assert.ok(spend);
    changes.add(spend.change);
    const { comparison, known } = usage;
    seen.add(comparison.kind === "earlier" ? "earlier" : comparison.why);
    const interval = intervalOf(resolvePeriod({ preset }, today, 1), ZONE);
    const gap = { from: Date.parse("2026-02-12") * 1000, to: Date.parse("2026-02-15") * 1000 };
    const isTouched = interval.from < gap.to && interval.to > gap.from;
    assert.equal(known.extent, isTouched ? "partly" : "wholly", where);
    if (isTouched) {
      assert.match(spend.value, /^≥ ₹/, where);
      assert.deepEqual([spend.change, spend.previous], ["", "not compared while only a part is known"], where);
    }
  });
  assert.deepEqual([...changes].sort(), ["", "±0 %"]);
  assert.deepEqual([...seen].sort(), ["earlier", "noSuchDay", "notFetched", "partlyKnown"]);
});

test("property of the definition: a stretch up to the same time is as long as what is known of the period", () => {
  let whole = 0;
  for (const preset of PERIOD_PRESETS) {
    // Two years with a 29 February among them.
    for (let minute = 47; minute < 800 * 24 * 60; minute += 13 * 60) {
      const until = (ist("2027-01-01", 0) + minute * 60_000) * 1000;
      const today = utcDayOf(until + 5.5 * HOUR_MS * 1000);
      const cycleStart = (minute % 28) + 1;
      const period = resolvePeriod({ preset }, today, cycleStart);
      const { from, to } = intervalOf(period, ZONE);
      const known = { extent: "wholly", until: Math.min(until, to) } as const;
      const stretch = earlierStretch({ preset }, period, known, ZONE, cycleStart);
      const where = `${preset} ${today} ${cycleStart}`;
      if (typeof stretch === "string") assert.equal(stretch, "noSuchDay");
      else if (stretch.end === "sameTime")
        assert.equal(stretch.to - intervalOf(stretch.period, ZONE).from, Math.min(until, to) - from, where);
      else {
        whole++;
        assert.ok(until >= to, where);
        assert.equal(stretch.period.until, addDays(period.since, -1), where);
      }
    }
  }
  assert.ok(whole > 0);
});

test("at a steady rate the forecast is what the month will cost, at every hour", {
  timeout: patient(300_000),
}, async () => {
  const account = countedAccount();
  backfill(account);
  for (let hour = 0; hour < 31 * 24; hour++) {
    const now = ist(MONTH.since, hour);
    refresh(account, now);
    const until = addDays(MONTH.since, Math.floor(hour / 24));
    const since = addDays(until, -77);
    const { series } = await account.ledger.summarize("account", { since, until }, "day", {});
    const history = usageHistory({
      zone: ZONE,
      knownSince: since,
      days: series,
      hours: account.ledger.hourly(since, until),
    });
    const forecast = forecastMonth(history, undefined, now, 1);
    assert.ok(forecast.kind === "forecast");
    assert.equal(forecast.month.until, MONTH.until);
    // 31 days of 24 hours of ₹2.00; the running hour is spread evenly over its minutes.
    assert.ok(Math.abs(forecast.expected - 1_488 * RUPEE) <= 2 * RUPEE, `${forecast.expected / RUPEE} at hour ${hour}`);
  }
});
