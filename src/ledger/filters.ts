import { dayNumber } from "../domain/day.ts";
import type { TransactionFilter } from "../domain/filter.ts";
import type { Interval, Period } from "../domain/period.ts";
import { blob, type Database } from "./database.ts";
import type { AccountKinds, Kind } from "./kinds.ts";
import { visitDay } from "./rollupCells.ts";
import { allOf, anyOf, everyRow, type HourTest, idContains, ofKinds } from "./rowTest.ts";
import { ALL_TIME, type HourPart, hoursIn, type TimeDirection } from "./transactionRows.ts";
import { type WeekHours, weekHoursOf } from "./weekHours.ts";
import type { ZoneClock } from "./zoneClock.ts";

/** A filter as the ledger can apply it. */
export interface ResolvedFilter {
  /** The kinds that can match; undefined for all of them. Roll-ups are kept per kind, so this much costs no look at the rows. */
  readonly kinds: ReadonlySet<number> | undefined;
  /** What only the rows themselves can answer (charge bounds, parts of ids, hours); undefined for nothing. */
  readonly rows: HourTest | undefined;
  /** The hours of the week that can match, part of what `rows` tests; undefined for all of them. */
  readonly week: WeekHours | undefined;
}

/** Splits a filter into what kinds decide and what only rows decide. A period that is undefined is all time. */
export function resolveFilter(
  database: Database,
  clock: ZoneClock,
  account: number,
  kinds: AccountKinds,
  period: Period | undefined,
  filter: TransactionFilter,
): ResolvedFilter {
  const week = weekHoursOf(clock, filter);
  const rows = [...(week === undefined ? [] : [week.test()]), ...chargeTests(filter)];
  const tests = kindTests(kinds, filter);
  const text = filter.text?.trim().toLowerCase() ?? "";
  if (text !== "") {
    const inMessage = (kind: Kind): boolean => kind.message.toLowerCase().includes(text);
    if (canBeInIds(database, account, text)) {
      const matching = [...kinds.all()].filter(inMessage).map(({ kind }) => kind);
      rows.push(anyOf(ofKinds(new Set(matching)), idContains(database, account, text)));
    } else tests.push(inMessage);
  }
  const narrowed = (): Set<number> => {
    const passing = [...kinds.all()].filter((kind) => tests.every((test) => test(kind)));
    return new Set(passing.map(({ kind }) => kind));
  };
  const { charged } = filter;
  if (charged !== undefined) {
    const known = chargedKinds(database, account, period, narrowed());
    if (known === undefined) rows.push((hour) => (row) => (hour.charge(row) !== 0) === charged);
    else tests.push(({ kind }) => known.get(kind) === charged);
  }
  return {
    kinds: tests.length === 0 ? undefined : narrowed(),
    rows: rows.length === 0 ? undefined : allOf(rows),
    week,
  };
}

/** The hours of an interval that can hold rows of a filter, each cut to the part in question. */
export function* hoursUnder(
  { week }: Pick<ResolvedFilter, "week">,
  database: Database,
  account: number,
  interval: Interval,
  direction: TimeDirection,
): Generator<HourPart> {
  // Beyond the calendar (an unlimited interval) there are no days of the week.
  if (week === undefined || interval.from === ALL_TIME.from) {
    yield* hoursIn(database, account, interval, direction);
    return;
  }
  const parts = week.within(interval);
  for (const part of direction === "ascending" ? parts : parts.toReversed()) {
    yield* hoursIn(database, account, part, direction);
  }
}

/** The whole filter as a test of rows. */
export function testOf({ kinds, rows }: ResolvedFilter): HourTest {
  // Kinds first: they need nothing but the row's number, ids would have to be read.
  return allOf([...(kinds === undefined ? [] : [ofKinds(kinds)]), rows ?? everyRow]);
}

function kindTests(kinds: AccountKinds, filter: TransactionFilter): ((kind: Kind) => boolean)[] {
  const { products, statuses, messages, outcomes } = filter;
  const tests: ((kind: Kind) => boolean)[] = [];
  if (products !== undefined) tests.push(({ product }) => products.includes(product));
  if (statuses !== undefined) tests.push(({ status }) => statuses.includes(status));
  if (messages !== undefined) tests.push(({ message }) => messages.includes(message));
  if (outcomes !== undefined) tests.push(({ kind }) => outcomes.includes(kinds.outcome(kind)));
  return tests;
}

/**
 * Which of some kinds are charged, for each that occurs in the period; undefined where a kind is charged at one time and free at
 * another. A product's price changes rarely, so the roll-ups nearly always know what else only a look at every row would tell.
 */
function chargedKinds(
  database: Database,
  account: number,
  period: Period | undefined,
  wanted: ReadonlySet<number>,
): ReadonlyMap<number, boolean> | undefined {
  const known = new Map<number, boolean>();
  let isMixed = false;
  const sql = "SELECT cells FROM day_totals WHERE account = ? AND day BETWEEN ? AND ?";
  const [since, until] = period === undefined ? [-1e8, 1e8] : [dayNumber(period.since), dayNumber(period.until)];
  for (const row of database.prepare(sql).iterate(account, since, until)) {
    visitDay(blob(row, "cells"), (kind, calls, charge, chargedCalls) => {
      if (!wanted.has(kind)) return;
      const all = chargedCalls === calls;
      // Without a charge above zero, only refunds could make the sum another one.
      const none = chargedCalls === 0 && charge === 0;
      if ((!all && !none) || (known.get(kind) ?? all) !== all) isMixed = true;
      known.set(kind, all);
    });
  }
  return isMixed ? undefined : known;
}

function chargeTests({ minCharge, maxCharge }: TransactionFilter): HourTest[] {
  const tests: HourTest[] = [];
  if (minCharge !== undefined) tests.push((hour) => (row) => hour.charge(row) >= minCharge);
  if (maxCharge !== undefined) tests.push((hour) => (row) => hour.charge(row) <= maxCharge);
  return tests;
}

/** False for most words: UUIDs consist of hex digits, and few accounts have other ids. */
function canBeInIds(database: Database, account: number, text: string): boolean {
  const bare = text.replaceAll("-", "");
  if (/^[0-9a-f]{1,32}$/.test(bare)) return true;
  return bare !== "" && database.get("SELECT 1 FROM foreign_ids WHERE account = ? LIMIT 1", account) !== undefined;
}
