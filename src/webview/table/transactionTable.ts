import type { CopyFormat, DashboardSnapshot, RowsReply, SortColumn } from "../../protocol.ts";
import { button, element, setAttributes } from "../base/dom.ts";
import { icon } from "../base/icons.ts";
import type { PanelContext } from "../base/panelContext.ts";
import type { Part } from "../base/part.ts";
import { COLUMNS } from "../base/rememberedView.ts";
import { createChoiceList } from "../controls/choiceList.ts";
import { createRowCache } from "./rowCache.ts";
import {
  firstSelected,
  isSelected,
  NO_SELECTION,
  type RowSelection,
  selectByKey,
  selectedCount,
  selectRow,
} from "./rowSelection.ts";
import { createRowsView, ROW_HEIGHT, rowId, type VisibleRow } from "./rowsView.ts";
import { scrollRange } from "./scrollRange.ts";
import { TABLE_COLUMNS, type TableColumn } from "./tableColumns.ts";
import { createTableHead } from "./tableHead.ts";
import { createWaitingRows } from "./waitingRows.ts";

export interface TransactionTable extends Part {
  receive(reply: RowsReply): void;
  /** Says how many rows are on the clipboard. */
  copied(rows: number): void;
  /** Brings the table into sight and the keyboard to it. */
  reveal(): void;
}

const COUNT = new Intl.NumberFormat("en-IN");

