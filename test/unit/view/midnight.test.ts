// Midnight and the month's turn, minute by minute, on every surface: no number that nobody measured.

import assert from "node:assert/strict";
import { test } from "node:test";
import { patient } from "../../../scripts/patience.ts";
import { readUsage } from "../../../src/app/screen/usage.ts";
import type { StatusBarMode } from "../../../src/contract.ts";
import type { AppState } from "../../../src/domain/appState.ts";
import { addDays, type Day, startOfDay, utcDayOf } from "../../../src/domain/day.ts";
import { FIRST_GST_RULE } from "../../../src/domain/gst.ts";
import { knownOf } from "../../../src/domain/known.ts";
import { intervalOf, type Period, resolvePeriod, todayIn } from "../../../src/domain/period.ts";
import type { Problem } from "../../../src/domain/problem.ts";
import { budgetUses } from "../../../src/domain/watch/budget.ts";
import { dashboardSnapshotOf } from "../../../src/view/dashboard/dashboardSnapshot.ts";
import { diagnosisPage } from "../../../src/view/diagnosisPage.ts";
import { statusItemOf } from "../../../src/view/statusItem.ts";
import { productRows, productsMessage } from "../../../src/view/treeRows.ts";
import { welcomeOf } from "../../../src/view/welcome.ts";
import { callsBetween, type SteadyAccount, steadyAccount } from "../../support/steadyAccount.ts";
import { stateOf, watchOf } from "../../support/watches.ts";

const MINUTE_MS = 60_000;
const RUPEE = 10_000;
const MODES: readonly StatusBarMode[] = ["period", "today", "month", "budget"];
const ACCOUNT = "account";

/** Half and quarter hours among them, and one whose clocks are changed in this very night (Auckland, 27 September). */
const ZONES = ["Asia/Kolkata", "Asia/Kathmandu", "America/St_Johns", "Pacific/Auckland", "UTC"] as const;

/** What happens around midnight: minutes after it (before it: negative) at which the account is read. */
const NIGHTS: Readonly<Record<string, { readonly reads: (minute: number) => boolean; readonly problem?: Problem }>> = {
  online: { reads: (minute) => minute % 20 === 10 || minute % 20 === -10 },
  offline: { reads: (minute) => minute === -10, problem: { kind: "offline", detail: "" } },
  asleep: { reads: (minute) => minute === -10 || minute >= 432 },
};

/** The truth, counted without anything of the product: what is measured of a period by the last reading. */
function measuredOf(
  period: Period,
  zone: string,
  lastRead: number,
): { readonly calls: number; readonly isKnown: boolean } {
  const { from, to } = intervalOf(period, zone);
  const until = Math.min(to / 1000, lastRead);
  return { calls: callsBetween(from / 1000, until), isKnown: until > from / 1000 };
}

interface Moment {
  readonly account: SteadyAccount;
  readonly zone: string;
  readonly now: number;
  readonly lastRead: number;
  readonly problem?: Problem;
}

async function stateAt(
  { account, zone, now, lastRead, problem }: Moment,
  preset: "thisMonth" | "last7Days",
): Promise<AppState> {
  const today = todayIn(zone, now * 1000);
  const choices = { accountId: ACCOUNT, period: { preset }, filter: {}, granularity: "day" } as const;
  const usage = await readUsage(account.ledger, ACCOUNT, choices, { zone, cycleStart: 1, today, now });
  const month = resolvePeriod({ preset: "thisMonth" }, today, 1);
  const { series } = await account.ledger.summarize(ACCOUNT, month, "day", {});
  const extentOf = (period: Period) => knownOf(intervalOf(period, zone), usage.stretches, now).extent;
  const budgets = budgetUses(
    { daily: 100 * RUPEE, monthly: 2_000 * RUPEE },
    series,
    { today, cycleStart: 1 },
    extentOf,
  );
  return {
    ...stateOf(),
    zone,
    today,
    choice: { preset },
    period: resolvePeriod({ preset }, today, 1),
    usage,
    syncedAt: lastRead,
    ...(problem === undefined ? {} : { problem }),
    watch: watchOf({ budgets, asOf: lastRead, day: todayIn(zone, lastRead * 1000) }),
  };
}

