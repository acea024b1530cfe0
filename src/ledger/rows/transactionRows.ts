import type { Interval } from "../../domain/period.ts";
import type { Transaction } from "../../domain/transaction.ts";
import { type Database, text } from "../file/database.ts";
import { type HourRows, hourOf, readHours, readHoursBackwards, readIds } from "./hourRows.ts";
import type { AccountKinds } from "./kinds.ts";
import { ID_BYTES, uuidOf } from "./transactionIds.ts";

export const ALL_TIME: Interval = { from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER };

/** Where a transaction is stored. */
export interface RowPlace {
  readonly hour: HourRows;
  readonly row: number;
}

export type TimeDirection = "ascending" | "descending";

/** The part of an hour that lies in an interval. */
export interface HourPart {
  readonly hour: HourRows;
  /** Rows from…to-1. */
  readonly from: number;
  readonly to: number;
}

/** The hours of an interval that hold transactions, in either direction, each cut to the interval. */
export function* hoursIn(
  database: Database,
  account: number,
  interval: Interval,
  direction: TimeDirection,
): Generator<HourPart> {
  if (interval.from >= interval.to) return;
  const read = direction === "ascending" ? readHours : readHoursBackwards;
  for (const hour of read(database, account, hourOf(interval.from), hourOf(interval.to - 1))) {
    const part = { hour, from: hour.firstFrom(interval.from), to: hour.firstFrom(interval.to) };
    if (part.from < part.to) yield part;
  }
}

/** Reads what places hold. Ids are read once per run of places in the same hour. */
export function transactionsAt(
  database: Database,
  account: number,
  kinds: AccountKinds,
  places: readonly RowPlace[],
): readonly Transaction[] {
  let ids = new Uint8Array();
  let idsOf: HourRows | undefined;
  const hasForeign = database.get("SELECT 1 FROM foreign_ids WHERE account = ? LIMIT 1", account) !== undefined;
  return places.map(({ hour, row }) => {
    if (idsOf !== hour) {
      ids = new Uint8Array(readIds(database, account, hour.hour));
      idsOf = hour;
    }
    const id = ids.subarray(row * ID_BYTES, (row + 1) * ID_BYTES);
    const { product, status, message } = kinds.get(hour.kind(row));
    const foreign = hasForeign ? foreignText(database, account, id) : undefined;
    return { id: foreign ?? uuidOf(id), at: hour.at(row), product, status, message, charge: hour.charge(row) };
  });
}

function foreignText(database: Database, account: number, id: Uint8Array): string | undefined {
  const row = database.get("SELECT text FROM foreign_ids WHERE account = ? AND id = ?", account, id);
  return row && text(row, "text");
}
