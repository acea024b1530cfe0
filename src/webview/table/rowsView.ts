import type { TableRow } from "../../protocol.ts";
import { element, setAttributes } from "../base/dom.ts";
import type { TableColumn } from "./tableColumns.ts";

/** Height of a row in pixels; the style sheet has the same number. */
export const ROW_HEIGHT = 26;

export interface VisibleRow {
  readonly index: number;
  /** Distance from the top of the rows in sight, in pixels. */
  readonly top: number;
  readonly row: TableRow | undefined;
  readonly selected: boolean;
  readonly focused: boolean;
}

/** The id of a row's element. */
export function rowId(index: number): string {
  return `row-${index}`;
}

/** Draws the rows in sight with as few elements as they need; an element that scrolls out is used again for one that scrolls in. */
export function createRowsView(
  layer: HTMLElement,
  loadingText: string,
): { draw(rows: readonly VisibleRow[], columns: readonly TableColumn[]): void } {
  interface Slot {
    readonly root: HTMLElement;
    row: TableRow | undefined;
    columns: readonly TableColumn[] | undefined;
  }
  const slots = new Map<number, Slot>();
  // Never smaller than before: with a stable number, a row finds its element again while it scrolls.
  let pool = 0;

  const slotAt = (position: number): Slot => {
    const existing = slots.get(position);
    if (existing) return existing;
    const slot: Slot = { root: element("div", { role: "row", class: "row" }), row: undefined, columns: undefined };
    slots.set(position, slot);
    layer.append(slot.root);
    return slot;
  };
  const fill = (slot: Slot, row: TableRow | undefined, columns: readonly TableColumn[]) => {
    if (slot.columns === columns && slot.row === row && row !== undefined) return;
    if (slot.columns !== columns) {
      slot.root.replaceChildren(
        ...columns.map(({ number }) => element("div", { role: "gridcell", class: number ? "cell number" : "cell" })),
      );
    }
    slot.columns = columns;
    slot.row = row;
    for (const [position, column] of columns.entries()) {
      const cell = slot.root.children[position];
      if (!(cell instanceof HTMLElement)) continue;
      if (row) column.fill(cell, row);
      else {
        cell.textContent = position === 0 ? loadingText : "";
        cell.removeAttribute("title");
      }
    }
    const { root } = slot;
    if (row) root.dataset["vscodeContext"] = contextOf(row);
    else delete root.dataset["vscodeContext"];
  };

  return {
    draw: (rows, columns) => {
      // A row keeps its element while it is in sight, so that selected text and reading positions survive scrolling.
      const used = new Set<Slot>();
      pool = Math.max(pool, rows.length + 1);
      for (const visible of rows) {
        const slot = slotAt(visible.index % pool);
        used.add(slot);
        fill(slot, visible.row, columns);
        slot.root.hidden = false;
        slot.root.style.transform = `translateY(${visible.top}px)`;
        setAttributes(slot.root, {
          id: rowId(visible.index),
          class: `row${visible.row ? "" : " loading"}${visible.focused ? " focused" : ""}${visible.index % 2 === 1 ? " odd" : ""}`,
          "aria-rowindex": visible.index + 2,
          "aria-selected": String(visible.selected),
        });
      }
      for (const slot of slots.values()) {
        if (used.has(slot)) continue;
        slot.root.hidden = true;
        slot.root.removeAttribute("id");
      }
    },
  };
}

/** A longer message is looked up by the transaction's id. */
const CONTEXT_LENGTH = 2000;

/** What VS Code's own context menu is told of the row under the pointer. */
function contextOf({ id, message, product }: TableRow): string {
  return JSON.stringify({
    webviewSection: "transaction",
    preventDefaultContextMenuItems: true,
    transactionId: id,
    product,
    ...(message.length <= CONTEXT_LENGTH && { message }),
  });
}
