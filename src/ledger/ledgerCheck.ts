import { statSync } from "node:fs";
import { type Day, dayFromNumber } from "../domain/day.ts";
import type { LedgerCheck } from "../domain/ports.ts";
import { blob, type Database, integer } from "./database.ts";
import { packDay, packHours } from "./rollupCells.ts";
import { type ChangedDay, changedDays, recount } from "./rollups.ts";
import type { ZoneClock } from "./zoneClock.ts";

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
  const days = new Set(stored.map((row) => integer(row, "day")));
  const differing: number[] = [];
  let hourRows = 0;
  for (const change of recount(database, clock, account)) {
    for (const day of changedDays(change)) {
      days.delete(day.day);
      hourRows += day.hours.size;
      if (!isStored(database, account, day)) differing.push(day.day);
    }
  }
  // Days without rows have no roll-ups; of the hours it is enough to know that there are too many.
  differing.push(...days);
  const count = integer(database.get("SELECT count(*) AS n FROM hour_totals WHERE account = ?", account), "n");
  if (count !== hourRows && differing.length === 0) {
    const first = database.get("SELECT min(day) AS day FROM hour_totals WHERE account = ?", account);
    differing.push(integer(first, "day"));
  }
  return differing.sort((a, b) => a - b).map(dayFromNumber);
}

function isStored(database: Database, account: number, { day, cells, hours }: ChangedDay): boolean {
  const totals = database.get("SELECT cells FROM day_totals WHERE account = ? AND day = ?", account, day);
  if (!isEqual(blob(totals, "cells"), packDay(cells))) return false;
  return [...hours].every(([kind, hourCells]) => {
    const sql = "SELECT cells FROM hour_totals WHERE account = ? AND kind = ? AND day = ?";
    return isEqual(blob(database.get(sql, account, kind, day), "cells"), packHours(hourCells));
  });
}

function isEqual(stored: Uint8Array, counted: Uint8Array | undefined): boolean {
  return Buffer.compare(stored, counted ?? new Uint8Array()) === 0;
}
