import type { Interval } from "../../domain/period.ts";
import type { Transaction } from "../../domain/transaction.ts";
import { ID_BYTES, uuidOf } from "../../domain/transactionIds.ts";
import { type Snapshot, text } from "../file/database.ts";
import { hourOf, readHours, readHoursBackwards, type StoredHour } from "./hourRows.ts";
import type { AccountKinds } from "./kinds.ts";

export const ALL_TIME: Interval = { from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER };

/** Where a transaction is stored in one state of the ledger; it ends with the transaction that it was found in. */
export interface RowPlace {
  readonly hour: StoredHour;
  readonly row: number;
}

export type TimeDirection = "ascending" | "descending";

/** The part of an hour that lies in an interval. */
export interface HourPart {
  readonly hour: StoredHour;
  /** Rows from…to-1. */
  readonly from: number;
  readonly to: number;
}

/** The hours of an interval that hold transactions, in either direction, each cut to the interval. */
export function* hoursIn(
  snapshot: Snapshot,
  account: number,
  interval: Interval,
  direction: TimeDirection,
): Generator<HourPart> {
  if (interval.from >= interval.to) return;
  const read = direction === "ascending" ? readHours : readHoursBackwards;
  for (const hour of read(snapshot, account, hourOf(interval.from), hourOf(interval.to - 1))) {
    const part = { hour, from: hour.firstFrom(interval.from), to: hour.firstFrom(interval.to) };
    if (part.from < part.to) yield part;
  }
}

/** Reads what places hold. `kinds` knows those of the same state. */
export function transactionsAt(
  snapshot: Snapshot,
  account: number,
  kinds: AccountKinds,
  places: readonly RowPlace[],
): readonly Transaction[] {
  const hasForeign = snapshot.get("SELECT 1 FROM foreign_ids WHERE account = ? LIMIT 1", account) !== undefined;
  return places.map(({ hour, row }) => {
    const id = hour.ids.subarray(row * ID_BYTES, (row + 1) * ID_BYTES);
    const { product, status, message } = kinds.get(hour.kind(row));
    const foreign = hasForeign ? foreignText(snapshot, account, id) : undefined;
    return { id: foreign ?? uuidOf(id), at: hour.at(row), product, status, message, charge: hour.charge(row) };
  });
}

function foreignText(snapshot: Snapshot, account: number, id: Uint8Array): string | undefined {
  const row = snapshot.get("SELECT text FROM foreign_ids WHERE account = ? AND id = ?", account, id);
  return row && text(row, "text");
}
