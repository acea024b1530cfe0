import { dayNumber } from "../../domain/day.ts";
import type { ReportWindow } from "../../domain/report.ts";
import type { Snapshot } from "../file/database.ts";
import { type HourIds, readIdsBackwards, readIdsForwards } from "../rows/hourRows.ts";
import { hashOf, type RowIndex, wordsOf } from "./rowIndex.ts";

/**
 * Stored rows that are looked through beside the dates that a report touches, nearest first: a million take 20 ms, a year of an
 * Enterprise account would take as long as its week's intake. So an id that moved in time is found anywhere in an account of up to
 * half a million transactions, and further off than the nearest half million in no account.
 */
const MOST_SEARCHED = 500_000;

/** Hours that are looked through on one side before the other one's turn. */
const HOURS_IN_TURN = 24;
const FILTER_BITS = 23;

/** A row of the report, and where the ledger has its id: at another time altogether. */
export interface MovedRow {
  readonly row: number;
  readonly hour: number;
  readonly position: number;
}

/**
 * Finds rows of a report that the ledger has outside of the hours that were compared already (`touched`, runs [first, last]).
 * `met`: 1 for each row of the report that is looked for no more; those that are found are marked.
 */
export function* movedRows(
  snapshot: Snapshot,
  account: number,
  window: ReportWindow,
  touched: readonly (readonly [number, number])[],
  index: RowIndex,
  met: Uint8Array,
  most: number = MOST_SEARCHED,
): Generator<MovedRow> {
  if (!met.includes(0)) return;
  let filter: IdFilter | undefined;
  let searched = 0;
  for (const { hour, ids } of hoursAround(snapshot, account, window)) {
    if (touched.some(([first, last]) => hour >= first && hour <= last)) continue;
    // Made only where there is something to search.
    filter ??= new IdFilter(index, met);
    const words = wordsOf(ids);
    for (let at = 0; at < words.length; at += 4) {
      if (!filter.mayHave(words, at)) continue;
      const row = index.find(words, at);
      if (row < 0 || met[row] === 1) continue;
      met[row] = 1;
      yield { row, hour, position: at / 4 };
    }
    searched += words.length / 4;
    if (searched >= most) return;
  }
}

/** The ids of an account's hours outside of a window, nearest first, from both sides in turn. */
function* hoursAround(snapshot: Snapshot, account: number, { since, until }: ReportWindow): Generator<HourIds> {
  const sides = new Set([
    readIdsBackwards(snapshot, account, dayNumber(since) * 24),
    readIdsForwards(snapshot, account, (dayNumber(until) + 1) * 24 - 1),
  ]);
  while (sides.size > 0) {
    for (const side of sides) {
      for (let turn = 0; turn < HOURS_IN_TURN && sides.has(side); turn++) {
        const { value, done } = side.next();
        if (done === true) sides.delete(side);
        else yield value;
      }
    }
  }
}

/** Says of most ids that they are none of the wanted ones: one look at a megabyte that stays in the processor's cache. */
class IdFilter {
  readonly #bits = new Uint32Array((1 << FILTER_BITS) / 32);

  constructor(index: RowIndex, met: Uint8Array) {
    for (let row = 0; row < met.length; row++) {
      if (met[row] === 1) continue;
      const hash = hashOf(index.words, row * 4) >>> (32 - FILTER_BITS);
      this.#bits[hash >>> 5] = (this.#bits[hash >>> 5] ?? 0) | (1 << (hash & 31));
    }
  }

  mayHave(words: Uint32Array, at: number): boolean {
    const hash = hashOf(words, at) >>> (32 - FILTER_BITS);
    return (((this.#bits[hash >>> 5] ?? 0) >>> (hash & 31)) & 1) === 1;
  }
}
