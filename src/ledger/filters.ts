import type { TransactionFilter } from "../domain/filter.ts";
import type { Money } from "../domain/money.ts";
import type { Interval } from "../domain/period.ts";
import type { Database } from "./database.ts";
import type { AccountKinds, Kind } from "./kinds.ts";
import { allOf, anyOf, everyRow, type HourTest, idContains, ofKinds } from "./rowTest.ts";
import { ALL_TIME, type HourPart, hoursIn, type TimeDirection } from "./transactionRows.ts";
import { type WeekHours, weekHoursOf } from "./weekHours.ts";
import type { ZoneClock } from "./zoneClock.ts";

/** A filter as the ledger can apply it. */
export interface ResolvedFilter {
  /** The kinds that can match; undefined for all of them. Roll-ups are kept per kind, so this much costs no look at the rows. */
  readonly kinds: ReadonlySet<number> | undefined;
  /** What only the rows themselves can answer (parts of ids, hours, charges that are no part of a kind); undefined for nothing. */
  readonly rows: HourTest | undefined;
  /** The hours of the week that can match, part of what `rows` tests; undefined for all of them. */
  readonly week: WeekHours | undefined;
}

/** Splits a filter into what kinds decide and what only rows decide. */
export function resolveFilter(
  database: Database,
  clock: ZoneClock,
  account: number,
  kinds: AccountKinds,
  filter: TransactionFilter,
): ResolvedFilter {
  const week = weekHoursOf(clock, filter);
  const rows = week === undefined ? [] : [week.test()];
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
  const charges = chargeTests(filter);
  if (charges.length > 0) {
    const passes = (charge: Money): boolean => charges.every((test) => test(charge));
    tests.push(({ charge }) => charge === undefined || passes(charge));
    const isOpen = [...narrowed()].some((kind) => kinds.get(kind).charge === undefined);
    if (isOpen) rows.push((hour) => (row) => passes(hour.charge(row)));
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

/** The filter's conditions on the charge. */
function chargeTests({ charged, minCharge, maxCharge }: TransactionFilter): ((charge: Money) => boolean)[] {
  const tests: ((charge: Money) => boolean)[] = [];
  if (charged !== undefined) tests.push((charge) => (charge !== 0) === charged);
  if (minCharge !== undefined) tests.push((charge) => charge >= minCharge);
  if (maxCharge !== undefined) tests.push((charge) => charge <= maxCharge);
  return tests;
}

/** False for most words: UUIDs consist of hex digits, and few accounts have other ids. */
function canBeInIds(database: Database, account: number, text: string): boolean {
  const bare = text.replaceAll("-", "");
  if (/^[0-9a-f]{1,32}$/.test(bare)) return true;
  return bare !== "" && database.get("SELECT 1 FROM foreign_ids WHERE account = ? LIMIT 1", account) !== undefined;
}
