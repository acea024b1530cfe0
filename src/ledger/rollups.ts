import { addDays, dayIn } from "../domain/day.ts";
import type { Money } from "../domain/money.ts";
import { type Interval, intervalOf } from "../domain/period.ts";
import type { Micros } from "../domain/transaction.ts";
import { blob, type Database, integer } from "./database.ts";
import { type Cell, type HourCells, newCell, packDay, packHours, unpackDay, unpackHours } from "./rollupCells.ts";
import { ALL_ROWS, type RowCondition } from "./rowCondition.ts";
import type { ZoneClock } from "./zoneClock.ts";

/** The kind under which hour_totals keeps all kinds together. Stored kinds start at 1. */
export const ALL_KINDS = 0;

/** What a set of added, changed and removed transactions does to the roll-ups, by billing hour and kind. */
export class RollupChange {
  /** By hours since 1970 on the billing zone's clock. */
  readonly hours = new Map<number, Map<number, Cell>>();
  readonly #clock: ZoneClock;

  constructor(clock: ZoneClock) {
    this.#clock = clock;
  }

  add(at: Micros, kind: number, charge: Money): void {
    this.#change(at, kind, charge, 1);
  }

  remove(at: Micros, kind: number, charge: Money): void {
    this.#change(at, kind, charge, -1);
  }

  #change(at: Micros, kind: number, charge: Money, sign: 1 | -1): void {
    const cell = cellOf(this.hours, this.#clock.localHour(at), kind);
    cell.calls += sign;
    cell.charge += sign * charge;
    if (charge <= 0) return;
    cell.chargedCalls += sign;
    cell.chargedCharge += sign * charge;
  }

  addCounted(counted: CountedHour): void {
    addCell(cellOf(this.hours, counted.hour, counted.kind), counted);
  }
}

function addCell(cell: Cell, change: Cell): void {
  cell.calls += change.calls;
  cell.charge += change.charge;
  cell.chargedCalls += change.chargedCalls;
  cell.chargedCharge += change.chargedCharge;
}

function cellOf(hours: Map<number, Map<number, Cell>>, hour: number, kind: number): Cell {
  let kinds = hours.get(hour);
  if (kinds === undefined) hours.set(hour, (kinds = new Map<number, Cell>()));
  let cell = kinds.get(kind);
  if (cell === undefined) kinds.set(kind, (cell = newCell()));
  return cell;
}

/** Adds a change to the stored roll-ups. Inside the write that changes the transactions, so that they never disagree. */
export function applyRollupChange(database: Database, account: number, change: RollupChange): void {
  const hoursByDay = Map.groupBy(change.hours, ([hour]) => Math.floor(hour / 24));
  for (const [day, hours] of hoursByDay) {
    applyToDay(database, account, day, hours);
    applyToHours(database, account, day, hours);
  }
}

type ChangedHours = readonly (readonly [number, ReadonlyMap<number, Cell>])[];

function applyToDay(database: Database, account: number, day: number, hours: ChangedHours): void {
  const stored = database.get("SELECT cells FROM day_totals WHERE account = ? AND day = ?", account, day);
  const cells = unpackDay(stored && blob(stored, "cells"));
  for (const [, kinds] of hours) {
    for (const [kind, change] of kinds) {
      const cell = cells.get(kind) ?? newCell();
      addCell(cell, change);
      cells.set(kind, cell);
    }
  }
  const packed = packDay(cells);
  if (packed === undefined) database.run("DELETE FROM day_totals WHERE account = ? AND day = ?", account, day);
  else database.run("INSERT OR REPLACE INTO day_totals (account, day, cells) VALUES (?, ?, ?)", account, day, packed);
}

