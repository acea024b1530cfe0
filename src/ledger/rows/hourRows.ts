import type { Micros } from "../../domain/transaction.ts";
import { ID_BYTES } from "../../domain/transactionIds.ts";
import { blob, integer, type Row, type Snapshot, type WriteTransaction } from "../file/database.ts";

export const MICROS_PER_HOUR = 3_600_000_000;

/**
 * The transactions of one account in one UTC hour, oldest first (then by id bytes), as columns. This is how they are stored: a
 * transaction takes 28 bytes, an hour is written and read as a whole, and a year is looked through at memory speed. (One SQL row
 * per transaction took 43 bytes and 15 times as long to write; a look at every row of a year took two seconds instead of 0.2.)
 */
export class HourRows {
  /** UTC hours since 1970. */
  readonly hour: number;
  readonly count: number;
  /** Microseconds within the hour. */
  readonly times: Uint32Array;
  readonly kinds: Uint32Array;
  /** Money; 64-bit floats only where an amount does not fit into 32 bits (above ₹214 748). */
  readonly charges: Int32Array | Float64Array;

  constructor(hour: number, times: Uint32Array, kinds: Uint32Array, charges: Int32Array | Float64Array) {
    this.hour = hour;
    this.count = times.length;
    this.times = times;
    this.kinds = kinds;
    this.charges = charges;
  }

  at(row: number): Micros {
    return this.hour * MICROS_PER_HOUR + (this.times[row] ?? 0);
  }

  charge(row: number): number {
    return this.charges[row] ?? 0;
  }

  kind(row: number): number {
    return this.kinds[row] ?? 0;
  }

  /** First row at or after an instant; `count` when there is none. */
  firstFrom(at: Micros): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.at(middle) < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** An hour as it is stored. A place in it owns its id: both are read from the same state of the ledger, or not at all. */
export class StoredHour extends HourRows {
  readonly #readIds: () => Uint8Array;
  #ids: Uint8Array | undefined;

  constructor(rows: HourRows, ids: () => Uint8Array) {
    super(rows.hour, rows.times, rows.kinds, rows.charges);
    this.#readIds = ids;
  }

