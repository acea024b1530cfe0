import { statSync } from "node:fs";
import { type Day, dayFromNumber } from "../../domain/day.ts";
import type { LedgerCheck } from "../../domain/ports.ts";
import { blob, type Database, integer, type Row } from "../file/database.ts";
import type { ZoneClock } from "../rows/zoneClock.ts";
import { type DayCells, mondayOf, packDay, packHours } from "./rollupCells.ts";
import { type ChangedWeek, changedWeeks, recount } from "./rollups.ts";

/** Examines the file, and compares an account's roll-ups with a recount from its rows. */
export function checkLedger(
  database: Database,
  clock: ZoneClock,
  account: number,
  file: string | undefined,
): LedgerCheck {
  return database.read(() => ({
    bytes: file === undefined ? 0 : statSync(file).size,
    rows: integer(database.get("SELECT coalesce(sum(rows), 0) AS n FROM hours WHERE account = ?", account), "n"),
    damage: [...fileDamage(database), ...hourDamage(database, account)],
    differingDays: differingDays(database, clock, account),
  }));
}

function fileDamage(database: Database): readonly string[] {
  const messages = database.all("PRAGMA integrity_check").map((row) => String(row["integrity_check"]));
  return messages.filter((message) => message !== "ok");
}

/** Hours whose parts do not belong together: a defect, as they are only ever written together. */
function hourDamage(database: Database, account: number): readonly string[] {
  const torn = database.all(
    `SELECT hour FROM hours LEFT JOIN hour_ids USING (account, hour) WHERE account = ?
     AND (ids IS NULL OR length(ids) <> rows * 16 OR length(columns) NOT IN (rows * 12, rows * 16))`,
    account,
  );
  return torn.map((row) => `hour ${integer(row, "hour")} and its ids differ`);
}

function differingDays(database: Database, clock: ZoneClock, account: number): readonly Day[] {
  const stored = database.all("SELECT day FROM day_totals WHERE account = ?", account);
  const unseen = new Set(stored.map((row) => integer(row, "day")));
  const differing: number[] = [];
  let hourRows = 0;
  for (const change of recount(database, clock, account)) {
    for (const { week, days, hours } of changedWeeks(change)) {
      hourRows += hours.size;
      const before = differing.length;
      for (const [day, cells] of days) {
        unseen.delete(day);
        if (!isDayStored(database, account, day, cells)) differing.push(day);
      }
      if (differing.length === before && !areHoursStored(database, account, week, hours))
        differing.push(mondayOf(week));
    }
  }
  // Days without rows have no roll-ups; of the hours it is enough to know that there are too many.
  differing.push(...unseen);
  const count = integer(database.get("SELECT count(*) AS n FROM hour_totals WHERE account = ?", account), "n");
  if (count !== hourRows && differing.length === 0) {
    const first = database.get("SELECT min(week) AS week FROM hour_totals WHERE account = ?", account);
    differing.push(mondayOf(integer(first, "week")));
  }
  return differing.sort((a, b) => a - b).map(dayFromNumber);
}

function isDayStored(database: Database, account: number, day: number, cells: DayCells): boolean {
  const totals = database.get("SELECT cells FROM day_totals WHERE account = ? AND day = ?", account, day);
  return isEqual(totals, packDay(cells));
}

function areHoursStored(database: Database, account: number, week: number, hours: ChangedWeek["hours"]): boolean {
  const sql = "SELECT cells FROM hour_totals WHERE account = ? AND kind = ? AND week = ?";
  return [...hours].every(([kind, cells]) => isEqual(database.get(sql, account, kind, week), packHours(cells)));
}

function isEqual(stored: Row | undefined, counted: Uint8Array | undefined): boolean {
  return Buffer.compare(blob(stored, "cells"), counted ?? new Uint8Array()) === 0;
}
