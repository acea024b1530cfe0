import { LEAST_ID_PART, type TransactionFilter } from "../../domain/filter.ts";
import type { Money } from "../../domain/money.ts";
import { type Interval, intervalOf, type Period } from "../../domain/period.ts";
import type { Snapshot } from "../file/database.ts";
import { hourOf, MICROS_PER_HOUR } from "../rows/hourRows.ts";
import type { AccountKinds, Kind } from "../rows/kinds.ts";
import { allOf, anyOf, everyRow, type HourTest, ofKinds } from "../rows/rowMatch.ts";
import { ALL_TIME, type HourPart, hoursIn, type TimeDirection } from "../rows/transactionRows.ts";
import { isHit } from "./idHits.ts";
import type { OpenAccount } from "./openAccount.ts";
import { type WeekHours, weekHoursOf } from "./weekHours.ts";

/** A filter as the ledger can apply it. */
export interface ResolvedFilter {
  /** The kinds that can match; undefined for all of them. Roll-ups are kept per kind, so this much costs no look at the rows. */
  readonly kinds: ReadonlySet<number> | undefined;
  /** What only the rows themselves can answer (parts of ids, hours, charges that are no part of a kind); undefined for nothing. */
  readonly rows: HourTest | undefined;
  /** The hours of the week that can match, part of what `rows` tests; undefined for all of them. */
  readonly week: WeekHours | undefined;
  /** The UTC hours (ascending) with ids that can match, part of what `rows` tests; undefined for all of them. */
  readonly hours: readonly number[] | undefined;
}

/** Splits a filter into what kinds decide and what only rows of a period decide. A period that is undefined is all time. */
export function resolveFilter(of: OpenAccount, period: Period | undefined, filter: TransactionFilter): ResolvedFilter {
  const { clock, kinds } = of;
  kinds.refresh(of.snapshot, of.account);
  const week = weekHoursOf(clock, filter);
  const rows = week === undefined ? [] : [week.test()];
  const tests = kindTests(kinds, filter);
  let hours: readonly number[] | undefined;
  const text = filter.text?.trim().toLowerCase() ?? "";
  if (text !== "") {
    const inMessage = (kind: Kind): boolean => kind.message.toLowerCase().includes(text);
    if (canBeInIds(of, text)) {
      const matching = new Set([...kinds.all()].filter(inMessage).map(({ kind }) => kind));
      const interval = period === undefined ? ALL_TIME : intervalOf(period, clock.zone);
      const hits = of.idSearches.hits(of.snapshot, of.account, text, interval);
      rows.push(matching.size === 0 ? isHit(hits) : anyOf(ofKinds(matching), isHit(hits)));
      if (matching.size === 0) hours = [...hits.keys()];
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
    hours,
  };
}

/** The hours of an interval that can hold rows of a filter, each cut to the part in question. */
export function* hoursUnder(
  { week, hours }: Pick<ResolvedFilter, "week" | "hours">,
  snapshot: Snapshot,
  account: number,
  interval: Interval,
  direction: TimeDirection,
): Generator<HourPart> {
  if (hours !== undefined) {
    const within = hours.filter((hour) => hour >= hourOf(interval.from) && hour <= hourOf(interval.to - 1));
    for (const hour of direction === "ascending" ? within : within.toReversed()) {
      yield* hoursIn(snapshot, account, cut(hour, interval), direction);
    }
    return;
  }
  // Beyond the calendar (an unlimited interval) there are no days of the week.
  if (week === undefined || interval.from === ALL_TIME.from) {
    yield* hoursIn(snapshot, account, interval, direction);
    return;
  }
  const parts = week.within(interval);
  for (const part of direction === "ascending" ? parts : parts.toReversed()) {
    yield* hoursIn(snapshot, account, part, direction);
  }
}

/** What an interval has of a UTC hour. */
function cut(hour: number, { from, to }: Interval): Interval {
  const start = hour * MICROS_PER_HOUR;
  return { from: Math.max(from, start), to: Math.min(to, start + MICROS_PER_HOUR) };
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
function canBeInIds({ snapshot, account }: OpenAccount, text: string): boolean {
  const bare = text.replaceAll("-", "");
  if (bare.length < LEAST_ID_PART) return false;
  if (/^[0-9a-f]{1,32}$/.test(bare)) return true;
  return snapshot.get("SELECT 1 FROM foreign_ids WHERE account = ? LIMIT 1", account) !== undefined;
}
