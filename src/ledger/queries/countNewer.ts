import { addDays, dayFromNumber } from "../../domain/day.ts";
import type { TransactionFilter } from "../../domain/filter.ts";
import type { Period } from "../../domain/period.ts";
import type { Micros } from "../../domain/transaction.ts";
import { hoursUnder, resolveFilter, testOf } from "./filters.ts";
import type { OpenAccount } from "./openAccount.ts";
import { countRows } from "./tableRows.ts";

/**
 * How many transactions of a period under a filter are newer than an instant: those of later days from the roll-ups where kinds
 * decide the filter, those of the instant's own day from the rows. So a place in a list of millions is found without walking to it.
 */
export function countNewer(of: OpenAccount, period: Period, filter: TransactionFilter, at: Micros): number {
  const dayOfInstant = Math.floor(of.clock.localHour(at) / 24);
  const day = dayFromNumber(dayOfInstant);
  if (day > period.until) return 0;
  if (day < period.since) return countRows({ ...of, period, filter });
  const rest = restOfDay(of, day, filter, at, of.clock.dayInterval(dayOfInstant).to);
  if (day === period.until) return rest;
  return rest + countRows({ ...of, period: { since: addDays(day, 1), until: period.until }, filter });
}

/** Rows of one day after an instant. */
function restOfDay(of: OpenAccount, day: string, filter: TransactionFilter, at: Micros, end: Micros): number {
  const resolved = resolveFilter(of, { since: day, until: day }, filter);
  const test = testOf(resolved);
  let newer = 0;
  for (const part of hoursUnder(resolved, of.snapshot, of.account, { from: at + 1, to: end }, "ascending")) {
    const passes = test(part.hour);
    for (let row = part.from; row < part.to; row++) if (passes(row)) newer++;
  }
  return newer;
}