/** Rupees of a text, or undefined where it states none. */
function rupeesIn(text: string): number | undefined {
  const found = /₹([\d,]+\.\d\d)/.exec(text);
  return found === null ? undefined : Number((found[1] ?? "").replaceAll(",", ""));
}

function checkPeriodSurfaces(state: AppState, { now, zone, lastRead }: Moment, where: string): void {
  const { calls, isKnown } = measuredOf(state.period, zone, lastRead);
  const expected = isKnown ? calls * 2 : undefined;
  const { tiles, buckets, spend, cumulative, outcomes, hasNumbers, notices } = dashboardSnapshotOf(state, now, {
    rowsRevision: 0,
    expanded: false,
    gst: FIRST_GST_RULE,
  });
  const status =
    statusItemOf(state, { mode: "period", openAlerts: 0, runwayDays: 0, gst: FIRST_GST_RULE }, now)?.text ?? "";
  assert.equal(rupeesIn(status), expected, `status ${where}: ${status}`);
  assert.equal(rupeesIn(tiles[0]?.value ?? ""), expected, `tile ${where}`);
  // Of an amount that nobody measured there is no tax; of ₹2 a call there is so much without it.
  const taxable = expected === undefined ? undefined : Math.round((expected * 100) / 1.18) / 100;
  assert.equal(rupeesIn(tiles[0]?.tax ?? ""), taxable, `taxable value ${where}`);
  assert.equal(hasNumbers, isKnown, where);
  if (!isKnown) {
    assert.deepEqual(
      [
        ...new Set(
          tiles.map(
            ({ value, previous, change }) => `${value} ${previous === "" || /not compared/.test(previous)} ${change}`,
          ),
        ),
      ],
      ["— true "],
      where,
    );
    assert.equal(productsMessage(state, now), "", where);
    assert.deepEqual(productRows(state), [], where);
    assert.notEqual(welcomeOf(state, now), "empty", where);
    assert.doesNotMatch(
      notices.map(({ text, detail }) => `${text} ${detail}`).join(" "),
      /reported none|No calls|₹|\d %/,
      where,
    );
  } else if (calls > 0) assert.equal(rupeesIn(productsMessage(state, now)), expected, where);
  for (const [place, bucket] of buckets.entries()) {
    const day = measuredOf(bucket, zone, lastRead);
    const values = [...spend.series, ...(spend.other ? [spend.other] : [])].map(({ values: all }) => all[place]);
    const name = `${where}, bucket ${bucket.name}`;
    if (!day.isKnown) {
      assert.ok(
        values.every((value) => value === null),
        name,
      );
      assert.deepEqual([spend.totals[place], bucket.state], ["—", "unknown"], name);
      assert.ok(
        outcomes.series.every(({ texts }) => texts[place] === "—"),
        name,
      );
      assert.ok((cumulative.current.values[place] ?? null) === null, name);
      continue;
    }
    assert.equal(rupeesIn(spend.totals[place] ?? ""), day.calls * 2, name);
    const { to } = intervalOf(bucket, zone);
    const state_ = lastRead >= to / 1000 ? "whole" : now >= to / 1000 ? "atLeast" : "soFar";
    assert.equal(bucket.state, state_, name);
    assert.equal(spend.totals[place]?.startsWith("at least"), state_ === "atLeast", name);
  }
}

