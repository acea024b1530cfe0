import { dayFromNumber, dayIn, dayNumber } from "../../domain/day.ts";
import { MOST_OF_AN_ACCOUNT, type Money } from "../../domain/money.ts";
import { intervalOf } from "../../domain/period.ts";
import type { Micros } from "../../domain/transaction.ts";
import type { ZoneClock } from "../../domain/zoneClock.ts";
import { blob, type Snapshot, type WriteTransaction } from "../file/database.ts";
import type { HourRows } from "../rows/hourRows.ts";
import { everyRow, type HourTest, type RowTest } from "../rows/rowMatch.ts";
import { ALL_TIME, type HourPart, hoursIn } from "../rows/transactionRows.ts";
import type { Pace, Steps } from "../steps.ts";
import {
  type Cell,
  type DayCells,
  type HourCell,
  type HourCells,
  mondayOf,
  newCell,
  packDay,
  packHours,
  unpackDay,
  unpackHours,
  visitDay,
  weekOf,
} from "./rollupCells.ts";

/** The kind under which hour_totals keeps all kinds together. Stored kinds start at 1. */
export const ALL_KINDS = 0;

/** What a set of added, changed and removed transactions does to the roll-ups, by billing hour and kind. */
export class RollupChange {
  /** By hours since 1970 on the billing zone's clock. */
  readonly hours = new Map<number, Map<number, Cell>>();
  readonly #clock: ZoneClock;
  #lastHour = Number.NaN;
  #lastKinds = new Map<number, Cell>();

  constructor(clock: ZoneClock) {
    this.#clock = clock;
  }

  add(at: Micros, kind: number, charge: Money): void {
    this.#change(at, kind, charge, 1);
  }

  remove(at: Micros, kind: number, charge: Money): void {
    this.#change(at, kind, charge, -1);
  }

  /** Adds the rows from…to-1 that pass; all of them lie in one hour of the zone's clock. */
  addRows({ kinds, charges }: HourRows, localHour: number, from: number, to: number, passes: RowTest): void {
    // By kind: a year has 18 million rows, and looking each one's cell up in maps would take most of the time.
    const cells: (Cell | undefined)[] = [];
    for (let row = from; row < to; row++) {
      if (!passes(row)) continue;
      const kind = kinds[row] ?? 0;
      const charge = charges[row] ?? 0;
      const cell = (cells[kind] ??= this.#cell(localHour, kind));
      cell.calls += 1;
      cell.charge += charge;
      if (charge <= 0) continue;
      cell.chargedCalls += 1;
      cell.chargedCharge += charge;
    }
  }

  #cell(hour: number, kind: number): Cell {
    // Rows come in the order of time, mostly.
    if (hour !== this.#lastHour) {
      this.#lastHour = hour;
      this.#lastKinds = entryOf(this.hours, hour, () => new Map<number, Cell>());
    }
    return entryOf(this.#lastKinds, kind, newCell);
  }

  #change(at: Micros, kind: number, charge: Money, sign: 1 | -1): void {
    const cell = this.#cell(this.#clock.localHour(at), kind);
    cell.calls += sign;
    cell.charge += sign * charge;
    if (charge <= 0) return;
    cell.chargedCalls += sign;
    cell.chargedCharge += sign * charge;
  }
}

function addCell(cell: Cell, change: Cell): void {
  cell.calls += change.calls;
  cell.charge += change.charge;
  cell.chargedCalls += change.chargedCalls;
  cell.chargedCharge += change.chargedCharge;
}

/** What a change does to one week. */
export interface ChangedWeek {
  readonly week: number;
  readonly days: ReadonlyMap<number, DayCells>;
  /** By kind; {@link ALL_KINDS} for all of them together. */
  readonly hours: ReadonlyMap<number, HourCells>;
}

/** A change, taken apart into the weeks that it touches. */
export function* changedWeeks(change: RollupChange): Generator<ChangedWeek> {
  for (const [week, changes] of Map.groupBy(change.hours, ([hour]) => weekOf(Math.floor(hour / 24)))) {
    const days = new Map<number, DayCells>();
    const hours = new Map<number, HourCells>();
    const start = mondayOf(week) * 24;
    for (const [hour, kinds] of changes) {
      const cells = entryOf(days, Math.floor(hour / 24), noCells);
      for (const [kind, cell] of kinds) {
        addCell(entryOf(cells, kind, newCell), cell);
        for (const key of [kind, ALL_KINDS]) addHour(entryOf(hours, key, noHours), hour - start, cell);
      }
    }
    yield { week, days, hours };
  }
}

/** Adds a change to the stored roll-ups, inside the write that changes the transactions, so that they never disagree. */
export function applyRollupChange(transaction: WriteTransaction, account: number, change: RollupChange): void {
  for (const { week, days, hours } of changedWeeks(change)) {
    for (const [day, changes] of days) addToDay(transaction, account, day, changes);
    for (const [kind, changes] of hours) addToHours(transaction, account, kind, week, changes);
  }
}

function addToDay(transaction: WriteTransaction, account: number, day: number, changes: DayCells): void {
  const stored = transaction.get("SELECT cells FROM day_totals WHERE account = ? AND day = ?", account, day);
  const cells = unpackDay(stored && blob(stored, "cells"));
  for (const [kind, change] of changes) addCell(entryOf(cells, kind, newCell), change);
  const packed = packDay(cells);
  if (packed === undefined) transaction.run("DELETE FROM day_totals WHERE account = ? AND day = ?", account, day);
  else
    transaction.run("INSERT OR REPLACE INTO day_totals (account, day, cells) VALUES (?, ?, ?)", account, day, packed);
}