  /** 16 bytes for each row, in their order. Stored apart, as most questions are not about ids, and read when first asked for. */
  get ids(): Uint8Array {
    return (this.#ids ??= this.#readIds());
  }
}

/** UTC hours since 1970 of an instant. */
export function hourOf(at: Micros): number {
  return Math.floor(at / MICROS_PER_HOUR);
}

/** The hours from…to of an account, both included, ascending. */
export function* readHours(snapshot: Snapshot, account: number, from: number, to: number): Generator<StoredHour> {
  // In pieces, because whoever reads may write in between, and a statement that is left open would hold the file's lock.
  const sql = "SELECT hour, rows, columns FROM hours WHERE account = ? AND hour BETWEEN ? AND ? ORDER BY hour LIMIT 24";
  for (let next = from; next <= to; ) {
    const rows = snapshot.all(sql, account, next, to);
    if (rows.length === 0) return;
    for (const row of rows) yield storedHour(snapshot, account, row);
    next = integer(rows.at(-1), "hour") + 1;
  }
}

/** Like {@link readHours}, descending. */
export function* readHoursBackwards(
  snapshot: Snapshot,
  account: number,
  from: number,
  to: number,
): Generator<StoredHour> {
  const sql =
    "SELECT hour, rows, columns FROM hours WHERE account = ? AND hour BETWEEN ? AND ? ORDER BY hour DESC LIMIT ?";
  // The first page of anything usually comes from the first hour or two.
  let limit = 2;
  for (let next = to; next >= from; ) {
    const rows = snapshot.all(sql, account, from, next, limit);
    if (rows.length === 0) return;
    for (const row of rows) yield storedHour(snapshot, account, row);
    next = integer(rows.at(-1), "hour") - 1;
    limit = 24;
  }
}

export function readHour(snapshot: Snapshot, account: number, hour: number): StoredHour | undefined {
  const row = snapshot.get("SELECT hour, rows, columns FROM hours WHERE account = ? AND hour = ?", account, hour);
  return row && storedHour(snapshot, account, row);
}

function storedHour(snapshot: Snapshot, account: number, row: Row): StoredHour {
  const rows = hourRowsOf(row);
  const sql = "SELECT ids FROM hour_ids WHERE account = ? AND hour = ?";
  return new StoredHour(rows, () => blob(snapshot.get(sql, account, rows.hour), "ids"));
}

export interface HourIds {
  readonly hour: number;
  readonly ids: Uint8Array;
}

/** The ids of an account's hours before one, descending: half of what {@link readHoursBackwards} and its hours' ids would be. */
export function readIdsBackwards(
  snapshot: Snapshot,
  account: number,
  before = Number.MAX_SAFE_INTEGER,
): Generator<HourIds> {
  const sql = "SELECT hour, ids FROM hour_ids WHERE account = ? AND hour < ? ORDER BY hour DESC LIMIT ?";
  return readIds(snapshot, sql, account, before);
}

/** The ids of an account's hours after one, ascending. */
export function readIdsForwards(snapshot: Snapshot, account: number, after: number): Generator<HourIds> {
  const sql = "SELECT hour, ids FROM hour_ids WHERE account = ? AND hour > ? ORDER BY hour LIMIT ?";
  return readIds(snapshot, sql, account, after);
}

/**
 * Hours whose ids are read at once: a day, and up to ten where there is little in each. An account that makes a call an hour has as many
 * hours as one that makes thousands, and to ask for them a day at a time takes longer than to look at them; the next ones may be full.
 */
const HOURS_AT_ONCE = 24;
const MOST_HOURS_AT_ONCE = 240;
const BYTES_AT_ONCE = 1_000_000;

/** In pieces, each from the last hour of the one before: see {@link readHours}. */
function* readIds(snapshot: Snapshot, sql: string, account: number, from: number): Generator<HourIds> {
  let limit = HOURS_AT_ONCE;
  for (let last = from; ; ) {
    const rows = snapshot.all(sql, account, last, limit);
    let bytes = 0;
    for (const row of rows) {
      const ids = blob(row, "ids");
      bytes += ids.length;
      last = integer(row, "hour");
      yield { hour: last, ids };
    }
    if (rows.length < limit) return;
    const fitting = Math.floor((BYTES_AT_ONCE * rows.length) / bytes);
    limit = Math.min(MOST_HOURS_AT_ONCE, Math.max(HOURS_AT_ONCE, fitting));
  }
}

/** Writes an hour as it shall be; without rows it is deleted. */
export function writeHour(transaction: WriteTransaction, account: number, rows: HourRows, ids: Uint8Array): void {
  const { hour, count } = rows;
  if (count === 0) {
    transaction.run("DELETE FROM hours WHERE account = ? AND hour = ?", account, hour);
    transaction.run("DELETE FROM hour_ids WHERE account = ? AND hour = ?", account, hour);
    return;
  }
  const columns = new Uint8Array(count * 8 + rows.charges.byteLength);
  // 64-bit charges first: each array must begin at a multiple of the size of its numbers.
  columns.set(bytesOf(rows.charges), 0);
  columns.set(bytesOf(rows.times), rows.charges.byteLength);
  columns.set(bytesOf(rows.kinds), rows.charges.byteLength + count * 4);
  transaction.run(
    `INSERT INTO hours (account, hour, rows, columns) VALUES (?, ?, ?, ?)
     ON CONFLICT (account, hour) DO UPDATE SET rows = excluded.rows, columns = excluded.columns`,
    account,
    hour,
    count,
    columns,
  );
  transaction.run(
    `INSERT INTO hour_ids (account, hour, ids) VALUES (?, ?, ?)
     ON CONFLICT (account, hour) DO UPDATE SET ids = excluded.ids`,
    account,
    hour,
    ids.subarray(0, count * ID_BYTES),
  );
}

function hourRowsOf(row: Row): HourRows {
  const count = integer(row, "rows");
  const columns = blob(row, "columns");
  const { buffer, byteOffset } = columns.byteOffset % 8 === 0 ? columns : columns.slice();
  const chargeBytes = columns.byteLength - count * 8;
  const charges =
    chargeBytes === count * 8 ? new Float64Array(buffer, byteOffset, count) : new Int32Array(buffer, byteOffset, count);
  return new HourRows(
    integer(row, "hour"),
    new Uint32Array(buffer, byteOffset + chargeBytes, count),
    new Uint32Array(buffer, byteOffset + chargeBytes + count * 4, count),
    charges,
  );
}

function bytesOf(values: Uint32Array | Int32Array | Float64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
