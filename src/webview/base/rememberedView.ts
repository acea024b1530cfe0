import type { SortColumn, TableSort } from "../../protocol.ts";

/** The charts that have a table twin. */
export type ChartName = "spend" | "cumulative" | "outcomes" | "heat";

export const COLUMNS = ["time", "product", "outcome", "status", "message", "charge", "id"] as const;
export type Column = (typeof COLUMNS)[number];

/** A period to go back to after a click on a bar narrowed it. */
export interface PeriodBefore {
  readonly label: string;
  readonly message: { readonly preset: string } | { readonly since: string; readonly until: string };
  /** The period that the click chose; once another one is on screen, there is nothing to go back from. */
  readonly narrowed: { readonly since: string; readonly until: string };
}

/**
 * What one dashboard panel of one editor window remembers by itself, in the state that VS Code keeps for its page: how things are
 * shown, never what they are. Period, filter and granularity are choices of the person for all windows, and live in the ledger.
 */
export interface RememberedView {
  readonly hiddenColumns: readonly Column[];
  /** Charts that are shown as tables, or not, by the user's choice; absent means the default. */
  readonly tables: Readonly<Partial<Record<ChartName, boolean>>>;
  readonly sort: TableSort;
  readonly scroll: number;
  readonly back?: PeriodBefore | undefined;
}

const INITIAL: RememberedView = {
  hiddenColumns: [],
  tables: {},
  sort: { column: "at", direction: "descending" },
  scroll: 0,
};

const SORT_COLUMNS: readonly SortColumn[] = ["at", "charge", "product", "message", "status"];

/** Reads what an earlier page, perhaps of an older version, left behind; whatever does not fit falls back to the start. */
export function readRememberedView(stored: unknown): RememberedView {
  if (!isRecord(stored)) return INITIAL;
  const { hiddenColumns, tables, sort, scroll, back } = stored;
  return {
    hiddenColumns: Array.isArray(hiddenColumns) ? COLUMNS.filter((column) => hiddenColumns.includes(column)) : [],
    tables: isRecord(tables) ? readTables(tables) : {},
    sort: readSort(sort),
    scroll: typeof scroll === "number" && scroll >= 0 ? scroll : 0,
    back: isRecord(back) ? readBack(back) : undefined,
  };
}

function readTables(stored: Record<string, unknown>): RememberedView["tables"] {
  const charts: readonly ChartName[] = ["spend", "cumulative", "outcomes", "heat"];
  return Object.fromEntries(
    charts.flatMap((name) => (typeof stored[name] === "boolean" ? [[name, stored[name]]] : [])),
  );
}

function readSort(stored: unknown): TableSort {
  if (!isRecord(stored)) return INITIAL.sort;
  const column = SORT_COLUMNS.find((known) => known === stored["column"]);
  if (column === undefined) return INITIAL.sort;
  return { column, direction: stored["direction"] === "ascending" ? "ascending" : "descending" };
}

function readBack({ label, message, narrowed }: Record<string, unknown>): PeriodBefore | undefined {
  if (typeof label !== "string" || !isRecord(message) || !isRecord(narrowed)) return undefined;
  const dates = readDates(narrowed);
  if (dates === undefined) return undefined;
  if (typeof message["preset"] === "string") return { label, message: { preset: message["preset"] }, narrowed: dates };
  const before = readDates(message);
  return before && { label, message: before, narrowed: dates };
}

function readDates({ since, until }: Record<string, unknown>): { since: string; until: string } | undefined {
  return typeof since === "string" && typeof until === "string" ? { since, until } : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
