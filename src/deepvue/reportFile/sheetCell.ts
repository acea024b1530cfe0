/** What stands in a cell: a text, or a number in the decimal notation of its file; undefined where it is empty. */
export type SheetCell = string | SheetNumber | undefined;

export interface SheetNumber {
  readonly number: string;
}

/** A row of a sheet, and as which row its file counts it, from 1. */
export interface SheetRow {
  readonly row: number;
  readonly cells: readonly SheetCell[];
}

/** Longest text of a cell: Excel's own is 32,767 characters, and what is longer in a row of a report is none. */
export const LONGEST_CELL = 1 << 20;

/** The cell as text, without blanks around it; empty where it is. */
export function cellText(cell: SheetCell): string {
  if (cell === undefined) return "";
  return (typeof cell === "string" ? cell : cell.number).trim();
}