function addToHours(
  transaction: WriteTransaction,
  account: number,
  kind: number,
  week: number,
  changes: HourCells,
): void {
  const one = "account = ? AND kind = ? AND week = ?";
  const stored = transaction.get(`SELECT cells FROM hour_totals WHERE ${one}`, account, kind, week);
  const cells = unpackHours(stored && blob(stored, "cells"));
  for (const [hour, change] of changes) addHour(cells, hour, change);
  const packed = packHours(cells);
  if (packed === undefined) transaction.run(`DELETE FROM hour_totals WHERE ${one}`, account, kind, week);
  else {
    const put = "INSERT OR REPLACE INTO hour_totals (account, kind, week, cells) VALUES (?, ?, ?, ?)";
    transaction.run(put, account, kind, week, packed);
  }
}

function addHour(cells: HourCells, hour: number, { calls, charge }: HourCell): void {
  const cell = entryOf(cells, hour, () => ({ calls: 0, charge: 0 }));
  cell.calls += calls;
  cell.charge += charge;
}

function noHours(): HourCells {
  return new Map();
}

function noCells(): DayCells {
  return new Map();
}

function entryOf<V>(map: Map<number, V>, key: number, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

/** Counts the transactions of some hours that pass a test. */
export function countHours(clock: ZoneClock, hours: Iterable<HourPart>, test: HourTest = everyRow): RollupChange {
  const count = new RollupChange(clock);
  for (const { hour, from, to } of hours) {
    const passes = test(hour);
    for (let first = from; first < to; ) {
      const at = hour.at(first);
      const next = Math.min(to, hour.firstFrom(clock.endOfHour(at)));
      count.addRows(hour, clock.localHour(at), first, next, passes);
      first = next;
    }
  }
  return count;
}

/**
 * Whether all charges and all refunds of an account together still are a number that can be counted exactly; then every sum over
 * some of them is exact too. Rounding errors can not hide it: a sum of positive numbers never falls back below the bound.
 */
export function isCountable(snapshot: Snapshot, account: number): boolean {
  let sum = 0;
  for (const row of snapshot.each("SELECT cells FROM day_totals WHERE account = ?", account)) {
    visitDay(blob(row, "cells"), (_kind, _calls, charge, _chargedCalls, chargedCharge) => {
      sum += chargedCharge + Math.abs(charge - chargedCharge);
    });
  }
  return sum <= MOST_OF_AN_ACCOUNT;
}

/** How many weeks are recounted at once: two of 100 kinds are 34 000 cells. */
const WEEKS_AT_ONCE = 2;

/** The roll-ups of an account as its rows give them, in pieces of whole weeks, oldest first. */
export function* recount(snapshot: Snapshot, clock: ZoneClock, account: number): Generator<RollupChange> {
  let from = ALL_TIME.from;
  for (;;) {
    const next = hoursIn(snapshot, account, { from, to: ALL_TIME.to }, "ascending").next();
    if (next.done === true) return;
    const day = dayIn(clock.zone, next.value.hour.at(next.value.from));
    const until = dayFromNumber(mondayOf(weekOf(dayNumber(day)) + WEEKS_AT_ONCE) - 1);
    const interval = intervalOf({ since: day, until }, clock.zone);
    yield countHours(clock, hoursIn(snapshot, account, interval, "ascending"));
    from = interval.to;
  }
}

/** An account's roll-ups as its rows give them, as they are stored. */
export interface CountedRollups {
  readonly days: readonly (readonly [day: number, cells: Uint8Array])[];
  readonly hours: readonly (readonly [kind: number, week: number, cells: Uint8Array])[];
}

/** Counts an account's roll-ups from its rows; a year of 100 kinds takes 20 MB. */
export function* countRollups(
  snapshot: Snapshot,
  clock: ZoneClock,
  account: number,
  pace: Pace,
): Steps<CountedRollups> {
  const counted: { days: [number, Uint8Array][]; hours: [number, number, Uint8Array][] } = { days: [], hours: [] };
  for (const change of recount(snapshot, clock, account)) {
    for (const { week, days, hours } of changedWeeks(change)) {
      for (const [day, cells] of days) {
        const packed = packDay(cells);
        if (packed !== undefined) counted.days.push([day, packed]);
      }
      for (const [kind, cells] of hours) {
        const packed = packHours(cells);
        if (packed !== undefined) counted.hours.push([kind, week, packed]);
      }
    }
    if (pace.isDue()) yield undefined;
  }
  return counted;
}

/** Replaces an account's roll-ups. */
export function replaceRollups(transaction: WriteTransaction, account: number, { days, hours }: CountedRollups): void {
  transaction.run("DELETE FROM day_totals WHERE account = ?", account);
  transaction.run("DELETE FROM hour_totals WHERE account = ?", account);
  const putDay = "INSERT INTO day_totals (account, day, cells) VALUES (?, ?, ?)";
  for (const [day, cells] of days) transaction.run(putDay, account, day, cells);
  const putHours = "INSERT INTO hour_totals (account, kind, week, cells) VALUES (?, ?, ?, ?)";
  for (const [kind, week, cells] of hours) transaction.run(putHours, account, kind, week, cells);
}
