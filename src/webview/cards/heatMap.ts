import type { HeatMap } from "../../protocol.ts";
import { element, replaceKeepingFocus, setAttributes, whenChanged } from "../base/dom.ts";
import type { PanelContext } from "../base/panelContext.ts";
import type { Part } from "../base/part.ts";
import { twinToggle } from "../base/twinToggle.ts";
import { chosenCell, type WeekHour } from "../controls/filterChange.ts";
import { createHeatGrid, type HeatGrid } from "./heatGrid.ts";
import { moveCell } from "./heatKeys.ts";

/** Hour × weekday. The square in a cell grows with the spend, so that the map can be read without its colour. */
export function createHeatMap(context: PanelContext, narrow: (cell: WeekHour) => void): Part {
  const { text } = context;
  const readout = element("p", { class: "readout", "aria-hidden": "true" });
  const box = element("div", { class: "heat-box" });
  const nothing = element("p", { class: "empty", hidden: true }, text("nothingSpent"));
  const keys = element("span", { class: "sr-only", id: "heat-keys" }, text("heatKeys"));
  let heat: HeatMap | undefined;
  let chosen: WeekHour | undefined;
  let current: WeekHour = { weekday: 0, hour: 0 };

  const toggle = twinToggle(context, "heat", text("heatMap"), () => draw());
  const root = element(
    "section",
    { class: "card card-heat", "aria-label": text("heatMap") },
    element(
      "div",
      { class: "card-head" },
      element("h2", {}, text("heatMap")),
      element("div", { class: "card-tools" }, toggle.root),
    ),
    box,
    keys,
    readout,
    nothing,
  );

  let grid: HeatGrid | undefined;
  const draw = () => {
    if (!heat) return;
    // A chosen cell stays in reach, so that what chose it can let go of it.
    const blank = chosen === undefined && heat.rows.every(({ cells }) => cells.every(({ share }) => share === 0));
    nothing.hidden = !blank;
    for (const part of [toggle.root, box]) part.hidden = blank;
    readout.hidden = blank || toggle.shown();
    if (toggle.shown()) replaceKeepingFocus(box, [twinOf(heat, text("heatMap"))]);
    else {
      if (grid?.isOf(heat) !== true)
        grid = createHeatGrid(heat, { weekday: text("weekday"), keysId: keys.id }, current);
      grid.fill(heat, chosen);
      if (grid.root.parentElement !== box) box.replaceChildren(grid.root);
    }
    tell(document.activeElement);
  };

  const moveTo = (to: WeekHour) => {
    grid?.cell(current)?.setAttribute("tabindex", "-1");
    current = to;
    const cell = grid?.cell(current);
    cell?.setAttribute("tabindex", "0");
    cell?.focus();
  };
  box.addEventListener("keydown", (event) => {
    if (toggle.shown() || !heat) return;
    const next = moveCell(heat.rows, current, event.key);
    if (next) moveTo(next);
    else if (event.key === "Enter" || event.key === " ") narrow(current);
    else return;
    event.preventDefault();
  });
  box.addEventListener("click", (event) => {
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-weekday]") : null;
    if (!cell) return;
    moveTo({ weekday: Number(cell.dataset["weekday"]), hour: Number(cell.dataset["hour"]) });
    narrow(current);
  });
  const tell = (target: EventTarget | null) => {
    const cell = target instanceof Element && box.contains(target) ? target.closest("[data-weekday]") : null;
    readout.textContent = cell?.getAttribute("aria-label") ?? heat?.description ?? "";
  };
  for (const type of ["focusin", "pointerover", "pointerleave", "focusout"]) {
    box.addEventListener(type, ({ target }) => tell(target));
  }

  const update = whenChanged((next: { readonly heat: HeatMap; readonly chosen: WeekHour | undefined }) => {
    ({ heat, chosen } = next);
    draw();
  });
  toggle.apply();
  return { root, update: (snapshot) => update({ heat: snapshot.heat, chosen: chosenCell(snapshot.filter) }) };
}

/** Hours down, weekdays across: fits a narrow panel better than the map does. */
function twinOf({ rows, hours, description }: HeatMap, title: string): HTMLElement {
  const table = element(
    "table",
    { class: "data" },
    element("caption", { class: "sr-only" }, description),
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        element("td"),
        ...rows.map(({ name }) => element("th", { scope: "col", class: "number" }, name)),
      ),
    ),
    element(
      "tbody",
      {},
      ...hours.map((hour, index) =>
        element(
          "tr",
          {},
          element("th", { scope: "row" }, hour),
          ...rows.map(({ cells }) => element("td", { class: "number" }, cells[index]?.charge ?? "")),
        ),
      ),
    ),
  );
  const region = element("div", { class: "twin", tabindex: 0, role: "group" }, table);
  setAttributes(region, { "aria-label": title });
  return region;
}
