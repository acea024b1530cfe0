import { type Day, dayFromNumber, dayNumber } from "../../domain/day.ts";
import type { EpochMs } from "../../domain/epoch.ts";
import type { CoverageDay, ReadReport, ReportWindow, SetAsideRow } from "../../domain/report.ts";
import { integer, type Snapshot, text, type WriteTransaction } from "../file/database.ts";
import { noteCovered } from "../rows/dateChanges.ts";

/**
 * Notes that UTC dates have been fetched. What was committed last counts, not what claims to have been read last: the rows are those
 * of the last commit, and a clock may have been ahead.
 */
export function cover(transaction: WriteTransaction, account: number, days: readonly Day[], readAt: EpochMs): void {
  for (const day of days) {
    transaction.run(
      `INSERT INTO coverage (account, day, read_at) VALUES (?, ?, ?)
       ON CONFLICT (account, day) DO UPDATE SET read_at = excluded.read_at`,
      account,
      dayNumber(day),
      readAt,
    );
  }
  noteCovered(transaction, account, days.map(dayNumber));
}

/** Coverage of the UTC dates since…until, both included, ascending. */
export function readCoverage(snapshot: Snapshot, account: number, since: Day, until: Day): readonly CoverageDay[] {
  const sql = "SELECT day, read_at FROM coverage WHERE account = ? AND day BETWEEN ? AND ? ORDER BY day";
  const rows = snapshot.all(sql, account, dayNumber(since), dayNumber(until));
  return rows.map((row) => ({ day: dayFromNumber(integer(row, "day")), readAt: integer(row, "read_at") }));
}

/** Keeps the record of a report that was read; it replaces those of the windows that it contains. */
export function recordReport(
  transaction: WriteTransaction,
  account: number,
  report: ReadReport,
  setAside: readonly Omit<SetAsideRow, "window">[],
): void {
  const since = dayNumber(report.since);
  const until = dayNumber(report.until);
  const replaced = "FROM reports WHERE account = ? AND since >= ? AND until <= ?";
  const remove = `DELETE FROM set_aside_rows WHERE report IN (SELECT report ${replaced})`;
  transaction.run(remove, account, since, until);
  transaction.run(`DELETE ${replaced}`, account, since, until);
  const added = transaction.get(
    `INSERT INTO reports
       (account, since, until, read_at, bytes, received, inserted, updated, repeated, set_aside, charge)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING report`,
    account,
    since,
    until,
    report.readAt,
    report.bytes,
    report.received,
    report.inserted,
    report.updated,
    report.repeated,
    report.setAside,
    report.charge,
  );
  for (const { index, field, reason } of setAside) {
    const add = "INSERT INTO set_aside_rows (report, position, field, reason) VALUES (?, ?, ?, ?)";
    transaction.run(add, integer(added, "report"), index, field, reason);
  }
}

const OVERLAPPING = "reports.account = ? AND reports.until >= ? AND reports.since <= ?";

/** Records of the windows that overlap the UTC dates since…until, oldest window first. */
export function readReports(snapshot: Snapshot, account: number, since: Day, until: Day): readonly ReadReport[] {
  const sql = `SELECT * FROM reports WHERE ${OVERLAPPING} ORDER BY since, until`;
  return snapshot.all(sql, account, dayNumber(since), dayNumber(until)).map((row) => ({
    ...windowOf(row),
    readAt: integer(row, "read_at"),
    bytes: integer(row, "bytes"),
    received: integer(row, "received"),
    inserted: integer(row, "inserted"),
    updated: integer(row, "updated"),
    repeated: integer(row, "repeated"),
    setAside: integer(row, "set_aside"),
    charge: integer(row, "charge"),
  }));
}

/** Rows that could not be read, of the windows that overlap the UTC dates since…until. */
export function readSetAsideRows(snapshot: Snapshot, account: number, since: Day, until: Day): readonly SetAsideRow[] {
  const sql = `SELECT since, until, position, field, reason FROM reports JOIN set_aside_rows USING (report)
    WHERE ${OVERLAPPING} ORDER BY since, until, position`;
  return snapshot.all(sql, account, dayNumber(since), dayNumber(until)).map((row) => ({
    index: integer(row, "position"),
    field: text(row, "field"),
    reason: text(row, "reason"),
    window: windowOf(row),
  }));
}

function windowOf(row: Readonly<Record<string, unknown>>): ReportWindow {
  return { since: dayFromNumber(integer(row, "since")), until: dayFromNumber(integer(row, "until")) };
}
