import { microsOf } from "../../domain/epoch.ts";
import { MICROS_PER_DAY, type Micros } from "../../domain/transaction.ts";
import { integer, type Snapshot } from "../file/database.ts";

/** Whether an instant lies in a time that has been fetched: of a UTC date that was read at noon, its morning. */
export type IsFetched = (at: Micros) => boolean;

/** Reads an account's coverage once; a few thousand dates at most. */
export function fetchedTimes(snapshot: Snapshot, account: number): IsFetched {
  const readAt = new Map<number, number>();
  for (const row of snapshot.all("SELECT day, read_at FROM coverage WHERE account = ?", account)) {
    readAt.set(integer(row, "day"), integer(row, "read_at"));
  }
  return (at) => {
    const read = readAt.get(Math.floor(at / MICROS_PER_DAY));
    return read !== undefined && at < microsOf(read);
  };
}
