import type { PanelTextKey, SortColumn, TableRow } from "../protocol.ts";
import { element, foreign } from "./dom.ts";
import { icon } from "./icons.ts";
import { COLUMNS, type Column } from "./viewState.ts";

export interface TableColumn {
  readonly column: Column;
  readonly label: PanelTextKey;
  /** A track of a CSS grid. */
  readonly width: string;
  readonly sort?: SortColumn;
  readonly number?: true;
  readonly fill: (cell: HTMLElement, row: TableRow) => void;
}

/** The table's columns in their order. */
export const TABLE_COLUMNS: readonly TableColumn[] = COLUMNS.map((column) => ({ column, ...definitionOf(column) }));

function definitionOf(column: Column): Omit<TableColumn, "column"> {
  switch (column) {
    case "time":
      return {
        label: "time",
        width: "170px",
        sort: "at",
        fill: (cell, { time, timeUtc }) => {
          cell.textContent = time;
          cell.title = timeUtc;
        },
      };
    case "product":
      return {
        label: "product",
        width: "minmax(120px, 1fr)",
        sort: "product",
        fill: (cell, { product }) => cell.replaceChildren(foreign(product)),
      };
    case "outcome":
      return {
        label: "outcome",
        width: "96px",
        fill: (cell, { outcome, outcomeText }) =>
          cell.replaceChildren(element("span", { class: `outcome outcome-${outcome}` }, icon(outcome), outcomeText)),
      };
    case "status":
      return {
        label: "status",
        width: "74px",
        sort: "status",
        number: true,
        fill: (cell, { status }) => {
          cell.textContent = String(status);
        },
      };
    case "message":
      return {
        label: "message",
        width: "minmax(180px, 2fr)",
        sort: "message",
        fill: (cell, { message }) => cell.replaceChildren(foreign(message, "foreign selectable")),
      };
    case "charge":
      return {
        label: "charge",
        width: "96px",
        sort: "charge",
        number: true,
        fill: (cell, { charge }) => {
          cell.textContent = charge;
        },
      };
    case "id":
      return {
        label: "id",
        width: "minmax(120px, 290px)",
        fill: (cell, { id }) => cell.replaceChildren(foreign(id, "foreign selectable mono")),
      };
  }
}
