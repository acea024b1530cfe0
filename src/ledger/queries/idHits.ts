import type { Interval } from "../../domain/period.ts";
import { ID_BYTES } from "../../domain/transactionIds.ts";
import { blob, integer, type Snapshot } from "../file/database.ts";
import { hourOf } from "../rows/hourRows.ts";
import { type HourTest, type IdSearch, idSearch } from "../rows/rowMatch.ts";

/** The rows whose id contains a text, one bit each, by UTC hour (ascending); hours without any are left out. */
export type IdHits = ReadonlyMap<number, Uint8Array>;

/** The period on screen, the period before, and the table's. */
const MOST_REMEMBERED = 4;

/**
 * Searches an account's ids, and remembers the last results while the ledger does not change: whoever filters by a part of an id
 * asks for totals, the period before, the latest rows and a page of the table, one after the other.
 */
export class IdSearches {
  #revision = Number.NaN;
  readonly #remembered = new Map<string, IdHits>();

  hits(snapshot: Snapshot, account: number, part: string, interval: Interval): IdHits {
    const { revision } = snapshot;
    if (revision !== this.#revision) this.#remembered.clear();
    this.#revision = revision;
    const key = `${interval.from} ${interval.to} ${part}`;
    const known = this.#remembered.get(key);
    if (known !== undefined) return known;
    const hits = hitsIn(snapshot, account, idSearch(snapshot, account, part), interval);
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size >= MOST_REMEMBERED && oldest !== undefined) this.#remembered.delete(oldest);
    this.#remembered.set(key, hits);
    return hits;
  }
}

/** As a test among others. */
export function isHit(hits: IdHits): HourTest {
  return ({ hour }) => {
    const bits = hits.get(hour);
    return (row) => bits !== undefined && (((bits[row >>> 3] ?? 0) >>> (row & 7)) & 1) === 1;
  };
}

function hitsIn(snapshot: Snapshot, account: number, search: IdSearch, { from, to }: Interval): IdHits {
  const hits = new Map<number, Uint8Array>();
  const sql = "SELECT hour, ids FROM hour_ids WHERE account = ? AND hour BETWEEN ? AND ? ORDER BY hour";
  for (const row of snapshot.each(sql, account, hourOf(from), hourOf(to - 1))) {
    const ids = blob(row, "ids");
    const rows = search(ids);
    if (rows.size > 0) hits.set(integer(row, "hour"), bitsOf(rows, ids.length / ID_BYTES));
  }
  return hits;
}

function bitsOf(rows: ReadonlySet<number>, count: number): Uint8Array {
  const bits = new Uint8Array(Math.ceil(count / 8));
  for (const row of rows) bits[row >>> 3] = (bits[row >>> 3] ?? 0) | (1 << (row & 7));
  return bits;
}