function applyToHours(database: Database, account: number, day: number, hours: ChangedHours): void {
  const byKind = new Map<number, HourCells>();
  for (const [hour, kinds] of hours) {
    for (const [kind, change] of kinds) {
      addHour(byKind, kind, hour - day * 24, change);
      addHour(byKind, ALL_KINDS, hour - day * 24, change);
    }
  }
  for (const [kind, changes] of byKind) {
    const find = "SELECT cells FROM hour_totals WHERE account = ? AND kind = ? AND day = ?";
    const stored = database.get(find, account, kind, day);
    const cells = unpackHours(stored && blob(stored, "cells"));
    for (const [hour, change] of changes) {
      const cell = cells.get(hour) ?? { calls: 0, charge: 0 };
      cells.set(hour, { calls: cell.calls + change.calls, charge: cell.charge + change.charge });
    }
    const packed = packHours(cells);
    if (packed === undefined) {
      database.run("DELETE FROM hour_totals WHERE account = ? AND kind = ? AND day = ?", account, kind, day);
    } else {
      const put = "INSERT OR REPLACE INTO hour_totals (account, kind, day, cells) VALUES (?, ?, ?, ?)";
      database.run(put, account, kind, day, packed);
    }
  }
}

function addHour(byKind: Map<number, HourCells>, kind: number, hour: number, change: Cell): void {
  let cells = byKind.get(kind);
  if (cells === undefined) byKind.set(kind, (cells = new Map()));
  const cell = cells.get(hour) ?? { calls: 0, charge: 0 };
  cells.set(hour, { calls: cell.calls + change.calls, charge: cell.charge + change.charge });
}

/** One group of a count from rows. `hour`: hours since 1970 on the billing zone's clock. */
export interface CountedHour extends Cell {
  readonly hour: number;
  readonly kind: number;
}

/** Far enough back that no stored instant is negative after adding it: SQL divides towards zero. */
const SHIFT_HOURS = 24 * 366 * 10_000;
const MICROS_PER_HOUR = 3_600_000_000n;

/** Counts an account's transactions in [from, to) by billing hour and kind. */
export function* countHours(
  database: Database,
  clock: ZoneClock,
  account: number,
  interval: Interval,
  condition: RowCondition = ALL_ROWS,
): Generator<CountedHour> {
  const statement = database.prepare(
    `SELECT (at + ?) / ${MICROS_PER_HOUR} AS hour, kind, count(*) AS calls, sum(charge) AS charge,
       sum(charge > 0) AS charged_calls, sum(max(charge, 0)) AS charged_charge
     FROM transactions WHERE account = ? AND at >= ? AND at < ? AND ${condition.sql} GROUP BY hour, kind`,
  );
  for (const span of clock.spans(interval.from, interval.to)) {
    const offset = BigInt(span.offset) + BigInt(SHIFT_HOURS) * MICROS_PER_HOUR;
    for (const row of statement.iterate(offset, account, span.from, span.to, ...condition.values)) {
      yield {
        hour: integer(row, "hour") - SHIFT_HOURS,
        kind: integer(row, "kind"),
        calls: integer(row, "calls"),
        charge: integer(row, "charge"),
        chargedCalls: integer(row, "charged_calls"),
        chargedCharge: integer(row, "charged_charge"),
      };
    }
  }
}

/** How many billing days are recounted at once: 16 days of 100 kinds are 40 000 cells. */
const DAYS_AT_ONCE = 16;

/** The roll-ups of an account as its rows give them, in pieces of whole billing days, oldest first. */
export function* recount(database: Database, clock: ZoneClock, account: number): Generator<RollupChange> {
  const next = database.prepare("SELECT min(at) AS at FROM transactions WHERE account = ? AND at >= ?");
  let from = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const at = next.get(account, from)?.["at"];
    if (typeof at !== "number") return;
    const day = dayIn(clock.zone, at);
    const interval = intervalOf({ since: day, until: addDays(day, DAYS_AT_ONCE - 1) }, clock.zone);
    const change = new RollupChange(clock);
    for (const counted of countHours(database, clock, account, interval)) change.addCounted(counted);
    yield change;
    from = interval.to;
  }
}

/** Replaces an account's roll-ups by a recount from its rows. Inside a write only. */
export function rebuildRollups(database: Database, clock: ZoneClock, account: number): void {
  database.run("DELETE FROM day_totals WHERE account = ?", account);
  database.run("DELETE FROM hour_totals WHERE account = ?", account);
  for (const change of recount(database, clock, account)) applyRollupChange(database, account, change);
}
