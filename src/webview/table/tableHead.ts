import type { SortColumn, TableSort } from "../../protocol.ts";
import { button, element, replaceKeepingFocus, setAttributes } from "../base/dom.ts";
import { icon } from "../base/icons.ts";
import type { PanelContext } from "../base/panelContext.ts";
import type { TableColumn } from "./tableColumns.ts";

/** The table's header row; a click on a column sorts by it, a second one turns the order round. */
export function createTableHead(
  { text }: PanelContext,
  sortBy: (column: SortColumn) => void,
): { readonly root: HTMLElement; draw(columns: readonly TableColumn[], sort: TableSort): void } {
  const row = element("div", { role: "row", class: "row head", "aria-rowindex": 1 });
  const root = element("div", { role: "rowgroup", class: "rows-head" }, row);
  const cellOf = ({ column, label, sort: by, number }: TableColumn, sort: TableSort) => {
    const cell = element("div", { role: "columnheader", class: number ? "cell number" : "cell" });
    if (by === undefined) {
      cell.append(text(label));
      return cell;
    }
    const direction = sort.column === by ? sort.direction : undefined;
    setAttributes(cell, { "aria-sort": direction ?? "none" });
    const sorter = button(text(label), { class: "sorter", "data-key": column }, () => sortBy(by));
    if (direction) sorter.append(icon(direction === "ascending" ? "up" : "down"));
    cell.append(sorter);
    return cell;
  };
  return {
    root,
    draw: (columns, sort) =>
      replaceKeepingFocus(
        row,
        columns.map((column) => cellOf(column, sort)),
      ),
  };
}
