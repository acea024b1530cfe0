/**
 * How roll-ups are packed into BLOBs: plain arrays of 64-bit floats in the machine's byte order, holding exact integers below
 * 2^53. (A ledger stays on its machine, and all machines that VS Code runs on are little-endian.) A year of 100 kinds is 36 500
 * day cells: as single SQL rows they take 25 ms to hand over, as 365 BLOBs less than one.
 */

/** Counts and sums over transactions; all sums are `Money`. */
export interface Cell {
  calls: number;
  charge: number;
  /** Calls with a charge above zero, and their sum. */
  chargedCalls: number;
  chargedCharge: number;
}

const DAY_STRIDE = 5;
const HOUR_STRIDE = 3;

/** Cells of one billing day, by kind. */
export type DayCells = Map<number, Cell>;

export interface HourCell {
  calls: number;
  charge: number;
}

/** Cells of one week and kind, by hour of the week: 0 begins on Monday, 167 is the last of Sunday. */
export type HourCells = Map<number, HourCell>;

export const HOURS_PER_WEEK = 7 * 24;

/** Number of the week that a day (since 1970) belongs to. Weeks begin on Mondays; 1 January 1970 was a Thursday. */
export function weekOf(day: number): number {
  return Math.floor((day + 3) / 7);
}

/** The Monday of a week, as a day since 1970. */
export function mondayOf(week: number): number {
  return week * 7 - 3;
}

/** Hour of the week (0 begins on Monday) of an hour since 1970, both on the same clock. */
export function hourOfWeek(hour: number): number {
  const since = (hour + 3 * 24) % HOURS_PER_WEEK;
  return since < 0 ? since + HOURS_PER_WEEK : since;
}

export function newCell(): Cell {
  return { calls: 0, charge: 0, chargedCalls: 0, chargedCharge: 0 };
}

export function packDay(cells: DayCells): Uint8Array | undefined {
  const kept = [...cells].filter(([, cell]) => cell.calls !== 0).toSorted(([a], [b]) => a - b);
  if (kept.length === 0) return undefined;
  const packed = new Float64Array(kept.length * DAY_STRIDE);
  let at = 0;
  for (const [kind, cell] of kept) {
    packed[at++] = kind;
    packed[at++] = cell.calls;
    packed[at++] = cell.charge;
    packed[at++] = cell.chargedCalls;
    packed[at++] = cell.chargedCharge;
  }
  return new Uint8Array(packed.buffer);
}

/** Calls `visit` for every kind of a packed day. */
export function visitDay(
  blob: Uint8Array,
  visit: (kind: number, calls: number, charge: number, chargedCalls: number, chargedCharge: number) => void,
): void {
  const cells = floatsOf(blob);
  for (let at = 0; at + DAY_STRIDE <= cells.length; at += DAY_STRIDE) {
    visit(cells[at] ?? 0, cells[at + 1] ?? 0, cells[at + 2] ?? 0, cells[at + 3] ?? 0, cells[at + 4] ?? 0);
  }
}

export function unpackDay(blob: Uint8Array | undefined): DayCells {
  const cells: DayCells = new Map();
  if (blob !== undefined) {
    visitDay(blob, (kind, calls, charge, chargedCalls, chargedCharge) => {
      cells.set(kind, { calls, charge, chargedCalls, chargedCharge });
    });
  }
  return cells;
}

export function packHours(cells: HourCells): Uint8Array | undefined {
  const kept = [...cells].filter(([, cell]) => cell.calls !== 0).toSorted(([a], [b]) => a - b);
  if (kept.length === 0) return undefined;
  return new Uint8Array(Float64Array.from(kept.flatMap(([hour, cell]) => [hour, cell.calls, cell.charge])).buffer);
}

export function visitHours(blob: Uint8Array, visit: (hour: number, calls: number, charge: number) => void): void {
  const cells = floatsOf(blob);
  for (let at = 0; at + HOUR_STRIDE <= cells.length; at += HOUR_STRIDE) {
    visit(cells[at] ?? 0, cells[at + 1] ?? 0, cells[at + 2] ?? 0);
  }
}

export function unpackHours(blob: Uint8Array | undefined): HourCells {
  const cells: HourCells = new Map();
  if (blob !== undefined) visitHours(blob, (hour, calls, charge) => cells.set(hour, { calls, charge }));
  return cells;
}

function floatsOf(blob: Uint8Array): Float64Array {
  const aligned = blob.byteOffset % 8 === 0 ? blob : blob.slice();
  return new Float64Array(aligned.buffer, aligned.byteOffset, Math.floor(aligned.byteLength / 8));
}
