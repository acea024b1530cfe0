import { type Day, dayFromNumber, dayNumber } from "../../domain/day.ts";
import type { ChangedDate, UnpublishedDate } from "../../domain/report.ts";
import { MICROS_PER_DAY, type Transaction } from "../../domain/transaction.ts";
import { integer, type Row, type Snapshot, type WriteTransaction } from "../file/database.ts";
import type { AccountKinds } from "../rows/kinds.ts";
import { hoursIn, type RowPlace, transactionsAt } from "../rows/transactionRows.ts";

const UNPUBLISHED = `FROM date_changes AS changed LEFT JOIN told_dates AS told
  ON told.account = changed.account AND told.store = ? AND told.day = changed.day
  WHERE changed.account = ? AND (changed.rows_change > coalesce(told.rows_change, 0) OR changed.cover_change > coalesce(told.cover_change, 0))`;

/** Number of UTC dates that a store has not been told of as they are. */
export function countUnpublished(snapshot: Snapshot, account: number, store: string): number {
  return integer(snapshot.get(`SELECT count(*) AS dates ${UNPUBLISHED}`, store, account), "dates");
}

/** Notes what a store has been told; what it knew already and is later stays. */
export function notePublished(
  transaction: WriteTransaction,
  account: number,
  store: string,
  dates: readonly ChangedDate[],
): void {
  const sql = `INSERT INTO told_dates (store, account, day, rows_change, cover_change) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (account, store, day) DO UPDATE SET
    rows_change = max(rows_change, excluded.rows_change), cover_change = max(cover_change, excluded.cover_change)`;
  for (const { day, rowsChange, coverChange } of dates) {
    transaction.run(sql, store, account, dayNumber(day), rowsChange, coverChange);
  }
}

/** What a store has not been told of, in one state of the ledger, which is held until this is closed. */
export class UnpublishedRows {
  readonly dates: readonly UnpublishedDate[];
  readonly #snapshot: Snapshot | undefined;
  readonly #account: number;
  readonly #kinds: AccountKinds;
  readonly #release: () => void;

  /** `snapshot`: the state that is held; undefined for an account without a history. `release` lets it go. */
  constructor(
    snapshot: Snapshot | undefined,
    account: number,
    store: string,
    kinds: AccountKinds,
    release: () => void,
  ) {
    this.#snapshot = snapshot;
    this.#account = account;
    this.#kinds = snapshot === undefined ? kinds : kinds.refresh(snapshot, account);
    this.#release = release;
    this.dates = snapshot === undefined ? [] : datesIn(snapshot, account, store);
  }

  /** All rows of a UTC date, oldest first. */
  rowsOf(day: Day): readonly Transaction[] {
    if (this.#snapshot === undefined) return [];
    const from = dayNumber(day) * MICROS_PER_DAY;
    const places: RowPlace[] = [];
    for (const part of hoursIn(this.#snapshot, this.#account, { from, to: from + MICROS_PER_DAY }, "ascending")) {
      for (let row = part.from; row < part.to; row++) places.push({ hour: part.hour, row });
    }
    return transactionsAt(this.#snapshot, this.#account, this.#kinds, places);
  }

  close(): void {
    this.#release();
  }
}

function datesIn(snapshot: Snapshot, account: number, store: string): readonly UnpublishedDate[] {
  const sql = `SELECT changed.day, changed.rows_change, changed.cover_change,
    coalesce(told.rows_change, 0) AS told_rows, coalesce(told.cover_change, 0) AS told_cover,
    (SELECT read_at FROM coverage WHERE coverage.account = changed.account AND coverage.day = changed.day) AS read_at
    ${UNPUBLISHED} ORDER BY changed.day`;
  return snapshot.all(sql, store, account).map((row) => ({
    ...changeIn(row),
    hasNewRows: integer(row, "rows_change") > integer(row, "told_rows"),
    ...(integer(row, "cover_change") > integer(row, "told_cover") && row["read_at"] !== null
      ? { readAt: integer(row, "read_at") }
      : {}),
  }));
}

function changeIn(row: Row): ChangedDate {
  return {
    day: dayFromNumber(integer(row, "day")),
    rowsChange: integer(row, "rows_change"),
    coverChange: integer(row, "cover_change"),
  };
}
