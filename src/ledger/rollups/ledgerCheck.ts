import { type Day, dayFromNumber } from "../../domain/day.ts";
import type { ZoneClock } from "../../domain/zoneClock.ts";
import { blob, integer, type Row, type Snapshot } from "../file/database.ts";
import type { Pace, Steps } from "../steps.ts";
import { type DayCells, mondayOf, packDay, packHours } from "./rollupCells.ts";
import { type ChangedWeek, changedWeeks, recount } from "./rollups.ts";

/** What an account's rows say of each other and of its roll-ups. */
export interface AccountCheck {
  readonly rows: number;
  /** In words. */
  readonly damage: readonly string[];
  /** Billing days whose roll-ups are not what a recount gives. */
  readonly differingDays: readonly Day[];
}

/** Looks an account's rows through, and compares its roll-ups with a recount from them. */
export function* checkAccount(snapshot: Snapshot, clock: ZoneClock, account: number, pace: Pace): Steps<AccountCheck> {
  const sql = "SELECT coalesce(sum(rows), 0) AS n FROM hours WHERE account = ?";
  return {
    rows: integer(snapshot.get(sql, account), "n"),
    damage: hourDamage(snapshot, account),
    differingDays: yield* differingDays(snapshot, clock, account, pace),
  };
}

/** Messages of SQLite's integrity check of one table; none when it is sound. */
export function tableDamage(snapshot: Snapshot, table: string): readonly string[] {
  const messages = snapshot.all(`PRAGMA integrity_check("${table}")`).map((row) => String(row["integrity_check"]));
  return messages.filter((message) => message !== "ok");
}

/** Every table that the file has. */
export function tablesOf(snapshot: Snapshot): readonly string[] {
  const named = snapshot.all("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY rootpage");
  return named.map((row) => String(row["name"]));
}

/** Hours whose parts do not belong together: a defect, as they are only ever written together. */
function hourDamage(snapshot: Snapshot, account: number): readonly string[] {
  const torn = snapshot.all(
    `SELECT hour FROM hours LEFT JOIN hour_ids USING (account, hour) WHERE account = ?
     AND (ids IS NULL OR length(ids) <> rows * 16 OR length(columns) NOT IN (rows * 12, rows * 16))`,
    account,
  );
  return torn.map((row) => `hour ${integer(row, "hour")} and its ids differ`);
}

function* differingDays(snapshot: Snapshot, clock: ZoneClock, account: number, pace: Pace): Steps<readonly Day[]> {
  const stored = snapshot.all("SELECT day FROM day_totals WHERE account = ?", account);
  const unseen = new Set(stored.map((row) => integer(row, "day")));
  const differing: number[] = [];
  let hourRows = 0;
  for (const change of recount(snapshot, clock, account)) {
    for (const { week, days, hours } of changedWeeks(change)) {
      hourRows += hours.size;
      const before = differing.length;
      for (const [day, cells] of days) {
        unseen.delete(day);
        if (!isDayStored(snapshot, account, day, cells)) differing.push(day);
      }
      if (differing.length === before && !areHoursStored(snapshot, account, week, hours))
        differing.push(mondayOf(week));
    }
    if (pace.isDue()) yield undefined;
  }
  // Days without rows have no roll-ups; of the hours it is enough to know that there are too many.
  differing.push(...unseen);
  const count = integer(snapshot.get("SELECT count(*) AS n FROM hour_totals WHERE account = ?", account), "n");
  if (count !== hourRows && differing.length === 0) {
    const first = snapshot.get("SELECT min(week) AS week FROM hour_totals WHERE account = ?", account);
    differing.push(mondayOf(integer(first, "week")));
  }
  return differing.sort((a, b) => a - b).map(dayFromNumber);
}

function isDayStored(snapshot: Snapshot, account: number, day: number, cells: DayCells): boolean {
  const totals = snapshot.get("SELECT cells FROM day_totals WHERE account = ? AND day = ?", account, day);
  return isEqual(totals, packDay(cells));
}

function areHoursStored(snapshot: Snapshot, account: number, week: number, hours: ChangedWeek["hours"]): boolean {
  const sql = "SELECT cells FROM hour_totals WHERE account = ? AND kind = ? AND week = ?";
  return [...hours].every(([kind, cells]) => isEqual(snapshot.get(sql, account, kind, week), packHours(cells)));
}

function isEqual(stored: Row | undefined, counted: Uint8Array | undefined): boolean {
  return Buffer.compare(blob(stored, "cells"), counted ?? new Uint8Array()) === 0;
}
