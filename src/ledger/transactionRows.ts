import type { Interval } from "../domain/period.ts";
import type { PageKey } from "../domain/ports.ts";
import type { Transaction } from "../domain/transaction.ts";
import { blob, type Database, integer, type Row } from "./database.ts";
import type { AccountKinds } from "./kinds.ts";
import { allOf, type RowCondition } from "./rowCondition.ts";
import { idBytesOf, uuidOf } from "./transactionIds.ts";

/** The orders that the table is stored in, so that a page of them costs no sorting. */
export const TIME_ORDER = { ASC: "at ASC, id ASC", DESC: "at DESC, id DESC" } as const;

/** Transactions of an interval that meet a condition. `order`: an ORDER BY clause of our own. */
export function readRows(
  database: Database,
  kinds: AccountKinds,
  account: number,
  { from, to }: Interval,
  condition: RowCondition,
  order: string,
  limit: number,
  skip = 0,
): readonly Transaction[] {
  const rows = database.all(
    `SELECT at, id, kind, charge, (SELECT text FROM foreign_ids f WHERE f.account = t.account AND f.id = t.id) AS text
     FROM transactions t WHERE account = ? AND at >= ? AND at < ? AND ${condition.sql}
     ORDER BY ${order} LIMIT ? OFFSET ?`,
    account,
    from,
    to,
    ...condition.values,
    limit,
    skip,
  );
  return rows.map((row) => transactionOf(row, kinds));
}

/** The newest transactions of an interval that meet a condition and come after a page's end. */
export function readPage(
  database: Database,
  kinds: AccountKinds,
  account: number,
  interval: Interval,
  condition: RowCondition,
  limit: number,
  after: PageKey | undefined,
): readonly Transaction[] {
  if (after === undefined) return readRows(database, kinds, account, interval, condition, TIME_ORDER.DESC, limit);
  // Of the rows at the same microsecond, the page before this one had those with the larger ids.
  const older: RowCondition = { sql: "NOT (at = ? AND id >= ?)", values: [after.at, idBytesOf(after.id)] };
  const rest = { from: interval.from, to: Math.min(interval.to, after.at + 1) };
  return readRows(database, kinds, account, rest, allOf([condition, older]), TIME_ORDER.DESC, limit);
}

function transactionOf(row: Row, kinds: AccountKinds): Transaction {
  const { product, status, message } = kinds.get(integer(row, "kind"));
  const foreignId = row["text"];
  return {
    id: typeof foreignId === "string" ? foreignId : uuidOf(blob(row, "id")),
    at: integer(row, "at"),
    product,
    status,
    message,
    charge: integer(row, "charge"),
  };
}
