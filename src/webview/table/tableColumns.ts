import type { Outcome } from "../../domain/outcome.ts";
import type { PanelTextKey, SortColumn, TableRow } from "../../protocol.ts";
import { element, foreign, hoverText, plainText } from "../base/dom.ts";
import { icon } from "../base/icons.ts";
import { COLUMNS, type Column } from "../base/rememberedView.ts";

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
          setText(cell, time);
          cell.title = timeUtc;
        },
      };
    case "product":
      return {
        label: "product",
        width: "minmax(120px, 1fr)",
        sort: "product",
        fill: (cell, { product }) => setForeign(cell, product, "foreign"),
      };
    case "outcome":
      return {
        label: "outcome",
        width: "96px",
        fill: (cell, { outcome, outcomeText }) => setOutcome(cell, outcome, outcomeText),
      };
    case "status":
      return {
        label: "status",
        width: "74px",
        sort: "status",
        number: true,
        fill: (cell, { status }) => setText(cell, String(status)),
      };
    case "message":
      return {
        label: "message",
        width: "minmax(180px, 2fr)",
        sort: "message",
        fill: (cell, { message }) => setForeign(cell, message, "foreign selectable"),
      };
    case "charge":
      return {
        label: "charge",
        width: "96px",
        sort: "charge",
        number: true,
        fill: (cell, { charge }) => setText(cell, charge),
      };
    case "id":
      return {
        label: "id",
        width: "minmax(120px, 290px)",
        fill: (cell, { id }) => setForeign(cell, id, "foreign selectable mono"),
      };
  }
}

// Cells are filled again for every row that scrolls by, so what is there already is changed rather than made anew.

function setText(cell: HTMLElement, text: string): void {
  const { firstChild } = cell;
  if (firstChild instanceof Text && cell.childNodes.length === 1) firstChild.data = text;
  else cell.textContent = text;
}

function setForeign(cell: HTMLElement, text: string, className: string): void {
  const { firstElementChild } = cell;
  if (firstElementChild instanceof HTMLElement && firstElementChild.localName === "bdi") {
    setText(firstElementChild, plainText(text));
    firstElementChild.title = hoverText(text);
  } else cell.replaceChildren(foreign(text, className));
}

function setOutcome(cell: HTMLElement, outcome: Outcome, text: string): void {
  if (cell.firstElementChild?.classList.contains(`outcome-${outcome}`)) return;
  cell.replaceChildren(element("span", { class: `outcome outcome-${outcome}` }, icon(outcome), text));
}
