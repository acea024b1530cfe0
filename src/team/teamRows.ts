import { type Day, dayNumber } from "../domain/day.ts";
import { canonicalTransactionId, type Transaction } from "../domain/transaction.ts";
import { idBytesOf, uuidOf } from "../domain/transactionIds.ts";
import type { ZoneClock } from "../domain/zoneClock.ts";
import { lineOfValues } from "./engine.ts";

/** Lines for the tables of rows and of their sums. */
export interface WrittenLines {
  readonly transactions: string[];
  readonly dayTotals: string[];
  readonly hourTotals: string[];
  readonly productHours: string[];
}

interface DaySums {
  calls: number;
  charge: number;
  chargedCalls: number;
  charged: number;
}

interface HourSums {
  calls: number;
  charge: number;
}

/** Rows of one UTC date as lines, with their sums by billing day and hour: who adds them up is the collector, not the database. */
export function writtenLines(
  account: string,
  load: number,
  day: Day,
  rows: readonly Transaction[],
  clock: ZoneClock,
): WrittenLines {
  const number = dayNumber(day);
  const days = new Map<string, DaySums>();
  const hours = new Map<string, HourSums>();
  const productHours = new Map<string, HourSums>();
  const head = lineOfValues([account, number, load]);
  const transactions = rows.map(({ id, at, product, status, message, charge }) => {
    const hour = clock.localHour(at);
    const kind = lineOfValues([product, status, message]);
    const ofDay = entryOf(days, `${Math.floor(hour / 24)}\t${kind}`, () => ({
      calls: 0,
      charge: 0,
      chargedCalls: 0,
      charged: 0,
    }));
    ofDay.calls++;
    ofDay.charge += charge;
    if (charge > 0) {
      ofDay.chargedCalls++;
      ofDay.charged += charge;
    }
    addTo(hours, `${hour}\t${kind}`, charge);
    addTo(productHours, `${hour}\t${lineOfValues([product])}`, charge);
    const { key, foreign } = keyOf(id);
    return `${head}\t${lineOfValues([at, key, foreign])}\t${kind}\t${charge}\t${hour}`;
  });
  return {
    transactions,
    dayTotals: [...days].map(
      ([cell, { calls, charge, chargedCalls, charged }]) =>
        `${head}\t${cell}\t${calls}\t${charge}\t${chargedCalls}\t${charged}`,
    ),
    hourTotals: linesOf(head, hours),
    productHours: linesOf(head, productHours),
  };
}

function addTo(cells: Map<string, HourSums>, cell: string, charge: number): void {
  const sums = entryOf(cells, cell, () => ({ calls: 0, charge: 0 }));
  sums.calls++;
  sums.charge += charge;
}

function linesOf(head: string, cells: ReadonlyMap<string, HourSums>): string[] {
  return [...cells].map(([cell, { calls, charge }]) => `${head}\t${cell}\t${calls}\t${charge}`);
}

/** An id as it is stored, in the same order as in a ledger; one that is no UUID keeps its text beside it. */
export function keyOf(id: string): { readonly key: string; readonly foreign: string } {
  const canonical = canonicalTransactionId(id);
  const key = uuidOf(idBytesOf(id));
  return { key, foreign: key === canonical ? "" : canonical };
}

function entryOf<V>(map: Map<string, V>, key: string, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
