/** A run of rows, from where it was begun to where the keyboard stands. */
export interface RowSelection {
  /** The row that the keyboard stands on. */
  readonly focus: number;
  readonly anchor: number;
  /** False when the focus only stands on a row that nobody selected. */
  readonly selected: boolean;
}

export const NO_SELECTION: RowSelection = { focus: 0, anchor: 0, selected: false };

export function firstSelected({ focus, anchor }: RowSelection): number {
  return Math.min(focus, anchor);
}

function lastSelected({ focus, anchor }: RowSelection): number {
  return Math.max(focus, anchor);
}

export function isSelected(selection: RowSelection, row: number): boolean {
  return selection.selected && row >= firstSelected(selection) && row <= lastSelected(selection);
}

export function selectedCount(selection: RowSelection): number {
  return selection.selected ? lastSelected(selection) - firstSelected(selection) + 1 : 0;
}

/** Puts the focus on a row; `extend` keeps the anchor where the selection was begun. */
export function selectRow(selection: RowSelection, row: number, extend: "extend" | "start"): RowSelection {
  return { focus: row, anchor: extend === "extend" && selection.selected ? selection.anchor : row, selected: true };
}

export interface KeyStroke {
  readonly key: string;
  readonly shift: boolean;
  /** Ctrl, or Cmd on a Mac. */
  readonly control: boolean;
}

/** The selection after a key, undefined for keys that do not select. `page` is the number of rows in sight. */
export function selectByKey(
  selection: RowSelection,
  { key, shift, control }: KeyStroke,
  rows: number,
  page: number,
): RowSelection | undefined {
  if (rows === 0) return undefined;
  if (control && key.toLowerCase() === "a") return { anchor: 0, focus: rows - 1, selected: true };
  if (key === "Escape") return selection.selected ? { ...selection, selected: false } : undefined;
  const target = targetOf(key, selection, rows, page);
  if (target === undefined) return undefined;
  const row = Math.min(Math.max(target, 0), rows - 1);
  return selectRow(selection, row, shift ? "extend" : "start");
}

function targetOf(key: string, { focus, selected }: RowSelection, rows: number, page: number): number | undefined {
  // The first arrow key selects the row that the focus stands on already.
  const step = selected ? 1 : 0;
  switch (key) {
    case "ArrowDown":
      return focus + step;
    case "ArrowUp":
      return focus - step;
    case "PageDown":
      return focus + page;
    case "PageUp":
      return focus - page;
    case "Home":
      return 0;
    case "End":
      return rows - 1;
    case " ":
      return focus;
    default:
      return undefined;
  }
}
