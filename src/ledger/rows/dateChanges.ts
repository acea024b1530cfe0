import type { WriteTransaction } from "../file/database.ts";

/** The UTC date, as a day number, that a UTC hour belongs to. */
export function dayOfHour(hour: number): number {
  return Math.floor(hour / 24);
}

/** Notes in the commit that changes them that rows of UTC dates (day numbers) are other ones now, for whoever publishes them. */
export function noteChangedRows(transaction: WriteTransaction, account: number, days: Iterable<number>): void {
  const sql = `INSERT INTO date_changes (account, day, rows_change, cover_change) VALUES (?, ?, ?, 0)
    ON CONFLICT (account, day) DO UPDATE SET rows_change = excluded.rows_change`;
  for (const day of days) transaction.run(sql, account, day, transaction.revision);
}

/** Notes that UTC dates (day numbers) have been fetched anew. */
export function noteCovered(transaction: WriteTransaction, account: number, days: Iterable<number>): void {
  const sql = `INSERT INTO date_changes (account, day, rows_change, cover_change) VALUES (?, ?, 0, ?)
    ON CONFLICT (account, day) DO UPDATE SET cover_change = excluded.cover_change`;
  for (const day of days) transaction.run(sql, account, day, transaction.revision);
}
