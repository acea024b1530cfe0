import { addDays, dayIn, dayNumber, startOfDay } from "../../domain/day.ts";
import type { TransactionFilter } from "../../domain/filter.ts";
import type { PackedSummary } from "../../domain/packedSummary.ts";
import { type Interval, intervalOf, type Period } from "../../domain/period.ts";
import type { Division, SummaryWish } from "../../domain/summary.ts";
import { SummaryCount } from "../../domain/summaryCount.ts";
import { blob, integer, type Snapshot } from "../file/database.ts";
import { hourOfWeek, mondayOf, visitDay, visitHours, weekOf } from "../rollups/rollupCells.ts";
import { ALL_KINDS, countHours } from "../rollups/rollups.ts";
import type { AccountKinds } from "../rows/kinds.ts";
import { hoursUnder, type ResolvedFilter, resolveFilter, testOf } from "./filters.ts";
import type { OpenAccount } from "./openAccount.ts";

/**
 * Everything about one period of one account: from the roll-ups where kinds decide the filter, otherwise from the rows. The day that
 * `before` cuts is counted from its rows.
 */
export function summarizePeriod(
  of: OpenAccount,
  period: Period,
  division: Division,
  filter: TransactionFilter,
  { before = Number.POSITIVE_INFINITY, heat }: SummaryWish = {},
): PackedSummary {
  const { snapshot, account, kinds, clock } = of;
  const resolved = resolveFilter(of, period, filter);
  const count = new SummaryCount(kinds, division, heat);
  const interval = intervalOf(period, clock.zone);
  const to = Math.max(interval.from, Math.min(interval.to, before));
  if (resolved.rows !== undefined) countRows(of, { ...interval, to }, resolved, count);
  else {
    const cutDay = to < interval.to ? dayIn(clock.zone, to) : undefined;
    const days = cutDay === undefined ? period : { ...period, until: addDays(cutDay, -1) };
    countDays(snapshot, account, days, resolved.kinds, count);
    for (const [kind, sign] of heat === "leftOut" ? [] : heatKinds(kinds, resolved.kinds)) {
      countHeat(snapshot, account, days, kind, sign, count);
    }
    if (cutDay !== undefined) countRows(of, { from: startOfDay(clock.zone, cutDay), to }, resolved, count);
  }
  return count.pack();
}

function countDays(
  snapshot: Snapshot,
  account: number,
  { since, until }: Period,
  wanted: ReadonlySet<number> | undefined,
  count: SummaryCount,
): void {
  const sql = "SELECT day, cells FROM day_totals WHERE account = ? AND day BETWEEN ? AND ?";
  for (const row of snapshot.each(sql, account, dayNumber(since), dayNumber(until))) {
    const day = integer(row, "day");
    visitDay(blob(row, "cells"), (kind, calls, charge, chargedCalls, chargedCharge) => {
      if (wanted === undefined || wanted.has(kind)) count.addDay(day, kind, calls, charge, chargedCalls, chargedCharge);
    });
  }
}

/** What adds up to the hours of the wanted kinds: they themselves, or all without the others where those are fewer. */
function heatKinds(
  kinds: AccountKinds,
  wanted: ReadonlySet<number> | undefined,
): readonly (readonly [number, 1 | -1])[] {
  if (wanted === undefined) return [[ALL_KINDS, 1]];
  const others = [...kinds.all()].filter(({ kind }) => !wanted.has(kind));
  if (wanted.size <= others.length + 1) return [...wanted].map((kind) => [kind, 1]);
  return [[ALL_KINDS, 1], ...others.map(({ kind }) => [kind, -1] as const)];
}

function countHeat(
  snapshot: Snapshot,
  account: number,
  { since, until }: Period,
  kind: number,
  sign: 1 | -1,
  count: SummaryCount,
): void {
  const [first, last] = [dayNumber(since), dayNumber(until)];
  const sql = "SELECT week, cells FROM hour_totals WHERE account = ? AND kind = ? AND week BETWEEN ? AND ?";
  for (const row of snapshot.each(sql, account, kind, weekOf(first), weekOf(last))) {
    const monday = mondayOf(integer(row, "week"));
    const [from, to] = [(first - monday) * 24, (last + 1 - monday) * 24];
    visitHours(blob(row, "cells"), (hour, calls, charge) => {
      if (hour >= from && hour < to) count.addHour(hour, sign * calls, sign * charge);
    });
  }
}

function countRows(
  { snapshot, clock, account }: OpenAccount,
  interval: Interval,
  filter: ResolvedFilter,
  count: SummaryCount,
): void {
  const parts = hoursUnder(filter, snapshot, account, interval, "ascending");
  const { hours } = countHours(clock, parts, testOf(filter));
  for (const [hour, cells] of hours) {
    const day = Math.floor(hour / 24);
    for (const [kind, { calls, charge, chargedCalls, chargedCharge }] of cells) {
      count.addDay(day, kind, calls, charge, chargedCalls, chargedCharge);
      count.addHour(hourOfWeek(hour), calls, charge);
    }
  }
}
