import type { HeatMap, HeatMapCell } from "../../protocol.ts";
import { element, setAttributes } from "../base/dom.ts";
import type { WeekHour } from "../controls/filterChange.ts";

export interface HeatGrid {
  readonly root: HTMLElement;
  /** Whether a map has the same rows and columns, so that its numbers can be filled in. */
  isOf(heat: HeatMap): boolean;
  /** Shows a map's numbers: in the cells that are there, because 168 new ones would all have to be laid out. */
  fill(heat: HeatMap, chosen: WeekHour | undefined): void;
  cell(at: WeekHour): HTMLElement | undefined;
}

interface Cell {
  readonly root: HTMLElement;
  readonly square: HTMLElement;
}

/** The cells of the map, one for each hour of each weekday; `current` is the one that Tab leads to. */
export function createHeatGrid(
  { rows, hours }: HeatMap,
  texts: { readonly weekday: string; readonly keysId: string },
  current: WeekHour,
): HeatGrid {
  const lines = rows.map(({ weekday, name, cells }) => ({
    weekday,
    name,
    cells: cells.map((_, hour) => cellAt({ weekday, hour }, weekday === current.weekday && hour === current.hour)),
  }));
  const root = element(
    "div",
    { class: "heat", role: "grid", "aria-describedby": texts.keysId },
    element(
      "div",
      { role: "row" },
      element("span", { role: "columnheader" }, element("span", { class: "sr-only" }, texts.weekday)),
      ...hours.map((hour) => element("span", { role: "columnheader" }, element("span", {}, hour))),
    ),
    ...lines.map(({ name, cells }) =>
      element("div", { role: "row" }, element("span", { role: "rowheader" }, name), ...cells.map((cell) => cell.root)),
    ),
  );
  return {
    root,
    isOf: (heat) =>
      String(heat.hours) === String(hours) &&
      heat.rows.length === lines.length &&
      heat.rows.every(({ weekday, name }, place) => lines[place]?.weekday === weekday && lines[place].name === name),
    fill: (heat, chosen) => {
      setAttributes(root, { "aria-label": heat.description });
      for (const [place, { weekday, cells }] of lines.entries()) {
        for (const [hour, cell] of cells.entries()) {
          const content = heat.rows[place]?.cells[hour];
          if (content) fillCell(cell, content, chosen?.weekday === weekday && chosen.hour === hour);
        }
      }
    },
    cell: ({ weekday, hour }) => lines.find((line) => line.weekday === weekday)?.cells[hour]?.root,
  };
}

function cellAt({ weekday, hour }: WeekHour, isCurrent: boolean): Cell {
  const square = element("span", { class: "square" });
  const place = { "data-weekday": weekday, "data-hour": hour, tabindex: isCurrent ? 0 : -1 };
  return { root: element("span", { role: "gridcell", class: "heat-cell", ...place }, square), square };
}

function fillCell({ root, square }: Cell, { share, text }: HeatMapCell, isChosen: boolean): void {
  setAttributes(root, { "aria-selected": String(isChosen), "aria-label": text });
  // The area, not the edge, is what the eye compares.
  const edge = share === 0 ? 0 : Math.max(0.16, Math.sqrt(share));
  square.style.setProperty("--edge-share", String(edge));
  square.style.setProperty("--shade", String(0.35 + 0.65 * share));
}
