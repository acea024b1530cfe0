import { dayNumber } from "../../domain/day.ts";
import type { TransactionFilter } from "../../domain/filter.ts";
import { LabelCount, type LabelTotals } from "../../domain/labelCount.ts";
import type { LabelRules } from "../../domain/labelRules.ts";
import { type Interval, intervalOf, type Period } from "../../domain/period.ts";
import { ID_BYTES } from "../../domain/transactionIds.ts";
import { blob, integer } from "../file/database.ts";
import { type Cell, newCell, visitDay } from "../rollups/rollupCells.ts";
import { hourOf, readHour } from "../rows/hourRows.ts";
import { IdPrefixes } from "../rows/idPrefixes.ts";
import type { Steps } from "../steps.ts";
import { hoursUnder, type ResolvedFilter, resolveFilter, testOf } from "./filters.ts";
import type { OpenAccount } from "./openAccount.ts";

/**
 * The sums of a period under a filter, by label: from the roll-ups, where kinds are counted whole, and from the rows whose ids rules know
 * by their beginning, which are taken out of them. Only what the filter asks of rows makes it look at all of them.
 */
export function* labelSums(
  of: OpenAccount,
  period: Period,
  filter: TransactionFilter,
  rules: LabelRules,
): Steps<readonly LabelTotals[]> {
  const resolved = resolveFilter(of, period, filter);
  const count = new LabelCount(of.kinds, rules);
  const interval = intervalOf(period, of.clock.zone);
  if (resolved.rows !== undefined) yield* countRows(of, interval, resolved, count);
  else {
    countDays(of, period, resolved.kinds, count);
    if (count.prefixes.length > 0) yield* moveKnownIds(of, interval, resolved.kinds, count);
  }
  return count.totals();
}

function countDays(
  { snapshot, account }: OpenAccount,
  { since, until }: Period,
  wanted: ReadonlySet<number> | undefined,
  count: LabelCount,
): void {
  const sql = "SELECT cells FROM day_totals WHERE account = ? AND day BETWEEN ? AND ?";
  for (const row of snapshot.each(sql, account, dayNumber(since), dayNumber(until))) {
    visitDay(blob(row, "cells"), (kind, calls, charge, chargedCalls, chargedCharge) => {
      if (wanted === undefined || wanted.has(kind)) count.add(kind, -1, calls, charge, chargedCalls, chargedCharge);
    });
  }
}

/** Ids first: an hour without any that is known is not read further. */
function* moveKnownIds(
  { snapshot, account, pace }: OpenAccount,
  interval: Interval,
  wanted: ReadonlySet<number> | undefined,
  count: LabelCount,
): Steps<void> {
  const prefixes = new IdPrefixes(snapshot, account, count.prefixes);
  /** By prefix, then by kind: moved at the end, as there are millions of rows and few of these. */
  const found = count.prefixes.map(() => new Map<number, Cell>());
  const sql = "SELECT hour, ids FROM hour_ids WHERE account = ? AND hour BETWEEN ? AND ? ORDER BY hour LIMIT 24";
  const last = hourOf(interval.to - 1);
  for (let next = hourOf(interval.from); next <= last; ) {
    // In pieces, because a statement that is left open would hold the file's lock between the steps.
    const rows = snapshot.all(sql, account, next, last);
    if (rows.length === 0) break;
    for (const each of rows) {
      next = integer(each, "hour") + 1;
      const ids = blob(each, "ids");
      const size = ids.length / ID_BYTES;
      let row = 0;
      while (row < size && prefixes.at(ids, row) < 0) row++;
      const hour = row === size ? undefined : readHour(snapshot, account, next - 1);
      if (hour === undefined) continue;
      const to = hour.firstFrom(interval.to);
      for (row = Math.max(row, hour.firstFrom(interval.from)); row < to; row++) {
        const prefix = prefixes.at(ids, row);
        const kind = hour.kind(row);
        if (prefix < 0 || (wanted !== undefined && !wanted.has(kind))) continue;
        const charge = hour.charge(row);
        const cells = found[prefix];
        const cell = cells?.get(kind) ?? newCell();
        if (cell.calls === 0) cells?.set(kind, cell);
        cell.calls += 1;
        cell.charge += charge;
        if (charge <= 0) continue;
        cell.chargedCalls += 1;
        cell.chargedCharge += charge;
      }
    }
    if (pace.isDue()) yield undefined;
  }
  for (const [prefix, kinds] of found.entries()) {
    for (const [kind, { calls, charge, chargedCalls, chargedCharge }] of kinds) {
      count.move(kind, prefix, calls, charge, chargedCalls, chargedCharge);
    }
  }
}

function* countRows(
  { snapshot, account, pace }: OpenAccount,
  interval: Interval,
  filter: ResolvedFilter,
  count: LabelCount,
): Steps<void> {
  const prefixes = new IdPrefixes(snapshot, account, count.prefixes);
  const test = testOf(filter);
  for (const { hour, from, to } of hoursUnder(filter, snapshot, account, interval, "ascending")) {
    const passes = test(hour);
    for (let row = from; row < to; row++) {
      if (!passes(row)) continue;
      const charge = hour.charge(row);
      const prefix = count.prefixes.length === 0 ? -1 : prefixes.at(hour.ids, row);
      count.add(hour.kind(row), prefix, 1, charge, charge > 0 ? 1 : 0, Math.max(0, charge));
    }
    if (pace.isDue()) yield undefined;
  }
}
