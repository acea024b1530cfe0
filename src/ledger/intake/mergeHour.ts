import { HourRows, MICROS_PER_HOUR } from "../rows/hourRows.ts";
import { wordsOf } from "./rowIndex.ts";
import type { StagedRows } from "./stagedRows.ts";

/** Charges beyond this do not fit into 32 bits. */
const MAX_SMALL_CHARGE = 2 ** 31 - 1;

/** Memory for one hour after the other; new arrays for each of a week's hours would be 17 MB of garbage. */
export class HourScratch {
  times = new Uint32Array(0);
  kinds = new Uint32Array(0);
  charges = new Float64Array(0);
  smallCharges = new Int32Array(0);
  ids = new Uint32Array(0);

  reserve(count: number): void {
    if (count <= this.times.length) return;
    const size = Math.ceil(count * 1.5);
    this.times = new Uint32Array(size);
    this.kinds = new Uint32Array(size);
    this.charges = new Float64Array(size);
    this.smallCharges = new Int32Array(size);
    this.ids = new Uint32Array(size * 4);
  }
}

/** Lies in the scratch memory: to be stored before the next hour is merged. */
export interface MergedHour {
  readonly rows: HourRows;
  readonly ids: Uint8Array;
}

/**
 * An hour with some stored rows removed and some rows of a report added, in the order of storage (time, then id bytes). `stored`
 * and `fresh` are in that order already. `kinds`: the stored number of each of the report's rows. `storedIds`: four words per row.
 */
export function mergeHour(
  hour: number,
  stored: HourRows | undefined,
  storedIds: Uint32Array,
  outdated: ReadonlySet<number> | undefined,
  rows: StagedRows,
  kinds: Uint32Array,
  fresh: Uint32Array,
  scratch: HourScratch,
): MergedHour {
  const storedCount = stored?.count ?? 0;
  const count = storedCount - (outdated?.size ?? 0) + fresh.length;
  scratch.reserve(count);
  const times = scratch.times.subarray(0, count);
  const mergedKinds = scratch.kinds.subarray(0, count);
  const charges = scratch.charges.subarray(0, count);
  const ids = scratch.ids.subarray(0, count * 4);
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
      mergedKinds[target] = kinds[row] ?? 0;
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
  return {
    rows: new HourRows(hour, times, mergedKinds, smallest(charges, scratch)),
    ids: new Uint8Array(ids.buffer, 0, ids.byteLength),
  };
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

function smallest(charges: Float64Array, scratch: HourScratch): Int32Array | Float64Array {
  for (const charge of charges) if (Math.abs(charge) > MAX_SMALL_CHARGE) return charges;
  const small = scratch.smallCharges.subarray(0, charges.length);
  small.set(charges);
  return small;
}