function checkEveryMode(state: AppState, { now, zone, lastRead }: Moment, where: string): void {
  const { today } = state;
  const day = measuredOf({ since: today, until: today }, zone, lastRead);
  const month = measuredOf(resolvePeriod({ preset: "thisMonth" }, today, 1), zone, lastRead);
  for (const mode of MODES) {
    const item = statusItemOf(state, { mode, openAlerts: 0, runwayDays: 0, gst: FIRST_GST_RULE }, now);
    assert.ok(item);
    const { isKnown, calls } =
      mode === "today" ? day : mode === "month" ? month : measuredOf(state.period, zone, lastRead);
    if (mode === "budget") {
      const share = month.isKnown ? `${((month.calls * 2 * 100) / 2_000).toFixed(1)} % of budget` : "— of budget";
      assert.equal(item.text.replace(/^\S+ /, ""), share, `budget ${where}`);
    } else assert.equal(rupeesIn(item.text), isKnown ? calls * 2 : undefined, `${mode} ${where}`);
    const row = item.tooltip.split("\n").find((line) => line.startsWith("| Today")) ?? "";
    assert.equal(rupeesIn(row), day.isKnown ? day.calls * 2 : undefined, `hover ${where}: ${row}`);
    const daily = item.tooltip.split("\n").find((line) => /Budget \d/.test(line)) ?? "";
    if (!day.isKnown) assert.match(daily, /— of ₹100/, `hover's budget ${where}: ${daily}`);
  }
}

for (const zone of ZONES) {
  test(`the month's turn in ${zone}, every minute of 24 hours, online, offline and asleep`, {
    timeout: patient(300_000),
  }, async (t) => {
    const first: Day = "2026-10-01";
    const midnight = startOfDay(zone, first) / 1000;
    for (const [night, { reads, problem }] of Object.entries(NIGHTS)) {
      const account = steadyAccount(t, zone);
      let lastRead = midnight - 13 * 60 * MINUTE_MS;
      account.read("2026-08-28", utcDayOf(lastRead * 1000), lastRead);
      let read = false;
      for (let minute = -12 * 60; minute < 12 * 60; minute++) {
        // Far from midnight a minute is like the next one, unless somebody reads; EVERY_MINUTE=1 looks at all of them.
        const isNear = Math.abs(minute) < 40 || minute % 11 === 0 || process.env["EVERY_MINUTE"] === "1";
        const now = midnight + minute * MINUTE_MS;
        if (reads(minute) && !(night === "asleep" && read && minute > 432 && minute % 20 !== 10)) {
          read = true;
          lastRead = now;
          account.read(addDays(utcDayOf(now * 1000), -2), utcDayOf(now * 1000), now);
        }
        if (!isNear) continue;
        const moment = {
          account,
          zone,
          now,
          lastRead,
          ...(night === "offline" && minute > -10 && problem ? { problem } : {}),
        };
        const where = `${night}, ${minute} minutes after midnight`;
        const state = await stateAt(moment, "thisMonth");
        checkPeriodSurfaces(state, moment, where);
        checkEveryMode(state, moment, where);
        if (minute % 10 === 0) checkPeriodSurfaces(await stateAt(moment, "last7Days"), moment, `last 7 days, ${where}`);
      }
    }
  });
}

test("the diagnosis states no number for a period that nobody has read", () => {
  const page = diagnosisPage({
    writtenAt: 0,
    versions: { extension: "", vscode: "", node: "", platform: "" },
    number: {
      period: { since: "2026-10-01", until: "2026-10-01" },
      zone: "Asia/Kolkata",
      dates: { since: "2026-09-30", until: "2026-10-01" },
      shown: { calls: 0, charge: 0 },
      extent: "nothing",
      counted: { calls: 0, charge: 0 },
      check: { bytes: 0, rows: 0, damage: [], differingDays: [] },
      coverage: { open: 1, settling: 0, sealed: 0, missing: [] },
      windows: [],
      setAside: [],
    },
  });
  assert.match(page, /nothing has been read of this period yet, so there is no number/);
  assert.doesNotMatch(page, /0\.00 INR|0 calls/);
});
