import { addDays, type Day, dayNumber, daysInclusive } from "../../src/domain/day.ts";
import { MICROS_PER_DAY, type Transaction } from "../../src/domain/transaction.ts";

const MESSAGES = ["Pan Verified Successfully.", "Invalid Pan Number.", "Source Unavailable"];
const PRODUCTS = ["PAN-Plus", "GSTIN", "UPI"];

/** `perDay` rows on every UTC date of since…until, spread over the day; the same for the same arguments. */
export function madeUpRows(since: Day, until: Day, perDay: number): Transaction[] {
  return Array.from({ length: daysInclusive(since, until) }, (_, index) => addDays(since, index)).flatMap((day) =>
    Array.from({ length: perDay }, (_, row) => madeUpRow(day, row, perDay)),
  );
}

function madeUpRow(day: Day, row: number, perDay: number): Transaction {
  const number = dayNumber(day);
  return {
    id: `${number.toString(16).padStart(8, "0")}-0000-4000-8000-${row.toString(16).padStart(12, "0")}`,
    at: number * MICROS_PER_DAY + Math.floor(((row + 0.5) / perDay) * MICROS_PER_DAY) + row,
    product: PRODUCTS[row % PRODUCTS.length] ?? "",
    status: 200,
    message: MESSAGES[(number + row) % MESSAGES.length] ?? "",
    charge: 29_500 + ((number + row) % 7) * 100,
  };
}

export function chargeOf(rows: readonly Transaction[]): number {
  return rows.reduce((sum, { charge }) => sum + charge, 0);
}
