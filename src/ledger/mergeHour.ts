import { HourRows, MICROS_PER_HOUR } from "./hourRows.ts";
import { wordsOf } from "./rowIndex.ts";
import type { StagedRows } from "./stagedRows.ts";

/** Charges beyond this do not fit into 32 bits. */
const MAX_SMALL_CHARGE = 2 ** 31 - 1;

export interface MergedHour {
  readonly rows: HourRows;
  readonly ids: Uint8Array;
}

/**
 * An hour with some stored rows removed and some rows of a report added, in the order of storage (time, then id bytes). `stored`
 * and `fresh` are in that order already. `storedIds`: four words per row.
 */
export function mergeHour(
  hour: number,
  stored: HourRows | undefined,
  storedIds: Uint32Array,
  outdated: ReadonlySet<number> | undefined,
  rows: StagedRows,
  kinds: Uint32Array,
  fresh: Uint32Array,
): MergedHour {
  const storedCount = stored?.count ?? 0;
  const count = storedCount - (outdated?.size ?? 0) + fresh.length;
  const times = new Uint32Array(count);
  const mergedKinds = new Uint32Array(count);
  const charges = new Float64Array(count);
  const ids = new Uint32Array(count * 4);
  const freshIds = wordsOf(rows.ids);
  const start = hour * MICROS_PER_HOUR;

  let position = 0;
  let place = 0;
  for (let target = 0; target < count; target++) {
    while (position < storedCount && outdated?.has(position) === true) position++;
    const row = fresh[place] ?? 0;
    const takesFresh =
      place < fresh.length &&
      (position >= storedCount ||
        stored === undefined ||
        isBefore((rows.at[row] ?? 0) - start, freshIds, row * 4, stored.times[position] ?? 0, storedIds, position * 4));
    if (takesFresh) {
      times[target] = (rows.at[row] ?? 0) - start;
      mergedKinds[target] = kinds[rows.kind[row] ?? 0] ?? 0;
      charges[target] = rows.charge[row] ?? 0;
      copyId(freshIds, row * 4, ids, target * 4);
      place++;
    } else {
      times[target] = stored?.times[position] ?? 0;
      mergedKinds[target] = stored?.kind(position) ?? 0;
      charges[target] = stored?.charge(position) ?? 0;
      copyId(storedIds, position * 4, ids, target * 4);
      position++;
    }
  }
  return { rows: new HourRows(hour, times, mergedKinds, smallest(charges)), ids: new Uint8Array(ids.buffer) };
}

function copyId(from: Uint32Array, at: number, to: Uint32Array, target: number): void {
  to[target] = from[at] ?? 0;
  to[target + 1] = from[at + 1] ?? 0;
  to[target + 2] = from[at + 2] ?? 0;
  to[target + 3] = from[at + 3] ?? 0;
}

function isBefore(aTime: number, a: Uint32Array, aAt: number, bTime: number, b: Uint32Array, bAt: number): boolean {
  if (aTime !== bTime) return aTime < bTime;
  const left = new Uint8Array(a.buffer, a.byteOffset + aAt * 4, 16);
  const right = new Uint8Array(b.buffer, b.byteOffset + bAt * 4, 16);
  return Buffer.compare(left, right) < 0;
}

function smallest(charges: Float64Array): Int32Array | Float64Array {
  for (const charge of charges) if (Math.abs(charge) > MAX_SMALL_CHARGE) return charges;
  return Int32Array.from(charges);
}
