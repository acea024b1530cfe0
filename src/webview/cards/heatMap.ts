import type { HeatMap, HeatMapCell } from "../../protocol.ts";
import { element, setAttributes, whenChanged } from "../base/dom.ts";
import type { PanelContext } from "../base/panelContext.ts";
import type { Part } from "../base/part.ts";
import { twinToggle } from "../base/twinToggle.ts";
import { chosenCell, type WeekHour } from "../controls/filterChange.ts";
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

  const draw = () => {
    if (!heat) return;
    // A chosen cell stays in reach, so that what chose it can let go of it.
    const blank = chosen === undefined && heat.rows.every(({ cells }) => cells.every(({ share }) => share === 0));
    nothing.hidden = !blank;
    for (const part of [toggle.root, box]) part.hidden = blank;
    readout.hidden = blank || toggle.shown();
    box.replaceChildren(toggle.shown() ? twinOf(heat, text("heatMap")) : gridOf(heat));
    readout.textContent = heat.description;
  };
  const cellAt = (weekday: number, hour: number) =>
    box.querySelector<HTMLElement>(`[data-weekday="${weekday}"][data-hour="${hour}"]`);

  const moveTo = (to: WeekHour) => {
    cellAt(current.weekday, current.hour)?.setAttribute("tabindex", "-1");
    current = to;
    const cell = cellAt(current.weekday, current.hour);
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
  const tell = (event: Event) => {
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-weekday]") : null;
    readout.textContent = cell?.getAttribute("aria-label") ?? heat?.description ?? "";
  };
  for (const type of ["focusin", "pointerover", "pointerleave", "focusout"]) box.addEventListener(type, tell);

  const gridOf = ({ rows, hours, description }: HeatMap) => {
    const head = element(
      "div",
      { role: "row" },
      element("span", { role: "columnheader" }, element("span", { class: "sr-only" }, text("weekday"))),
      ...hours.map((hour) => element("span", { role: "columnheader" }, element("span", {}, hour))),
    );
    const lines = rows.map(({ weekday, name, cells }) =>
      element(
        "div",
        { role: "row" },
        element("span", { role: "rowheader" }, name),
        ...cells.map((cell, hour) => cellOf(cell, weekday, hour)),
      ),
    );
    return element(
      "div",
      { class: "heat", role: "grid", "aria-label": description, "aria-describedby": keys.id },
      head,
      ...lines,
    );
  };
  const cellOf = ({ share, text: label }: HeatMapCell, weekday: number, hour: number) => {
    const square = element("span", { class: "square" });
    // The area, not the edge, is what the eye compares.
    square.style.setProperty("--edge-share", String(share === 0 ? 0 : Math.max(0.16, Math.sqrt(share))));
    square.style.setProperty("--shade", String(0.35 + 0.65 * share));
    const here = weekday === current.weekday && hour === current.hour;
    return element(
      "span",
      {
        role: "gridcell",
        class: "heat-cell",
        "data-weekday": weekday,
        "data-hour": hour,
        "aria-selected": String(chosen?.weekday === weekday && chosen.hour === hour),
        tabindex: here ? 0 : -1,
        "aria-label": label,
      },
      square,
    );
  };

  const update = whenChanged((next: { readonly heat: HeatMap; readonly chosen: WeekHour | undefined }) => {
    ({ heat, chosen } = next);
    const focused = box.contains(document.activeElement);
    draw();
    if (focused) moveTo(current);
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