/** Every transaction under the filter: only the rows in sight exist, however many there are. */
export function createTransactionTable(context: PanelContext): TransactionTable {
  const { text, post, view, remember, announce } = context;
  const cache = createRowCache((request, first, count) =>
    post({ type: "rows", request, first: first + held.count(), count, sort: view().sort }),
  );
  const held = createWaitingRows(
    (request, first, count) => post({ type: "rows", request, first, count, sort: view().sort }),
    () => {
      cache.outdate();
      takeIn();
    },
  );
  const total = held.shown;
  let offset = view().scroll;
  let revision: number | undefined;
  let filter = "";
  let selection: RowSelection = NO_SELECTION;
  let columns: readonly TableColumn[] = [];
  let failure = "";
  /** What the last copy did, until something else is selected. */
  let note = "";

  const head = createTableHead(context, (column) => sortBy(column));
  const layer = element("div", { class: "rows-layer" });
  const spacer = element("div", { class: "rows-spacer", role: "rowgroup" }, layer);
  const grid = element(
    "div",
    {
      class: "grid",
      role: "grid",
      tabindex: 0,
      "aria-label": text("transactions"),
      "aria-multiselectable": "true",
      "aria-describedby": "table-keys",
    },
    head.root,
    spacer,
  );
  const rows = createRowsView(layer, text("rowLoading"));
  const status = element("p", { class: "muted table-status", role: "status" });
  const newer = button("", { class: "button", hidden: true, title: text("showNewRows") }, () => showNewest());
  const copyText = copyButton("text");
  const copyCsv = copyButton("csv");
  const picker = createChoiceList(context, "columns", text("columns"), (shown) => {
    remember({ hiddenColumns: COLUMNS.filter((column) => !shown.includes(column)) });
    layOut();
  });
  const root = element(
    "section",
    { class: "card card-table", "aria-label": text("transactions") },
    element(
      "div",
      { class: "card-head" },
      element("h2", {}, text("transactions")),
      status,
      newer,
      element("div", { class: "card-tools" }, copyText, copyCsv, picker.root),
    ),
    grid,
    element("span", { id: "table-keys", class: "sr-only" }, text("tableKeys")),
  );

  function copyButton(format: CopyFormat): HTMLButtonElement {
    const label = format === "text" ? text("copyText") : text("copyCsv");
    const copier = button(icon("copy"), { class: "button", disabled: true }, () => copy(format));
    copier.append(label);
    return copier;
  }
  const copy = (format: CopyFormat) => {
    const count = selectedCount(selection);
    if (count === 0) return;
    post({ type: "copyRows", first: firstSelected(selection) + held.count(), count, sort: view().sort, format });
  };
  const sortBy = (column: SortColumn) => {
    const { sort } = view();
    const first = column === "at" || column === "charge" ? "descending" : "ascending";
    const other = first === "descending" ? "ascending" : "descending";
    const direction = sort.column === column && sort.direction === first ? other : first;
    remember({ sort: { column, direction } });
    held.follow(held.total());
    startAnew();
    layOut();
  };
  /** The list is another one. */
  const startAnew = () => {
    selection = NO_SELECTION;
    offset = 0;
    cache.clear();
  };
  const showNewest = () => {
    held.follow(held.total());
    selection = NO_SELECTION;
    note = "";
    cache.outdate();
    moveTo(0);
    layOut();
    // The button has gone, and the keyboard with it.
    grid.focus({ preventScroll: true });
  };
  /** New rows come in above what is looked at. */
  const isReading = () => {
    const { column, direction } = view().sort;
    return column === "at" && direction === "descending" && (offset > 0 || selection.selected);
  };
  /** The first row that is wholly in sight. */
  const lookedAt = () => {
    const at = Math.ceil(offset / ROW_HEIGHT);
    const id = cache.row(at)?.id;
    return id === undefined ? undefined : { id, at };
  };
  const takeIn = () => {
    if (selection.focus >= total()) selection = NO_SELECTION;
    failure = "";
    layOut();
  };

  // Measured when it changes, not when it is needed: asking the browser between two writes makes it lay out the page at once.
  let viewport = ROW_HEIGHT;
  const range = () => scrollRange(total(), ROW_HEIGHT, viewport);
  const place = () => {
    const next = range().scrollTopAt(offset);
    if (next === placed) return;
    placed = next;
    grid.scrollTop = placed;
  };
  let placed = 0;

  /** Columns, height, position: everything but the rows themselves. */
  const layOut = () => {
    const { hiddenColumns, sort } = view();
    const shown = TABLE_COLUMNS.filter(({ column }) => !hiddenColumns.includes(column));
    if (shown.length !== columns.length || shown.some((column, index) => column !== columns[index])) columns = shown;
    picker.update(
      TABLE_COLUMNS.map(({ column, label }) => ({ value: column, label: text(label) })),
      columns.map(({ column }) => column),
    );
    grid.style.setProperty("--columns", columns.map(({ width }) => width).join(" "));
    setAttributes(grid, { "aria-rowcount": total() + 1, "aria-colcount": columns.length });
    head.draw(columns, sort);
    // Few rows make a low table, many a high one up to a limit; the height in sight follows from that.
    const height = Math.max(range().height, ROW_HEIGHT);
    spacer.style.height = `${height}px`;
    layer.style.height = `${Math.min(viewport, height)}px`;
    const { maxOffset } = range();
    offset = Math.min(offset, maxOffset);
    place();
    draw();
  };

  const draw = () => {
    const first = Math.floor(offset / ROW_HEIGHT);
    const last = Math.min(total() - 1, Math.ceil((offset + viewport) / ROW_HEIGHT));
    const visible: VisibleRow[] = [];
    for (let index = first; index <= last; index++) {
      const focused = index === selection.focus;
      const selected = isSelected(selection, index);
      visible.push({ index, top: index * ROW_HEIGHT - offset, row: cache.row(index), selected, focused });
    }
    rows.draw(visible, columns);
    const inSight = selection.focus >= first && selection.focus <= last && total() > 0;
    setAttributes(grid, { "aria-activedescendant": inSight ? rowId(selection.focus) : undefined });
    if (total() > 0) cache.want(first, last);
    const count = selectedCount(selection);
    const sentences = [
      failure === "" ? text(total() === 0 ? "noRows" : "rowCount", COUNT.format(total())) : failure,
      ...(count > 0 ? [text("rowsSelected", COUNT.format(count))] : []),
      ...(note === "" ? [] : [note]),
    ];
    if (status.textContent !== sentences.join(" · ")) status.textContent = sentences.join(" · ");
    newer.hidden = held.count() === 0;
    const waiting = text("newRows", COUNT.format(held.count()));
    if (newer.textContent !== waiting) newer.textContent = waiting;
    for (const copier of [copyText, copyCsv]) copier.disabled = count === 0;
  };
  let scheduled = false;
  const drawSoon = () => {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(() => {
      scheduled = false;
      draw();
    });
  };
  const moveTo = (next: number) => {
    const { maxOffset } = range();
    offset = Math.min(Math.max(next, 0), maxOffset);
    place();
    remember({ scroll: offset });
    drawSoon();
  };

  grid.addEventListener("scroll", () => {
    // Our own placing comes back as an event; taking it for the user's would lose what the bar is too coarse to tell.
    if (Math.abs(grid.scrollTop - placed) < 1) return;
    placed = grid.scrollTop;
    offset = range().offsetAt(grid.scrollTop);
    remember({ scroll: offset });
    drawSoon();
  });
  grid.addEventListener(
    "wheel",
    (event) => {
      const { scaled, maxOffset } = range();
      if (!scaled || event.ctrlKey || event.shiftKey || event.deltaY === 0) return;
      const step = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * ROW_HEIGHT;
      if ((step < 0 && offset <= 0) || (step > 0 && offset >= maxOffset)) return;
      event.preventDefault();
      moveTo(offset + step);
    },
    { passive: false },
  );
  grid.addEventListener("keydown", (event) => {
    if (event.target !== grid) return;
    const control = event.ctrlKey || event.metaKey;
    if (control && event.key.toLowerCase() === "c" && document.getSelection()?.isCollapsed !== false) {
      copy("text");
      event.preventDefault();
      return;
    }
    const page = Math.max(1, Math.floor(viewport / ROW_HEIGHT) - 1);
    const next = selectByKey(selection, { key: event.key, shift: event.shiftKey, control }, total(), page);
    if (!next) return;
    event.preventDefault();
    selection = next;
    note = "";
    if (!(control && event.key.toLowerCase() === "a")) bringIntoSight(selection.focus);
    drawSoon();
  });
  const bringIntoSight = (row: number) => {
    const top = row * ROW_HEIGHT;
    if (top < offset) moveTo(top);
    else if (top + ROW_HEIGHT > offset + viewport) moveTo(top + ROW_HEIGHT - viewport);
  };
  layer.addEventListener("click", (event) => {
    // Dragging over an id or a message selects its text, not its row.
    if (document.getSelection()?.isCollapsed === false) return;
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>(".row") : null;
    if (!row) return;
    selection = selectRow(
      selection,
      Number(row.getAttribute("aria-rowindex")) - 2,
      event.shiftKey ? "extend" : "start",
    );
    drawSoon();
  });
  new ResizeObserver(() => {
    viewport = Math.max(ROW_HEIGHT, grid.clientHeight - head.root.offsetHeight);
    // A table that was hidden for a while has forgotten where it was.
    placed = Number.NaN;
    layOut();
  }).observe(grid);

  return {
    root,
    update: (snapshot: DashboardSnapshot) => {
      const subject = JSON.stringify([snapshot.account, snapshot.period.since, snapshot.period.until, snapshot.filter]);
      const news = snapshot.rowsRevision !== revision;
      if (!news && held.total() === snapshot.rowCount && subject === filter) return;
      const isFirst = filter === "";
      const isSame = subject === filter;
      filter = subject;
      revision = snapshot.rowsRevision;
      if (isSame && isReading()) return held.hold(snapshot.rowCount, lookedAt());
      held.follow(snapshot.rowCount);
      if (!isSame && !isFirst) startAnew();
      else if (news) cache.outdate();
      takeIn();
    },
    receive: (reply) => {
      if (held.receive(reply) || !cache.receive(reply)) return;
      failure = reply.failure ?? "";
      drawSoon();
    },
    copied: (copiedRows) => {
      const said = text("copied", COUNT.format(copiedRows), COUNT.format(selectedCount(selection)));
      note = said;
      announce(said);
      drawSoon();
    },
    reveal: () => {
      root.scrollIntoView({ block: "start" });
      grid.focus({ preventScroll: true });
    },
  };
}
